"""Mails about a topic say that they can be answered, and where."""

from __future__ import annotations

from email.message import EmailMessage
from typing import Any

import pytest
from django.utils import timezone

from inbound.actions.receive import Outcome, receive
from notices.actions import outbox
from notices.actions.tell import tell
from notices.models import Message
from notices.reply_address import read
from tests import make
from tests.inbound.post import reply, told, topic_of
from tests.sink import Sink

pytestmark = pytest.mark.django_db
OFFER = "You can answer this mail."


@pytest.fixture(autouse=True)
def inbound(settings: Any) -> None:
    settings.INBOUND_ADDRESS = "reply@forum.example"
    make.community()


def sent(message: Message, sink: Sink) -> EmailMessage:
    Message.objects.filter(pk=message.pk).update(not_before=timezone.now())
    outbox.send(id=message.pk)
    return sink.wait_for(1)[-1]


def words(mail: EmailMessage) -> str:
    text, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert text is not None
    assert html is not None
    assert (OFFER in text.get_content()) == (OFFER in html.get_content())
    return " ".join(text.get_content().split())


def test_a_mail_about_a_topic_can_be_answered(smtp_sink: Sink) -> None:
    ines = make.member(name="Ines")
    topic = topic_of(ines)
    mail = sent(told(ines, topic), smtp_sink)
    ticket = read(mail["Reply-To"])
    assert ticket is not None
    assert (ticket.member_id, ticket.topic_id, ticket.masked) == (ines.pk, topic.pk, False)
    assert f"{OFFER} Your words then stand in the topic under your name" in words(mail)
    to = mail["Reply-To"]
    assert receive(raw=reply(ines.email or "", to), recipient=to) is Outcome.POSTED


def test_without_the_setting_mails_are_as_they_were(smtp_sink: Sink, settings: Any) -> None:
    settings.INBOUND_ADDRESS = ""
    ines = make.member(name="Ines")
    mail = sent(told(ines, topic_of(ines)), smtp_sink)
    assert mail["Reply-To"] == settings.DEFAULT_FROM_EMAIL
    assert OFFER not in words(mail)


def test_the_thread_says_nothing_and_is_each_persons_own(smtp_sink: Sink) -> None:
    ines, wilf = make.member(name="Ines"), make.member(name="Wilf")
    topic = topic_of(ines)
    roots = {sent(told(who, topic, key=who.handle), smtp_sink)["References"] for who in (ines, wilf)}
    assert len(roots) == 2
    assert not [root for root in roots if f"{topic.pk}@" in root]


def test_letters_to_a_mask_are_in_no_thread(smtp_sink: Sink) -> None:
    topic = make.masked_topic(by=make.member(name="Ines"))
    mail = sent(told(topic.mask, topic), smtp_sink)
    assert (mail["References"], mail["In-Reply-To"]) == (None, None)


def test_one_about_several_topics_cannot(smtp_sink: Sink) -> None:
    ines = make.member(name="Ines")
    message = told(ines, topic_of(ines))
    told_more = make.answer(topic=topic_of(ines), by=make.member(name="Wilf"))
    tell(to=ines, kind="answered", dedupe_key="b", actor=told_more.member, topic=told_more.topic, post=told_more)
    mail = sent(message, smtp_sink)
    assert read(mail["Reply-To"]) is None
    assert OFFER not in words(mail)


def test_one_about_no_topic_cannot(smtp_sink: Sink) -> None:
    ines = make.member(name="Ines")
    tell(to=ines, kind="appointed", dedupe_key="a", data={"path": "/"})
    message = Message.objects.filter(member=ines).first() or outbox.queue(
        to=ines, kind="suspended", dedupe_key="s", why="It is your account."
    )
    assert message is not None
    assert read(sent(message, smtp_sink)["Reply-To"]) is None


def test_a_letter_to_a_mask_warns_and_leads_to_the_mask(smtp_sink: Sink) -> None:
    ines = make.member(name="Ines")
    topic = make.masked_topic(by=ines, title="The bailiffs are here")
    mail = sent(told(topic.mask, topic), smtp_sink)
    ticket = read(mail["Reply-To"])
    assert ticket is not None
    assert (ticket.topic_id, ticket.masked) == (topic.pk, True)
    said = words(mail)
    assert "Your own name and your signature are taken out of them as well as we can" in said
    assert "whatever you write shows" in said


def test_a_refusal_is_told_by_name_and_cannot_be_answered(smtp_sink: Sink) -> None:
    ines = make.member(name="Ines")
    outbox.queue(to=ines, kind="mail_refused", dedupe_key="r", why="Why.", data={"reason": "empty", "sentence": ""})
    mail = sent(Message.objects.get(), smtp_sink)
    assert mail["Subject"] == "Ines, about the mail that you sent"
    assert "no words of your own were found in it" in words(mail)
    assert read(mail["Reply-To"]) is None


def test_a_refusal_to_a_mask_has_no_name_in_it(smtp_sink: Sink) -> None:
    ines = make.member(name="Ines")
    topic = make.masked_topic(by=ines)
    outbox.queue(to=topic.mask, kind="mail_refused", dedupe_key="r", why="Why.", data={"reason": "not_allowed"})
    mail = sent(Message.objects.get(), smtp_sink)
    assert mail["Subject"] == "About the mail that you sent"
    said = words(mail)
    assert "Ines" not in said
    assert topic.mask is not None
    assert topic.mask.name not in said
