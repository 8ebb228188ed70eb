"""What somebody's help did, for their own eyes: sentences, the words of each person, and this week on their home."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Value
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forum.models import HelpedMark, Post, Status
from forum.queries import keyset
from forum.rules import NOW
from masks import sealed
from masks.models import Authored
from members.models import Member
from recognition.models import Help, Thanks
from recognition.queries.lines import SaidWord, said
from recognition.queries.words import all_words
from web.numbers import in_words
from web.prepared import Prepared

PAGE = 20  # people's words on one page
WEEK = timedelta(days=7)
THIS_WEEK_AT_MOST = 2  # sentences in the aside of the home page


@dataclass(frozen=True)
class Received:
    """Thanks as their receiver reads them."""

    thanks: Thanks
    words: list[SaidWord]

    @property
    def post(self) -> Post:
        return self.thanks.post


@dataclass(frozen=True)
class MineData:
    """One page of "What your help did"; `earlier_…` is the cursor to go on from, "" at the end."""

    sentences: list[str]
    received: list[Received]
    earlier_received: str
    changes: list[HelpedMark]
    earlier_changes: str
    masked: list[Received]  # thanks for what they wrote without their name, never mixed with the rest


@dataclass(frozen=True)
class Outcome:
    """What came of their help, in somebody else's words."""

    text: str
    by: Authored
    url: str


@dataclass(frozen=True)
class ThisWeek:
    outcomes: list[Outcome]
    birds: int  # one for each person's words this week, drawn and never written


def words_of_thanks(member: Member, *, at: str = "", change_at: str = "") -> MineData:
    """The member's own page. The same number of queries whatever they received."""
    received, earlier = _received(Q(post__member=member), at)
    changes = keyset.page(_said_what_changed(member), by="at", at=change_at, size=PAGE)
    mine = sealed.mine(member)
    masked, _more = _received(Q(post__mask__in=mine)) if mine else ([], "")
    return MineData(
        sentences=help_sentences(member),
        received=received,
        earlier_received=earlier,
        changes=changes.rows,
        earlier_changes=changes.older,
        masked=masked,
    )


def received_of(thanks_id: int) -> Received:
    """One of them, for the answer to a click."""
    rows, _more = _received(Q(pk=thanks_id))
    return rows[0]


def _received(whose: Q, at: str = "") -> tuple[list[Received], str]:
    rows = Thanks.objects.filter(whose).select_related("member", "mask", "post__member", "post__mask", "post__topic")
    page = keyset.page(rows, by="at", at=at, size=PAGE)
    words = all_words()
    shown = [
        Received(thanks=row, words=said([words[slug] for slug in row.words if slug in words])) for row in page.rows
    ]
    return shown, page.older


def _said_what_changed(member: Member | int) -> QuerySet[HelpedMark]:
    return (
        HelpedMark.objects.filter(post__member=member, post__status=Status.VISIBLE)
        .exclude(what_changed="")
        .select_related("member", "mask", "post__topic")
    )


def help_sentences(member: Member, *, private: bool = True) -> list[str]:
    """Sentences with a number of people. Distinct people, and masks apart: they are never merged in any count.

    `private` speaks to the member; otherwise of them, for a profile whose owner switched the sentences on: masks
    count for nothing there.
    """
    given = Help.objects.filter(helper=member)
    counts = given.aggregate(
        people=_people(kind=Help.Kind.ANSWER),
        new=_people(kind=Help.Kind.ANSWER, helped_was_new=True),
        masks=Count("helped_mask", distinct=True, filter=Q(kind=Help.Kind.ANSWER)),
        greeted=_people(kind=Help.Kind.GREETING),
        mentored=_people(kind=Help.Kind.MENTORING),
    )
    masks = counts["masks"] if private else 0
    sentences = [
        _answers(counts["people"], counts["new"], masks, private=private),
        _greetings(counts["greeted"], private=private),
        _mentoring(counts["mentored"], private=private),
    ]
    return [sentence for sentence in sentences if sentence]


def _people(**which: object) -> Count:
    return Count("helped", distinct=True, filter=Q(**which))


def _answers(people: int, new: int, masks: int, *, private: bool) -> str:
    if not people and not masks:
        return ""
    if not people:
        return _("Somebody without a name said that your answer helped%(times)s.") % {
            "times": f", {times(masks)}" if masks > 1 else ""
        }
    if private:
        sentence = ngettext(
            "%(people)s person said that your answers helped",
            "%(people)s people said that your answers helped",
            people,
        )
    else:
        sentence = ngettext(
            "%(people)s person said that these answers helped",
            "%(people)s people said that these answers helped",
            people,
        )
    sentence = capfirst(sentence % {"people": in_words(people)})
    if new:
        sentence += ngettext("; %(new)s was new here", "; %(new)s were new here", new) % {"new": in_words(new)}
    if masks:
        sentence += _(", and %(times)s somebody without a name") % {"times": times(masks)}
    return sentence + "."


def _greetings(people: int, *, private: bool) -> str:
    if not people:
        return ""
    if private:
        words = ngettext(
            "You said hello to %(people)s person who was new here.",
            "You said hello to %(people)s people who were new here.",
            people,
        )
    else:
        words = ngettext(
            "Said hello to %(people)s person who was new here.",
            "Said hello to %(people)s people who were new here.",
            people,
        )
    return words % {"people": in_words(people)}


def _mentoring(people: int, *, private: bool) -> str:
    if not people:
        return ""
    if private:
        words = ngettext(
            "You walked with %(people)s person as a mentor.",
            "You walked with %(people)s people as a mentor.",
            people,
        )
    else:
        words = ngettext(
            "Walked with %(people)s person as a mentor.", "Walked with %(people)s people as a mentor.", people
        )
    return words % {"people": in_words(people)}


def times(number: int) -> str:
    """ "once", "twice", "three times"."""
    if number == 1:
        return _("once")
    if number == 2:
        return _("twice")
    return _("%(number)s times") % {"number": in_words(number)}


def this_week(member: Member) -> ThisWeek:
    """What came of their help in seven days, in others' words. One query. Nothing of it counts or ranks."""
    rows: list[Any] = OF_WEEK(member=member.pk)
    outcomes = [Outcome(text=row.said, by=row, url=row.post.get_absolute_url()) for row in rows]
    return ThisWeek(outcomes=outcomes[:THIS_WEEK_AT_MOST], birds=len(outcomes))


def _notes(member: int) -> QuerySet[Thanks]:
    shown = Thanks.objects.filter(post__member=member, post__status=Status.VISIBLE, hidden=False)
    return shown.exclude(note="").select_related("member", "mask", "post__topic")


def _of_week(rows: Any, said: str, place: int) -> Any:
    """The columns that both kinds of rows have, and what was `said`: they are asked for as one."""
    told = rows.filter(at__gt=NOW - WEEK).annotate(said=F(said), place=Value(place))
    return told.only(*TOLD).order_by("-id")[:PAGE]


def _told(member: int) -> QuerySet[HelpedMark]:
    """First what changed, then notes, the newest of each first; a note in the shape of a mark."""
    changes = _of_week(_said_what_changed(member), "what_changed", 1)
    told: QuerySet[HelpedMark] = changes.union(_of_week(_notes(member), "note", 2), all=True)
    return told.order_by("place", "-id")


TOLD = (
    "member__handle", "member__display_name", "member__kind", "member__stage", "member__is_active", "mask__name",
    "post__topic__slug",
)  # fmt: skip
OF_WEEK = Prepared(_told)
