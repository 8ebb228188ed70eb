"""A message is queued once and sent at least once; two workers never send it at the same time."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from members.models import Member
from notices import tasks
from notices.actions import mailer, outbox
from notices.models import Message
from tests import make
from tests.mails import send_due
from tests.notices import post
from tests.sink import Sink

pytestmark = pytest.mark.django_db
S = Message.State


def test_a_message_is_sent_and_its_row_says_so(smtp_sink: Sink) -> None:
    message = post.message()
    outbox.send(id=message.pk)
    message.refresh_from_db()
    assert (message.state, message.attempts, message.lease_until) == (S.SENT, 1, None)
    (mail,) = smtp_sink.wait_for(1, to=message.member.email)
    assert mail["Message-ID"] == message.message_id


def test_one_key_is_one_message() -> None:
    person = make.member()
    assert post.message(to=person, key="approved:x")
    again = outbox.queue(to=person, kind="approved", dedupe_key="approved:x", why="Twice.")
    assert again is None
    assert Message.objects.count() == 1


def test_sent_is_not_sent_again(smtp_sink: Sink) -> None:
    message = post.message()
    outbox.send(id=message.pk)
    outbox.send(id=message.pk)
    assert len(smtp_sink.mails) == 1


def test_before_its_time_nothing_is_sent(smtp_sink: Sink) -> None:
    message = post.message(not_before=timezone.now() + timedelta(minutes=5))
    outbox.send(id=message.pk)
    assert outbox.sweep() == 0
    message.refresh_from_db()
    assert message.state == S.QUEUED
    assert smtp_sink.mails == []


def test_a_leased_message_is_in_other_hands(smtp_sink: Sink) -> None:
    message = post.message()
    Message.objects.update(state=S.SENDING, lease_until=timezone.now() + timedelta(minutes=1))
    outbox.send(id=message.pk)
    assert smtp_sink.mails == []


def test_an_expired_lease_is_taken_up_again_with_the_same_message_id(smtp_sink: Sink) -> None:
    message = post.message()
    Message.objects.update(state=S.SENDING, attempts=1, lease_until=timezone.now() - timedelta(seconds=1))
    assert outbox.sweep() == 1
    outbox.send(id=message.pk)
    (mail,) = smtp_sink.wait_for(1)
    assert mail["Message-ID"] == message.message_id
    message.refresh_from_db()
    assert message.attempts == 2


def test_a_lease_outlasts_whoever_holds_it(monkeypatch: pytest.MonkeyPatch) -> None:
    message, until = post.message(), []
    monkeypatch.setattr(mailer, "deliver", lambda sent: until.append(Message.objects.get(pk=sent.pk).lease_until))
    before = timezone.now()
    outbox.send(id=message.pk)
    assert until[0] - before >= timedelta(seconds=settings.EMAIL_LEASE)
    assert settings.EMAIL_LEASE > tasks.send.time_limit > tasks.send.soft_time_limit > settings.EMAIL_DEADLINE


def test_the_lease_is_counted_before_the_mail_server_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    message = post.message()
    seen: list[tuple[str, int]] = []

    def look(sent: Message) -> None:
        row = Message.objects.get(pk=sent.pk)
        seen.append((row.state, row.attempts))

    monkeypatch.setattr(mailer, "deliver", look)
    outbox.send(id=message.pk)
    assert seen == [(S.SENDING, 1)]


def test_a_message_that_kills_its_worker_six_times_is_given_up(smtp_sink: Sink) -> None:
    message = post.message()
    Message.objects.update(state=S.SENDING, attempts=6, lease_until=timezone.now() - timedelta(seconds=1))
    outbox.send(id=message.pk)
    message.refresh_from_db()
    assert message.state == S.FAILED
    assert "six attempts" in message.outcome
    assert smtp_sink.mails == []


def test_a_message_that_cannot_be_made_counts_its_attempts(monkeypatch: pytest.MonkeyPatch) -> None:
    message = post.message()

    def broken(*args: object) -> None:
        raise ValueError("a template with a fault")

    monkeypatch.setattr(mailer, "build", broken)
    outbox.send(id=message.pk)
    message.refresh_from_db()
    assert (message.state, message.attempts) == (S.QUEUED, 1)
    assert message.not_before > timezone.now()


def test_without_a_broker_the_sweep_finds_it(smtp_sink: Sink) -> None:
    message = post.message()
    assert send_due() == 1
    message.refresh_from_db()
    assert message.state == S.SENT


# --- refused just before it goes ----------------------------------------------------------------------


def outcome(message: Message) -> tuple[str, str]:
    outbox.send(id=message.pk)
    message.refresh_from_db()
    return message.state, message.outcome


def asked(to: Member) -> Message:
    """A letter about an invitation: one of the kinds that a choice, a rest or a suspension stops."""
    return post.message(to=to, kind="quote_asked")


def test_nothing_goes_to_whoever_may_not_write(smtp_sink: Sink) -> None:
    person = make.member()
    message = asked(person)
    make.suspension(member=person)
    state, why = outcome(message)
    assert (state, smtp_sink.mails) == (S.DROPPED, [])
    assert "may not write" in why


def test_nothing_goes_to_the_resting(smtp_sink: Sink) -> None:
    message = asked(make.member(stage=Member.Stage.RESTING))
    assert outcome(message)[0] == S.DROPPED
    assert smtp_sink.mails == []


def test_nothing_goes_to_a_closed_account(smtp_sink: Sink) -> None:
    message = post.message(to=make.member(is_active=False))
    assert outcome(message)[0] == S.DROPPED


def test_nothing_goes_to_the_imported(smtp_sink: Sink) -> None:
    message = post.message(to=make.member(kind=Member.Kind.IMPORTED))
    assert outcome(message)[0] == S.DROPPED


def test_nothing_goes_where_there_is_no_address() -> None:
    message = post.message(to=make.member(email=None))
    assert "no address" in outcome(message)[1]


def test_a_choice_made_meanwhile_holds(smtp_sink: Sink) -> None:
    from notices.actions.choices import How, choose

    person = make.member()
    message = asked(person)
    choose(member=person, kind="quote_asked", by_mail=False, how=How.ONE_CLICK)
    assert outcome(message)[0] == S.DROPPED
    assert smtp_sink.mails == []


def test_at_night_it_waits_for_the_morning(smtp_sink: Sink) -> None:
    person = make.member(time_zone=make.nighttime())
    message = asked(person)
    state, _why = outcome(message)
    assert state == S.QUEUED
    assert timezone.now() + timedelta(hours=5) < message.not_before < timezone.now() + timedelta(hours=9)
    assert smtp_sink.mails == []


def test_about_the_account_it_is_said_at_night_too(smtp_sink: Sink) -> None:
    message = post.message(to=make.member(time_zone=make.nighttime()))
    assert outcome(message)[0] == S.SENT


def test_what_was_not_asked_for_is_not_mailed_in_the_first_days(smtp_sink: Sink) -> None:
    message = asked(make.newcomer())
    state, why = outcome(message)
    assert (state, smtp_sink.mails) == (S.DROPPED, [])
    assert "first seven days" in why
