"""Ten workers at once, real threads on PostgreSQL: one mail, one suggestion, one letter."""

from datetime import timedelta

import pytest
from django.utils import timezone

from activity.record import record
from members.models import Hello
from notices.actions import outbox
from notices.actions.tell import tell
from notices.models import Message, Notice
from nudges.actions import letters, summoning
from nudges.models import Offer, Summons, Window
from tests import make
from tests.notices import post
from tests.races import at_once
from tests.sink import Sink

pytestmark = pytest.mark.django_db(transaction=True)
WORKERS = 10
S = Message.State


def test_ten_workers_send_one_message_once(smtp_sink: Sink) -> None:
    message = post.message()
    at_once([lambda: outbox.send(id=message.pk)] * WORKERS)
    assert len(smtp_sink.mails) == 1
    message.refresh_from_db()
    assert (message.state, message.attempts) == (S.SENT, 1)


def test_ten_workers_and_twenty_messages(smtp_sink: Sink) -> None:
    ids = [post.message(key=f"approved:{number}").pk for number in range(20)]

    def work() -> None:
        for id in ids:
            outbox.send(id=id)

    at_once([work] * WORKERS)
    assert sorted(mail["Message-ID"] for mail in smtp_sink.mails) == sorted(
        Message.objects.values_list("message_id", flat=True)
    )
    assert Message.objects.filter(state=S.SENT).count() == 20


def test_an_expired_lease_is_taken_by_one(smtp_sink: Sink) -> None:
    message = post.message()
    Message.objects.update(state=S.SENDING, attempts=1, lease_until=timezone.now() - timedelta(seconds=1))
    at_once([lambda: outbox.send(id=message.pk)] * WORKERS)
    assert len(smtp_sink.mails) == 1


def test_ten_workers_try_two_suggestions_and_one_goes(smtp_sink: Sink) -> None:
    """The policy sees no window in either transaction: the database's exclusion constraint decides."""
    ines = make.member()
    ids = []
    for number in range(2):
        topic = make.topic(at=timezone.now() - timedelta(hours=5))
        message = outbox.queue(to=ines, kind="reciprocity", dedupe_key=f"r{number}", why="Because.", topic=topic)
        assert message is not None
        ids.append(message.pk)
    at_once([lambda id=ids[number % 2]: outbox.send(id=id) for number in range(WORKERS)])
    assert len(smtp_sink.mails) == 1
    assert Window.objects.count() == 1
    assert sorted(Message.objects.values_list("state", flat=True)) == [S.DROPPED, S.SENT]


def test_ten_handlers_tell_one_thing_once() -> None:
    person = make.member()
    at_once([lambda: tell(to=person, kind="mentioned", dedupe_key="post:1")] * WORKERS)
    assert Notice.objects.count() == Message.objects.count() == 1


def test_ten_things_at_once_are_one_mail() -> None:
    person = make.member()
    at_once([lambda n=n: tell(to=person, kind="mentioned", dedupe_key=f"post:{n}") for n in range(WORKERS)])
    assert Notice.objects.count() == WORKERS
    assert len(Message.objects.get().data["notices"]) == WORKERS


def test_ten_hellos_are_one_welcome() -> None:
    wilf = make.newcomer()
    hellos = [Hello.objects.create(newcomer=wilf, author=make.member(), words="Hello.") for _number in range(WORKERS)]
    events = []
    from django.db import transaction

    with transaction.atomic():
        events = [record(verb="hello.said", actor=hello.author, target=hello) for hello in hellos]
    at_once([lambda event=event: letters.greeted(event) for event in events])
    assert Message.objects.filter(kind="welcome").count() == 1


def test_ten_newcomers_and_one_greeter_with_a_cap_of_one() -> None:
    Offer.objects.create(member=make.member(), kind="greet")
    newcomers = [make.newcomer() for _number in range(WORKERS)]
    at_once([lambda newcomer=newcomer: summoning.greet_wave(newcomer) for newcomer in newcomers])
    assert Summons.objects.count() == 1


def test_ten_beats_ask_three_greeters() -> None:
    for _number in range(9):
        Offer.objects.create(member=make.member(), kind="greet")
    make.newcomer()
    at_once([summoning.next_waves] * WORKERS)
    assert Summons.objects.count() == 3
