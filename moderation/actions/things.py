"""What every decision shares: the thing as it is now, locked, and the row in the log."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from activity.record import record
from forum.actions.appearance import locked, standing
from forum.models import Rework, Row, Status
from members.models import Member
from moderation import rules
from moderation.actions import casework
from moderation.models import Alarm, AlarmQuerySet, Decision, Hold, Report, SecondLook
from moderation.rules import AlreadyDecided, space_of
from writing.sentences import isolated


def newest_decision(thing: Row) -> Decision | None:
    return Decision.objects.filter(**rules.about(thing)).order_by("-id").first()


def locked_unless_decided(thing: Row, *, seen: int | None) -> Row:
    """The thing as it is now, locked. `seen` is the number of the newest decision that the moderator knew (0: none).

    Raises AlreadyDecided where there is a newer one.
    """
    thing = locked(thing)
    newest = newest_decision(thing)
    if seen is not None and newest is not None and newest.pk > seen:
        name = isolated(newest.moderator.shown_name)
        raise AlreadyDecided(_("%(name)s has just taken this. Nothing of yours was changed.") % {"name": name})
    return thing


def write_down(*, moderator: Member, verb: Decision.Verb, thing: Row, reason: str, **more: Any) -> Decision:
    """One line of the log about a thing."""
    return Decision.objects.create(
        moderator=moderator, verb=verb, space=space_of(thing), reason=reason, **rules.about(thing), **more
    )


def open_reports(thing: Row) -> models.QuerySet[Report]:
    return Report.objects.filter(decision=None, **rules.about(thing))


def open_look(thing: Row) -> SecondLook | None:
    return SecondLook.objects.filter(answer=None, **rules.about(thing)).select_related("decision").first()


def reworks(thing: Row) -> models.QuerySet[Rework]:
    """What its author made of it while it was hidden."""
    return Rework.objects.filter(**column_of(thing))


def open_rework(thing: Row) -> Rework | None:
    return reworks(thing).filter(is_open=True).first()


def saves_of(thing: Row) -> int:
    """How often it was changed while it was hidden."""
    return reworks(thing).aggregate(all=models.Sum("saves"))["all"] or 0


def refuse_unread(thing: Row, saves: int) -> None:
    """A locked thing was changed more often than whoever decides about it knows: what they read is not what stands there."""
    if saves_of(thing) != saves:
        raise AlreadyDecided(_("Its author has just changed it. Please read it once more, and then decide."))


def is_hard(thing: Row) -> bool:
    """Does it say, or does somebody say of it, that somebody may be in danger?"""
    return standing_alarm(thing).exists() or open_reports(thing).filter(reason=Report.Reason.DANGER).exists()


def close_case(thing: Row, decision: Decision) -> None:
    """What waited about the thing has its answer: reports, a hold, a second look."""
    open_reports(thing).update(decision=decision)
    _record("case.closed", thing, decision)
    SecondLook.objects.filter(answer=None, **rules.about(thing)).update(answer=decision)
    hold_of(thing).filter(released_at=None).update(released_at=timezone.now(), released_by=decision.moderator)
    reworks(thing).filter(is_open=True).update(is_open=False)
    standing_alarm(thing).update(decision=decision, next_at=None)
    casework.closed(thing)


def standing_alarm(thing: Row) -> AlarmQuerySet:
    return Alarm.objects.standing().filter(**rules.about(thing))


def column_of(thing: Row) -> dict[str, Row]:
    """The column of a hold that names the thing: `post` or `comment`, never both."""
    return {str(thing._meta.model_name): thing}


def hold_of(thing: Row) -> models.QuerySet[Hold]:
    return Hold.objects.filter(**column_of(thing))


def standing_of(thing: Row) -> dict[str, Any]:
    """How a locked thing stands before a decision about it. `reasons`: of the hold in which it waits for a person;
    `saves`: how often it was changed while it was hidden; `rework`: of these the one that waits.
    """
    hold, rework = hold_of(thing).filter(released_at=None).first(), open_rework(thing)
    changed = {"saves": saves_of(thing), "rework": rework.pk if rework else None}
    return standing(thing) | {"reasons": hold.reasons if hold else None} | changed


def reopen_case(thing: Row, decision: Decision, taken_back: Decision) -> None:
    """What this decision has answered waits again; reports do not where the same person has reported anew."""
    anew = Report.objects.filter(decision=None, **rules.about(thing)).values("reporter_tag")
    Report.objects.filter(decision=decision).exclude(reporter_tag__in=anew).update(decision=None)
    SecondLook.objects.filter(answer=decision).update(answer=None)
    if decision.before["status"] != Status.HIDDEN:  # what was asked about its being hidden has its answer
        SecondLook.objects.filter(answer=None, **rules.about(thing)).update(answer=taken_back)
    if decision.before["reasons"] is not None:
        hold_of(thing).update(released_at=None, released_by=None)
    if open_rework(thing) is None:
        reworks(thing).filter(pk=decision.before.get("rework")).update(is_open=True)
    if not standing_alarm(thing).exists():  # somebody has seen it: it waits on the desk and calls nobody
        Alarm.objects.filter(decision=decision).update(decision=None)
    _record("case.reopened", thing, decision)


def _record(verb: str, thing: Row, decision: Decision) -> None:
    record(
        verb=verb, actor=decision.moderator, target=thing, space_id=decision.space_id, data={"decision": decision.pk}
    )
