"""`bin/manage import_stackexchange DIR`: takes over a community from its Stack Exchange dump."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TextIO

from django.core.management.base import BaseCommand, CommandError

from importers.actions.place import NoSuchSpace, space_for
from importers.actions.run import ImportRefused, import_dump
from importers.progress import Progress
from importers.stackexchange.links import Site
from importers.stackexchange.naming import NoSuchSite, site_called, site_of_folder
from importers.stackexchange.source import UnreadableDump
from importers.summary import Summary

ERRORS_SHOWN = 20
TAGS_SHOWN = 10


class Command(BaseCommand):
    help = (
        "Imports a Stack Exchange data dump (Posts.xml; Users, Comments, Votes, Tags, PostLinks, PostHistory, Badges "
        "where there). Repeatable."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("dir", type=Path, help="the folder with Posts.xml")
        parser.add_argument("--site", default="", help="the community's address or name: history.stackexchange.com")
        parser.add_argument(
            "--space", default="", help="name, slug or address of the space that takes the topics; a new name makes one"
        )
        parser.add_argument("--errors", type=Path, help="a file for all refused rows, one a line")

    def handle(self, *args: object, **options: object) -> None:
        folder = Path(str(options["dir"]))
        if not folder.is_dir():
            raise CommandError(f"{folder} is no folder. Unpack the dump, and say where its files are.")
        try:
            site = _site(str(options["site"]), folder)
            space = space_for(site, str(options["space"]))
            with _written(options["errors"]) as file:
                summary = import_dump(
                    folder=folder,
                    site=site,
                    space=space,
                    progress=lambda what, total: Progress(what, total, self.stderr),
                    told=lambda sentence: print(sentence, file=file) if file else None,
                )
        except (ImportRefused, NoSuchSite, NoSuchSpace, UnreadableDump) as error:
            raise CommandError(str(error)) from error
        for line in _said(summary):
            self.stdout.write(line)


def _site(said: str, folder: Path) -> Site:
    if said.strip():
        return site_called(said)
    site = site_of_folder(folder.resolve().name)
    if site is None:
        raise NoSuchSite("Which community is it from? Say --site, such as --site history.stackexchange.com.")
    return site


def _written(path: object) -> AbstractContextManager[TextIO | None]:
    """The file for refused rows, opened before anything is imported."""
    if not path:
        return nullcontext()
    try:
        return Path(str(path)).open("w", encoding="utf-8")
    except OSError as error:
        raise ImportRefused(f"{path} cannot be written: {error.strerror}.") from error


def _said(summary: Summary) -> Iterable[str]:
    for title, table in (("new", summary.made), ("there already", summary.known), ("left out", summary.left_out)):
        if table:
            yield f"{title}: " + ", ".join(f"{number:,} {what}" for what, number in table.items())
    for why, names in sorted(summary.lost_tags.items()):
        more = f" and {len(names) - TAGS_SHOWN:,} more" if len(names) > TAGS_SHOWN else ""
        yield f"tags, {why}: {len(names):,} ({', '.join(sorted(names)[:TAGS_SHOWN])}{more})"
    if not summary.made:
        yield "Nothing changed."
    if summary.refused:
        yield f"{summary.refused:,} rows could not be taken over:"
        yield from (f"  {line}" for line in summary.errors[:ERRORS_SHOWN])
        if summary.refused > ERRORS_SHOWN:
            yield f"  and {summary.refused - ERRORS_SHOWN:,} more. --errors FILE writes down all of them."
