"""For the end of a script that makes copies: admins read when the last one was made."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from members.actions.upkeep import note_backup


class Command(BaseCommand):
    help = "Notes that a copy of the database was made just now."

    def handle(self, *args: Any, **options: Any) -> None:
        note_backup()
        self.stdout.write("Noted.")
