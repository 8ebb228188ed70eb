"""A suspension or a term that is taken back: it is as it was, unless it is over or something newer holds."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from forum.models import Appointment
from members.models import Suspension
from moderation.actions import accounts, appointments
from moderation.actions.decisions import undo
from moderation.models import Decision
from moderation.rules import AlreadyDecided
from tests.ledger import settle
from tests.moderation.place import Place
from tests.moderation.standing import (
    refused,
)

Verb = Decision.Verb


def in_force() -> list[tuple[Any, ...]]:
    return list(Suspension.objects.in_force().values_list("pk", "member", "by", "until", "reason"))


def suspended(place: Place, **more: Any) -> Decision:
    until = timezone.now() + timedelta(days=3)
    accounts.suspend(moderator=place.moderator, member=place.author, until=until, reason="Selling.")
    return Decision.objects.latest("pk")


def lifted(place: Place) -> Decision:
    accounts.lift(moderator=place.moderator, suspension=Suspension.objects.latest("pk"), reason="Enough.")
    return Decision.objects.latest("pk")


def test_a_suspension_that_is_taken_back_holds_no_more(place: Place) -> None:
    taken_back = undo(moderator=place.moderator, decision=suspended(place))
    settle()
    assert in_force() == []
    assert (taken_back.member, taken_back.is_public) == (place.author, False)


def test_one_that_was_lifted_by_mistake_holds_as_before(place: Place) -> None:
    suspended(place)
    before = in_force()
    undo(moderator=place.moderator, decision=lifted(place))
    settle()
    assert in_force() == before


def test_a_suspension_is_not_taken_back_over_a_newer_one(place: Place) -> None:
    first = suspended(place)
    lifted(place)
    suspended(place)
    before = in_force()
    refused(first, place.moderator, "decided about this since", AlreadyDecided)
    assert in_force() == before


@pytest.mark.parametrize("lift", [False, True])
def test_what_is_over_by_itself_is_not_taken_back(place: Place, lift: bool) -> None:
    decision = suspended(place)
    if lift:
        decision = lifted(place)
    Suspension.objects.update(until=timezone.now())
    refused(decision, place.moderator, "over already")


@pytest.mark.parametrize("who", ["stranger", "reader", "author"])
def test_only_whoever_suspended_or_an_admin_takes_it_back(place: Place, who: str) -> None:
    decision = suspended(place)
    refused(decision, getattr(place, who), "You cannot write" if who == "author" else "Only whoever decided this")
    assert in_force()
    undo(moderator=place.admin, decision=decision)


def terms() -> list[tuple[Any, ...]]:
    return list(Appointment.objects.in_force().order_by("pk").values_list("member", "space", "ends_at"))


def test_a_term_that_is_taken_back_ends_and_one_that_was_ended_goes_on(place: Place) -> None:
    before = terms()
    ends_at = timezone.now() + timedelta(days=30)
    appointments.appoint(admin=place.admin, member=place.reader, space=place.space, ends_at=ends_at)
    appointed, there = Decision.objects.latest("pk"), terms()
    term = Appointment.objects.get(member=place.reader)
    appointments.end_term(admin=place.admin, appointment=term)
    refused(appointed, place.admin, "decided about this since", AlreadyDecided)
    undo(moderator=place.admin, decision=Decision.objects.latest("pk"))
    assert terms() == there
    undo(moderator=place.admin, decision=appointed)
    assert terms() == before


def test_an_appointment_is_taken_back_by_an_admin_alone(place: Place) -> None:
    before = terms()
    ends_at = timezone.now() + timedelta(days=30)
    appointments.appoint(admin=place.admin, member=place.reader, space=place.space, ends_at=ends_at)
    decision = Decision.objects.latest("pk")
    refused(decision, place.moderator, "Only an admin")
    undo(moderator=place.admin, decision=decision)
    assert terms() == before
