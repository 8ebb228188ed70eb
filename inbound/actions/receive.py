"""One mail becomes one post of a person or a mask, or a sentence to whoever sent it. Nothing of it is kept or logged.

A sentence goes through the outbox to the member's own address, never to where a mail says that it comes from; so no
stranger is ever written to.
"""

from __future__ import annotations

from email.message import Message
from enum import StrEnum
from hashlib import sha256
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from forum.actions import answer
from forum.models import Topic
from inbound import rules
from inbound.actions.bounces import came_back
from inbound.actions.complaints import complained
from inbound.mail.opened import Unreadable, header, parsed
from inbound.mail.reply import Reply, read
from inbound.markdown import as_markdown
from masks import sealed
from members.models import Member
from members.queries import languages
from members.queries.accounts import by_address
from members.rules import NotAllowed
from notices.actions import outbox
from notices.actions.tell import tag
from notices.kinds import KINDS
from notices.models import Message as Outgoing
from notices.reply_address import Ticket, is_for_complaints
from notices.reply_address import read as read_address

KIND = "mail_refused"
LONGEST_NAMES = 120  # characters of the names of what was attached


class Outcome(StrEnum):
    POSTED = "posted"
    REFUSED = "refused"  # the sender is told, once a day
    IGNORED = "ignored"  # a program wrote it
    UNKNOWN = "unknown"  # no such address


def receive(*, raw: bytes, recipient: str, sender: str | None = None) -> Outcome:
    """The same mail twice makes one post. `sender` is the return path, where it is known."""
    try:
        mail = parsed(raw)
    except Unreadable:
        return Outcome.IGNORED
    ticket = read_address(recipient)
    if is_for_complaints(recipient) or (ticket is not None and ticket.is_return_path):
        if not complained(mail) and ticket is not None:
            came_back(mail, ticket)
        return Outcome.IGNORED
    if rules.is_automatic(mail, sender=sender) or _is_our_own(mail):
        return Outcome.IGNORED
    member = Member.objects.filter(pk=ticket.member_id, is_active=True).first() if ticket is not None else None
    if ticket is None or member is None:
        return _unknown(mail)
    with translation.override(languages.of_member(member)):
        return _answer(mail, raw, ticket, member)


def _is_our_own(mail: Message) -> bool:
    """Did one of our mails come back?"""
    number = header(mail, "Message-ID")
    return bool(number) and Outgoing.objects.filter(message_id=number).exists()


def _unknown(mail: Message) -> Outcome:
    """Told only to whoever has an account: the address of a mail may be anybody's."""
    senders = rules.from_addresses(mail)
    member = by_address(senders[0]) if len(senders) == 1 else None
    if member is not None and member.is_active and member.approved_at is not None:
        _tell(member, None, "unknown")
    return Outcome.UNKNOWN


def _answer(mail: Message, raw: bytes, ticket: Ticket, member: Member) -> Outcome:
    topic = Topic.objects.select_related("space", "member", "mask").filter(pk=ticket.topic_id).first()
    if topic is None or ticket.is_over(timezone.now()):
        return _refuse(member, ticket, "late")
    if not rules.is_of(member, mail):
        return _refuse(member, ticket, "other_address")
    reply = read(mail, anonymous=ticket.masked, also_called=[member.display_name, member.handle])
    if not reply.text:
        return _refuse(member, ticket, _why_empty(reply))
    try:
        _post(member, topic, reply, ticket, key=_submit_key(mail, raw, ticket))
    except NotAllowed as refusal:
        return _refuse(member, ticket, "not_allowed", sentence=str(refusal))
    if reply.attachments:
        names = ", ".join(reply.attachments)[:LONGEST_NAMES]
        _refuse(
            member,
            ticket,
            "left_out",
            sentence=_("Your words are posted. What hung on the mail is not kept: %s.") % names,
        )
    return Outcome.POSTED


def _post(member: Member, topic: Topic, reply: Reply, ticket: Ticket, *, key: UUID) -> None:
    rules.may_answer_by_mail(member, topic, masked=ticket.masked)
    answer(
        actor=member,
        topic=topic,
        body=as_markdown(reply.text),
        masked=ticket.masked,
        submit_key=key,
        keeps_draft=True,
    )


def _why_empty(reply: Reply) -> str:
    if reply.is_encrypted:
        return "encrypted"
    return "only_attached" if reply.attachments else "empty"


def _submit_key(mail: Message, raw: bytes, ticket: Ticket) -> UUID:
    """The same for the same mail, however often it is delivered; it does not tell of which mail it was made."""
    number = header(mail, "Message-ID") or sha256(raw).hexdigest()
    said = f"{ticket.member_id}|{ticket.topic_id}|{ticket.masked}|{number}"
    return UUID(bytes=salted_hmac("inbound.submit", said, algorithm="sha256").digest()[:16], version=4)


def _refuse(member: Member, ticket: Ticket, reason: str, *, sentence: str = "") -> Outcome:
    _tell(member, ticket, reason, sentence=sentence)
    return Outcome.REFUSED


def _tell(member: Member, ticket: Ticket | None, reason: str, *, sentence: str = "") -> None:
    """One refusal and one note a day at most. Behind a mask it goes to the mask, in words that are the same for everybody."""
    masked = ticket is not None and ticket.masked
    to = sealed.worn(member=member, topic_id=ticket.topic_id) if ticket is not None and masked else member
    if to is None:  # the mask was let go of
        return
    day = timezone.now().strftime("%Y-%m-%d")
    about = "note" if reason == "left_out" else "refusal"
    with transaction.atomic(), translation.override(settings.LANGUAGE_CODE):
        outbox.queue(
            to=to,
            kind=KIND,
            dedupe_key=f"{KIND}:{about}:{tag(to)}:{day}",
            why=str(KINDS[KIND].why),
            data={"reason": reason} if masked else {"reason": reason, "sentence": sentence},
        )
