"""Which mails are taken: those of people, from their own address, where their words may stand in the topic."""

from __future__ import annotations

import re
from email.message import Message
from email.utils import getaddresses

from allauth.account.models import EmailAddress
from django.utils.translation import gettext as _

from forum import rules
from forum.models import Topic
from inbound.mail.opened import header, kind_of
from members.models import Member
from members.rules import NotAllowed
from writing.domains import one_spelling

ROBOTS_PRECEDENCE = {"bulk", "junk", "list", "auto_reply", "auto-reply"}
# What only programs write. Their mail is not answered: it would be answered again, for ever.
ROBOTS_HEADS = (
    "List-Id", "List-Post", "X-Autoreply", "X-Autorespond", "X-Autoresponder", "X-Auto-Reply-From", "X-Mail-Autoreply",
    "X-Failed-Recipients", "X-Loop", "Feedback-ID",
)  # fmt: skip
ROBOTS_NAMES = re.compile(r"^(?:mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounces?)(?:[+-].*)?@", re.IGNORECASE)


def is_automatic(mail: Message, *, sender: str | None) -> bool:
    """Did a program write it? `sender` is the return path; None where the mail does not tell."""
    if sender == "" or header(mail, "Return-Path") == "<>" or kind_of(mail) == "multipart/report":
        return True
    if header(mail, "Auto-Submitted").lower().partition(";")[0].strip() not in ("", "no"):
        return True
    if header(mail, "Precedence").lower() in ROBOTS_PRECEDENCE or any(header(mail, name) for name in ROBOTS_HEADS):
        return True
    return any(ROBOTS_NAMES.match(address) for address in (*from_addresses(mail), sender or ""))


def from_addresses(mail: Message) -> list[str]:
    return [address for _name, address in getaddresses([header(mail, "From")]) if "@" in address]


def is_of(member: Member, mail: Message) -> bool:
    """Is it from one of the member's own addresses, and from no other? Of a mail that was handed on the address is
    that of somebody else: whoever was sent it may not speak for them.
    """
    written = {_mailbox(address) for address in from_addresses(mail)}
    confirmed = EmailAddress.objects.filter(user=member, verified=True).values_list("email", flat=True)
    own = {_mailbox(address) for address in (member.email or "", *confirmed) if address}
    return len(written) == 1 and written <= own


def _mailbox(address: str) -> str:
    """`ann+forum@mail.example` is a name that Ann gave to her box `ann@mail.example`."""
    local, _at, domain = one_spelling(address).rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"


def may_answer_by_mail(member: Member, topic: Topic, *, masked: bool) -> None:
    """Beside what `forum.rules.may_post` says. Behind a mask only while they wear it there; under their name only
    where they wear none, since a mail could be meant for the other. No sentence says which of the two it was.
    """
    if rules.speaks_masked(member, topic) != masked:
        raise NotAllowed(_("This topic cannot be answered by mail. Please write on the page."))
