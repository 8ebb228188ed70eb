"""Joining at the same moment: one name, one invitation, one set-up link."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from members.actions import accounts, community, invitations
from members.models import Invitation, Member, SetupLink
from members.rules import NotAllowed
from tests import cast, make
from tests.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)

AT_ONCE = 6


def all_at_once(act: Callable[[int], Any]) -> list[Any]:
    """What each of six threads got or raised."""
    return at_once([partial(act, number) for number in range(AT_ONCE)], refusals=(NotAllowed, SetupLink.DoesNotExist))


def test_one_name_goes_to_one_of_them() -> None:
    make.community()
    results = all_at_once(
        lambda number: accounts.enrol(
            member=Member(email=f"wilf{number}@example.org"), name="Wilf", agreement_version=1
        )
    )
    assert sum(isinstance(result, Member) for result in results) == 1
    assert sum(isinstance(result, NotAllowed) for result in results) == AT_ONCE - 1
    assert Member.objects.filter(name_key="wilf").count() == 1


def test_names_that_give_the_same_handle_all_get_in() -> None:
    make.community()
    names = ["Jo A", "Jo-B", "Jo C", "Jo.D", "Jo E", "Jo F"]
    Member.objects.bulk_create([Member(handle=f"jo-{letter}", display_name=f"Taken {letter}") for letter in "abcdef"])
    results = all_at_once(
        lambda number: accounts.enrol(
            member=Member(email=f"jo{number}@example.org"), name=names[number], agreement_version=1
        )
    )
    assert all(isinstance(result, Member) for result in results), results
    assert len({result.handle for result in results}) == AT_ONCE


def test_one_invitation_lets_one_of_them_in() -> None:
    make.community(registration="invitation")
    invitation, _token = invitations.invite(by=cast.marit())
    results = all_at_once(
        lambda number: accounts.enrol(
            member=Member(email=f"p{number}@example.org"),
            name=f"Person {'abcdefgh'[number]}",
            agreement_version=1,
            invitation=Invitation.objects.get(pk=invitation.pk),
        )
    )
    assert sum(isinstance(result, Member) for result in results) == 1
    assert Member.objects.filter(display_name__startswith="Person").count() == 1


def test_one_link_makes_one_admin() -> None:
    token = community.make_setup_link()
    assert token
    values: dict[str, Any] = {"name": "One", "purpose": "x", "non_goals": "y", "agreement": ["z"]}
    results = all_at_once(
        lambda number: community.set_up(
            token=token,
            admin=Member(email=f"a{number}@example.org"),
            password="",
            name=f"Ada {'abcdefgh'[number]}",
            community=values,
        )
    )
    assert sum(isinstance(result, Member) for result in results) == 1
    assert Member.objects.filter(is_staff=True).count() == 1


def test_whoever_belongs_belongs_once() -> None:
    make.community()
    wilf = accounts.enrol(member=Member(email="wilf@example.org"), name="Wilf", agreement_version=1)
    all_at_once(lambda _number: accounts.address_confirmed(member=wilf))
    assert wilf.stage_changes.count() == 1
