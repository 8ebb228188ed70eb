from django.utils.module_loading import import_string

from activity.switchboard import HANDLERS


def test_every_handler_is_there() -> None:
    for verb, names in HANDLERS.items():
        for name in names:
            assert callable(import_string(name)), f"{verb}: {name}"
