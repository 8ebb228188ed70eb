"""Whatever is decided and taken back stands exactly as it stood before; and where something happened since, nothing is
taken back and a sentence says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from forum import actions
from forum.models import Post, Row, Status, Topic, post_of
from masks.models import Limit
from members.models import Member
from moderation.actions.decisions import pause_messages, restrict, undo
from moderation.actions.holds import free_due
from moderation.actions.reports import report
from moderation.models import Decision, Hold, Report, SecondLook
from moderation.queries.queue import queue
from moderation.rules import AlreadyDecided
from nudges.models import Crisis
from tests import cast, make
from tests.forum import say
from tests.ledger import settle
from tests.moderation.place import Place
from tests.moderation.standing import (
    KINDS,
    LINKED,
    STATES,
    decided,
    heard,
    held,
    hidden,
    hidden_and_asked_about,
    possible,
    refused,
    reported,
    snapshot,
)

Verb = Decision.Verb


@contextmanager
def afterwards_as_if_it_had_not_been() -> Iterator[None]:
    point = transaction.savepoint()
    yield
    transaction.savepoint_rollback(point)


def walk(place: Place, thing: Row, *, deep: int) -> int:
    """Each decision that is possible now is made, taken back, and looked at; so is each that could follow it."""
    walked = 0
    for verb in possible(place, thing):
        with afterwards_as_if_it_had_not_been():
            before = snapshot(place, thing)
            decision = decided(place, thing, verb)
            if deep > 1:
                walked += walk(place, thing, deep=deep - 1)
            undo(moderator=place.admin, decision=decision)
            heard()
            assert snapshot(place, thing) == before, verb
            walked += 1
    return walked


@pytest.mark.parametrize("kind", KINDS)
def test_each_decision_from_each_state_is_taken_back_whole(place: Place, kind: str) -> None:
    walked = {}
    for state in STATES:
        with afterwards_as_if_it_had_not_been():
            thing = state(place, kind)
            heard()
            walked[state.__name__] = walk(place, thing, deep=2 if kind == "comment" else 1)
    assert set(walked) == {state.__name__ for state in STATES}
    assert min(walked.values()) >= 1
    assert sum(walked.values()) == (30 if kind == "comment" else 15)


def test_a_hide_of_a_held_first_post_leaves_it_held_and_in_the_queue(place: Place) -> None:
    thing = held(place, "opening")
    settle()
    decision = decided(place, thing, Verb.HIDE)
    undo(moderator=place.moderator, decision=decision)
    settle()
    thing.refresh_from_db()
    assert thing.status == Topic.objects.get(pk=post_of(thing).topic_id).status == Status.HELD
    assert [case.thing for case in queue(place.moderator)] == [thing]
    assert "topic.asked" not in say.verbs()
    assert free_due() == 0  # its two hours are the old ones, and not over
    Hold.objects.update(release_at=timezone.now())
    assert free_due() == 1


def test_the_author_of_a_hide_that_is_taken_back_is_told_that_it_waits(place: Place) -> None:
    thing = held(place, "answer")
    settle()
    undo(moderator=place.moderator, decision=decided(place, thing, Verb.HIDE))
    settle()
    assert say.verbs()[-2:] == ["post.held", "case.reopened"]


def test_a_second_look_has_its_answer_when_the_hide_is_taken_back(place: Place) -> None:
    thing = hidden_and_asked_about(place, "answer")
    hide = Decision.objects.get(verb=Verb.HIDE)
    taken_back = undo(moderator=place.moderator, decision=hide)
    assert SecondLook.objects.get().answer == taken_back
    assert [(case.thing, len(case.reports)) for case in queue(place.moderator)] == [(thing, 2)]


# --- what happened since is not overwritten --------------------------------------------------------------------------


def test_not_after_its_author_has_taken_it_back(place: Place) -> None:
    thing = reported(place, "answer")
    decision = decided(place, thing, Verb.KEEP)
    actions.delete(actor=Member.objects.get(handle="wilf"), row=thing)
    refused(decision, place.moderator, "does not stand any more")
    assert Post.objects.get(pk=thing.pk).status == Status.DELETED


def test_not_after_an_edit_has_put_it_into_a_hold(place: Place) -> None:
    thing = reported(place, "answer")
    decision = decided(place, thing, Verb.KEEP)
    actions.edit(actor=Member.objects.get(handle="wilf"), post=thing, body=LINKED, base=0)
    refused(decision, place.moderator, "does not stand any more")
    assert Post.objects.get(pk=thing.pk).status == Status.HELD


def test_not_over_a_newer_decision(place: Place) -> None:
    thing = hidden(place, "answer")
    hide = Decision.objects.get(verb=Verb.HIDE)
    decided(place, thing, Verb.RESTORE)
    refused(hide, place.moderator, "decided about this since", AlreadyDecided)
    assert Post.objects.get(pk=thing.pk).status == Status.VISIBLE


def test_what_was_decided_and_taken_back_since_is_in_nobodys_way(place: Place) -> None:
    thing = held(place, "answer")
    heard()
    before = snapshot(place, thing)
    release = decided(place, thing, Verb.RELEASE)
    undo(moderator=place.admin, decision=decided(place, thing, Verb.HIDE))
    pause_messages(moderator=place.moderator, thing=thing, reason="Sounds very low.")  # that is another matter
    undo(moderator=place.moderator, decision=release)
    assert snapshot(place, thing) == before


def test_the_rest_of_a_grace_is_waited_out_after_an_undo(place: Place) -> None:
    wilf = cast.wilf()
    thing = say.answer(actor=wilf, topic=place.post.topic, body=LINKED, masked=True)
    until = thing.visible_from
    heard()
    decision = decided(place, thing, Verb.RELEASE)
    assert Post.objects.get(pk=thing.pk).status == Status.WAITING
    undo(moderator=place.moderator, decision=decision)
    thing.refresh_from_db()
    assert (thing.status, thing.visible_from) == (Status.HELD, until)
    assert until is not None
    assert until.isoformat() not in str(decision.before)  # nothing finer than the hour is kept beside it


@pytest.mark.parametrize("verb", [Verb.RELEASE, Verb.HIDE])
def test_what_took_something_back_is_not_taken_back_itself(place: Place, verb: Decision.Verb) -> None:
    thing = held(place, "answer")
    settle()
    taken_back = undo(moderator=place.moderator, decision=decided(place, thing, verb))
    refused(taken_back, place.moderator, "any more")


def test_not_where_nobody_wrote_down_how_it_stood(place: Place) -> None:
    hidden(place, "answer")
    Decision.objects.update(before={})  # decided by an older version
    refused(Decision.objects.get(), place.moderator, "any more")


def test_a_report_that_came_since_stays(place: Place) -> None:
    thing = reported(place, "answer")
    decision = decided(place, thing, Verb.KEEP)
    newer = report(actor=place.admin, thing=thing, reason="wrong")
    undo(moderator=place.moderator, decision=decision)
    assert Report.objects.filter(decision=None).count() == 3
    assert newer in Report.objects.filter(decision=None)


def test_what_was_posted_since_keeps_the_topic_where_it_is(place: Place) -> None:
    thing = held(place, "answer")
    settle()
    decision = decided(place, thing, Verb.RELEASE)
    newest = say.answer(actor=place.reader, topic=place.post.topic)
    undo(moderator=place.moderator, decision=decision)
    assert Topic.objects.get(pk=place.post.topic_id).bumped_at == newest.created_at


# --- masks and crises ------------------------------------------------------------------------------------------------


def limits() -> list[tuple[Any, ...]]:
    return sorted(Limit.objects.filter(count=0).values_list("tag", "since", "until"))


@pytest.mark.parametrize("action", [restrict, pause_messages])
def test_what_held_for_a_mask_before_holds_again(place: Place, action: Callable[..., Decision]) -> None:
    nothing = limits()
    first = action(moderator=place.moderator, thing=place.masked, reason="Shaming others.")
    once = limits()
    assert once != nothing
    second = action(
        moderator=place.admin, thing=make.answer(topic=place.masked.topic, mask=place.masked.mask), reason="Again."
    )
    refused(first, place.moderator, "has been decided about this since", AlreadyDecided)
    undo(moderator=place.admin, decision=second)
    assert limits() == once
    undo(moderator=place.moderator, decision=first)
    assert limits() == nothing


@pytest.mark.parametrize("action", [restrict, pause_messages])
def test_what_began_with_a_decision_about_a_mask_ends_with_it(place: Place, action: Callable[..., Decision]) -> None:
    nothing = limits()
    decision = action(moderator=place.moderator, thing=place.masked, reason="Shaming others.")
    assert place.masked.mask is not None
    assert place.masked.mask.pk.hex not in str(decision.before)  # it is sealed
    undo(moderator=place.moderator, decision=decision)
    assert limits() == nothing


@pytest.mark.parametrize("heard", [True, False], ids=["heard at once", "heard late"])
def test_a_crisis_that_was_none_pauses_nothing(place: Place, heard: bool) -> None:
    decision = pause_messages(moderator=place.moderator, thing=place.post, reason="Sounds very low.")
    other = pause_messages(
        moderator=place.moderator, thing=make.answer(by=place.author, topic=place.post.topic), reason="Low."
    )
    if heard:
        settle()
        assert Crisis.objects.count() == 2
    undo(moderator=place.moderator, decision=decision)
    settle()
    assert [crisis.post_id for crisis in Crisis.objects.all()] == [other.post_id]
