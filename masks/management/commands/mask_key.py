"""The key that the masks are sealed with: make the first one, check it, or start anew after it was lost."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from masks import sealed


class Command(BaseCommand):
    help = __doc__
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "do",
            choices=("ensure", "create", "check", "accept"),
            help="ensure: write the first key unless one is there; create: the same, and complain if one is; check: does the key fit the masks; "
            "accept: the old key is lost, let the old masks go and start anew",
        )

    def handle(self, *args: Any, do: str, **options: Any) -> None:
        try:
            said = {"ensure": _ensure, "create": _create, "check": _check, "accept": _accept}[do]()
        except sealed.MaskKeyError as error:
            raise CommandError(str(error)) from None
        if options["verbosity"]:
            self.stdout.write(said)


def _ensure() -> str:
    sealed.ensure_key()
    return "There is a mask key."


def _create() -> str:
    return f"Wrote {sealed.create_key()}. Keep a copy apart from the database: without it nobody wears their masks."


def _check() -> str:
    if not sealed.key_fits():
        raise CommandError("This key is not the one that the masks were sealed with.")
    return "The key fits."


def _accept() -> str:
    sealed.accept_key()
    return "The present key holds from now on. Masks of another key stay, and nobody wears them."
