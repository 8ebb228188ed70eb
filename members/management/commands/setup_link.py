"""Prints the one-time link that sets the installation up."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.urls import reverse

from members.actions.community import make_setup_link


class Command(BaseCommand):
    help = "Prints a one-time link with which the first admin names the community. Earlier links stop working."

    def handle(self, *args: Any, **options: Any) -> None:
        token = make_setup_link()
        if token is None:
            self.stderr.write("This community is set up already.")
            return
        self.stdout.write("Open this link to name the community and become its first admin. It works once:")
        self.stdout.write(settings.SITE_URL + reverse("members:setup", args=[token]))
