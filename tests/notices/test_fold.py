"""However much happens, one person gets one mail of a kind in an hour (R41)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from members.models import Member
from notices.actions import outbox
from notices.actions.tell import tell
from notices.models import Message, Notice
from tests import make
from tests.mails import send_due
from tests.sink import Sink

pytestmark = pytest.mark.django_db


def mention(to: Member, number: int) -> None:
    tell(to=to, kind="mentioned", dedupe_key=f"post:{number}", actor=None)


def test_a_thousand_mentions_are_one_mail(smtp_sink: Sink) -> None:
    person = make.member()
    for number in range(1000):
        mention(person, number)
    assert Notice.objects.count() == 1000
    assert Message.objects.count() == 1
    assert send_due() == 1
    assert len(smtp_sink.wait_for(1)) == 1


def test_what_comes_after_a_mail_waits_an_hour_and_folds(smtp_sink: Sink) -> None:
    person = make.member()
    mention(person, 1)
    send_due()
    for number in range(2, 7):
        mention(person, number)
    assert send_due() == 0
    waiting = Message.objects.get(state=Message.State.QUEUED)
    assert waiting.not_before > timezone.now() + timedelta(minutes=59)
    assert len(waiting.data["notices"]) == 5
    Message.objects.filter(pk=waiting.pk).update(not_before=timezone.now())
    send_due()
    mail = smtp_sink.wait_for(2)[1]
    assert mail.get_body(("plain",)).get_content().count("\n- ") == 5


def test_while_one_is_being_sent_the_next_waits() -> None:
    person = make.member()
    mention(person, 1)
    Message.objects.update(state=Message.State.SENDING, lease_until=timezone.now() + timedelta(minutes=2))
    mention(person, 2)
    assert Message.objects.get(state=Message.State.QUEUED).not_before > timezone.now() + timedelta(minutes=59)


def test_after_an_hour_a_mail_goes_at_once() -> None:
    person = make.member()
    mention(person, 1)
    long_ago = timezone.now() - timedelta(hours=2)
    Message.objects.update(state=Message.State.SENT, sent_at=long_ago, created_at=long_ago)
    mention(person, 2)
    assert Message.objects.get(state=Message.State.QUEUED).not_before <= timezone.now()


def test_two_people_are_two_mails() -> None:
    for number in range(2):
        mention(make.member(), number)
    assert Message.objects.count() == 2


def test_two_kinds_are_two_mails_so_that_each_can_be_stopped() -> None:
    person = make.member()
    tell(to=person, kind="mentioned", dedupe_key="a")
    tell(to=person, kind="thanked", dedupe_key="b")
    assert Message.objects.count() == 2


def test_a_mail_remembers_no_more_than_it_can_carry() -> None:
    person = make.member()
    for number in range(outbox.MOST_FOLDED + 20):
        mention(person, number)
    assert len(Message.objects.get().data["notices"]) == outbox.MOST_FOLDED
