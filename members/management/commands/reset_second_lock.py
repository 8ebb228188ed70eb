"""For an admin who has lost their phone and their recovery codes, and whom no other admin can help."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from members.actions.second_factor import reset
from members.models import Member


class Command(BaseCommand):
    help = "Takes the second lock off an account, signs it out everywhere, and gives it a week to set up another."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("handle", help="the name in the address of their page")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            member = Member.objects.people().get(handle__iexact=options["handle"].lstrip("@"))
        except Member.DoesNotExist:
            raise CommandError("Nobody here has this name. Look at the address of their page.") from None
        if not reset(member=member):
            raise CommandError("This account has no second lock.")
        self.stdout.write(
            f"The second lock of {member.handle} is off. They sign in, and have a week to set up another."
        )
