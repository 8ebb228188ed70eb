"""A deed and its record are one transaction."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from activity.models import Delivery, Event
from activity.record import FIRST_SWEEP_AFTER, OutsideTransaction, record
from masks.models import Mask
from members.models import Member
from tests.activity.handlers import FAIL, NOTE

pytestmark = pytest.mark.usefixtures("switchboard")


class Row:
    """Stands for a post."""

    def __init__(self, member_id: int | None = None, mask_id: object = None) -> None:
        self.member_id, self.mask_id = member_id, mask_id


@pytest.mark.django_db(transaction=True)
def test_it_refuses_without_a_transaction(marit: Member) -> None:
    with pytest.raises(OutsideTransaction):
        record(verb="test.done", actor=marit, target=marit)
    assert not Event.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_was_never_recorded(marit: Member, sent: list) -> None:
    with transaction.atomic():
        record(verb="test.done", actor=marit, target=marit)
        transaction.set_rollback(True)
    assert not Event.objects.exists()
    assert not Delivery.objects.exists()
    assert sent == []


@pytest.mark.django_db(transaction=True)
def test_the_broker_hears_after_the_commit_only(marit: Member, sent: list) -> None:
    with transaction.atomic():
        event = record(verb="test.both", actor=marit, target=marit)
        assert sent == []
    assert sent == [(event.id, NOTE), (event.id, FAIL)]


@pytest.mark.django_db
def test_each_handler_gets_a_delivery(marit: Member) -> None:
    event = record(verb="test.both", actor=marit, target=marit, space_id=3, data={"words": ["clear"]})
    stored = Event.objects.get(at=event.at, id=event.id)
    assert (stored.verb, stored.member_id, stored.mask_id) == ("test.both", marit.pk, None)
    assert (stored.target_kind, stored.target_id, stored.space_id) == ("members.member", marit.pk, 3)
    assert stored.data == {"words": ["clear"]}
    waiting = Delivery.objects.order_by("handler")
    assert [(d.handler, d.event_at, d.due_at - d.event_at) for d in waiting] == [
        (FAIL, event.at, FIRST_SWEEP_AFTER),
        (NOTE, event.at, FIRST_SWEEP_AFTER),
    ]


@pytest.mark.django_db
def test_a_verb_without_handlers_is_one_row(marit: Member) -> None:
    record(verb="test.unheard", actor=marit, target=marit)
    assert Event.objects.count() == 1
    assert not Delivery.objects.exists()


@pytest.mark.django_db
def test_it_costs_one_query(marit: Member, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(1):
        record(verb="test.both", actor=marit, target=marit)


@pytest.mark.django_db
def test_a_masked_deed_names_the_mask_alone(marit: Member) -> None:
    mask = Mask.objects.create(topic_id=1, name="Quiet Heron")
    by_mask = record(verb="test.done", actor=mask, target=marit)
    by_row = record(verb="test.done", actor=Row(mask_id=mask.pk), target=marit)
    assert {(e.member_id, e.mask_id) for e in (by_mask, by_row)} == {(None, mask.pk)}


@pytest.mark.django_db
def test_a_named_row_and_the_community_itself(marit: Member) -> None:
    assert record(verb="test.done", actor=Row(member_id=marit.pk), target=marit).member_id == marit.pk
    assert record(verb="test.done", actor=None, target=marit).member_id is None


@pytest.mark.django_db
def test_an_event_has_one_actor(marit: Member) -> None:
    with pytest.raises(IntegrityError):
        Event.objects.bulk_create([Event(id=1, verb="x", member_id=1, mask_id=uuid4(), target_kind="x", target_id=1)])


@pytest.mark.django_db
def test_it_refuses_a_stranger_as_actor_and_a_target_without_a_number(marit: Member) -> None:
    with pytest.raises(TypeError, match="neither"):
        record(verb="test.done", actor=object(), target=marit)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="number"):
        record(verb="test.done", actor=marit, target=Mask(topic_id=1, name="Quiet Heron"))
