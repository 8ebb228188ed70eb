"""The people of the tests, by name. Each function makes that person; `make.member` makes anybody else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from members.models import Member
from tests import make


def ines(**more: Any) -> Member:
    """On the way; asks questions."""
    return make.member(handle="ines", display_name="Ines Calder", stage=Member.Stage.PURSUING, **more)


def dorrie(**more: Any) -> Member:
    """Answers from her own life; on the way."""
    return make.member(handle="dorrie", display_name="Dorrie H", stage=Member.Stage.PURSUING, **more)


def tobias(**more: Any) -> Member:
    """Reached his goal, stayed, mentors here (a `Mentor` row is made by `make.mentor`)."""
    return make.member(handle="tobias", display_name="Tobias W", stage=Member.Stage.MENTOR, **more)


def marit(**more: Any) -> Member:
    """Reached her goal and stayed on."""
    return make.member(handle="marit", display_name="Marit", stage=Member.Stage.ALUM, **more)


def pau(**more: Any) -> Member:
    """A plain member."""
    return make.member(handle="pau", display_name="Pau", stage=Member.Stage.MEMBER, **more)


def callum(**more: Any) -> Member:
    """Joined two days ago."""
    joined = {"joined_at": timezone.now() - timedelta(days=2)}
    return make.member(handle="callum", display_name="Callum", stage=Member.Stage.NEWCOMER, **joined | more)


def nasreen(**more: Any) -> Member:
    """An admin."""
    return make.member(handle="nasreen", display_name="Nasreen B", is_staff=True, **more)


def wilf(**more: Any) -> Member:
    """Joined just now."""
    return make.member(
        handle="wilf",
        display_name="Wilf",
        stage=Member.Stage.NEWCOMER,
        **{"joined_at": timezone.now()} | more,
    )


def noor(**more: Any) -> Member:
    """May read, may not write for a week."""
    person = make.member(handle="noor", display_name="Noor", **more)
    make.suspension(member=person)
    return person
