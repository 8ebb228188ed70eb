"""Puts a backup back where nobody is, compares every count and sum, and throws it away. docs/operations.md."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from hosting.actions.backup import newest
from hosting.actions.rehearse import rehearse
from hosting.archive import age
from hosting.refusal import Refused


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("archive", type=Path, nargs="?", help="without it the newest in BACKUP_DIR")
        parser.add_argument("--identity", type=Path, help="the file of the key that opens an encrypted archive")
        parser.add_argument(
            "--server",
            default="",
            help="try it on another server, of a newer PostgreSQL: postgres://NAME:PASSWORD@HOST:5432/DB",
        )

    def handle(self, *args: Any, archive: Path | None, identity: Path | None, server: str, **options: Any) -> None:
        try:
            keys = age.identities(identity) if identity else []
            run = rehearse(archive or newest(Path(settings.BACKUP_DIR)), keys, server=server)
        except Refused as refused:
            raise CommandError(str(refused)) from None
        self.stdout.write(f"{run.archive}: {run.words}")
