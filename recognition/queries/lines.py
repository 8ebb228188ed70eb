"""The line of thanks under each post of a page."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from django.contrib.auth.models import AnonymousUser
from django.db.models import F, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from forum.models import Post, Status
from forum.rules import is_own, reader
from masks import sealed
from masks.models import Mask
from members.models import Member
from recognition.models import Thanks
from recognition.queries.words import Word, all_words
from recognition.rules import TAG_KIND
from web.prepared import Prepared
from writing import dates
from writing.sentences import isolated

NAMES_AT_MOST = 2  # then "and others", never a number: it would be a score
# Thanks read for one post: by then each of the community's few words has been given and two names are known.
READ_AT_MOST = 60


@dataclass(frozen=True)
class SaidWord:
    """A word in the line, with what stands before it: ", ", " and having "…"""

    before: str
    label: str


@dataclass(frozen=True)
class Note:
    id: int
    text: str
    by: str


@dataclass
class ThanksLine:
    """What stands under one post: at most two names, the words in the order they were first given, shown notes."""

    post_id: int
    names: list[str] = field(default_factory=list)
    others: bool = False
    words: list[SaidWord] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    mine: Thanks | None = None  # the viewer's own
    may_thank: bool = False  # the viewer is a member, and these are not their own words
    mask: Mask | None = None  # the one that the viewer wears in this topic

    @property
    def who(self) -> str:
        """Their names; where others follow, the list goes on and its "and" comes with them."""
        return dates.joints(3)[1].join(map(isolated, self.names)) if self.others else dates.listed(self.names)


def thanks_for(
    posts: Sequence[Post], viewer: Member | AnonymousUser | None, *, mask: Mask | None = None
) -> dict[int, ThanksLine]:
    """A line for every post of the page, by the post's id: one query, and the words when the cache has lost them.

    `mask` is the one that the viewer wears in the topic, so that it needs not be asked for again.
    """
    member = reader(viewer)
    tags = {sealed.giver_tag(member, TAG_KIND, post.pk): post.pk for post in posts} if member else {}
    given: dict[int, list[Thanks]] = {post.pk: [] for post in posts}
    for row in _rows(list(given), tags):
        given[row.post_id].append(row)
    words = all_words() if any(given.values()) else {}
    lines = {}
    for post in posts:
        line = _line(post.pk, [row for row in given[post.pk] if not row.hidden], words)
        line.mine = next((row for row in given[post.pk] if bytes(row.giver_tag) in tags), None)
        line.mask = mask
        line.may_thank = member is not None and post.status == Status.VISIBLE and not is_own(member, post, mask)
        lines[post.pk] = line
    return lines


def line_for(post: Post, viewer: Member | AnonymousUser | None) -> ThanksLine:
    """The line of one post, for the answer to a click."""
    member = reader(viewer)
    mask = sealed.worn(member=member, topic_id=post.topic_id) if member else None
    return thanks_for([post], viewer, mask=mask)[post.pk]


def _rows(post_ids: list[int], tags: Collection[bytes]) -> Iterable[Thanks]:
    return OF_EVERYBODY(posts=post_ids) if not tags else WITH_ONES_OWN(posts=post_ids, tags=list(tags))


def _thanks(posts: Sequence[int] | int, wanted: Q) -> QuerySet[Thanks]:
    place = Window(RowNumber(), partition_by="post_id", order_by=[F("hidden"), F("id")])
    rows = Thanks.objects.filter(post__pk__any_of=posts).annotate(place=place).filter(wanted)
    return rows.select_related("member", "mask").order_by("post_id", "id")


FIRST = Q(place__lte=READ_AT_MOST)
OF_EVERYBODY = Prepared(lambda posts: _thanks(posts, FIRST))
WITH_ONES_OWN = Prepared(lambda posts, tags: _thanks(posts, FIRST | Q(giver_tag__any_of=tags)))


def _line(post_id: int, rows: Sequence[Thanks], words: dict[str, Word]) -> ThanksLine:
    first_given = dict.fromkeys(slug for row in rows for slug in row.words if slug in words)
    return ThanksLine(
        post_id=post_id,
        names=[row.author.shown_name for row in rows[:NAMES_AT_MOST]],
        others=len(rows) > NAMES_AT_MOST,
        words=said([words[slug] for slug in first_given]),
        notes=[Note(id=row.pk, text=row.note, by=row.author.shown_name) for row in rows if row.note_shown and row.note],
    )


def said(words: Sequence[Word]) -> list[SaidWord]:
    """The words as one says them: "being clear, gentle and honest", "company and having been there"."""
    line, joints = [], dates.joints(len(words))
    for place, word in enumerate(words):
        joint = joints[place]
        leads = word.lead and (place == 0 or words[place - 1].lead != word.lead)
        line.append(SaidWord(before=joint + (f"{word.lead} " if leads else ""), label=word.label))
    return line
