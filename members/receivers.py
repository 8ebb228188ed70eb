"""What allauth tells of second locks."""

from __future__ import annotations

from typing import Any

from allauth.mfa.signals import authenticator_added
from django.dispatch import receiver
from django.http import HttpRequest

from members.models import Member
from members.queries.second_lock import ADDED


@receiver(authenticator_added)
def added(request: HttpRequest, user: Member, **about: Any) -> None:
    """Whoever sets one up has shown it, in this session."""
    request.session[ADDED] = user.pk
