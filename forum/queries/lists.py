"""Lists of topics, and of a member's own posts and saved ones, page by page.

Each list is one query on an index made for it, whatever the number of topics. A viewer is a member or None, and
`tongues` are the languages in which the topics shall be written.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Left
from django.utils import timezone

from forum import rules
from forum.models import WAITS_FOR_ANSWER, Bookmark, Post, ReadingMark, Space, Status, Tag, Topic
from forum.models.levels import Level
from forum.queries import keyset
from forum.queries.levels import chosen_of
from forum.queries.tongues import ALL, Tongues
from forum.words import tag_slug
from masks import sealed
from members.models import Block, Member
from web.prepared import Prepared

EXCERPT = 200  # characters of a post in a list: two lines

# What a row shows. Everything else, the search vector and the bio above all, stays in the database.
ROW = (
    "kind",
    "audience",
    "title",
    "slug",
    "status",
    "created_at",
    "bumped_at",
    "answer_count",
    "helped_count",
    "closed_at",
    "version",
    "excerpt",
    "space__slug",
    "space__title",
    "space__hue",
    "space__visibility",
    "member__handle",
    "member__display_name",
    "member__hue",
    "member__face",
    "member__kind",
    "member__stage",
    "member__is_active",
    "mask__name",
    "mask__hue",
    "mask__topic_id",
)


def rows_for(viewer: Member | None) -> QuerySet[Topic]:
    """The topics that a viewer may read in lists, ready to be shown as rows."""
    viewer = rules.reader(viewer)
    topics = rules.readable_topics(viewer)
    if viewer is not None:
        topics = topics.exclude(member_id__in=blocked_by(viewer))
    return topics.select_related("space", "member", "mask").only(*ROW)


def is_like_most(member: Member) -> bool:
    """Do they read what every member reads? Whoever tends a space or the site reads more."""
    return not member.is_staff and not rules.tended_spaces(member)


def any_member(number: int) -> Member:
    """In the place of a member like most, in a question that is put together once for all of them."""
    member = Member(pk=number, approved_at=timezone.now())
    rules.note_tended(member, ())
    return member


def prepared_for(
    viewer: Member | None, for_visitors: Prepared[Topic], for_members: Prepared[Topic], **values: Any
) -> list[Topic] | None:
    """The rows; None for whoever tends a space or the site, and may read more than others."""
    viewer = rules.reader(viewer)
    if viewer is None:
        return for_visitors(**values)
    if not is_like_most(viewer):
        return None
    return for_members(**values, viewer=viewer.pk)


def blocked_by(viewer: Member) -> QuerySet[Block, Any]:
    """Whom they do not want to meet. Named members only: a mask that vanished would name its wearer."""
    return Block.objects.filter(blocker=viewer).values("blocked_id")


def shown_to(viewer: Member | None) -> QuerySet[Topic]:
    """The same with `.unread`: the first post that was not there when the viewer last read the topic, or None.

    A topic that they never opened has no mark, and neither has one in which they wear a mask.
    """
    topics = rows_for(viewer)
    viewer = rules.reader(viewer)
    if viewer is None:
        return topics
    mark = ReadingMark.objects.filter(member=viewer, topic=OuterRef("pk"))
    later = Post.objects.filter(topic=OuterRef("pk"), position__gt=OuterRef("read_to"), status=Status.VISIBLE)
    return topics.annotate(read_to=Subquery(mark.values("position")[:1])).annotate(
        unread=Subquery(later.order_by("position").values("pk")[:1])
    )


def latest(viewer: Member | None, at: str = "", tongues: Tongues = ALL) -> keyset.Page[Topic]:
    """All topics, the one with the newest post first."""
    return _page(viewer, at, tongues, LATEST, lambda: shown_to(viewer))


def unanswered(viewer: Member | None, at: str = "", tongues: Tongues = ALL) -> keyset.Page[Topic]:
    """Questions that nobody has answered, the newest first."""
    return _page(viewer, at, tongues, UNANSWERED, lambda: waiting_questions(viewer), by="created_at")


def waiting_questions(viewer: Member | None) -> QuerySet[Topic]:
    """In the words of the index that holds them alone."""
    return shown_to(viewer).filter(WAITS_FOR_ANSWER)


def following(viewer: Member, at: str = "", tongues: Tongues = ALL) -> keyset.Page[Topic]:
    """The topics that a member follows."""
    followed = shown_to(viewer).filter(follows__member=viewer, follows__level=Level.EVERYTHING)
    return keyset.page(tongues.among(followed), by="bumped_at", at=at)


def in_space(viewer: Member | None, space: Space, at: str = "", tongues: Tongues = ALL) -> keyset.Page[Topic]:
    """One space's topics. Load the space with `spaces.load`."""
    return _page(viewer, at, tongues, IN_SPACE, lambda: shown_to(viewer).filter(space=space), space=space.pk)


def tagged(viewer: Member | None, slug: str, at: str = "", tongues: Tongues = ALL) -> tuple[Tag, keyset.Page[Topic]]:
    """A tag, with `.heard` of the viewer, and its topics. Raises Tag.DoesNotExist where the viewer may read none of them: its name alone can say
    what is talked about where they may not enter.
    """
    tag = Tag.objects.annotate(heard=chosen_of(rules.reader(viewer), "tag")).get(slug=slug)
    found = _page(viewer, at, tongues, TAGGED, lambda: shown_to(viewer).filter(topictag__tag=tag), tag=tag.pk)
    is_part = at or tongues.chosen
    if not found.rows and not (is_part and shown_to(viewer).filter(topictag__tag=tag).exists()):
        raise Tag.DoesNotExist
    return tag, found


def tag_once_at(viewer: Member | None, slug: str) -> Tag:
    """The tag that somebody means who spells it otherwise, or by its address of before signs told tags apart.

    Raises Tag.DoesNotExist, as `tagged` does.
    """
    meant = Q(slug=tag_slug(slug)) | Q(former_slug=slug)
    tag = Tag.objects.exclude(slug=slug).filter(meant).first()
    if tag is None:
        raise Tag.DoesNotExist
    return tagged(viewer, tag.slug)[0]


def _page(
    viewer: Member | None,
    at: str,
    tongues: Tongues,
    first: Prepared[Topic],
    topics: Callable[[], QuerySet[Topic]],
    by: str = "bumped_at",
    **about: int,
) -> keyset.Page[Topic]:
    """A page of `topics`; the first one, which is asked for most, of a member like most by a question put together
    once. A page that is kept for many needs the query itself, to prove that it still holds."""
    known = rules.reader(viewer)
    is_part = at or tongues.chosen
    if is_part or known is None or getattr(known, "is_anybody", False) or not is_like_most(known):
        return keyset.page(tongues.among(topics()), by=by, at=at)
    return keyset.first_page(first(viewer=known.pk, **about), by)


def _first(by: str, **wanted: Any) -> QuerySet[Topic]:
    topics = waiting_questions if by == "created_at" else shown_to
    viewer = any_member(wanted.pop("viewer"))
    return keyset.after(topics(viewer).filter(**wanted), None, by)[: keyset.PAGE_SIZE + 1]


LATEST = Prepared(lambda viewer: _first("bumped_at", viewer=viewer))
UNANSWERED = Prepared(lambda viewer: _first("created_at", viewer=viewer))
IN_SPACE = Prepared(lambda viewer, space: _first("bumped_at", viewer=viewer, space=space))
TAGGED = Prepared(lambda viewer, tag: _first("bumped_at", viewer=viewer, topictag__tag=tag))


def own(viewer: Member, at: str = "") -> keyset.Page[Post]:
    """What a member wrote, behind their masks too. For themselves alone, and never kept in a cache.

    Two walks of two indexes, merged: one OR over both would sort everything they ever wrote.
    """
    posts = _post_rows().exclude(status=Status.DELETED)
    named, masked = posts.filter(member=viewer), posts.filter(mask_id__in=sealed.mine(viewer))
    return keyset.page(named, masked, by="created_at", at=at)


def own_questions(viewer: Member, at: str = "") -> keyset.Page[Post]:
    """What a member asked, behind their masks too. For themselves alone, as `own`."""
    asked = _post_rows().exclude(status=Status.DELETED).filter(position=0, topic__kind=Topic.Kind.QUESTION)
    named, masked = asked.filter(member=viewer), asked.filter(mask_id__in=sealed.mine(viewer))
    return keyset.page(named, masked, by="created_at", at=at)


def saved(viewer: Member, at: str = "") -> keyset.Page[Bookmark]:
    """The posts that a member saved and may still read, the newest saved first; each has its `.post`."""
    readable = rows_for(viewer).order_by().values("pk")
    bookmarks = (
        Bookmark.objects.filter(member=viewer, post__status=Status.VISIBLE, post__topic__in=readable)
        .select_related("post__topic__space", "post__member", "post__mask")
        .annotate(words=Left("post__text", EXCERPT))
        .defer("post__body", "post__html", "post__text", "post__search", "post__source", "post__topic__search")
    )
    return keyset.page(bookmarks, by="at", at=at)


def _post_rows() -> QuerySet[Post]:
    heavy = ("body", "html", "text", "search", "source", "topic__search")
    posts = Post.objects.select_related("topic__space", "member", "mask")
    return posts.annotate(words=Left("text", EXCERPT)).defer(*heavy)
