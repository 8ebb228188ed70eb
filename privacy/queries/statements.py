"""The reasons of a decision, as a mail to whoever it is about has them: what, why, by which rule, and what they can do."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse

from members.models import Member
from members.queries import community
from notices.kinds import KINDS
from notices.models import Message, Notice
from notices.queries.letters import line, notice_letter
from notices.rules import told_of
from writing import ready_words


def letter(message: Message, member: Member) -> dict[str, Any]:
    """For `emails/privacy/statement`: as a notice's, with `statements`, the community's `rules`, and where to complain."""
    found = told_of(message).filter(member=member).with_people().order_by("-at", "-pk")
    return notice_letter(message, member, KINDS[message.kind]) | {
        "statements": [_statement(notice) for notice in found],
        "rules": community().agreement,
        "complaints": settings.SITE_URL + reverse("privacy:law_page", args=["complaints"]),
    }


def _statement(notice: Notice) -> dict[str, Any]:
    appeal = notice.data.get("second_look", "")
    return {
        "what": line(notice).rstrip("."),
        "at": notice.at,
        "reason": ready_words.said(notice.data.get("reason", "")),
        "appeal": settings.SITE_URL + appeal if appeal else "",
    }
