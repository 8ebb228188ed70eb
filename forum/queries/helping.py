"""Questions that one member could help with, and in words why they are shown."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BigIntegerField, Case, Exists, OuterRef, Q, QuerySet, Subquery, TextField, Value, When

from forum.models import Post, Status, Tag, Topic, TopicTag
from forum.queries import keyset, lists
from forum.queries.levels import unmuted
from forum.rules import NOW
from forum.words import tag_slug
from masks import sealed
from members.models import Block, Goal, Member
from web.prepared import Prepared
from writing.search_text import all_of

SHOWN = 3  # questions: a choice, not a list of duties
WINDOW = 12  # newest matches among which the nearest come first: further back, what is newer matters more
POOL = 400  # newest unanswered questions that are looked through: bounds the query whatever the forum's size
NEARLY = 200  # newest topics that are looked through for questions with one answer and no help yet
FEW_ANSWERS = 1
RECENT = timedelta(days=30)  # an older question has mostly found its end elsewhere
MOST_PHRASES = 12  # of what a member can help with


@dataclass(frozen=True)
class Knowledge:
    """What somebody knows from their own life: what they listed, and tags with when they were helped or helped."""

    phrases: list[str] = field(default_factory=list)
    rather_not: list[str] = field(default_factory=list)
    helped_in: Mapping[int, datetime] = field(default_factory=dict)  # tag id → when somebody helped them
    helped_with: Mapping[int, datetime] = field(default_factory=dict)  # tag id → when their help was confirmed
    paths: Mapping[int, str] = field(default_factory=dict)  # the paths whose goal they reached, by id: their titles


@dataclass(frozen=True)
class Ask:
    """One question and the reason why this member sees it. `reason` is one of the constants below."""

    topic: Topic
    reason: str
    about: str = ""  # the phrase or the tag
    at: datetime | None = None


LISTED, BEEN_HELPED, SAME_PATH, HAS_HELPED, WAITING = "listed", "been helped", "same path", "has helped", "waiting"


@dataclass(frozen=True)
class Asks:
    found: list[Ask]
    older: str = ""  # the cursor behind "Show different ones"

    @property
    def matched(self) -> list[Ask]:
        return [ask for ask in self.found if ask.reason != WAITING]


def where_you_can_help(
    viewer: Member,
    knows: Knowledge,
    at: str = "",
    size: int = SHOWN,
    *,
    but: Collection[int] = (),
    fit: Callable[[Ask], float] | None = None,
) -> Asks:
    """Open questions that match what a member knows, where none does, the newest that wait.

    The newest matches come first, a dozen at a time; among these those with the greatest `fit` (`routing.own`), where it
    is given. `but` are topics that stand elsewhere on the page. Three queries: the tags of what they listed, the matches,
    and the waiting ones.
    """
    tags = _tags(knows)
    matching = _matching(viewer, knows, tags, but)
    window, skip = _place(at)
    page = keyset.page(matching, by="created_at", at=window, size=WINDOW) if matching is not None else keyset.Page([])
    if page.rows or at:
        asks = [_why(topic, knows, tags) for topic in page.rows]
        asks.sort(key=lambda ask: -fit(ask) if fit is not None else 0)  # equals stay as they are: the newest first
        more = len(asks) > skip + size
        return Asks(asks[skip : skip + size], f"{window}.{skip + size}" if more else page.older)
    if knows.rather_not or not lists.is_like_most(viewer):
        pool = _without(_pool(viewer, POOL), knows, tags).exclude(pk__in=but)
        waiting = keyset.page(pool, by="created_at", size=size)
    else:
        found = WAIT(viewer=viewer.pk, masks=sealed.mine(viewer), but=list(but))
        waiting = keyset.first_page(found[: size + 1], "created_at", size)
    return Asks([Ask(topic, WAITING) for topic in waiting.rows], waiting.older)


def _place(at: str) -> tuple[str, int]:
    """The cursor of a dozen matches, and how many of these were shown before; anything else is the beginning."""
    window, _dot, skip = at.partition(".")
    return window, int(skip) if skip.isascii() and skip.isdigit() and len(skip) < 3 else 0


def _tags(knows: Knowledge) -> dict[int, Tag]:
    """The tags that they know something about, by id."""
    slugs = list(_folded([*knows.phrases, *knows.rather_not]))
    ids = [*knows.helped_in, *knows.helped_with]
    return {tag.pk: tag for tag in KNOWN(slugs=slugs, ids=ids)} if slugs or ids else {}


KNOWN = Prepared(lambda slugs, ids: Tag.objects.filter(Q(slug__any_of=slugs) | Q(pk__any_of=ids)))


def _matching(
    viewer: Member, knows: Knowledge, tags: Mapping[int, Tag], but: Collection[int]
) -> QuerySet[Topic] | None:
    """None where nothing is known about them."""
    refused = _folded(knows.rather_not)
    phrases = [phrase for phrase in knows.phrases if tag_slug(phrase) not in refused][:MOST_PHRASES]
    wanted = [pk for pk, tag in tags.items() if tag.slug not in refused]
    if not phrases and not wanted and not knows.paths:
        return None
    in_tags = TopicTag.objects.filter(topic=OuterRef("pk"), tag__in=wanted)
    by_words = [When(search__holds=all_of(phrase), then=Value(phrase)) for phrase in phrases]
    topics = _without(_pool(viewer, POOL, NEARLY), knows, tags).exclude(pk__in=but)
    topics = topics.annotate(
        path_id=Subquery(_walked_by_asker(knows).values("journey_id")[:1])
        if knows.paths
        else Value(None, output_field=BigIntegerField()),
        tag_ids=ArraySubquery(in_tags.values("tag_id")),
        phrase=Case(*by_words, default=Value(""), output_field=TextField()),
    )
    matches = Q(Exists(in_tags))
    if by_words:
        matches |= ~Q(phrase="")
    return topics.filter(matches | Q(path_id__isnull=False) if knows.paths else matches)


def _walked_by_asker(knows: Knowledge) -> QuerySet[Goal]:
    """The open goals of whoever asks, under their name, on a path whose end this member knows; as far as members may know."""
    return Goal.objects.open().shown_to_members().filter(member=OuterRef("member"), journey__in=list(knows.paths))


def _without(topics: QuerySet[Topic], knows: Knowledge, tags: Mapping[int, Tag]) -> QuerySet[Topic]:
    """Without what they would rather not be asked about, by tag or by the words of the title."""
    refused = _folded(knows.rather_not)
    unwanted = [pk for pk, tag in tags.items() if tag.slug in refused]
    if unwanted:
        topics = topics.exclude(Exists(TopicTag.objects.filter(topic=OuterRef("pk"), tag__in=unwanted)))
    for phrase in knows.rather_not[:MOST_PHRASES]:
        topics = topics.exclude(search__holds=all_of(phrase))
    return topics


def _folded(phrases: Iterable[str]) -> dict[str, str]:
    """The phrases by the slug of the tag that says the same."""
    return {tag_slug(phrase): phrase for phrase in phrases}


def _pool(viewer: Member, newest: int, nearly: int = 0, masks: Sequence[UUID] | int | None = None) -> QuerySet[Topic]:
    """The newest questions without an answer, and those with one that has not helped; none of one's own or muted."""
    recent = NOW - RECENT
    pool = lists.waiting_questions(viewer).filter(created_at__gte=recent)
    ids = pool.order_by("-created_at", "-id").values("pk")[:newest]
    if nearly:
        others = lists.rows_for(viewer).filter(bumped_at__gte=recent).order_by("-bumped_at", "-id")
        ids = ids.union(others.values("pk")[:nearly])
    shown = lists.rows_for(viewer).filter(
        pk__in=ids,
        status=Status.VISIBLE,
        kind=Topic.Kind.QUESTION,
        answer_count__lte=FEW_ANSWERS,
        helped_count=0,
        closed_at=None,
        created_at__gte=recent,
        space__archived_at=None,
    )
    return without_own(viewer, unmuted(viewer, shown), masks)


def _wait(viewer: int, masks: int, but: int) -> QuerySet[Topic]:
    pool = _pool(lists.any_member(viewer), POOL, masks=masks).exclude(pk__any_of=but)
    return keyset.after(pool, None, "created_at")[: SHOWN + 1]


WAIT = Prepared(_wait)  # for whoever would rather not be asked about nothing


def without_own(viewer: Member, topics: QuerySet[Topic], masks: Sequence[UUID] | int | None = None) -> QuerySet[Topic]:
    """Without what they asked or answered, under any name, and whoever blocks them. `masks` are theirs, if known."""
    masks = sealed.mine(viewer) if masks is None else masks
    wrote = Post.objects.filter(Q(member=viewer) | Q(mask__pk__any_of=masks), topic=OuterRef("pk"))
    blocking = Block.objects.filter(blocked=viewer).values("blocker_id")
    return topics.exclude(member_id__in=blocking).filter(~Exists(wrote))


def _why(topic: Topic, knows: Knowledge, tags: Mapping[int, Tag]) -> Ask:
    """The nearest of the reasons: what they said themselves, what happened to them, what they did for others."""
    if topic.phrase:
        return Ask(topic, LISTED, topic.phrase)
    listed, tag_ids = _folded(knows.phrases), topic.tag_ids or []  # None where they know of no tag at all
    for pk in tag_ids:
        if tags[pk].slug in listed:
            return Ask(topic, LISTED, listed[tags[pk].slug])
    for pk in tag_ids:
        if pk in knows.helped_in:
            return Ask(topic, BEEN_HELPED, tags[pk].name, knows.helped_in[pk])
    if topic.path_id is not None:
        return Ask(topic, SAME_PATH, knows.paths[topic.path_id])
    for pk in tag_ids:
        if pk in knows.helped_with:
            return Ask(topic, HAS_HELPED, tags[pk].name, knows.helped_with[pk])
    return Ask(topic, WAITING)


def askers(topics: Iterable[Topic]) -> int:
    """How many people ask: every mask is somebody of its own."""
    return len({(topic.member_id, topic.mask_id) for topic in topics})
