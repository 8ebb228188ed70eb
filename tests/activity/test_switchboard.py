"""Every name on the switchboard is a function of one event."""

import inspect
import typing

import pytest
from django.utils.module_loading import import_string

from activity.models import Event
from activity.switchboard import HANDLERS


def fault(name: str) -> str | None:
    """What is wrong with a handler's name, or nothing."""
    try:
        handler = import_string(name)
    except ImportError as error:
        return str(error)
    if not inspect.isfunction(handler):
        return "not a function"
    takes = list(inspect.signature(handler).parameters.values())
    if len(takes) != 1 or takes[0].default is not inspect.Parameter.empty:
        return "takes something else than one event"
    hints = typing.get_type_hints(handler)
    if hints.get(takes[0].name) is not Event or hints.get("return") is not type(None):
        return "is not typed (event: Event) -> None"
    return None


def test_every_handler_is_a_function_of_one_event() -> None:
    names = {name for names in HANDLERS.values() for name in names}
    assert {name: said for name in names if (said := fault(name))} == {}


def test_every_verb_is_a_noun_and_a_deed() -> None:
    assert [verb for verb in HANDLERS if [part.isidentifier() for part in verb.split(".")] != [True, True]] == []


def test_no_handler_hears_twice() -> None:
    assert [verb for verb, names in HANDLERS.items() if len(set(names)) < len(names)] == []


def test_a_good_handler_passes() -> None:
    assert fault("tests.activity.handlers.note") is None


@pytest.mark.parametrize(
    "planted",
    [
        "tests.activity.handlers.gone",
        "tests.activity.handlers.TABLE",
        "activity.deliver.sweep",
        "activity.record.record",
    ],
)
def test_a_bad_name_is_found(planted: str) -> None:
    assert fault(planted)
