"""Looks whether everything is there that this version needs, and changes nothing. Good before an upgrade."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from hosting.preflight import BAD, State, look


class Command(BaseCommand):
    help = __doc__
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--start",
            action="store_true",
            help="only what would do harm to start with; for what starts an installation",
        )

    def handle(self, *args: Any, start: bool, **options: Any) -> None:
        found = list(look())
        stopped = [one for one in found if one.state == State.STOP]
        wrong = stopped if start else [one for one in found if one.state in BAD]
        for one in found:
            if not start or one.state != State.OK:
                self.stdout.write(str(one))
        if wrong:
            raise CommandError("Not ready: " + ", ".join(one.about for one in wrong) + ".")
        self.stdout.write("Ready.")
