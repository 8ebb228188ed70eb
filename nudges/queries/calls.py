"""Who waits for a person, and when more people may be asked."""

from __future__ import annotations

from datetime import datetime

from forum.models import Post, Status, Topic
from members.models import Hello, Member
from members.queries import community
from members.zones import zone
from nudges import waves
from nudges.models import Call
from nudges.waves import EACH_MORNING, GREETER, MORNINGS, NEWCOMERS_WAIT, WAVES, Wave

AT_ONCE = 500  # calls that one run of the beat looks at; those that began last come first, for them the promise runs


def due(now: datetime) -> list[Call]:
    """Whose next look has come."""
    found = Call.objects.filter(look_at__lte=now).select_related(
        "newcomer", "topic__space", "topic__member", "topic__mask"
    )
    return list(found.order_by("-pk")[:AT_ONCE])


def waves_of(topic: Topic) -> tuple[Wave, ...]:
    return (*WAVES, EACH_MORNING) if topic.is_question else (GREETER,)


def topic_waits(topic: Topic, now: datetime) -> bool:
    """Does it stand open, and has nobody but its author written in it? What only adds to a question answers nothing."""
    if topic.status != Status.VISIBLE or topic.closed_at is not None or not _calls_for_somebody(topic, now):
        return False
    replies = Post.objects.filter(topic=topic, position__gt=0, status=Status.VISIBLE)
    own = {"mask": topic.mask_id} if topic.mask_id is not None else {"member": topic.member_id}
    return not replies.exclude(**own).exists()


def _calls_for_somebody(topic: Topic, now: datetime) -> bool:
    if topic.member is not None and not topic.member.is_person:  # imported: it was asked elsewhere, long ago
        return False
    if topic.is_question:
        return now - topic.created_at < MORNINGS
    # Of a mask nobody knows whether its member is new here, and it is often somebody's first word.
    is_new = topic.member is None or topic.member.stage == Member.Stage.NEWCOMER
    return is_new and now - topic.created_at < NEWCOMERS_WAIT


def newcomer_waits(newcomer: Member, now: datetime) -> bool:
    """Has nobody said hello to them?"""
    if not newcomer.shows_new or now - newcomer.joined_at >= NEWCOMERS_WAIT:
        return False
    return not Hello.objects.filter(newcomer=newcomer).exists()


def is_by_author(post: Post) -> bool:
    """Did whoever began the topic write it, under the same name?"""
    return (post.member_id, post.mask_id) == (post.topic.member_id, post.topic.mask_id)


def this_morning(now: datetime) -> datetime:
    return waves.this_morning(now, zone(community().time_zone))
