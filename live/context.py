"""What the frame of every page knows: where it asks for news."""

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse


def live(request: HttpRequest) -> dict[str, str]:
    """`live`: the address; "" where no process tells open pages what is new."""
    return {"live": reverse("live:look") if settings.LIVE else ""}
