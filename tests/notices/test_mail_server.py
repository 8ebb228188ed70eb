"""The mail server says no, later, or nothing at all (R7)."""

from datetime import timedelta
from typing import Any
from unittest.mock import Mock

import pytest
from django.core.cache import cache
from django.utils import timezone

from masks import sealed
from notices.actions import mailer, outbox
from notices.actions.addresses import bury
from notices.models import DeadAddress, Message
from tests import make
from tests.notices import post
from tests.sink import Sink
from tests.stalling import silent, stalling, trickling_after_data

pytestmark = pytest.mark.django_db
S = Message.State


def tried(message: Message) -> Message:
    outbox.send(id=message.pk)
    message.refresh_from_db()
    return message


def test_later_means_later(smtp_sink: Sink) -> None:
    smtp_sink.answers.append("451 4.3.0 come back later")
    message = tried(post.message())
    assert message.state == S.QUEUED
    assert message.not_before > timezone.now() + timedelta(seconds=50)
    Message.objects.update(not_before=timezone.now())
    assert tried(message).state == S.SENT
    assert [mail["Message-ID"] for mail in smtp_sink.mails] == [message.message_id]


def test_waits_grow_and_six_refusals_are_enough(smtp_sink: Sink) -> None:
    smtp_sink.answers += ["451 later"] * 6
    message = post.message()
    waits = []
    for _attempt in range(6):
        before = timezone.now()
        message = tried(message)
        waits.append(round((message.not_before - before).total_seconds() / 60))
        Message.objects.filter(state=S.QUEUED).update(not_before=timezone.now())
    assert waits[:5] == [1, 4, 16, 64, 256]
    assert message.state == S.FAILED
    assert message.attempts == 6


def test_a_dead_box_is_not_written_to_again(smtp_sink: Sink) -> None:
    smtp_sink.answers.append("550 5.1.1 no such person")
    person = make.member()
    message = tried(post.message(to=person))
    assert message.state == S.FAILED
    assert DeadAddress.objects.of(person.email).exists()
    second = tried(post.message(to=person, key="another"))
    assert second.state == S.DROPPED
    assert smtp_sink.mails == []


@pytest.mark.parametrize("reply", ["552 5.2.2 mailbox full", "550 5.7.1 rejected by policy", "550 try another day"])
def test_a_full_box_or_a_policy_means_later_and_nobody_is_dead(smtp_sink: Sink, reply: str) -> None:
    smtp_sink.answers.append(reply)
    message = tried(post.message())
    assert (message.state, message.attempts) == (S.QUEUED, 1)
    assert not DeadAddress.objects.exists()
    Message.objects.update(not_before=timezone.now())
    assert tried(message).state == S.SENT


def test_a_mail_that_is_too_big_fails_and_the_address_lives(smtp_sink: Sink) -> None:
    smtp_sink.answers.append("552 5.3.4 message too big")
    assert tried(post.message()).state == S.FAILED
    assert not DeadAddress.objects.exists()


def test_a_dead_address_keeps_no_address(smtp_sink: Sink) -> None:
    smtp_sink.answers.append("550 no such person somebody@example.org")
    person = make.member()
    tried(post.message(to=person))
    dead = DeadAddress.objects.get()
    assert person.email not in f"{dead.digest}{dead.reply}"
    assert "@" not in dead.reply


def test_nobody_there_means_later(settings: Any) -> None:
    settings.EMAIL_BACKEND = "community.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    message = tried(post.message())
    assert (message.state, message.attempts) == (S.QUEUED, 1)


@pytest.mark.parametrize("stall", [silent, trickling_after_data])
def test_a_server_that_stalls_holds_a_worker_once_a_minute(settings: Any, stall: Any) -> None:
    settings.EMAIL_BACKEND = "community.smtp.EmailBackend"
    assert (settings.EMAIL_TIMEOUT, settings.EMAIL_DEADLINE) == (10, 30)
    settings.EMAIL_TIMEOUT = settings.EMAIL_DEADLINE = 0.3
    first, second = post.message(), post.message()
    with stalling(stall) as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        tried(first)
        assert (first.state, first.attempts) == (S.QUEUED, 1)
        asked = len(server.connections)
        assert (tried(second).attempts, len(server.connections)) == (0, asked)
        cache.delete(outbox.AWAY)  # the minute is over
        assert (tried(second).attempts, len(server.connections)) == (1, asked + 1)


def test_a_letter_of_ours_that_fails_keeps_no_other_from_leaving(
    smtp_sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(mailer, "build", Mock(side_effect=ValueError))
        assert tried(post.message()).state == S.QUEUED
    assert tried(post.message()).state == S.SENT


def test_a_mask_whose_mail_bounces_leaves_no_trace(smtp_sink: Sink) -> None:
    smtp_sink.answers.append("550 no such person")
    ines = make.member()
    make.community()
    topic = make.masked_topic(by=ines)
    message = outbox.queue(to=topic.mask, kind="answered", dedupe_key="a", why="You wrote here.", topic=topic)
    message = tried(message)
    assert (message.state, message.attempts, message.outcome) == (S.SENT, 1, "")
    assert not DeadAddress.objects.exists()
    assert sealed.owns(ines, topic.mask)


def test_an_address_that_its_owner_confirms_again_is_written_to_again(smtp_sink: Sink) -> None:
    from allauth.account.models import EmailAddress
    from allauth.account.signals import email_confirmed

    person, other = make.member(), make.member()
    for member in (person, other):
        bury(member=member, reply="550")
    address = EmailAddress.objects.create(user=person, email=person.email.upper(), verified=True)
    email_confirmed.send(sender=EmailAddress, request=None, email_address=address)
    assert tried(post.message(to=person)).state == S.SENT
    assert tried(post.message(to=other)).state == S.DROPPED
