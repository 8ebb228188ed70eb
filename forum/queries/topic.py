"""The topic page: one function reads all that it shows of the forum, in a number of queries that does not grow."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject

from forum import rules
from forum.gaps import gap_words
from forum.models import Alike, Bookmark, Comment, Follow, MutedMask, Post, Space, Status, Tag, Topic
from forum.models.levels import Level
from forum.queries.levels import heard_of_topic
from masks import sealed
from masks.models import Authored, Mask
from members.models import Block, Member
from web.prepared import Prepared

PAGE_SIZE = 20  # answers of one page; the opening post stands on every page and is not counted
HELPED_FIRST = 3  # answers that helped, at the head of the first page

NOBODY = 0  # the number of a visitor, which no member has

# What a page shows of each; everything else, the search vectors, bios and Markdown above all, stays in the database.
AUTHOR = (
    *(f"member__{name}" for name in ("handle", "display_name", "hue", "face", "kind", "is_active")),
    *(f"member__{name}" for name in ("stage", "shows_stage", "shows_new")),
    *(f"mask__{name}" for name in ("topic_id", "name", "hue", "muted")),
)
SPACE = (
    "slug", "title", "norms", "hue", "visibility", "outside_help_html", "is_sensitive", "archived_at",
)  # fmt: skip
TOPIC = (
    "kind", "audience", "title", "slug", "status", "created_at", "next_position", "answer_count", "helped_count",
    "closed_at", "version", "excerpt", "lang",
)  # fmt: skip
POST = (
    "topic", "position", "html", "status", "created_at", "visible_from", "edited_at", "revision_count", "helped",
    "comment_count", "source",
)  # fmt: skip
COMMENT = ("post", "html", "status", "created_at", "visible_from", "edited_at")


class NoSuchPage(Exception):
    """The topic has no page of this number, or the post is not in it."""


@dataclass(frozen=True, slots=True)
class CommentRow:
    """A comment as this viewer may see it; one that its author took back is shown to them, to put it back."""

    comment: Comment
    own: bool
    folded: bool
    by_asker: bool


@dataclass(slots=True)
class PostRow:
    """A post as this viewer may see it; of one that is `gone` only that something stood here.

    `extras` is filled by the view, with what other apps know of the post.
    """

    post: Post
    own: bool
    gone: bool
    saved: bool
    folded: bool
    by_asker: bool
    gap: str = ""  # how long nothing was written before it, in words
    comments: list[CommentRow] = field(default_factory=list)
    extras: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class TopicPage:
    """All that the page shows of the forum. `mask` is the one that the viewer wears in this topic."""

    topic: Topic
    viewer: Member | None
    mask: Mask | None
    number: int
    rows: list[PostRow]

    @property
    def opening(self) -> PostRow:
        return self.rows[0]

    @cached_property
    def helped(self) -> list[PostRow]:
        """At the head of the first page: up to three answers that helped."""
        if self.number > 1:
            return []
        return [row for row in self.rows[1:] if row.post.helped and row.post.status == Status.VISIBLE][:HELPED_FIRST]

    @cached_property
    def answers(self) -> list[PostRow]:
        """The answers of this page in the order they came, without those at its head."""
        ahead = {row.post.pk for row in self.helped}
        return [row for row in self._here() if row.post.pk not in ahead]

    def _here(self) -> list[PostRow]:
        """The answers whose place is on this page, wherever on it they stand."""
        first, last = span(self.number)
        return [row for row in self.rows if first <= row.post.position <= last]

    def mark_gaps(self) -> None:
        """Says before each answer how long nothing was written. The first of a later page follows what is not here."""
        here = self._here()
        before = [self.opening, *here] if self.number == 1 else here
        for earlier, later in pairwise(before):
            later.gap = gap_words(earlier.post.created_at, later.post.created_at)

    @property
    def is_described(self) -> bool:
        """To search engines, which are visitors: as a question with its answers, but for what masks wrote."""
        return self.viewer is None and self.topic.is_question and rules.has_card(self.topic)

    @property
    def pages(self) -> int:
        return last_page(self.topic)

    @property
    def is_asker(self) -> bool:
        """Did the viewer open this topic?"""
        return rules.is_own(self.viewer, self.topic, self.mask)

    @cached_property
    def tends(self) -> bool:
        return rules.tends(self.viewer, self.topic.space)

    @property
    def named_here(self) -> bool:
        """Has the viewer written on this page under their own name?"""
        return any(self._named(row) for row in self.rows)

    def _named(self, row: PostRow) -> bool:
        if self.viewer is None:
            return False
        rows: list[Authored] = [row.post, *(line.comment for line in row.comments)]
        return any(line.member_id == self.viewer.pk for line in rows)

    @property
    def last_position(self) -> int:
        """How far somebody who reads this page has read; an answer that helped may stand here and belong to a later one."""
        return max((row.post.position for row in self._here()), default=0)

    @property
    def posts(self) -> list[Post]:
        return [row.post for row in self.rows]

    @property
    def is_last(self) -> bool:
        return self.number == self.pages

    @property
    def known_up_to(self) -> int:
        """Beyond which position a post that is not on this page is new to its reader. One that waited behind a mask may
        stand before others that appeared sooner, so on the last page every post counts.
        """
        return span(self.number)[0] - 1 if self.is_last else self.topic.next_position - 1

    @property
    def may_be_kept(self) -> bool:
        """May the reader's own device keep what was read here, for when it has no connection? Nothing of a sensitive space or
        of moderators, nothing that was asked without a name or that shows which mask the reader wears.
        """
        space = self.topic.space
        hidden = space.is_sensitive or space.visibility == Space.Visibility.MODERATORS
        masked = self.mask is not None or self.topic.mask_id is not None
        return self.topic.status == Status.VISIBLE and not hidden and not masked

    @property
    def can_be_answered(self) -> bool:
        topic = self.topic
        return topic.status == Status.VISIBLE and topic.closed_at is None and topic.space.archived_at is None


def span(page: int) -> tuple[int, int]:
    """The first and last position of a page."""
    return (page - 1) * PAGE_SIZE + 1, page * PAGE_SIZE


def page_of(position: int) -> int:
    """The page on which a position stands; the opening post stands on all."""
    return max(1, -(-position // PAGE_SIZE))


def last_page(topic: Topic) -> int:
    return page_of(topic.next_position - 1)


def with_facts(viewer: Member | None) -> QuerySet[Topic]:
    """Topics with their tags, whether the viewer follows them, the mask they wear there, and what was found to be like
    them: `tag_list`, `followed`, `heard` (a level), `own_mask`, `alike`. The viewer's masks are asked for first, once in a request.
    """
    return _with_facts(viewer.pk if viewer else NOBODY, sealed.mine(viewer) if viewer else [])


def _with_facts(viewer: int, masks: Sequence[UUID] | int) -> QuerySet[Topic]:
    tags = Tag.objects.filter(topics=OuterRef("pk")).order_by("name").values(json=JSONObject(slug="slug", name="name"))
    columns = JSONObject(id="id", topic_id="topic_id", name="name", hue="hue", muted="muted")
    worn = Mask.objects.filter(pk__any_of=masks, topic_id=OuterRef("pk")).values(json=columns)
    follows = Follow.objects.filter(member=viewer, topic=OuterRef("pk"), level=Level.EVERYTHING)
    alike = Alike.objects.filter(topic=OuterRef("pk"), title=OuterRef("title")).values("others")
    return (
        Topic.objects.select_related("space", "member", "mask")
        .only(*TOPIC, *(f"space__{name}" for name in SPACE), *AUTHOR)
        .annotate(tag_list=ArraySubquery(tags), followed=Exists(follows), heard=heard_of_topic(viewer))
        .annotate(own_mask=Subquery(worn[:1]), alike=Subquery(alike[:1]))
    )


def mask_of(topic: Topic) -> Mask | None:
    """The mask that the viewer of `with_facts` wears in the topic."""
    columns = vars(topic)["own_mask"]
    return Mask(**columns | {"id": UUID(columns["id"])}) if columns else None


def topic_page(*, viewer: Member | None, topic_id: int, number: int = 1, post_id: int | None = None) -> TopicPage:
    """One page of a topic: page `number`, or the one on which `post_id` (0: none) stands.

    Raises Topic.DoesNotExist for whoever may not read it, and NoSuchPage. Four queries for a visitor, at most six for
    a member, and one more with `post_id`.
    """
    viewer = rules.reader(viewer)
    topic = _topic(viewer, topic_id)
    if post_id:
        number = page_of_post(topic.pk, post_id)
    if not 1 <= number <= last_page(topic):
        raise NoSuchPage
    mask = mask_of(topic)
    return TopicPage(topic, viewer, mask, number, _rows(viewer, topic, mask, _posts(viewer, topic, number)))


def one_post(*, viewer: Member | None, post_id: int) -> TopicPage:
    """A page that holds one post and its topic alone, for a fragment. Raises Post.DoesNotExist, Topic.DoesNotExist."""
    viewer = rules.reader(viewer)
    topic = _topic(viewer, Post.objects.values_list("topic_id", flat=True).get(pk=post_id))
    mask = mask_of(topic)
    rows = _rows(viewer, topic, mask, ONE_POST(post=post_id, viewer=_number(viewer)))
    if not rows:
        raise Post.DoesNotExist
    return TopicPage(topic, viewer, mask, page_of(rows[0].post.position), rows)


def some_posts(*, viewer: Member | None, topic_id: int, post_ids: Sequence[int]) -> TopicPage:
    """A page that holds these posts of a topic alone, those of them that may be read. Raises Topic.DoesNotExist."""
    viewer = rules.reader(viewer)
    topic = _topic(viewer, topic_id)
    mask = mask_of(topic)
    found = _annotated(_number(viewer)).filter(topic=topic_id, pk__in=post_ids, status=Status.VISIBLE)
    return TopicPage(topic, viewer, mask, last_page(topic), _rows(viewer, topic, mask, list(found)))


def appeared(topic: Topic, *, after: int, known: Sequence[int]) -> list[int]:
    """The posts of a topic that can be read now, beyond position `after`, without those that are `known`; the newest
    few of many.
    """
    found = Post.objects.filter(topic=topic, position__gt=after, status=Status.VISIBLE).exclude(pk__in=known)
    return sorted(found.order_by("-position").values_list("pk", flat=True)[:PAGE_SIZE])


def page_of_post(topic_id: int, post_id: int) -> int:
    """The page of the topic on which the post stands. Raises NoSuchPage."""
    position = Post.objects.filter(topic=topic_id, pk=post_id).values_list("position", flat=True).first()
    if position is None:
        raise NoSuchPage
    return page_of(position)


def _topic(viewer: Member | None, topic_id: int) -> Topic:
    """Raises Topic.DoesNotExist for whoever may not read it."""
    masks = sealed.mine(viewer) if viewer else []
    found = ONE_TOPIC(topic=topic_id, viewer=_number(viewer), masks=masks)
    if not found or not rules.may_read(viewer, found[0]):
        raise Topic.DoesNotExist
    found[0].tongue = found[0].lang
    return found[0]


def _posts(viewer: Member | None, topic: Topic, number: int) -> list[Post]:
    first, last = span(number)
    # Every position by name: with a range and an OR, PostgreSQL would read the whole of a long topic.
    positions = [0, *range(first, last + 1)]
    question = POSTS_AND_HELPED if number == 1 and topic.helped_count else POSTS
    return question(topic=topic.pk, viewer=_number(viewer), positions=positions)


def _posts_here(topic: int, positions: Sequence[int] | int) -> QuerySet[Post]:
    return Post.objects.filter(topic=topic, position__any_of=positions)


def _with_helped(topic: int, positions: Sequence[int] | int) -> QuerySet[Any]:
    helped = Post.objects.filter(topic=topic, helped=True, status=Status.VISIBLE).order_by("position")
    return _posts_here(topic, positions).values("pk").union(helped.values("pk")[:HELPED_FIRST])


def _annotated(viewer: int) -> QuerySet[Post]:
    saved = Exists(Bookmark.objects.filter(member=viewer, post=OuterRef("pk")))
    return (
        Post.objects.select_related("member", "mask", "helped_mark")
        .only(*POST, *AUTHOR, "helped_mark__what_changed")
        .annotate(saved=saved, folded=_folded(viewer))
        .order_by("position")
    )


def _folded(viewer: int) -> Q:
    """Did the viewer block the named author, or mute the mask? A mask is never folded for a block."""
    blocked = Exists(Block.objects.filter(blocker=viewer, blocked=OuterRef("member_id")))
    muted = Exists(MutedMask.objects.filter(member=viewer, mask=OuterRef("mask_id")))
    return blocked | muted


def _comments_under(posts: Sequence[int] | int, viewer: int) -> QuerySet[Comment]:
    comments = Comment.objects.filter(post__pk__any_of=posts).select_related("member", "mask").only(*COMMENT, *AUTHOR)
    return comments.annotate(folded=_folded(viewer)).order_by("post_id", "id")


def _number(viewer: Member | None) -> int:
    return viewer.pk if viewer else NOBODY


ONE_TOPIC = Prepared(lambda topic, viewer, masks: _with_facts(viewer, masks).filter(pk=topic))
ONE_POST = Prepared(lambda post, viewer: _annotated(viewer).filter(pk=post))
POSTS = Prepared(lambda topic, viewer, positions: _annotated(viewer).filter(pk__in=_posts_here(topic, positions)))
POSTS_AND_HELPED = Prepared(
    lambda topic, viewer, positions: _annotated(viewer).filter(pk__in=_with_helped(topic, positions))
)
COMMENTS = Prepared(_comments_under)


def _rows(viewer: Member | None, topic: Topic, mask: Mask | None, posts: Sequence[Any]) -> list[PostRow]:
    tends = rules.tends(viewer, topic.space)
    seen = {post: rules.is_shown(viewer, post, tends=tends, mask=mask) for post in posts}
    shown = [post for post, whole in seen.items() if whole or _leaves_a_trace(post)]
    comments = _comments(viewer, topic, mask, tends, [post.pk for post in shown if seen[post]])
    for post in shown:
        post.topic = topic
    return [
        PostRow(
            post=post,
            own=rules.is_own(viewer, post, mask),
            gone=not seen[post],
            saved=post.saved,
            folded=post.folded,
            by_asker=_same_author(post, topic),
            comments=comments[post.pk],
        )
        for post in shown
    ]


def _leaves_a_trace(post: Post) -> bool:
    """Something that others have read does not vanish without a word."""
    return post.status in (Status.DELETED, Status.HIDDEN) and post.visible_from is None


def _comments(
    viewer: Member | None, topic: Topic, mask: Mask | None, tends: bool, post_ids: Iterable[int]
) -> dict[int, list[CommentRow]]:
    found: dict[int, list[CommentRow]] = defaultdict(list)
    for comment in COMMENTS(posts=list(post_ids), viewer=_number(viewer)):
        taken_back = comment.status == Status.DELETED and comment.visible_from is not None
        if taken_back or not rules.is_shown(viewer, comment, tends=tends, mask=mask):
            continue
        found[comment.post_id].append(
            CommentRow(
                comment=comment,
                own=rules.is_own(viewer, comment, mask),
                folded=comment.folded,
                by_asker=_same_author(comment, topic),
            )
        )
    return found


def _same_author(row: Authored, topic: Topic) -> bool:
    """Does the row bear the name, or the mask, that opened the topic?"""
    one: tuple[int | None, UUID | None] = (row.member_id, row.mask_id)
    return one == (topic.member_id, topic.mask_id)
