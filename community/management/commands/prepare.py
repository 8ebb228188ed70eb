from typing import Any

from django.core.management import BaseCommand, call_command, get_commands

from masks import sealed


class Command(BaseCommand):
    help = "Before the web process starts: migrations, search, the mask key, and the set-up link while it is needed."

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", interactive=False, stdout=self.stdout)
        call_command("reindex_search", stdout=self.stdout)
        sealed.ensure_key()
        if "setup_link" in get_commands():
            call_command("setup_link", stdout=self.stdout)
