"""Puts a backup in the place of what is here, which is kept until --forget. docs/operations.md."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from hosting.actions import restore
from hosting.actions.filling import looked_through, take_out
from hosting.archive import age, form
from hosting.refusal import Refused
from hosting.rules import is_lived_in
from members.queries import community


class Command(BaseCommand):
    help = __doc__
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("archive", type=Path, nargs="?")
        parser.add_argument("--identity", type=Path, help="the file of the key that opens an encrypted archive")
        parser.add_argument("--yes", action="store_true", help="do not ask")
        parser.add_argument(
            "--secrets-to", type=Path, help="only write the archive's settings and keys into this folder"
        )
        parser.add_argument("--undo", action="store_true", help="put back what was there before the last restore")
        parser.add_argument("--forget", action="store_true", help="delete what is kept from before a restore")

    def handle(self, *args: Any, archive: Path | None, identity: Path | None, **options: Any) -> None:
        try:
            if options["undo"]:
                self._undo()
            elif options["forget"]:
                self.stdout.write(f"Deleted, with its files: {restore.forget()} of before.")
            elif archive is None:
                raise CommandError("Name the archive, or --undo, or --forget.")
            elif options["secrets_to"]:
                self._take_out(archive, age.identities(identity) if identity else [], options["secrets_to"])
            else:
                self._restore(archive, age.identities(identity) if identity else [], asks=not options["yes"])
        except Refused as refused:
            raise CommandError(str(refused)) from None

    def _restore(self, archive: Path, keys: list[Any], *, asks: bool) -> None:
        self.stdout.write("Looking through the archive …")
        about = looked_through(archive, keys)
        self.stdout.write(
            f"It holds {about['community'] or 'a community without a name'} ({about['site_url']}) as of {about['made_at']}."
        )
        if asks and is_lived_in():
            self._ask(community().name)
        run = restore.put_back(archive, keys, about=about)
        self.stdout.write(run.words)
        self.stdout.write(
            "What was here before is kept beside it: --undo puts it back, --forget deletes it. Look at the community first."
        )
        if about["site_url"] != settings.SITE_URL:
            self.stdout.write(f"The address was {about['site_url']} and is {settings.SITE_URL} here.")

    def _ask(self, name: str) -> None:
        if not sys.stdin.isatty():
            raise CommandError(f"{name} would be replaced. Say --yes if that is meant.")
        if input(f"This replaces the community that is here. Type its name, {name}, to go on: ").strip() != name:
            raise CommandError("That is not its name. Nothing was changed.")

    def _undo(self) -> None:
        old = restore.undo()
        self.stdout.write(f"What was there before is back. What had been put back is kept as {old}.")

    def _take_out(self, archive: Path, keys: list[Any], folder: Path) -> None:
        about = looked_through(archive, keys)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        wanted = (form.SETTINGS, form.SECRETS, form.KEYS)
        with age.opened(archive, keys) as stream:
            for name, content in take_out(stream, wanted):
                target = folder / Path(name).name
                with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                    file.write(content)
                self.stdout.write(f"Wrote {target}")
        if not about["secrets"]:
            self.stdout.write(
                "The archive is not encrypted, so the secrets of .env are not in it: SECRET_KEY is in your copy."
            )
