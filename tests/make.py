"""Builders: rows as they stand in the database, without going through the actions. Keyword arguments only.

Each makes what it needs and was not given. The HTML of a post is its escaped words; ask `forum.actions` for
the real thing. Counters are kept as the actions keep them.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from importlib import import_module
from itertools import count
from typing import Any

from django.core.cache import cache
from django.db.models import F
from django.utils import timezone
from django.utils.html import escape
from django.utils.text import slugify

from forum import words
from forum.actions import searching
from forum.models import Appointment, Bookmark, Comment, Follow, HelpedMark, Post, Space, Status, Tag, Topic
from forum.models.levels import Level
from masks import sealed
from masks.models import Mask
from members.models import Block, Community, Goal, Journey, Member, Milestone, Suspension
from members.queries import COMMUNITY_CACHE_KEY
from mentorship.actions import requests as mentor_actions
from mentorship.models import Mentor, Mentorship, Request
from recognition.models import Thanks, ThanksWord

_numbers = count(1)

PASSWORD = "a long enough password"


def daytime() -> str:
    """A time zone where it is early afternoon now: nothing is mailed at night, and tests run at any hour."""
    east = 13 - timezone.now().astimezone(UTC).hour
    return f"Etc/GMT{-east:+d}"


def nighttime() -> str:
    """A time zone where it is about two in the morning now."""
    east = (2 - timezone.now().astimezone(UTC).hour + 12) % 24 - 12
    return f"Etc/GMT{-east:+d}"


def community(**fields: Any) -> Community:
    """The community's row, already set up."""
    agreement = ["No shame.", "Nobody sells here."]
    fields = {
        "name": "The Kitchen Table",
        "set_up_at": timezone.now(),
        "agreement": agreement,
        "time_zone": daytime(),
    } | fields
    row, _ = Community.objects.update_or_create(pk=1, defaults=fields)
    cache.delete(COMMUNITY_CACHE_KEY)
    return row


def member(*, handle: str = "", name: str = "", **more: Any) -> Member:
    """A living account that may write; it joined a month ago, and it is day where it lives."""
    number = next(_numbers)
    handle = handle or f"{slugify(name).replace('-', '_') or 'somebody'}{number}"
    now = timezone.now()
    fields = {
        "email": f"{handle}@example.org",
        "display_name": name or handle.title(),
        "stage": Member.Stage.MEMBER,
        "approved_at": now - timedelta(days=30),
        "joined_at": now - timedelta(days=30),
        "password": PASSWORD,
        "hue": number % 36,
        "time_zone": daytime(),
    } | more
    return Member.objects.create_user(handle, **fields)


def newcomer(**fields: Any) -> Member:
    """Joined just now."""
    return member(**({"stage": Member.Stage.NEWCOMER, "joined_at": timezone.now()} | fields))


def admin(**fields: Any) -> Member:
    return member(**({"is_staff": True, "is_superuser": True} | fields))


def space(*, title: str = "", **fields: Any) -> Space:
    """A public space."""
    n = next(_numbers)
    title = title or f"Space {n}"
    fields = {
        "slug": f"{slugify(title)}-{n}",
        "visibility": Space.Visibility.PUBLIC,
        "hue": n % 36,
        "purpose": "What we talk about here.",
    } | fields
    return Space.objects.create(title=title, **fields)


def moderator(*, of: Space, by: Member | None = None, days: int = 90, **fields: Any) -> Member:
    """A member appointed to a space."""
    person = member(**fields)
    appoint(member=person, space=of, by=by, days=days)
    return person


def appoint(*, member: Member, space: Space, by: Member | None = None, days: int = 90) -> Appointment:
    now = timezone.now()
    return Appointment.objects.create(
        member=member, space=space, by=by or admin(), starts_at=now - timedelta(hours=1), ends_at=now + timedelta(days)
    )


def tag(name: str) -> Tag:
    return Tag.objects.get_or_create(slug=words.tag_slug(name), defaults={"name": name})[0]


def mask(*, of: Member, topic: Topic) -> Mask:
    """The mask that this member wears in this topic."""
    return sealed.wear(member=of, topic_id=topic.pk)


def _written(by: Member | None, mask: Mask | None, at: datetime | None) -> dict[str, Any]:
    """Who and when. Behind a mask only the hour is known."""
    at = at or timezone.now()
    if mask is not None:
        return {"mask": mask, "member": None, "created_at": at.replace(minute=0, second=0, microsecond=0)}
    return {"member": by or member(), "mask": None, "created_at": at}


def topic(
    *,
    by: Member | None = None,
    mask: Mask | None = None,
    title: str = "How do I start?",
    body: str = "I do not know where to begin.",
    tags: tuple[str, ...] = (),
    at: datetime | None = None,
    **fields: Any,
) -> Topic:
    """A question for everyone in a public space, with its opening post. A mask given must be one made for it."""
    written = _written(by, mask, at)
    fields = {
        "space": fields.pop("space", None) or space(),
        "audience": Topic.Audience.EVERYONE,
        "slug": slugify(title)[:80],
        "bumped_at": written["created_at"],
        "excerpt": body[:200],
    } | fields
    made = Topic.objects.create(title=title, next_position=1, **written, **fields)
    _post(made, 0, body, written, status=made.status)
    for name in tags:
        made.tags.add(tag(name))
    if tags:
        searching.renew([made.pk])
    return made


def masked_topic(*, by: Member, **fields: Any) -> Topic:
    """A topic whose asker wears a mask."""
    made = topic(by=by, **fields)
    worn = mask(of=by, topic=made)
    hour = made.created_at.replace(minute=0, second=0, microsecond=0)
    Topic.objects.filter(pk=made.pk).update(member=None, mask=worn, created_at=hour, bumped_at=hour)
    Post.objects.filter(topic=made).update(member=None, mask=worn, created_at=hour)
    return Topic.objects.get(pk=made.pk)


def _post(topic: Topic, position: int, body: str, written: dict[str, Any], **fields: Any) -> Post:
    words = {"body": body, "html": f"<p>{escape(body)}</p>", "text": body}
    return Post.objects.create(topic=topic, position=position, **words, **written, **fields)


def answer(
    *,
    topic: Topic | None = None,
    by: Member | None = None,
    mask: Mask | None = None,
    body: str = "This is what I did.",
    at: datetime | None = None,
    **fields: Any,
) -> Post:
    """A post at the end of a topic."""
    topic = topic or globals()["topic"]()
    Topic.objects.filter(pk=topic.pk).update(next_position=F("next_position") + 1)
    topic.refresh_from_db(fields=["next_position"])
    written = _written(by, mask, at)
    post = _post(topic, topic.next_position - 1, body, written, **fields)
    if post.status == Status.VISIBLE:
        Topic.objects.filter(pk=topic.pk).update(
            answer_count=F("answer_count") + 1, bumped_at=written["created_at"], version=F("version") + 1
        )
    topic.refresh_from_db()
    return post


def comment(
    *,
    post: Post | None = None,
    by: Member | None = None,
    mask: Mask | None = None,
    body: str = "Did that take long?",
    at: datetime | None = None,
    **fields: Any,
) -> Comment:
    post = post or answer()
    made = Comment.objects.create(
        post=post, body=body, html=f"<p>{escape(body)}</p>", **_written(by, mask, at), **fields
    )
    if made.status == Status.VISIBLE:
        Post.objects.filter(pk=post.pk).update(comment_count=F("comment_count") + 1)
    return made


def helped_mark(*, post: Post, what_changed: str = "") -> HelpedMark:
    """The asker's mark on an answer."""
    mark = HelpedMark.objects.create(
        post=post, member=post.topic.member, mask=post.topic.mask, what_changed=what_changed
    )
    Post.objects.filter(pk=post.pk).update(helped=True)
    Topic.objects.filter(pk=post.topic_id).update(helped_count=F("helped_count") + 1)
    return mark


def follow(*, member: Member, level: Level = Level.EVERYTHING, **about: Topic | Tag | Space) -> Follow:
    """`about`: topic, tag or space."""
    return Follow.objects.create(member=member, level=level, **about)


def bookmark(*, member: Member, post: Post) -> Bookmark:
    return Bookmark.objects.create(member=member, post=post)


def block(*, blocker: Member, blocked: Member) -> Block:
    return Block.objects.create(blocker=blocker, blocked=blocked)


def suspension(
    *, member: Member, by: Member | None = None, days: int = 7, reason: str = "Selling something."
) -> Suspension:
    return Suspension.objects.create(
        member=member, by=by or admin(), reason=reason, until=timezone.now() + timedelta(days=days)
    )


def journey(*, title: str = "Out of debt", **fields: Any) -> Journey:
    """A path that takes goals."""
    fields = {
        "slug": f"{slugify(title)}-{next(_numbers)}",
        "suggested_milestones": ["Opened the letters", "Made the call", "First card gone"],
    } | fields
    return Journey.objects.create(title=title, **fields)


def goal(*, member: Member, journey: Journey | None = None, milestones: tuple[str, ...] = (), **fields: Any) -> Goal:
    """An open goal, seen by its owner alone."""
    made = Goal.objects.create(
        member=member, journey=journey or globals()["journey"](), **{"words": "Clear three cards."} | fields
    )
    for position, title in enumerate(milestones):
        Milestone.objects.create(goal=made, title=title, position=position)
    return made


def thanks(
    *,
    post: Post | None = None,
    by: Member | None = None,
    mask: Mask | None = None,
    words: tuple[str, ...] = ("clear",),
    at: datetime | None = None,
    **fields: Any,
) -> Thanks:
    """Thanks for a post. Behind a mask, `by` is still who gives them (for the tag)."""
    written = _written(by, mask, at)
    post = post or answer()
    tag = sealed.giver_tag(by or written["member"] or member(), "thanks", post.pk)
    return Thanks.objects.create(
        post=post,
        member=written["member"],
        mask=written["mask"],
        at=written["created_at"],
        giver_tag=tag,
        words=list(words),
        **fields,
    )


def thanks_words() -> None:
    """The words that the migration adds."""
    words = import_module("recognition.migrations.0003_default_words").WORDS
    rows = (
        ThanksWord(slug=slug, label=label, lead=lead, position=position)
        for position, (slug, label, lead) in enumerate(words)
    )
    ThanksWord.objects.bulk_create(rows, ignore_conflicts=True)


def mentor(*, member: Member | None = None, journeys: tuple[Journey, ...] = (), **fields: Any) -> Mentor:
    """A mentor with room for one, in the first week of a term, on paths whose goal they reached."""
    now = timezone.now()
    who = member or globals()["member"](stage=Member.Stage.MENTOR)
    journeys = journeys or (journey(),)
    for one in journeys:
        goal(member=who, journey=one, reached_at=now - timedelta(days=200))
    fields = {
        "words": "I answer slowly and in full.",
        "languages": ["en"],
        "briefing_read_at": now,
        "term_ends_at": now + timedelta(weeks=8),
    } | fields
    made = Mentor.objects.create(member=who, **fields)
    made.journeys.set(journeys)
    return made


def mentor_request(*, mentee: Member | None = None, mentor: Mentor | None = None, **fields: Any) -> Request:
    """Asked just now, about an open goal on the mentor's path."""
    mentor = mentor or globals()["mentor"]()
    mentee = mentee or member(stage=Member.Stage.PURSUING)
    path = mentor.journeys.first()
    now = timezone.now()
    fields = {
        "journey": path,
        "goal": Goal.objects.filter(member=mentee, journey=path).first() or goal(member=mentee, journey=path),
        "words": "I cannot keep to it past week three.",
        "at": now,
        "answer_by": now + timedelta(hours=72),
    } | fields
    return Request.objects.create(mentee=mentee, mentor=mentor, **fields)


def pair(*, mentee: Member | None = None, mentor: Mentor | None = None) -> Mentorship:
    """Two who walk together since just now."""
    request = mentor_request(mentee=mentee, mentor=mentor)
    return mentor_actions.accept(actor=request.mentor.member, request=request)
