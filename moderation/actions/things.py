"""What every decision shares: the thing as it is now, locked, and the row in the log."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from activity.record import record
from forum.actions.appearance import locked, standing
from forum.models import Comment, Status
from members.models import Member
from moderation.models import Decision, Hold, Report, SecondLook
from moderation.rules import AlreadyDecided, Thing, post_of, space_of


def about(thing: Thing) -> dict[str, Any]:
    """The columns `post` and `comment` of a row about this thing."""
    return {"post": post_of(thing), "comment": thing if isinstance(thing, Comment) else None}


def as_row(thing: Thing) -> dict[str, Any]:
    """The thing as the forum's own verbs take it: `post` or `comment`."""
    return {"comment": thing} if isinstance(thing, Comment) else {"post": thing}


def newest_decision(thing: Thing) -> Decision | None:
    return Decision.objects.filter(**about(thing)).order_by("-id").first()


def locked_unless_decided(thing: Thing, *, seen: int | None) -> Thing:
    """The thing as it is now, locked. `seen` is the number of the newest decision that the moderator knew (0: none).

    Raises AlreadyDecided where there is a newer one.
    """
    thing = locked(thing)
    newest = newest_decision(thing)
    if seen is not None and newest is not None and newest.pk > seen:
        name = newest.moderator.shown_name
        raise AlreadyDecided(_("%(name)s has just taken this. Nothing of yours was changed.") % {"name": name})
    return thing


def write_down(*, moderator: Member, verb: Decision.Verb, thing: Thing, reason: str, **more: Any) -> Decision:
    """One line of the log about a thing."""
    return Decision.objects.create(
        moderator=moderator, verb=verb, space=space_of(thing), reason=reason, **about(thing), **more
    )


def open_reports(thing: Thing) -> models.QuerySet[Report]:
    return Report.objects.filter(decision=None, **about(thing))


def close_case(thing: Thing, decision: Decision) -> None:
    """What waited about the thing has its answer: reports, a hold, a second look."""
    open_reports(thing).update(decision=decision)
    _record("case.closed", thing, decision)
    SecondLook.objects.filter(answer=None, **about(thing)).update(answer=decision)
    hold_of(thing).filter(released_at=None).update(released_at=timezone.now(), released_by=decision.moderator)


def hold_of(thing: Thing) -> models.QuerySet[Hold]:
    return Hold.objects.filter(**as_row(thing))


def standing_of(thing: Thing) -> dict[str, Any]:
    """How a locked thing stands before a decision about it. `reasons`: of the hold in which it waits for a person."""
    hold = hold_of(thing).filter(released_at=None).first()
    return standing(thing) | {"reasons": hold.reasons if hold else None}


def reopen_case(thing: Thing, decision: Decision, taken_back: Decision) -> None:
    """What this decision has answered waits again; reports do not where the same person has reported anew."""
    anew = Report.objects.filter(decision=None, **about(thing)).values("reporter_tag")
    Report.objects.filter(decision=decision).exclude(reporter_tag__in=anew).update(decision=None)
    SecondLook.objects.filter(answer=decision).update(answer=None)
    if decision.before["status"] != Status.HIDDEN:  # what was asked about its being hidden has its answer
        SecondLook.objects.filter(answer=None, **about(thing)).update(answer=taken_back)
    if decision.before["reasons"] is not None:
        hold_of(thing).update(released_at=None, released_by=None)
    _record("case.reopened", thing, decision)


def _record(verb: str, thing: Thing, decision: Decision) -> None:
    record(
        verb=verb, actor=decision.moderator, target=thing, space_id=decision.space_id, data={"decision": decision.pk}
    )
