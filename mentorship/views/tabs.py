"""The two sides of mentoring."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from members.models import Member


def tabs(request: HttpRequest, member: Member) -> list[dict[str, Any]]:
    """Whoever mentors has two; for others there is nothing to switch between."""
    if member.stage != Member.Stage.MENTOR:
        return []
    entries = [("mentorship:home", _("Yours")), ("mentorship:people", _("People you mentor"))]
    return [
        {"href": reverse(name), "label": label, "current": reverse(name) == request.path} for name, label in entries
    ]
