"""What signing out means for the browser in which it happens."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest

from members.models import Member
from notices.actions import devices

DEVICE_KEY = "push_device"  # in the session in which notifications were switched on


@receiver(user_logged_out)
def signed_out(request: HttpRequest | None, user: Member | None, **_: Any) -> None:
    """Whoever uses the browser next is shown nothing of theirs."""
    if request is not None and user is not None and (device := request.session.get(DEVICE_KEY)):
        devices.remove(member=user, device_id=device)
