"""What is said about a mail that was not posted."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.models import Member
from notices.models import Message

# "" where another sentence comes with it; behind a mask the first one stands for it.
REASONS: dict[str, str | Promise] = {
    "not_allowed": gettext_lazy("Your mail was not posted. The page says why when you write there."),
    "late": gettext_lazy(
        "Your mail was not posted: its address is too old, or the topic is gone. You can write on the page."
    ),
    "unknown": gettext_lazy(
        "Your mail was not posted: it went to an address that leads nowhere. You can write on the page."
    ),
    "other_address": gettext_lazy(
        "A mail came with an address that was written to you alone, from an address that your account does not know. "
        "It was not posted. If it was yours, send it again from the address that you use here."
    ),
    "empty": gettext_lazy(
        "Your mail was not posted: no words of your own were found in it. You can write on the page."
    ),
    "only_attached": gettext_lazy("Your mail was not posted: it held no words, and what hangs on a mail is not kept."),
    "encrypted": gettext_lazy(
        "Your mail was not posted: it is encrypted, and we cannot read it. You can write on the page."
    ),
    "left_out": gettext_lazy("Your words are posted. What hung on the mail is not kept."),
}


def refused(message: Message, member: Member) -> dict[str, Any]:
    """For `emails/inbound/refused`."""
    return _letter(message.data.get("sentence") or REASONS[message.data["reason"]]) | {"name": member.get_short_name()}


def refused_masked(message: Message) -> dict[str, Any]:
    """The same with no name in it, and no words of a moderator."""
    return _letter(REASONS[message.data["reason"]]) | {
        "template": "emails/inbound/refused",
        "subject": _("About the mail that you sent"),
        "why": message.why,
        "name": "",
    }


def _letter(sentence: str | Promise) -> dict[str, Any]:
    return {"sentence": sentence, "url": settings.SITE_URL + reverse("notices:list")}
