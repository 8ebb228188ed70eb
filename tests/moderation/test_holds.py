"""Held posts free themselves after two hours, once; a moderator may be quicker."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from activity.models import Event
from forum.models import Post, Status, Topic
from moderation.actions import holds
from moderation.actions.holds import FORGOTTEN_AFTER, free_due, held
from moderation.models import Hold
from tests import cast, make
from tests.forum import say
from tests.ledger import settle
from tests.races import at_once

LINK = "Look at https://quick.example/now"


def held_topic(**more: object) -> Topic:
    topic = say.ask(actor=more.pop("actor", None) or cast.wilf(), body=LINK, **more)
    settle()
    return topic


def pass_two_hours() -> None:
    Hold.objects.update(release_at=timezone.now() - timedelta(seconds=1))


@pytest.mark.django_db
def test_before_its_time_nothing_is_freed() -> None:
    topic = held_topic()
    assert free_due() == 0
    assert say.opening(topic).status == Status.HELD


@pytest.mark.django_db
def test_after_two_hours_it_appears_and_the_ledger_hears_of_both() -> None:
    topic = held_topic()
    hold = Hold.objects.get()
    assert hold.release_at - hold.at == timedelta(hours=2)
    pass_two_hours()
    assert free_due() == 1
    topic.refresh_from_db()
    assert (topic.status, say.opening(topic).status) == (Status.VISIBLE, Status.VISIBLE)
    assert {"post.held", "post.released", "topic.asked"} <= set(say.verbs())
    hold.refresh_from_db()
    assert hold.released_at is not None
    assert hold.released_by is None
    assert free_due() == 0


@pytest.mark.django_db
def test_one_that_fails_holds_up_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    broken, other = held_topic(actor=make.member()), held_topic(actor=make.member())
    pass_two_hours()
    release = holds.forum.release

    def crash(*, row: Post) -> None:
        if row.topic_id == broken.pk:
            raise RuntimeError
        release(row=row)

    monkeypatch.setattr(holds.forum, "release", crash)
    monkeypatch.setattr(holds, "FREED_AT_ONCE", 1)
    assert free_due() == 1
    assert (say.opening(broken).status, say.opening(other).status) == (Status.HELD, Status.VISIBLE)
    monkeypatch.setattr(holds.forum, "release", release)
    assert free_due() == 1
    assert say.opening(broken).status == Status.VISIBLE


@pytest.mark.django_db
def test_an_answer_counts_once_it_appears() -> None:
    topic = make.topic()
    say.answer(actor=cast.wilf(), topic=topic, body=LINK)
    settle()
    topic.refresh_from_db()
    assert topic.answer_count == 0
    pass_two_hours()
    free_due()
    topic.refresh_from_db()
    assert topic.answer_count == 1


@pytest.mark.django_db
def test_the_delivery_may_come_twice_or_late() -> None:
    topic = held_topic()

    event = Event.objects.get(verb="post.held")
    held(event)
    assert Hold.objects.count() == 1
    Hold.objects.all().delete()
    Post.objects.filter(topic=topic).update(status=Status.HIDDEN)
    held(event)
    assert not Hold.objects.exists()


@pytest.mark.django_db
def test_a_held_post_whose_hold_was_lost_is_freed_as_well() -> None:
    topic = held_topic()
    Hold.objects.all().delete()
    assert free_due() == 0
    Post.objects.filter(topic=topic).update(created_at=timezone.now() - FORGOTTEN_AFTER - timedelta(minutes=1))
    assert free_due() == 1


@pytest.mark.django_db
def test_what_a_moderator_hid_stays_hidden() -> None:
    topic = held_topic()
    pass_two_hours()
    Post.objects.filter(topic=topic).update(status=Status.HIDDEN)
    assert free_due() == 0
    assert say.opening(topic).status == Status.HIDDEN


@pytest.mark.django_db
def test_a_masked_first_post_waits_without_a_word_about_its_member() -> None:
    held_topic(masked=True)
    words = " ".join(Hold.objects.get().reasons).lower()
    assert "first" not in words
    assert "new" not in words


@pytest.mark.django_db
def test_a_mask_of_a_member_of_long_standing_waits_just_the_same() -> None:
    """Else a hold would say that whoever wears the mask is new here."""
    old_hand = cast.marit()
    for _ in range(5):
        make.answer(by=old_hand)
    topic = held_topic(actor=old_hand, masked=True)
    assert say.opening(topic).status == Status.HELD


@pytest.mark.django_db(transaction=True)
def test_two_beats_free_it_once() -> None:
    topic = held_topic()
    pass_two_hours()
    assert sum(at_once([free_due] * 4)) == 1
    assert say.verbs().count("post.released") == 1
    assert Topic.objects.get(pk=topic.pk).status == Status.VISIBLE
