"""What signing out means for the browser in which it happens, and a new password for all the others."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import password_changed, password_reset, password_set
from django.contrib.auth.signals import user_logged_out
from django.contrib.sessions.backends.base import SessionBase
from django.dispatch import receiver
from django.http import HttpRequest

from members.models import Member
from notices.actions import devices

DEVICE_KEY = "push_device"  # in the session in which notifications were switched on


@receiver(user_logged_out)
def signed_out(request: HttpRequest | None, user: Member | None, **_: Any) -> None:
    """Whoever uses the browser next is shown nothing of theirs."""
    if request is not None and user is not None:
        forget_device(member=user, session=request.session)


@receiver([password_changed, password_reset, password_set])
def has_new_password(request: HttpRequest, user: Member, **_: Any) -> None:
    """Every other browser is signed out by it."""
    devices.remove_all(member=user, but=request.session.get(DEVICE_KEY))


def forget_device(*, member: Member, session: SessionBase) -> None:
    """Its browser is signed out."""
    if device := session.get(DEVICE_KEY):
        devices.remove(member=member, device_id=device)
