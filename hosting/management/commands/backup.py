"""Makes a backup of database, files and settings while everybody goes on. docs/operations.md."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from hosting.actions.backup import back_up
from hosting.management.keeping import kept
from hosting.refusal import Refused
from masks import sealed


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--to", type=Path, help="a folder, or the archive's own name; without it BACKUP_DIR")

    def handle(self, *args: Any, to: Path | None, **options: Any) -> None:
        try:
            run = back_up(to=to or Path(settings.BACKUP_DIR), kept=kept(), recipients=settings.BACKUP_RECIPIENTS)
        except Refused as refused:
            raise CommandError(str(refused)) from None
        self.stdout.write(f"{run.archive}: {(run.size or 0) / 10**6:.1f} MB. {run.words}")
        if not settings.BACKUP_RECIPIENTS:
            self.stdout.write(
                "It is not encrypted (BACKUP_RECIPIENTS): whoever has it can read what people wrote. The secrets of .env are "
                "not in it: keep a copy of that."
            )
        self.stdout.write(f"The mask key is not in it. Keep a copy of {sealed.place_of_key()} in another place.")
