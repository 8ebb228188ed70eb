"""Sends one mail and says what the mail server answered."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from members.actions.test_mail import Answer, send_test_mail


class Command(BaseCommand):
    help = "Sends one mail to ADDRESS, and says which server was asked and what it answered."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("address", metavar="ADDRESS")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            validate_email(options["address"])
        except ValidationError:
            raise CommandError(f"{options['address']} is not an address.") from None
        answer = send_test_mail(options["address"])
        if not answer.ok:
            raise CommandError(told(answer))
        self.stdout.write(told(answer))


def told(answer: Answer) -> str:
    where = f"{answer.host} port {answer.port}" if answer.port else answer.host
    return f"{where}: {answer.said}"
