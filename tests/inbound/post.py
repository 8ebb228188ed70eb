"""Mails in tests: the one that is sent about a topic, and the answer to it."""

from __future__ import annotations

from email.message import EmailMessage
from email.utils import make_msgid

from forum.models import Topic
from members.models import Member
from notices.actions.tell import tell
from notices.models import Message
from notices.reply_address import address
from tests import make


def topic_of(asker: Member, **fields: object) -> Topic:
    return make.topic(by=asker, title="The bailiffs are here", **fields)


def told(to: object, topic: Topic, *, by: Member | None = None, key: str = "a") -> Message:
    """Somebody answered: the message in the outbox."""
    answer = make.answer(topic=topic, by=by or make.member(name="Dorrie H"), body="Call them.")
    tell(to=to, kind="answered", dedupe_key=key, actor=answer.member, topic=topic, post=answer)  # type: ignore[arg-type]
    return Message.objects.get(kind="answered", dedupe_key__contains=f":{key}:")


def address_of(member: Member, topic: Topic, *, masked: bool = False, now: object = None) -> str:
    from django.utils import timezone

    return address(member_id=member.pk, topic_id=topic.pk, masked=masked, now=now or timezone.now())  # type: ignore[arg-type]


def reply(sender: str, to: str, text: str = "That worked for me.", **heads: str) -> bytes:
    """As a mail program sends it; `heads` with "_" for "-", "" leaves one out."""
    made = EmailMessage()
    said = {
        "From": sender,
        "To": to,
        "Subject": "Re: somebody answered you",
        "Message-ID": make_msgid(domain="mail.example"),
        "In-Reply-To": "<x@forum.example>",
    } | {name.replace("_", "-"): value for name, value in heads.items()}
    for name, value in said.items():
        if value:
            made[name] = value
    made.set_content(f"{text}\n\nOn Tue, May 5, 2026 at 10:12 AM Murmuration <{to}> wrote:\n\n> Hello\n")
    return made.as_bytes()
