"""Renew or rest? A mentor is asked once, in the last week of a term."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core import mail as outgoing
from django.utils import timezone

from members.models import Member
from mentorship.actions import mentors
from mentorship.models import Mentor
from notices.models import Message, Notice
from notices.queries.links import target
from nudges.actions import pairs as nudging
from nudges.models import Crisis
from tests import make
from tests.ledger import settle
from tests.nudges.people import DAY, ending, mailed

pytestmark = pytest.mark.django_db


def test_a_week_before_the_end_the_mentor_is_asked_in_the_page_and_by_mail() -> None:
    ending()
    assert nudging.ask_to_renew() == 1
    assert target(Notice.objects.get(kind="term")) == "/mentoring/term/"
    assert mailed("term") == ["Tobias W"]
    (mail,) = outgoing.outbox
    assert "eight more, or a rest" in mail.body
    assert "It is asked once for each term." in mail.body


def test_once_for_a_term_and_again_in_the_next() -> None:
    mentor = ending()
    assert [nudging.ask_to_renew() for _run in range(3)] == [1, 0, 0]
    mentors.renew(mentor=mentor)
    settle()
    assert not Notice.objects.filter(kind="term").exists()
    assert nudging.ask_to_renew() == 0
    past = timezone.now() - 56 * DAY
    Message.objects.update(created_at=past)
    Mentor.objects.update(term_ends_at=timezone.now() + 5 * DAY)
    assert nudging.ask_to_renew() == 1


@pytest.mark.parametrize("days", [-1, 8])
def test_neither_before_the_last_week_nor_after_the_end(days: float) -> None:
    ending(days=days)
    assert nudging.ask_to_renew() == 0


MENTORS_AT_REST: dict[str, Callable[[Mentor], object]] = {
    "paused": lambda mentor: mentors.pause(mentor=mentor, paused=True),
    "stopped": lambda mentor: mentors.stop(mentor=mentor),
    "renewed": lambda mentor: mentors.renew(mentor=mentor),
    "suspended": lambda mentor: make.suspension(member=mentor.member),
    "resting": lambda mentor: Member.objects.filter(pk=mentor.member_id).update(stage=Member.Stage.RESTING),
    "in a crisis": lambda mentor: Crisis.objects.create(
        member=mentor.member, by=make.admin(), post_id=1, until=timezone.now() + DAY
    ),
    "asleep": lambda mentor: Member.objects.filter(pk=mentor.member_id).update(time_zone=make.nighttime()),
}


@pytest.mark.parametrize("make_it_so", MENTORS_AT_REST.values(), ids=MENTORS_AT_REST.keys())
def test_not_asked(make_it_so: Callable[[Mentor], object]) -> None:
    make_it_so(ending())
    assert nudging.ask_to_renew() == 0


@pytest.mark.parametrize("make_it_so", MENTORS_AT_REST.values(), ids=MENTORS_AT_REST.keys())
def test_and_no_mail_goes_if_it_becomes_so_meanwhile(make_it_so: Callable[[Mentor], object]) -> None:
    mentor = ending()
    nudging.ask_to_renew()
    make_it_so(mentor)
    assert mailed("term") == []


def test_who_stopped_is_not_asked_in_the_page_any_more() -> None:
    mentor = ending()
    nudging.ask_to_renew()
    mentors.stop(mentor=mentor)
    settle()
    assert not Notice.objects.filter(kind="term").exists()
