"""A mentor is asked about whoever is still alone without having offered it: two that went by stop that as well."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from members.models import Member
from mentorship.models import Mentor
from nudges.actions import ends, offers
from nudges.models import Offer, Summons
from nudges.queries.candidates import for_newcomer
from nudges.waves import WAVES, Asked
from tests import cast, make
from tests.nudges.people import greeter, hours_ago

pytestmark = pytest.mark.django_db
WAVE = next(wave for wave in WAVES if wave.who is Asked.MENTORS)
FIRST = WAVES[0]


@pytest.fixture
def mentor() -> Mentor:
    return make.mentor(member=cast.tobias(), opted_in_at=timezone.now() - timedelta(days=60))


def summons(to: Member, *, days: float, outcome: str = "open", wave: int = WAVE.number, kind: str = "greet") -> Summons:
    about = {"newcomer": make.newcomer()} if kind == "greet" else {"topic": make.topic()}
    return Summons.objects.create(
        kind=kind, member=to, wave=wave, why="You mentor here.", at=hours_ago(days * 24), outcome=outcome, **about
    )


def is_asked(mentor: Mentor) -> bool:
    newcomer = make.newcomer()
    return mentor.member_id in [one.member_id for one in for_newcomer(newcomer, WAVE, None, timezone.now()).awake]


def test_two_that_went_by_stop_a_mentor_who_never_made_an_offer(mentor: Mentor) -> None:
    summons(mentor.member, days=20)
    summons(mentor.member, days=9, kind="answer")
    assert is_asked(mentor)
    assert ends.run_out() == (2, 1)
    offer = Offer.objects.get(member=mentor.member)
    assert (offer.kind, offer.stopped_at is not None) == ("mentor", True)
    assert not is_asked(mentor)


def test_they_read_that_it_stopped_and_start_it_again(mentor: Mentor, client: Client) -> None:
    for days in (20, 9):
        summons(mentor.member, days=days)
    ends.run_out()
    client.force_login(mentor.member)
    assert "not asked any more" in client.get("/settings/suggestions/").content.decode()
    offers.offer(member=mentor.member, kind="mentor")
    assert ends.run_out() == (0, 0)
    assert is_asked(mentor)


def test_and_one_who_made_an_offer_keeps_the_one_row(mentor: Mentor) -> None:
    Offer.objects.create(member=mentor.member, kind="mentor", at=hours_ago(24 * 40))
    for days in (20, 9):
        summons(mentor.member, days=days)
    assert ends.run_out() == (2, 1)
    offer = Offer.objects.get()
    assert offer.stopped_at is not None


def test_it_is_written_once_however_often_the_task_runs(mentor: Mentor) -> None:
    for days in (20, 9):
        summons(mentor.member, days=days)
    assert [ends.run_out()[1] for _run in range(3)] == [1, 0, 0]


def test_one_stops_nothing(mentor: Mentor) -> None:
    summons(mentor.member, days=9)
    assert ends.run_out() == (1, 0)
    assert is_asked(mentor)


@pytest.mark.parametrize("outcome", ["done", "not_now"])
def test_a_reply_to_the_last_one_stops_nothing(mentor: Mentor, outcome: str) -> None:
    for days in (30, 20):
        summons(mentor.member, days=days, outcome="ran_out")
    summons(mentor.member, days=9, outcome=outcome)
    assert ends.run_out() == (0, 0)


def test_one_that_somebody_else_did_counts_for_nothing(mentor: Mentor) -> None:
    summons(mentor.member, days=20, outcome="ran_out")
    summons(mentor.member, days=9, outcome="passed")
    assert ends.run_out() == (0, 0)


def test_what_went_by_before_they_mentored_does_not_count(mentor: Mentor) -> None:
    Mentor.objects.update(opted_in_at=hours_ago(24 * 12))
    for days in (20, 9):
        summons(mentor.member, days=days)
    assert ends.run_out() == (2, 0)


def test_who_has_stopped_mentoring_gets_no_row(mentor: Mentor) -> None:
    Mentor.objects.update(ended_at=timezone.now())
    for days in (20, 9):
        summons(mentor.member, days=days)
    ends.run_out()
    assert not Offer.objects.exists()


@pytest.mark.parametrize("wave", [wave.number for wave in WAVES if wave.who is not Asked.MENTORS])
def test_what_they_were_asked_as_somebody_else_does_not_count(mentor: Mentor, wave: int) -> None:
    for days in (20, 9):
        summons(mentor.member, days=days, wave=wave)
    ends.run_out()
    assert not Offer.objects.filter(kind="mentor").exists()


@pytest.mark.parametrize("wave", [wave.number for wave in WAVES if wave.who is not Asked.OPTED_IN])
def test_nor_against_what_they_offered(mentor: Mentor, wave: int) -> None:
    dorrie = greeter()
    Offer.objects.update(at=hours_ago(24 * 60))
    for days in (20, 9):
        summons(dorrie, days=days, wave=wave)
    ends.run_out()
    assert Offer.objects.get(member=dorrie).stopped_at is None
