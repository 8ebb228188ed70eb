"""Everything in which a post or comment can stand, and all that a decision could change of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from activity.models import Delivery
from forum import actions
from forum.models import Comment, Post, Rework, Row, Status, Topic, TopicTag, post_of
from masks.hours import hour_of
from members.models import Member
from members.rules import NotAllowed
from moderation.actions import second_looks, things
from moderation.actions.decisions import decide, undo
from moderation.actions.reports import report
from moderation.models import Decision, Hold, Report, SecondLook
from moderation.queries.queue import case_of, queue
from tests import cast
from tests.forum import say
from tests.ledger import settle
from tests.moderation.place import Place

Verb = Decision.Verb
PLAIN = "Call them before the day it is due."
LINKED = "Look at https://quick.example/now"
KINDS = ("answer", "opening", "comment", "masked answer")


# --- how everything stands ------------------------------------------------------------------------------------------


def snapshot(place: Place, thing: Row) -> dict[str, Any]:
    """All that a decision could change; not the topic's version, which only grows."""
    thing = type(thing)._default_manager.get(pk=thing.pk)
    post = Post.objects.get(pk=post_of(thing).pk)
    until = thing.visible_from
    return {
        "thing": (thing.status, hour_of(until) if until and thing.is_masked else until),
        "post": (post.status, post.comment_count, post.helped),
        "topic": topic_stands(post.topic_id),
        "hold": list(
            Hold.objects.values("post", "comment", "reasons", "at", "release_at", "released_at", "released_by")
        ),
        "reports": sorted(Report.objects.filter(decision=None).values_list("pk", flat=True)),
        "looks": sorted(SecondLook.objects.filter(answer=None).values_list("pk", flat=True)),
        "reworks": list(Rework.objects.order_by("pk").values_list("pk", "saves", "is_open")),
        "queue": [(case.kind, case.thing.pk, case.why, case.verbs) for case in queue(place.moderator)],
    }


def topic_stands(pk: int) -> tuple[Any, ...]:
    fields = ("status", "answer_count", "helped_count", "bumped_at", "space", "audience", "search")
    tags = TopicTag.objects.filter(topic=pk).order_by("pk").values_list("tag__name", flat=True)
    return (*Topic.objects.values_list(*fields).get(pk=pk), tuple(tags))


# --- every state of a post or comment --------------------------------------------------------------------------------


def written(place: Place, kind: str, body: str) -> Row:
    topic, wilf = place.post.topic, Member.objects.filter(handle="wilf").first() or cast.wilf()
    if kind == "opening":
        return say.opening(say.ask(actor=wilf, space=place.space, body=body))
    if kind == "comment":
        return say.comment(actor=wilf, post=place.post, body=body)
    made = say.answer(actor=wilf, topic=topic, body=body, masked=kind == "masked answer")
    say.end_grace()
    Post.objects.filter(pk=made.pk, status=Status.HELD).update(visible_from=hour_of(timezone.now()))
    return Post.objects.get(pk=made.pk)


def visible(place: Place, kind: str) -> Row:
    return written(place, kind, PLAIN)


def reported(place: Place, kind: str) -> Row:
    thing = visible(place, kind)
    report(actor=place.reader, thing=thing, reason="selling")
    report(actor=place.author, thing=thing, reason="danger", masked=True)
    return thing


def held(place: Place, kind: str) -> Row:
    return written(place, kind, LINKED)


def held_and_reported(place: Place, kind: str) -> Row:
    thing = held(place, kind)
    report(actor=place.reader, thing=thing, reason="selling")
    return thing


def held_after_it_was_read(place: Place, kind: str) -> Row:
    thing = visible(place, kind)
    wilf = Member.objects.get(handle="wilf")
    with transaction.atomic():  # a mask is no longer new with its first post: a moderator's hold stands for the edit's
        if isinstance(thing, Comment):
            actions.edit_comment(actor=wilf, comment=thing, body=LINKED)
        elif thing.is_masked:
            actions.hold(row=thing, by=None, reasons=["It has a link or an address in it."])
        else:
            actions.edit(actor=wilf, post=thing, body=LINKED, base=0)
    return thing


def hidden(place: Place, kind: str) -> Row:
    thing = reported(place, kind)
    decide(moderator=place.moderator, thing=thing, verb=Verb.HIDE, reason="Selling.")
    return thing


def hidden_from_a_hold(place: Place, kind: str) -> Row:
    thing = held(place, kind)
    settle()
    decide(moderator=place.moderator, thing=thing, verb=Verb.HIDE, reason="Selling.")
    return thing


def hidden_and_asked_about(place: Place, kind: str) -> Row:
    """By a colleague: whoever hid it does not say that it stays hidden."""
    thing = reported(place, kind)
    decision = decide(moderator=place.admin, thing=thing, verb=Verb.HIDE, reason="Selling.")
    second_looks.ask(actor=Member.objects.get(handle="wilf"), decision=decision, words="It was a quotation.")
    return thing


def hidden_and_changed(place: Place, kind: str) -> Row:
    """Whoever hid it may say what is to be with the new version."""
    thing = hidden(place, kind)
    rework(Member.objects.get(handle="wilf"), thing, "Call them, and pay nobody before that.")
    the_hour_strikes()
    return thing


def rework(author: Member, thing: Row, body: str) -> None:
    thing = type(thing)._default_manager.get(pk=thing.pk)
    if isinstance(thing, Comment):
        actions.edit_comment(actor=author, comment=thing, body=body)
    else:
        actions.edit(actor=author, post=thing, body=body, base=thing.revision_count)


def the_hour_strikes() -> None:
    """What masks made of something hidden comes to the desk."""
    Rework.objects.update(at=F("at") - timedelta(hours=1))


STATES = (
    visible,
    reported,
    held,
    held_and_reported,
    held_after_it_was_read,
    hidden,
    hidden_from_a_hold,
    hidden_and_asked_about,
    hidden_and_changed,
)


def heard() -> None:
    """What moderation has to do with what happened is done; nobody is told."""
    Delivery.objects.exclude(handler__startswith="moderation.").delete()
    settle()


def possible(place: Place, thing: Row) -> list[Decision.Verb]:
    return case_of(place.moderator, type(thing)._default_manager.get(pk=thing.pk)).verbs


def decided(place: Place, thing: Row, verb: Decision.Verb) -> Decision:
    saves = things.saves_of(thing)
    made = decide(moderator=place.moderator, thing=thing, verb=verb, reason="Because of this.", saves=saves)
    heard()
    return made


# --- what does not go ---------------------------------------------------------------------------------------------------


def refused(decision: Decision, moderator: Member, because: str, kind: type[NotAllowed] = NotAllowed) -> None:
    """It is not taken back, with a sentence that says why."""
    with pytest.raises(kind, match=because):
        undo(moderator=moderator, decision=decision)
    decision.refresh_from_db()
    assert decision.undone_by is None
