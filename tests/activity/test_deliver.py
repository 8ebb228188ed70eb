"""What must follow from an event happens once."""

from collections.abc import Iterator
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.db import transaction
from django.utils import timezone

from activity import deliver as delivering
from activity.deliver import GIVE_UP_AFTER, deliver, revive, sweep, wait_after
from activity.models import Delivery, Event
from activity.record import record
from members.models import Member
from tests.activity.handlers import FAIL, NOTE, effects
from tests.ledger import settle
from tests.races import at_once

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("switchboard", "effect_table")]


@pytest.fixture
def later() -> Iterator[object]:
    """later(delta) moves the clock of the deliveries on."""
    real = timezone.now
    ahead = timedelta()

    def move(by: timedelta) -> None:
        nonlocal ahead
        ahead += by

    with patch.object(delivering.timezone, "now", lambda: real() + ahead):
        yield move


def test_the_effect_and_the_end_of_the_delivery(marit: Member) -> None:
    event = record(verb="test.done", actor=marit, target=marit)
    assert deliver(event_id=event.id, handler=NOTE)
    assert effects(event.id) == 1
    assert not Delivery.objects.exists()
    assert not deliver(event_id=event.id, handler=NOTE)
    assert effects(event.id) == 1


def test_a_failure_leaves_no_half_effect_and_waits(marit: Member) -> None:
    event = record(verb="test.failed", actor=marit, target=marit)
    assert not deliver(event_id=event.id, handler=FAIL)
    assert effects() == 0
    waiting = Delivery.objects.get()
    assert waiting.attempts == 1
    assert timedelta(seconds=29) < waiting.due_at - timezone.now() <= timedelta(seconds=30)


def test_an_error_is_kept_without_its_text(marit: Member) -> None:
    event = record(verb="test.failed", actor=marit, target=marit)
    deliver(event_id=event.id, handler=FAIL)
    error = Delivery.objects.get().last_error
    assert error.startswith("ValueError at fail:")
    assert "Marit" not in error


def test_one_failing_handler_does_not_hold_the_other(marit: Member) -> None:
    event = record(verb="test.both", actor=marit, target=marit)
    deliver(event_id=event.id, handler=FAIL)
    deliver(event_id=event.id, handler=NOTE)
    assert effects() == 1
    assert Delivery.objects.get().handler == FAIL


def test_a_doubled_task_does_not_try_before_its_time(marit: Member, later: object) -> None:
    event = record(verb="test.failed", actor=marit, target=marit)
    for _ in range(3):
        deliver(event_id=event.id, handler=FAIL)
    assert Delivery.objects.get().attempts == 1
    later(timedelta(seconds=31))
    deliver(event_id=event.id, handler=FAIL)
    assert Delivery.objects.get().attempts == 2


def test_the_waits() -> None:
    waits = [wait_after(n).total_seconds() for n in range(1, GIVE_UP_AFTER)]
    assert waits == [30, 120, 480, 1920, 7680, 21600, 21600]


def test_after_the_eighth_failure_it_is_given_up_and_shown(marit: Member, later: object) -> None:
    event = record(verb="test.failed", actor=marit, target=marit)
    for failure in range(1, GIVE_UP_AFTER + 1):
        assert not Delivery.objects.exclude(dead_at=None).exists()
        deliver(event_id=event.id, handler=FAIL)
        assert Delivery.objects.get().attempts == failure
        later(timedelta(hours=7))
    assert [(one.handler, one.dead_at is not None) for one in Delivery.objects.all()] == [(FAIL, True)]
    deliver(event_id=event.id, handler=FAIL)
    assert Delivery.objects.get().attempts == GIVE_UP_AFTER


def test_a_dead_one_may_be_revived(marit: Member) -> None:
    event = record(verb="test.done", actor=marit, target=marit)
    assert not revive(event_id=event.id, handler=NOTE)  # it lives
    Delivery.objects.update(dead_at=timezone.now(), attempts=8)
    assert not deliver(event_id=event.id, handler=NOTE)
    assert revive(event_id=event.id, handler=NOTE)
    assert deliver(event_id=event.id, handler=NOTE)
    assert effects() == 1


def test_a_handler_that_is_gone_is_a_failure(marit: Member) -> None:
    event = record(verb="test.done", actor=marit, target=marit)
    Delivery.objects.update(handler="tests.activity.handlers.gone")
    assert not deliver(event_id=event.id, handler="tests.activity.handlers.gone")
    assert Delivery.objects.get().last_error.startswith("ImportError")


def test_an_event_that_is_gone_is_a_failure(marit: Member) -> None:
    event = record(verb="test.done", actor=marit, target=marit)
    Event.objects.all()._raw_delete(using="default")
    assert not deliver(event_id=event.id, handler=NOTE)
    assert Delivery.objects.get().attempts == 1


def test_the_sweep_sends_what_is_due_and_only_that(marit: Member, sent: list, later: object) -> None:
    first = record(verb="test.done", actor=marit, target=marit)
    assert sweep() == 0  # its own task is on the way
    later(timedelta(seconds=31))
    assert sweep() == 1
    assert sent == [(first.id, NOTE)]
    Delivery.objects.update(dead_at=timezone.now())
    assert sweep() == 0


def test_the_sweep_takes_the_oldest_first_and_not_too_many(
    marit: Member, sent: list, later: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivering, "SWEEP", 2)
    events = [record(verb="test.done", actor=marit, target=marit) for _ in range(3)]
    later(timedelta(minutes=1))
    assert sweep() == 2
    assert sent == [(event.id, NOTE) for event in events[:2]]


def test_settle_runs_everything_and_shows_a_failure(marit: Member) -> None:
    record(verb="test.done", actor=marit, target=marit)
    settle()
    assert effects() == 1
    record(verb="test.failed", actor=marit, target=marit)
    with pytest.raises(AssertionError, match="ValueError"):
        settle()


@pytest.mark.django_db(transaction=True)
def test_ten_workers_with_the_same_task(marit: Member) -> None:
    with transaction.atomic():
        events = [record(verb="test.done", actor=marit, target=marit) for _ in range(5)]

    done = at_once([lambda: sum(deliver(event_id=event.id, handler=NOTE) for event in events)] * 10)
    assert sum(done) == 5
    assert [effects(event.id) for event in events] == [1] * 5


@pytest.mark.django_db(transaction=True)
def test_ten_workers_with_the_same_failure_count_it_once(marit: Member) -> None:
    with transaction.atomic():
        event = record(verb="test.failed", actor=marit, target=marit)

    assert not any(at_once([lambda: deliver(event_id=event.id, handler=FAIL)] * 10))
    assert Delivery.objects.get().attempts == 1
    assert effects() == 0
