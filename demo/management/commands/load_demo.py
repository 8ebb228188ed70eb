"""`bin/manage load_demo`: a small fictional community that shows every feature."""

from __future__ import annotations

from django.core.management.base import BaseCommand, CommandError

from demo.actions import DemoRefused, load


class Command(BaseCommand):
    help = "Fills an empty installation with a small fictional community; prints whom one may sign in as."

    def handle(self, *args: object, **options: object) -> None:
        try:
            logins = load()
        except DemoRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write("The demo community is there. You can sign in as")
        for login in logins:
            self.stdout.write(f"  {login.email:<22} {login.password}   {login.what}")
        self.stdout.write("These passwords are random and are not shown again.")
