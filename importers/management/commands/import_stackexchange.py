"""`bin/manage import_stackexchange DIR`: takes over a community from its Stack Exchange dump."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from forum.actions.bulk import space_for_import
from importers.actions.run import ImportRefused, import_dump
from importers.progress import Progress
from importers.stackexchange.mapping import Site, Summary, former_hosts, site_named
from importers.stackexchange.source import UnreadableDump

ERRORS_SHOWN = 20


class Command(BaseCommand):
    help = (
        "Imports a Stack Exchange data dump (Posts.xml; Users, Comments, Votes, Tags, Badges where there). Repeatable."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("dir", type=Path, help="the folder with Posts.xml")
        parser.add_argument("--site", help="the community's host, such as history.meta.stackexchange.com")
        parser.add_argument("--space", help="slug of the space that takes the topics; made where missing")
        parser.add_argument("--errors", type=Path, help="a file for all refused rows, one a line")

    def handle(self, *args: object, **options: object) -> None:
        folder = Path(str(options["dir"]))
        host = str(options["site"] or site_named(folder.resolve().name) or "")
        if not host:
            raise CommandError("Which community is it from? Say --site, such as --site history.stackexchange.com.")
        site = Site(host, former_hosts(host))
        try:
            space = space_for_import(slug=str(options["space"] or host.replace(".", "-")[:50]), title=host)
            summary = import_dump(
                folder=folder, site=site, space=space, progress=lambda what, total: Progress(what, total, self.stderr)
            )
        except (ImportRefused, UnreadableDump) as error:
            raise CommandError(str(error)) from error
        self._tell(summary, options["errors"])

    def _tell(self, summary: Summary, errors: object) -> None:
        for title, table in (("new", summary.made), ("there already", summary.known), ("left out", summary.left_out)):
            if table:
                self.stdout.write(f"{title}: " + ", ".join(f"{number:,} {what}" for what, number in table.items()))
        if not summary.made:
            self.stdout.write("Nothing changed.")
        if summary.errors:
            self.stdout.write(f"{len(summary.errors):,} rows could not be taken over:")
            for line in summary.errors[:ERRORS_SHOWN]:
                self.stdout.write(f"  {line}")
        if errors:
            Path(str(errors)).write_text("".join(f"{line}\n" for line in summary.errors), encoding="utf-8")
