"""Helpers of the mail tests."""

from typing import Any

from members.models import Member
from notices.actions import outbox
from notices.models import Message
from tests import make


def message(*, to: Member | None = None, kind: str = "approved", key: str = "", **fields: Any) -> Message:
    """A queued message about the account, which nothing but the address can forbid."""
    to = to or make.member()
    made = outbox.queue(to=to, kind=kind, dedupe_key=key or f"{kind}:{to.pk}", why="You asked to join.", **fields)
    assert made is not None
    return made
