"""Mentoring opens on what is one's own, and says no before there is a form."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from members.models import Goal, Member
from mentorship import queries
from mentorship.actions import requests
from mentorship.models import Mentor, Request
from notices.kinds import KINDS
from tests import cast, make

pytestmark = pytest.mark.django_db

HOME, OFFER = "/mentoring/", "/mentoring/offer/"


@pytest.fixture
def mentor() -> Mentor:
    make.community()
    return make.mentor(member=cast.tobias())


def asked(mentor: Mentor, member: Member | None = None, words: str = "Company, please.") -> Request:
    member = member or cast.pau()
    goal = make.goal(member=member, journey=mentor.journeys.get())
    return requests.ask(mentee=member, mentor=mentor, goal=goal, words=words, often="weekly", reasons=[])


def signed_in(member: Member) -> Client:
    client = Client()
    client.force_login(member)
    return client


def read(member: Member, address: str = HOME) -> str:
    return signed_in(member).get(address).content.decode()


# --- what is one's own ------------------------------------------------------------------------------------------------


def test_a_mentor_reads_first_who_asks_and_whom_they_walk_with(mentor) -> None:
    pair = requests.accept(actor=mentor.member, request=asked(mentor))
    Mentor.objects.update(capacity=2)
    asked(mentor, cast.wilf(), "May I?")
    page = read(mentor.member)
    assert "May I?" in page
    assert reverse("mentorship:pair", args=[pair.pk]) in page
    assert page.index("May I?") < page.index("Walking with you")
    assert "Find someone who has been through it" not in page


def test_a_mentor_whom_nobody_asked_yet_is_not_sent_to_set_a_goal(mentor) -> None:
    page = read(mentor.member)
    assert "When somebody asks you, they appear here." in page
    assert "First a goal" not in page


def test_whoever_walks_with_somebody_is_not_told_what_a_mentor_is(mentor) -> None:
    request = asked(mentor)
    assert "You asked Tobias" in read(request.mentee)
    requests.accept(actor=mentor.member, request=request)
    page = read(request.mentee)
    assert "Who walks with you" in page
    assert "A mentor is a member who reached" not in page


def test_whoever_has_nothing_yet_reads_what_a_mentor_is(mentor) -> None:
    page = read(cast.pau())
    assert "A mentor is a member who reached" in page
    assert "Asking you" not in page


def test_nobody_reads_who_asks_another(mentor) -> None:
    asked(mentor, words="For Tobias alone.")
    other = make.mentor(member=make.member(stage="mentor"), journeys=tuple(mentor.journeys.all()))
    assert "For Tobias alone." not in read(other.member)


# --- no before the form -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("stage", ["newcomer", "member", "pursuing", "reached"])
def test_who_did_not_stay_on_reads_why_in_place_of_the_form(mentor, stage) -> None:
    member = make.member(stage=stage)
    make.goal(member=member, reached_at=timezone.now())
    page = read(member, OFFER)
    assert "people who reached their goal and stayed on" in page
    assert "briefing_read" not in page
    assert "The boundaries" in page


def test_so_does_an_alum_who_reached_no_goal_here(mentor) -> None:
    page = read(make.member(stage="alum"), OFFER)
    assert "None of your goals is marked as reached." in page
    assert "briefing_read" not in page


def test_and_whoever_may_not_write(mentor) -> None:
    member = make.member(stage="alum")
    make.goal(member=member, reached_at=timezone.now())
    assert "briefing_read" in read(member, OFFER)
    make.suspension(member=member, reason="A heated evening.")
    page = read(member, OFFER)
    assert "A heated evening." in page
    assert "briefing_read" not in page


def test_a_posted_form_is_refused_as_well(mentor) -> None:
    assert signed_in(make.member(stage="member")).post(OFFER, {"briefing_read": "on"}).status_code == 403


def test_whoever_has_asked_already_finds_no_second_form(mentor) -> None:
    request = asked(mentor)
    other = make.mentor(member=make.member(stage="mentor"), journeys=(request.journey,))
    goal = Goal.objects.get(member=request.mentee)
    answer = signed_in(request.mentee).get(reverse("mentorship:ask", args=[goal.pk, other.pk]))
    assert answer.status_code == 403
    assert "You have asked somebody already." in answer.content.decode()


def test_a_mentor_without_room_reads_so_in_place_of_yes_and_can_still_say_no(mentor) -> None:
    requests.accept(actor=mentor.member, request=asked(mentor))
    Mentor.objects.update(capacity=2)
    second = asked(mentor, cast.wilf())
    Mentor.objects.update(capacity=1)
    page = read(mentor.member, reverse("mentorship:request", args=[second.pk]))
    assert "as many people as you said you can" in page
    assert reverse("mentorship:accept", args=[second.pk]) not in page
    assert reverse("mentorship:decline", args=[second.pk]) in page


def test_an_answered_request_has_neither(mentor) -> None:
    request = asked(mentor)
    requests.decline(actor=mentor.member, request=request)
    page = read(mentor.member, reverse("mentorship:request", args=[request.pk]))
    assert "This was answered already" in page
    assert reverse("mentorship:decline", args=[request.pk]) not in page


def test_whoever_may_not_write_reads_letters_and_why_there_is_no_box(mentor) -> None:
    pair = requests.accept(actor=mentor.member, request=asked(mentor))
    address = reverse("mentorship:pair", args=[pair.pk])
    assert 'name="body"' in read(pair.mentee, address)
    make.suspension(member=pair.mentee, reason="A heated evening.")
    page = read(pair.mentee, address)
    assert 'name="body"' not in page
    assert "A heated evening." in page


# --- what is said of a request that passed on -------------------------------------------------------------------------


def test_of_a_place_that_was_taken_nobody_says_that_three_days_went_by(mentor) -> None:
    first, second = asked(mentor), asked(mentor, cast.wilf())
    requests.accept(actor=mentor.member, request=first)
    second.refresh_from_db()
    assert second.state == Request.State.PASSED_ON
    page = read(second.mentee)
    assert "The last place was taken before there was an answer." in page
    assert "within three days. You can" not in page


def test_of_three_days_without_an_answer_it_is_said(mentor) -> None:
    request = asked(mentor)
    Request.objects.update(answer_by=timezone.now() - timedelta(minutes=1))
    requests.pass_on_overdue()
    page = read(request.mentee)
    assert queries.last_answer(request.mentee).ran_out
    assert "There was no answer within three days." in page
    assert "place was taken" not in page


def test_the_notice_is_true_of_both(mentor) -> None:
    kind = KINDS["mentor_passed_on"]
    assert not any("three days" in str(words) for words in (kind.line, kind.lead, kind.label))
