"""What waits for a person on the desk: reports, held posts, second looks; danger first, then oldest."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.db.models import Max, Q, QuerySet
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forum.models import Comment, Post, Rework, Row, Status, Topic, post_of
from masks import sealed
from masks.hours import hour_of
from members.models import Member
from moderation import rules
from moderation.models import Alarm, Decision, Hold, Report, SecondLook
from moderation.queries.order import Place, Shown, places
from moderation.queries.work import Work, as_time, work_on
from writing import ready_words
from writing.diff import diff

ALL = Shown()
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
MOST_SHOWN = 50  # cases on one page: more than one evening's work; the oldest of them come first
RELATED = ("member", "mask", "topic__space", "topic__member", "topic__mask")
ICONS = {"danger": "shield-alert", "private": "user-round-x"}


@dataclass
class Case:
    """One thing that needs a person, with everything the page says about it."""

    thing: Row
    reports: list[Report] = field(default_factory=list)
    hold: Hold | None = None
    second_look: SecondLook | None = None
    rework: Rework | None = None  # its author changed it since it was hidden
    saves: int = 0  # how often they did
    seen: int = 0  # the newest decision about the thing when the page was made
    alarmed: bool = False  # somebody is called because of it: a report of danger, or words that moderators chose
    own: bool = False  # written by the viewer: somebody else decides
    hid_it: bool = False  # the second look is at what the viewer decided: somebody else takes it
    work: Work = field(default_factory=Work)  # how the people of the desk share it
    waits_since: datetime = LONG_AGO  # by which it stands in the queue

    @property
    def kind(self) -> str:
        """ "post" or "comment", as in addresses."""
        return self.thing._meta.model_name or ""

    @property
    def post(self) -> Post:
        return post_of(self.thing)

    @property
    def topic(self) -> Topic:
        return self.post.topic

    @property
    def since(self) -> datetime:
        times = [report.at for report in self.reports]
        times += [waiting.at for waiting in (self.hold, self.second_look, self.rework) if waiting]
        if self.work.follow_up:
            times.append(as_time(self.work.follow_up.due_on))
        return min(times, default=self.thing.created_at)

    @property
    def is_danger(self) -> bool:
        return self.alarmed or self.is_danger_said

    @property
    def is_danger_said(self) -> bool:
        return any(report.reason == Report.Reason.DANGER for report in self.reports)

    @property
    def why(self) -> str:
        """The headline of the case."""
        if self.is_danger:
            return str(Report.Reason.DANGER.label)
        if self.reports:
            return _said(min(self.reports, key=lambda report: report.at).reason)
        if self.second_look:
            return _("A second look is asked for")
        if self.rework:
            return _("Changed by its author since it was hidden")
        if self.hold is None and self.work.follow_up:
            return self.work.promise
        return self._first

    @property
    def _first(self) -> str:
        if isinstance(self.thing, Comment):
            return _("First comment without a name") if self.thing.is_masked else _("First comment from a new account")
        return _("First post without a name") if self.thing.is_masked else _("First post from a new account")

    @property
    def icon(self) -> str:
        if self.is_danger:
            return "shield-alert"
        if self.reports:
            return ICONS.get(self.reports[0].reason, "flag")
        if self.second_look or self.rework:
            return "history"
        return "calendar" if self.hold is None and self.work.follow_up else "sprout"

    @property
    def tone(self) -> str:
        """ "care" for danger, "calm" where nothing was flagged."""
        return "care" if self.is_danger else "" if self.reports or self.second_look or self.rework else "calm"

    @property
    def notes(self) -> list[str]:
        """What the people who reported it added, without their names."""
        return [report.note for report in self.reports if report.note]

    @property
    def context(self) -> list[str]:
        """Plain sentences about how it came here."""
        said = []
        if self.reports:
            count = len(self.reports)
            said.append(ngettext("Flagged by one person.", "Flagged by %(n)d people.", count) % {"n": count})
        if self.alarmed and not self.is_danger_said:
            said.append(
                _("Words that moderators chose stand in it. It is not hidden, and whoever wrote it is told nothing.")
            )
        if self.hold:
            said += self.hold.reasons
            said.append(_("What is written first waits for a person for at most two hours, then appears on its own."))
        if self.second_look and self.second_look.decision:
            hidden = self.second_look.decision
            why = ready_words.said(hidden.reason)
            said.append(_("Hidden by %(name)s: %(reason)s") % {"name": hidden.moderator, "reason": why})
        if self.rework:
            said.append(_("It stays hidden until somebody has read what its author made of it."))
        if self.thing.is_masked:
            said.append(_("The name stays covered: nobody here can see who it is."))
        return said

    @property
    def verbs(self) -> list[Decision.Verb]:
        asked = self.rework is not None if self.second_look is None else not self.hid_it
        return rules.verbs_for(self.thing, reported=bool(self.reports) or self.alarmed, asked=asked)

    @property
    def changes(self) -> SafeString | None:
        """What its author changed, beside what stood there when it was hidden."""
        return diff(self.rework.body, self.thing.body) if self.rework else None

    @property
    def title_changes(self) -> SafeString | None:
        if self.rework is None or self.rework.title in ("", self.topic.title):
            return None
        return diff(self.rework.title, self.topic.title)


def _said(reason: str) -> str:
    words = {
        Report.Reason.SELLING: _("Selling something"),
        Report.Reason.UNKIND: _("Unkind or shaming"),
        Report.Reason.PRIVATE: _("Shares private details"),
        Report.Reason.WRONG: _("Wrong in a way that could cost money or health"),
    }
    return words.get(Report.Reason(reason), _("Something is wrong, somebody says"))


def queue(viewer: Member, shown: Shown = ALL) -> list[Case]:
    """The cases of the spaces that the viewer tends, in their order; eleven queries, however many cases."""
    found = places(viewer, shown, most=MOST_SHOWN)
    things = _load(found)
    cases = {
        place.key: Case(thing=things[place.key], alarmed=place.is_alarmed, waits_since=place.since)
        for place in found
        if place.key in things
    }
    for row in [*_about(Report.objects.filter(decision=None).order_by("at"), found), *_looks(found)]:
        case = cases.get(("comment", row.comment_id) if row.comment_id else ("post", row.post_id))
        if case is None:
            continue
        if isinstance(row, Report):
            case.reports.append(row)
        else:
            case.second_look = row
    ordered = list(cases.values())
    for case in ordered:
        case.hold = getattr(case.thing, "hold", None) if case.thing.status == Status.HELD else None
    _add_facts(viewer, ordered)
    return ordered


def _load(found: list[Place]) -> dict[tuple[str, int], Row]:
    posts = [place.post_id for place in found if not place.comment_id]
    comments = [place.comment_id for place in found if place.comment_id]
    rows: list[Row] = []
    if posts:
        rows += Post.objects.filter(pk__in=posts).select_related("hold", *RELATED)
    if comments:
        rows += Comment.objects.filter(pk__in=comments).select_related("hold", *_under_post())
    return {_key(row): row for row in rows}


def _about(rows: QuerySet[Any], found: list[Place]) -> QuerySet[Any]:
    """Those about one of the cases, whether about the post or about a comment under it."""
    return rows.filter(post__in={place.post_id for place in found}) if found else rows.none()


def _looks(found: list[Place]) -> QuerySet[Any]:
    looks = SecondLook.objects.filter(answer=None).select_related("decision__moderator")
    return _about(looks.order_by("at"), found)


def case_of(viewer: Member, thing: Row) -> Case:
    """One case, whether or not anything waits about it."""
    about = rules.about(thing)
    case = Case(
        thing=thing,
        reports=list(Report.objects.filter(decision=None, **about).order_by("at")),
        hold=Hold.objects.filter(released_at=None, **{thing._meta.model_name or "": thing}).first(),
        second_look=SecondLook.objects.filter(answer=None, **about).select_related("decision__moderator").first(),
        alarmed=Alarm.objects.standing().filter(**about).exists(),
    )
    _add_facts(viewer, [case])
    return case


def _under_post() -> tuple[str, ...]:
    return ("member", "mask", *(f"post__{name}" for name in RELATED))


def _key(thing: Row) -> tuple[str, int]:
    return (thing._meta.model_name or "", thing.pk)


def _add_facts(viewer: Member, cases: Iterable[Case]) -> None:
    """The newest decision about each thing, whether the viewer wrote it, and who of the desk has it: four queries,
    and one more where something is hidden.
    """
    cases = list(cases)
    if not cases:
        return
    work = work_on([case.thing for case in cases])
    mine = set(_own_masks(viewer, cases))
    posts = {case.thing.pk for case in cases if case.kind == "post"}
    comments = {case.thing.pk for case in cases if case.kind == "comment"}
    about = Decision.objects.filter(Q(post__in=posts, comment=None) | Q(comment__in=comments))
    newest = {
        ("comment", row["comment"]) if row["comment"] else ("post", row["post"]): row["newest"]
        for row in about.values("post", "comment").annotate(newest=Max("pk"))
    }
    for row in _reworks(cases):
        found = next(case for case in cases if _key(case.thing) == _about_what(row))
        found.saves += row.saves
        found.rework = row if row.is_open and _has_come(row, found.thing) else found.rework
    for case in cases:
        case.seen = newest.get(_key(case.thing), 0)
        case.work = work.get(_key(case.thing), case.work)
        case.own = case.thing.member_id == viewer.pk or case.thing.mask_id in mine
        case.hid_it = case.second_look is not None and case.second_look.decision.moderator_id == viewer.pk


def _reworks(cases: list[Case]) -> list[Rework]:
    """What was made of those that are hidden."""
    hidden = [case for case in cases if case.thing.status == Status.HIDDEN]
    posts = [case.thing.pk for case in hidden if case.kind == "post"]
    comments = [case.thing.pk for case in hidden if case.kind == "comment"]
    return list(Rework.objects.filter(Q(post__in=posts) | Q(comment__in=comments))) if hidden else []


def _has_come(row: Rework, thing: Row) -> bool:
    """As the order of the queue has it (moderation/queries/order.py)."""
    return not thing.is_masked or row.at < hour_of(timezone.now())


def _about_what(row: Rework) -> tuple[str, int]:
    return ("comment", row.comment_id) if row.comment_id else ("post", row.post_id or 0)


def _own_masks(viewer: Member, cases: list[Case]) -> list[Any]:
    return sealed.mine(viewer) if any(case.thing.is_masked for case in cases) else []
