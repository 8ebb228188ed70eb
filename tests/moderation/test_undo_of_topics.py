"""A move, other tags or a closing that is taken back: the topic stands as it stood, unless something happened since."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from forum import actions
from forum.actions.searching import renew
from forum.models import Closing, Space, Topic
from members.models import Member
from moderation.actions import closing, topics
from moderation.actions.decisions import undo
from moderation.models import Decision
from moderation.rules import AlreadyDecided
from tests import make
from tests.forum import say
from tests.moderation.place import Place
from tests.moderation.standing import (
    refused,
    topic_stands,
)

Verb = Decision.Verb


def moved(place: Place, to: Space) -> Decision:
    make.appoint(member=place.moderator, space=to, by=place.admin)
    moderator = Member.objects.get(pk=place.moderator.pk)
    return topics.move(moderator=moderator, topic=place.post.topic, space=to, reason="It is about council tax.")


@pytest.mark.parametrize("here", Space.Visibility.values)
@pytest.mark.parametrize("there", Space.Visibility.values)
@pytest.mark.parametrize("audience", Topic.Audience.values)
def test_a_topic_has_its_space_and_its_audience_again(place: Place, here: str, there: str, audience: str) -> None:
    Space.objects.filter(pk=place.space.pk).update(visibility=here)
    Topic.objects.filter(pk=place.post.topic_id).update(audience=audience)
    place.post.topic.refresh_from_db()
    before = topic_stands(place.post.topic_id)
    decision = moved(place, make.space(visibility=there))
    undo(moderator=place.admin, decision=decision)
    assert topic_stands(place.post.topic_id) == before


def test_what_was_written_among_members_is_not_shown_by_an_undo(place: Place) -> None:
    decision = moved(place, make.space(visibility=Space.Visibility.MEMBERS))
    say.comment(actor=place.reader, post=place.post)
    refused(decision, place.admin, "among members")
    assert Topic.objects.get(pk=place.post.topic_id).space_id != place.space.pk


def test_what_was_written_for_everyone_does_not_stop_an_undo(place: Place) -> None:
    decision = moved(place, make.space())
    say.comment(actor=place.reader, post=place.post)
    undo(moderator=place.admin, decision=decision)
    assert Topic.objects.get(pk=place.post.topic_id).space_id == place.space.pk


def retagged(place: Place, *tags: str) -> Decision:
    return topics.retag(moderator=place.moderator, topic=place.post.topic, tags=list(tags), reason="So it is found.")


@pytest.mark.parametrize("tags", [(), ("cards",), ("bills", "cards"), ("new", "debt"), ("debt", "bills", "cards")])
def test_a_topic_has_its_tags_again_in_their_order(place: Place, tags: tuple[str, ...]) -> None:
    for name in ("cards", "bills", "debt"):
        place.post.topic.tags.add(make.tag(name))
    renew([place.post.topic_id])
    before = topic_stands(place.post.topic_id)
    undo(moderator=place.moderator, decision=retagged(place, *tags))
    assert topic_stands(place.post.topic_id) == before


def test_tags_that_the_asker_changed_since_stay(place: Place) -> None:
    decision = retagged(place, "cards")
    topic = Topic.objects.get(pk=place.post.topic_id)
    assert topic.member is not None
    actions.retag(actor=topic.member, topic=topic, tags=["debt"])
    refused(decision, place.moderator, "changed again")
    assert list(topic.tags.values_list("name", flat=True)) == ["debt"]


def closed(place: Place) -> Decision:
    reason = "It was asked last week."
    return closing.close(
        moderator=place.moderator, topic=place.post.topic, kind="duplicate", reason=reason, same_as=make.topic()
    )


def closings() -> list[dict[str, Any]]:
    return [*Closing.objects.values(), *Topic.objects.exclude(closed_at=None).values("pk", "closed_at")]


def test_a_topic_that_was_closed_by_mistake_is_open_again(place: Place) -> None:
    undo(moderator=place.admin, decision=closed(place))
    assert closings() == []
    say.answer(actor=place.reader, topic=place.post.topic)


def test_one_that_was_opened_by_mistake_is_closed_as_it_was(place: Place) -> None:
    closed(place)
    before = closings()
    opened = closing.reopen(moderator=place.admin, topic=place.post.topic, reason="It is another matter.")
    say.answer(actor=place.reader, topic=place.post.topic)
    undo(moderator=place.admin, decision=opened)
    assert closings() == before


def test_what_an_import_has_closed_is_closed_as_it_was(place: Place) -> None:
    at = timezone.now() - timedelta(days=400)
    away = ["https://elsewhere.example/questions/1"]
    Closing.objects.create(topic=place.post.topic, reason="duplicate", same_at=away, at=at)
    Topic.objects.filter(pk=place.post.topic_id).update(closed_at=at)
    before = closings()
    opened = closing.reopen(moderator=place.admin, topic=place.post.topic, reason="It is another matter.")
    undo(moderator=place.admin, decision=opened)
    assert closings() == before


def test_not_over_a_newer_closing(place: Place) -> None:
    first = closed(place)
    closing.reopen(moderator=place.admin, topic=place.post.topic, reason="It is another matter.")
    refused(first, place.moderator, "This topic is open")
    closed(place)
    refused(first, place.moderator, "decided about this since", AlreadyDecided)
    assert Closing.objects.count() == 1
