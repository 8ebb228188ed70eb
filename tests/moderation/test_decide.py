"""A moderator keeps, hides, lets through and restores, with a reason; and takes it back."""

from __future__ import annotations

from functools import partial
from itertools import cycle

import pytest
from django.utils import timezone

from activity.models import Event
from forum.models import Post, Status, Topic
from masks import sealed
from masks.models import Limit
from members.rules import NotAllowed
from moderation.actions.decisions import decide, pause_messages, restrict, undo
from moderation.actions.reports import report
from moderation.models import Decision, Hold
from moderation.rules import AlreadyDecided
from nudges.models import Crisis
from tests import cast, make
from tests.forum import say
from tests.ledger import settle
from tests.moderation.place import Place
from tests.races import at_once, kinds

Verb = Decision.Verb


def now(post: Post) -> str:
    return Post.objects.get(pk=post.pk).status


def hide(place: Place, **more: object) -> Decision:
    fields = {"moderator": place.moderator, "thing": place.post, "verb": Verb.HIDE, "reason": "Selling."}
    return decide(**fields | more)


def test_hiding_takes_it_out_of_sight_with_the_reason_in_the_log(place: Place) -> None:
    report(actor=place.reader, thing=place.post, reason="selling")
    before = Topic.objects.get(pk=place.post.topic_id).answer_count
    decision = hide(place)
    assert now(place.post) == Status.HIDDEN
    assert Topic.objects.get(pk=place.post.topic_id).answer_count == before - 1
    assert (decision.reason, decision.space, decision.is_public) == ("Selling.", place.space, True)
    assert decision.reports.count() == 1
    event = Event.objects.get(verb="post.hidden")
    assert event.data["reason"] == "Selling."
    assert event.data["decision"] == decision.pk


def test_keeping_answers_the_reports_and_changes_nothing_else(place: Place) -> None:
    report(actor=place.reader, thing=place.post, reason="selling")
    decision = decide(moderator=place.moderator, thing=place.post, verb=Verb.KEEP)
    assert now(place.post) == Status.VISIBLE
    assert decision.reports.count() == 1
    assert decision.reason


def test_a_held_post_is_let_through(place: Place) -> None:
    topic = say.ask(actor=cast.wilf(), space=place.space, body="Look at https://quick.example/now")
    settle()
    opening = say.opening(topic)
    assert (opening.status, topic.status) == (Status.HELD, Status.HELD)
    assert Hold.objects.get(post=opening).reasons == ["It has a link or an address in it."]
    decide(moderator=place.moderator, thing=opening, verb=Verb.RELEASE)
    assert now(opening) == Status.VISIBLE
    assert Hold.objects.get(post=opening).released_by == place.moderator


def test_restoring_needs_a_reason_too(place: Place) -> None:
    hide(place)
    with pytest.raises(NotAllowed, match="reason"):
        decide(moderator=place.moderator, thing=place.post, verb=Verb.RESTORE)
    decide(moderator=place.moderator, thing=place.post, verb=Verb.RESTORE, reason="It was a quotation. Sorry.")
    assert now(place.post) == Status.VISIBLE
    assert "post.restored" in say.verbs()


def test_a_comment_is_hidden_alone(place: Place) -> None:
    comment = make.comment(post=place.post, by=place.author)
    hide(place, thing=comment)
    comment.refresh_from_db()
    assert (comment.status, now(place.post)) == (Status.HIDDEN, Status.VISIBLE)


@pytest.mark.parametrize("reason", ["", "  ", "a"])
def test_hiding_without_a_reason_is_refused(place: Place, reason: str) -> None:
    with pytest.raises(NotAllowed, match="reason"):
        hide(place, reason=reason)
    assert now(place.post) == Status.VISIBLE


@pytest.mark.parametrize("who", ["reader", "author", "stranger"])
def test_only_whoever_tends_the_space_decides(place: Place, who: str) -> None:
    with pytest.raises(NotAllowed, match="tends this space"):
        hide(place, moderator=getattr(place, who))
    assert not Decision.objects.exists()


def test_a_term_that_is_over_gives_no_power(place: Place) -> None:
    place.moderator.appointments.update(ends_at=timezone.now())
    with pytest.raises(NotAllowed, match="tends this space"):
        hide(place)


def test_a_term_that_was_ended_gives_no_power(place: Place) -> None:
    place.moderator.appointments.update(ended_at=timezone.now())
    with pytest.raises(NotAllowed, match="tends this space"):
        hide(place)


def test_a_suspended_moderator_is_refused(place: Place) -> None:
    make.suspension(member=place.moderator)
    with pytest.raises(NotAllowed, match="cannot write"):
        hide(place)


@pytest.mark.parametrize("masked", [False, True])
def test_nobody_decides_about_their_own_words(place: Place, masked: bool) -> None:
    make.appoint(member=place.author, space=place.space)
    with pytest.raises(NotAllowed, match="somebody else decides"):
        hide(place, moderator=place.author, thing=place.masked if masked else place.post)


@pytest.mark.parametrize("verb", [Verb.KEEP, Verb.RESTORE, Verb.RELEASE, Verb.UPHOLD, Verb.SUSPEND])
def test_what_does_not_fit_is_refused(place: Place, verb: Decision.Verb) -> None:
    with pytest.raises(NotAllowed, match="as it stands"):
        decide(moderator=place.moderator, thing=place.post, verb=verb, reason="Because.")


def test_the_second_moderator_is_told_who_was_quicker(place: Place) -> None:
    report(actor=place.reader, thing=place.post, reason="selling")
    hide(place, seen=0)
    with pytest.raises(AlreadyDecided, match="Marit has just taken this"):
        decide(moderator=place.admin, thing=place.post, verb=Verb.RESTORE, reason="Fine.", seen=0)
    assert now(place.post) == Status.HIDDEN


# --- taking back -----------------------------------------------------------------------------------------------


def test_undoing_a_hide_brings_the_post_and_its_reports_back(place: Place) -> None:
    row = report(actor=place.reader, thing=place.post, reason="selling")
    decision = hide(place)
    taken_back = undo(moderator=place.moderator, decision=decision)
    row.refresh_from_db()
    decision.refresh_from_db()
    assert (now(place.post), row.decision, decision.undone_by) == (Status.VISIBLE, None, taken_back)
    assert taken_back.verb == Verb.RESTORE


def test_a_report_made_anew_does_not_come_back_twice(place: Place) -> None:
    first = report(actor=place.reader, thing=place.post, reason="selling")
    decision = decide(moderator=place.moderator, thing=place.post, verb=Verb.KEEP)
    report(actor=place.reader, thing=place.post, reason="unkind")
    undo(moderator=place.moderator, decision=decision)
    first.refresh_from_db()
    assert first.decision == decision


def test_undoing_a_release_holds_it_again(place: Place) -> None:
    topic = say.ask(actor=cast.wilf(), space=place.space, body="Look at https://quick.example/now")
    settle()
    opening = say.opening(topic)
    decision = decide(moderator=place.moderator, thing=opening, verb=Verb.RELEASE)
    undo(moderator=place.moderator, decision=decision)
    settle()
    assert now(opening) == Status.HELD
    assert Hold.objects.get(post=opening).released_at is None


def test_nothing_is_undone_twice_or_over_a_newer_decision(place: Place) -> None:
    decision = hide(place)
    undo(moderator=place.moderator, decision=decision)
    with pytest.raises(NotAllowed, match="any more"):
        undo(moderator=place.moderator, decision=decision)
    second = hide(place)
    decide(moderator=place.admin, thing=place.post, verb=Verb.RESTORE, reason="A second look.")
    with pytest.raises(AlreadyDecided):
        undo(moderator=place.moderator, decision=second)


@pytest.mark.parametrize("who", ["reader", "author", "stranger"])
def test_only_whoever_tends_the_space_takes_back(place: Place, who: str) -> None:
    decision = hide(place)
    with pytest.raises(NotAllowed):
        undo(moderator=getattr(place, who), decision=decision)
    assert now(place.post) == Status.HIDDEN


# --- masks and crises ------------------------------------------------------------------------------------------


def test_a_topic_is_closed_to_a_mask_and_opened_again(place: Place) -> None:
    scope = sealed.topic_scope(place.masked.topic_id)
    decision = restrict(moderator=place.moderator, thing=place.masked, reason="Shaming others.")
    assert decision.mask == place.masked.mask
    assert decision.member is None
    assert not sealed.allowed(place.author, scope)
    undo(moderator=place.moderator, decision=decision)
    assert sealed.allowed(place.author, scope)


def test_a_named_author_is_not_restricted_like_a_mask(place: Place) -> None:
    with pytest.raises(NotAllowed, match="under a name"):
        restrict(moderator=place.moderator, thing=place.post, reason="Because.")


def test_a_crisis_pauses_suggestions_for_two_weeks_and_is_not_in_the_log(place: Place) -> None:
    decision = pause_messages(moderator=place.moderator, thing=place.post, reason="Sounds very low.")
    settle()
    settle()
    crisis = Crisis.objects.get()
    assert (crisis.member, crisis.by, (crisis.until - crisis.at).days) == (place.author, place.moderator, 14)
    assert not decision.is_public


def test_a_crisis_reaches_a_masks_wearer_and_no_row_says_whom(place: Place) -> None:
    decision = pause_messages(moderator=place.moderator, thing=place.masked, reason="Sounds very low.")
    settle()
    assert (decision.member, decision.mask, decision.is_public) == (None, place.masked.mask, False)
    assert not Crisis.objects.exists()
    assert not Event.objects.filter(verb="post.crisis").exists()
    assert sealed.in_peace_until(place.author) is None  # it begins some hours later
    assert Limit.objects.filter(since__gt=timezone.now(), count=0).count() == 1


def test_whoever_does_not_tend_the_space_pauses_nothing_for_a_mask(place: Place) -> None:
    for moderator in (place.stranger, place.reader, place.author):
        with pytest.raises(NotAllowed):
            pause_messages(moderator=moderator, thing=place.masked, reason="Sounds very low.")
    with pytest.raises(NotAllowed, match="reason"):
        pause_messages(moderator=place.moderator, thing=place.masked, reason=" ")
    assert not Limit.objects.filter(since__gt=timezone.now()).exists()


# --- at once ---------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_of_eight_who_decide_at_once_one_does() -> None:
    space, admin = make.space(), cast.nasreen()
    moderators = [make.moderator(of=space, by=admin, name=f"Moderator {n}") for n in range(8)]
    post = make.answer(topic=make.topic(space=space))
    report(actor=cast.pau(), thing=post, reason="selling")
    calls = [
        partial(decide, moderator=who, thing=post, verb=verb, reason="Selling.", seen=0)
        for who, verb in zip(moderators, cycle([Verb.HIDE, Verb.KEEP]), strict=False)
    ]
    assert kinds(at_once(calls, refusals=(AlreadyDecided,))) == {"Decision": 1, "AlreadyDecided": 7}
    assert Decision.objects.count() == 1
