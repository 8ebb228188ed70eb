"""What tests share that carry a copy from one community to another."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from forum.actions.topics import ask
from forum.models import Topic
from members.models import Member
from privacy.actions import bringing
from privacy.models import Export
from tests import make
from tests.privacy.copies import made, signed_in

LARGEST = 10**6


def copy_of(member: Member) -> bytes:
    """The ZIP as they take it. A test of the same day takes a second one, too."""
    Export.objects.filter(member=member).delete()
    answer = signed_in(member, fresh=True).get(reverse("privacy:download", args=[made(member).pk]))
    assert answer.status_code == 200
    return answer.content


def bring(member: Member, content: bytes) -> bringing.Came:
    came = bringing.bring(member=member, content=content, largest=LARGEST)
    bringing.develop(member_id=member.pk)
    return came


def write(me: Member, **more: Any) -> Topic:
    said: dict[str, Any] = {"space": make.space(), "audience": "members", "masked": False, "submit_key": None} | more
    return ask(actor=me, kind="question", title="What is a fee for?", body="It **rose** again.", tags=["fees"], **said)
