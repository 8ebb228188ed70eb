"""`bin/manage erased`: who was erased, by number; and once more, after a copy of before was put back."""

from __future__ import annotations

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from members.models import Member
from privacy.actions import erasures
from privacy.models import Erasure


class Command(BaseCommand):
    help = "Lists who was erased lately, by number. --again erases these members at once, after a backup was put back."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--again", nargs="+", type=int, default=[], metavar="NUMBER")
        parser.add_argument("--keep", action="store_true", help="their words stay, under a former member")

    def handle(self, *args: object, again: list[int], keep: bool, **options: object) -> None:
        if again:
            self._again(again, Erasure.Words.KEEP if keep else Erasure.Words.TAKE)
        for row in Erasure.objects.exclude(done_at=None).order_by("done_at"):
            self.stdout.write(f"{row.number}\t{row.done_at:%Y-%m-%d}\t{row.words}")
        if not Erasure.objects.exclude(done_at=None).exists():
            self.stdout.write("Nobody was erased in the last 400 days.")

    def _again(self, numbers: list[int], words: str) -> None:
        found = {member.pk: member for member in Member.objects.filter(pk__in=numbers, kind=Member.Kind.PERSON)}
        if missing := [number for number in numbers if number not in found]:
            raise CommandError(f"There is no member with the number {', '.join(map(str, missing))}. Nobody was erased.")
        for member in found.values():
            erasures.at_once(member=member, words=words)
