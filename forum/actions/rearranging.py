"""Making two topics of one, and one of two. Who may is asked by `moderation`, where the decision is kept.

Posts keep their numbers, so every link to one of them leads to where it is now (`forum.queries.moved`). What a mask
wrote stays where it is: its name is one of that topic, and only there does its wearer own it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, F, Max, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from activity.locks import lock, update
from activity.record import record
from forum import rules, words
from forum.actions import searching
from forum.actions.common import lock_topics, locked_topic
from forum.models import Comment, Draft, Follow, FormerPlace, Post, Space, Status, Topic
from forum.models.levels import Level
from members.models import Member
from members.rules import NotAllowed

MOST_AT_ONCE = 100  # posts of one act; more is a topic of its own already
NARROWER = [Space.Visibility.PUBLIC, Space.Visibility.MEMBERS, Space.Visibility.MODERATORS]


@transaction.atomic
def split(*, actor: Member, topic: Topic, posts: Sequence[int], title: str) -> tuple[Topic, dict[str, Any]]:
    """Makes these answers a topic of their own; the first of them opens it. Returns it, and what `join_again` needs.

    Raises NotAllowed.
    """
    topic = locked_topic(topic.pk)
    rules.may_tend(actor, topic.space)
    chosen = list(lock(Post.objects.filter(topic=topic, pk__in=posts)))
    chosen.sort(key=lambda post: post.position)
    _may_be_split(chosen)
    before = _places(topic, chosen)
    made = _opened_by(chosen[0], topic, words.title(title))
    _put(chosen, made, start=0)
    _settle(topic, made)
    _tell(actor, chosen, out_of=topic, to=made)
    return made, before


@transaction.atomic
def merge(*, actor: Member, topic: Topic, into: Topic) -> dict[str, Any]:
    """Puts all that is written in a topic at the end of another, to which its address leads from now on. Returns what
    `part_again` needs. Raises NotAllowed.
    """
    lock_topics([topic.pk, into.pk])
    topic, into = locked_topic(topic.pk), locked_topic(into.pk)
    for each in (topic, into):
        rules.may_tend(actor, each.space)
    posts = list(lock(Post.objects.filter(topic=topic)))
    posts.sort(key=lambda post: post.position)
    _may_be_merged(topic, into, posts)
    before = _places(topic, posts) | {"into": into.pk, "audience": into.audience, "status": topic.status}
    if topic.audience == Topic.Audience.MEMBERS:
        into.audience = Topic.Audience.MEMBERS  # what was said among members stays among them
    into.next_position = _put(posts, into, start=into.next_position)
    Topic.objects.filter(pk=into.pk).update(audience=into.audience)
    Topic.objects.filter(pk=topic.pk).update(status=Status.MERGED, merged_into=into)
    _lead_on(topic, into)
    _settle(topic, into)
    before["version_after"] = Topic.objects.values_list("version", flat=True).get(pk=into.pk)
    _tell(actor, posts, out_of=topic, to=into)
    return before


@transaction.atomic
def put_back(*, actor: Member, before: Mapping[str, Any]) -> None:
    """Undoes either: every post stands where it stood. Raises NotAllowed where that would take others' words along, or
    show to everybody what was written among members meanwhile.
    """
    ids = [int(post) for post, _position in before["posts"]]
    now = set(Post.objects.filter(pk__in=ids).values_list("topic", flat=True))
    if len(now) != 1 or now == {before["topic"]}:
        raise NotAllowed(_("These words have been moved again since, so they cannot stand as before."))
    lock_topics([before["topic"], *now])
    topic, there = locked_topic(before["topic"]), locked_topic(now.pop())
    rules.may_tend(actor, topic.space)
    rules.may_tend(actor, there.space)
    posts = list(lock(Post.objects.filter(pk__in=ids)))
    was_merged = "into" in before
    if not was_merged and there.posts.exclude(pk__in=ids).exists():
        raise NotAllowed(_("Somebody has written in the new topic since. Merge the two instead."))
    _stand_again(posts, topic, dict(before["posts"]))
    if was_merged:
        _part(topic, there, before)
    else:
        Topic.objects.filter(pk=there.pk).update(status=Status.MERGED, merged_into=topic)
        _lead_on(there, topic)
    _settle(there, topic)
    _tell(actor, posts, out_of=there, to=topic)


# --- may it be? ---------------------------------------------------------------------------------------------------


def _may_be_split(chosen: Sequence[Post]) -> None:
    if not chosen:
        raise NotAllowed(_("Choose at least one answer."))
    if len(chosen) > MOST_AT_ONCE:
        words = ngettext("%(most)d answer at most, please.", "%(most)d answers at most, please.", MOST_AT_ONCE)
        raise NotAllowed(words % {"most": MOST_AT_ONCE})
    if any(post.is_opening for post in chosen):
        raise NotAllowed(_("The first post stays: it is what the topic is about."))
    if any(post.helped for post in chosen):
        raise NotAllowed(_("An answer that helped stays with the question that it helped with."))
    if chosen[0].status != Status.VISIBLE:
        raise NotAllowed(_("The first of them cannot be read by others, so it can open no topic."))
    _refuse_masks(chosen)


def _may_be_merged(topic: Topic, into: Topic, posts: Sequence[Post]) -> None:
    if topic.pk == into.pk:
        raise NotAllowed(_("That is this topic itself."))
    if {topic.status, into.status} != {Status.VISIBLE}:
        raise NotAllowed(_("Both topics have to be there for others to read."))
    if NARROWER.index(Space.Visibility(topic.space.visibility)) > NARROWER.index(
        Space.Visibility(into.space.visibility)
    ):
        raise NotAllowed(_("More people could read there what was written for fewer."))
    if any(post.helped for post in posts) and (topic.member_id is None or topic.member_id != into.member_id):
        raise NotAllowed(
            _(
                "An answer here carries the asker’s mark, and there it would be somebody else’s. Close one of them instead."
            )
        )
    if topic.mask_id is not None:
        raise NotAllowed(str(MASKED))
    _refuse_masks(posts)


MASKED = gettext_lazy(
    "Somebody wrote here without their name. That name is one of this topic alone, so their words stay in it."
)


def _refuse_masks(posts: Sequence[Post]) -> None:
    under = Comment.objects.filter(post__in=[post.pk for post in posts], mask__isnull=False)
    if any(post.is_masked for post in posts) or under.exists():
        raise NotAllowed(str(MASKED))


# --- moving ----------------------------------------------------------------------------------------------------------


def _places(topic: Topic, posts: Sequence[Post]) -> dict[str, Any]:
    return {"topic": topic.pk, "posts": [[post.pk, post.position] for post in posts]}


def _tell(actor: Member, posts: Sequence[Post], *, out_of: Topic, to: Topic) -> None:
    """In the ledger; and where their old addresses lead."""
    left = [FormerPlace(post=post, topic_id=out_of.pk) for post in posts]
    FormerPlace.objects.bulk_create(left, ignore_conflicts=True)
    data = {"posts": [post.pk for post in posts], "from": out_of.pk}
    record(verb="posts.moved", actor=actor, target=to, space_id=to.space_id, data=data)


def _opened_by(post: Post, topic: Topic, title: str) -> Topic:
    kind = Topic.Kind.DISCUSSION if topic.kind == Topic.Kind.STORY else topic.kind
    return Topic.objects.create(
        space=topic.space,
        kind=kind,
        audience=topic.audience,
        lang=topic.lang,
        title=title,
        slug=words.slug(title),
        status=post.status,
        member=post.member,
        created_at=post.created_at,
        bumped_at=post.created_at,
        excerpt=words.excerpt(post.html),
    )


def _put(posts: Sequence[Post], topic: Topic, *, start: int) -> int:
    """In their order, from position `start` on. Returns the next free position."""
    for position, post in enumerate(posts, start):
        Post.objects.filter(pk=post.pk).update(topic=topic, position=position)
    Topic.objects.filter(pk=topic.pk).update(next_position=start + len(posts))
    return start + len(posts)


def _stand_again(posts: Sequence[Post], topic: Topic, places: Mapping[int, int]) -> None:
    for post in posts:
        Post.objects.filter(pk=post.pk).update(topic=topic, position=places[post.pk])


def _part(topic: Topic, there: Topic, before: Mapping[str, Any]) -> None:
    status = before["status"]
    Topic.objects.filter(pk=topic.pk).update(status=status, merged_into=None)
    if there.version == before["version_after"]:  # nothing was written there meanwhile, among members
        Topic.objects.filter(pk=there.pk).update(audience=before["audience"])


def _lead_on(topic: Topic, into: Topic) -> None:
    """Whoever follows what is gone follows what it became, and has their unposted words there."""
    followers = Follow.objects.filter(topic=topic, level=Level.EVERYTHING).values_list("member", "by_itself")
    Follow.objects.bulk_create(
        [Follow(member_id=member, topic=into, by_itself=by_itself) for member, by_itself in followers],
        ignore_conflicts=True,
    )
    taken = Draft.objects.filter(context=f"topic:{into.pk}").values("member")
    begun = Draft.objects.filter(context=f"topic:{topic.pk}", member__isnull=False).exclude(member__in=taken)
    update(begun, context=f"topic:{into.pk}")


def _settle(*topics: Topic) -> None:
    """Counts again what each of them shows of itself."""
    for topic in topics:
        posts = Post.objects.filter(topic=topic, status=Status.VISIBLE)
        counted = posts.aggregate(
            answers=Count("pk", filter=Q(position__gt=0)),
            helped=Count("pk", filter=Q(helped=True)),
            at=Max("created_at"),
        )
        Topic.objects.filter(pk=topic.pk).update(
            answer_count=counted["answers"],
            helped_count=counted["helped"],
            bumped_at=_latest(counted["at"], topic),
            version=F("version") + 1,
        )
    searching.renew([topic.pk for topic in topics])


def _latest(at: datetime | None, topic: Topic) -> datetime:
    return at or topic.created_at
