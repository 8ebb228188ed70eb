"""A suggestion that was not sent leaves its seven days to another."""

from __future__ import annotations

import smtplib
from datetime import timedelta

import pytest
from django.core import mail as outgoing
from django.utils import timezone

from members.models import Member
from notices.actions import mailer, outbox
from notices.models import Message
from nudges.models import Window
from tests import make
from tests.nudges.people import hours_ago

pytestmark = pytest.mark.django_db
S = Message.State


def suggestion(to: Member, key: str = "a") -> Message:
    goal = make.goal(member=to, reached_at=hours_ago(30))
    made = outbox.queue(to=to, kind="stay", dedupe_key=key, why="Because.", data={"goal": goal.pk})
    assert made is not None
    return made


def tried(message: Message) -> Message:
    Message.objects.filter(pk=message.pk, state=S.QUEUED).update(not_before=timezone.now())
    outbox.send(id=message.pk)
    message.refresh_from_db()
    return message


def answers(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def refuse(_message: Message) -> None:
        raise error

    monkeypatch.setattr(mailer, "deliver", refuse)


FOR_GOOD = smtplib.SMTPDataError(554, b"5.6.0 no")
LATER = smtplib.SMTPDataError(451, b"later")


def test_a_letter_that_fails_for_good_gives_its_days_back(monkeypatch: pytest.MonkeyPatch) -> None:
    ines = make.member()
    with monkeypatch.context() as refusing:
        answers(refusing, FOR_GOOD)
        assert tried(suggestion(ines)).state == S.FAILED
    assert not Window.objects.exists()
    assert tried(suggestion(ines, "b")).state == S.SENT
    assert len(outgoing.outbox) == 1


def test_so_does_one_that_is_given_up_after_six_attempts(monkeypatch: pytest.MonkeyPatch) -> None:
    message = suggestion(make.member())
    answers(monkeypatch, LATER)
    for _attempt in range(outbox.MOST_ATTEMPTS):
        assert Window.objects.exists() or message.attempts == 0
        tried(message)
    assert message.state == S.FAILED
    assert not Window.objects.exists()


def test_so_does_one_that_is_dropped_between_two_attempts(monkeypatch: pytest.MonkeyPatch) -> None:
    message = suggestion(make.member())
    with monkeypatch.context() as refusing:
        answers(refusing, LATER)
        tried(message)
    assert Window.objects.count() == 1
    Member.objects.filter(pk=message.member_id).update(stage=Member.Stage.RESTING)
    assert tried(message).state == S.DROPPED
    assert not Window.objects.exists()


def test_what_is_no_longer_true_is_dropped_between_two_attempts(monkeypatch: pytest.MonkeyPatch) -> None:
    message = suggestion(make.member())
    with monkeypatch.context() as refusing:
        answers(refusing, LATER)
        tried(message)
    assert message.member is not None
    message.member.goals.update(answer_to_stay="rest")
    assert (tried(message).state, message.outcome) == (S.DROPPED, "It was no longer needed.")
    assert not Window.objects.exists()
    assert outgoing.outbox == []


def test_one_that_will_be_tried_again_keeps_them(monkeypatch: pytest.MonkeyPatch) -> None:
    answers(monkeypatch, LATER)
    assert tried(suggestion(make.member())).state == S.QUEUED
    assert Window.objects.count() == 1


def test_one_that_was_sent_keeps_them() -> None:
    ines = make.member()
    tried(suggestion(ines))
    assert tried(suggestion(ines, "b")).state == S.DROPPED
    assert Window.objects.count() == 1


@pytest.mark.parametrize("attempts", [1, outbox.MOST_ATTEMPTS])
def test_one_that_died_in_a_workers_hands_keeps_them_for_it_may_have_gone(attempts: int) -> None:
    message = suggestion(make.member())
    tried(message)
    dead = {"state": S.SENDING, "sent_at": None, "attempts": attempts}
    Message.objects.filter(pk=message.pk).update(**dead, lease_until=timezone.now() - timedelta(minutes=1))
    Member.objects.filter(pk=message.member_id).update(stage=Member.Stage.RESTING)
    tried(message)
    assert message.state in (S.DROPPED, S.FAILED)
    assert Window.objects.count() == 1


def test_anothers_days_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    tried(suggestion(make.member()))
    answers(monkeypatch, FOR_GOOD)
    tried(suggestion(make.member(), "b"))
    assert Window.objects.count() == 1
