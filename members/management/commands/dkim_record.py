"""Says which record of the DNS others need to check the signature of our mails."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        key = settings.DKIM_KEY
        if key is None:
            raise CommandError("There is no DKIM key: set DKIM_KEY_FILE. Without one the mail server has to sign.")
        self.stdout.write(f"Name:  {key.name}\nType:  TXT\nValue: {key.record}\n")
        self.stdout.write("In a zone file, which takes 255 signs at once:\n")
        self.stdout.write(_zone(key))


def _zone(key: Any) -> str:
    pieces = " ".join(f'"{piece}"' for piece in key.pieces)
    return f"{key.name}. IN TXT ({pieces})"
