from typing import Any

from django.core.management import BaseCommand, call_command, get_commands

from masks import sealed
from notices import push_key


class Command(BaseCommand):
    help = "Before the web process starts: what would do harm is looked for, then migrations, search, the keys, and the set-up link while it is needed."

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("preflight", start=True, stdout=self.stdout)
        call_command("migrate", interactive=False, stdout=self.stdout)
        call_command("reindex_search", stdout=self.stdout)
        sealed.ensure_key()
        push_key.ensure()
        if "setup_link" in get_commands():
            call_command("setup_link", stdout=self.stdout)
