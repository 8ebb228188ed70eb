"""Mail that a provider brings by its webhook: the edge of a library."""

from __future__ import annotations

from typing import Any

from inbound.actions.handing import Handed, hand_over
from inbound.mailbox import recipient


class NotNow(RuntimeError):
    """The provider gets a 500 and comes again."""


def take(event: Any, **_more: Any) -> None:
    """django-anymail's `inbound` signal; its webhooks check the secret before."""
    raw = event.message.as_bytes()
    to = event.message.envelope_recipient or ""
    sender = event.message.envelope_sender
    if hand_over(raw, to or recipient(raw), sender) is Handed.LATER:
        raise NotNow
