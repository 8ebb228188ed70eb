"""The key that signs at push services."""

from typing import Any

from django.core.management.base import BaseCommand

from notices import push_key


class Command(BaseCommand):
    help = "Writes the first key for notifications, unless one is there."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        push_key.ensure()
        if options["verbosity"]:
            self.stdout.write("There is a key for notifications.")
