"""Makes findable what an older version wrote; `--everything` works out every row anew, which takes a while."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from forum.actions.searching import reindex
from members.actions.searching import reindex_people


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--everything", action="store_true", help="every row, not only those that are missing")

    def handle(self, *args: Any, everything: bool, **options: Any) -> None:
        done = reindex_people(everything=everything) + reindex(everything=everything, told=self._tell)
        if done or everything:
            self.stdout.write(f"Search knows {done} topics, posts and people anew.")

    def _tell(self, done: int, total: int) -> None:
        self.stdout.write(f"Search: {done} of {total}")
