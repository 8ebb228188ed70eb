"""Makes the mail of a message and hands it to the mail server. Writes nothing down."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.module_loading import import_string

from masks import sealed
from members import bounces
from members.bounces import Bounce
from members.mail import Mail, sender_domain
from members.models import Member
from members.queries import community, languages
from notices import reply_address, threads, unsubscribe
from notices.actions import push
from notices.actions.judge import in_peace, is_true
from notices.kinds import KINDS, Kind
from notices.models import Device, Message
from notices.push_wire import NoDevice
from notices.queries.letters import answered_topic, masked_letter, notice_letter
from notices.rules import PUSH, Go, devices_for, may_be_mailed
from writing.domains import on_the_wire

LONGEST_SUBJECT = 120
BLANK_LINES = re.compile(r"\n\s*\n\s*\n+")
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")


def bounce_of(error: Exception) -> Bounce:
    return error.bounce if isinstance(error, sealed.Undelivered) else bounces.read(error)


def deliver(message: Message) -> None:
    """Sends it, or raises what the mail server or its library raises."""
    kind = KINDS[message.kind]
    if message.mask is not None:
        sealed.post(MaskedLetter(message, kind), message.mask)
    else:
        assert message.member is not None
        if message.data.get("way") == PUSH:
            push.deliver(message, message.member, kind)
        else:
            build(message, message.member, kind).send()


class MaskedLetter:
    """A letter to whoever wears a mask. It says neither what it is about nor to which name it is written."""

    def __init__(self, message: Message, kind: Kind) -> None:
        self._message, self._kind = message, kind
        self._mail: Mail | None = None
        self._devices: list[Device] = []
        self._language = ""

    def __repr__(self) -> str:
        return "<letter>"

    def is_wanted_by(self, member: Member) -> bool:
        now = timezone.now()
        if not isinstance(may_be_mailed(member, self._kind, now), Go):
            return False
        if not isinstance(is_true(self._message, member), Go):
            return False
        if not isinstance(in_peace(self._message, member, now), Go):
            return False
        self._language = languages.of_member(member)
        with translation.override(self._language):
            own = self._kind.masked_letter
            letter = import_string(own)(self._message) if own else masked_letter()
            url = unsubscribe.url(member.pk, self._kind.name) if self._kind.is_choosable else ""
            answers = "" if own else self._answer_address(member)
            self._mail = _envelope(self._message, self._kind, letter | {"masked": True}, url, answers)
            _come_back_to(self._mail, reply_address.NOBODY)
        self._devices = devices_for(member, self._kind)
        return True

    def _answer_address(self, member: Member) -> str:
        """Of every kind alike: a mask speaks in one topic."""
        assert self._message.mask is not None
        return reply_address.address(
            member_id=member.pk, topic_id=self._message.mask.topic_id, masked=True, now=timezone.now()
        )

    def send_to(self, address: str) -> None:
        assert self._mail is not None
        if self._devices:
            with suppress(NoDevice), translation.override(self._language):
                return push.deliver_masked(self._message, self._devices)
        self._mail.to = [address]
        self._mail.send()


def build(message: Message, member: Member, kind: Kind) -> Mail:
    """The whole mail to a named member, in their language."""
    with translation.override(languages.of_member(member)):
        if kind.letter:
            letter = import_string(kind.letter)(message, member)
        else:
            letter = notice_letter(message, member, kind)
        letter = {"template": kind.template, "subject": kind.subject, "why": message.why, "member": member} | letter
        topic = answered_topic(message)
        subject = threads.subject(kind, topic) or letter["subject"]
        letter["subject"] = str(subject) % {"name": one_line(member.get_short_name())}
        url = unsubscribe.url(member.pk, kind.name) if kind.is_choosable else ""
        mail = _envelope(message, kind, letter, url, _answer_address(member, topic))
        mail.to = [member.email or ""]
        mail.extra_headers |= threads.heads(message, member, topic, str(mail.subject))
        _come_back_to(mail, member.pk)
    return mail


def _answer_address(member: Member, topic_id: int | None) -> str:
    """Where an answer by mail goes to the topic; "" where it goes to a person, or nowhere."""
    if topic_id is None:
        return ""
    return reply_address.address(member_id=member.pk, topic_id=topic_id, masked=False, now=timezone.now())


def _come_back_to(mail: Mail, member_id: int) -> None:
    """What cannot be delivered comes back to an address that says whose it was (a variable return path)."""
    if path := reply_address.return_path(member_id=member_id, now=timezone.now()):
        mail.extra_headers["From"], mail.from_email = on_the_wire(mail.from_email), path


def _envelope(message: Message, kind: Kind, letter: dict[str, Any], stop_url: str, answers: str) -> Mail:
    context = letter | {
        "community": community(),
        "stop_url": stop_url,
        "answered_by_mail": bool(answers),
        "answers_replies": bool(settings.REPLY_TO_EMAIL) and not answers,
        "site_url": settings.SITE_URL,
    }
    mail = Mail(
        subject=one_line(letter["subject"])[:LONGEST_SUBJECT],
        body=BLANK_LINES.sub("\n\n", render_to_string(f"{letter['template']}.txt", context)).strip() + "\n",
        from_email=settings.DEFAULT_FROM_EMAIL,
        reply_to=[answers or settings.REPLY_TO_EMAIL or settings.DEFAULT_FROM_EMAIL],
        headers=_headers(message, kind, stop_url),
    )
    mail.attach_alternative(render_to_string(f"{letter['template']}.html", context), "text/html")
    return mail


def _headers(message: Message, kind: Kind, stop_url: str) -> dict[str, str]:
    headers = {
        "Message-ID": message.message_id,
        "List-Id": f"<{kind.group.value}.{sender_domain()}>",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
    }
    if stop_url:
        headers |= {"List-Unsubscribe": f"<{stop_url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return headers


def one_line(text: Any) -> str:
    """Fit for a header: no line breaks, no control characters, nothing that turns the direction of the text."""
    return " ".join(CONTROL.sub(" ", str(text)).split())
