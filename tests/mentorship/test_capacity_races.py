"""Ten yeses at the same moment and room for one: one pair."""

import pytest

from members.rules import NotAllowed
from mentorship.actions import requests
from mentorship.models import Mentorship, Request
from tests import make
from tests.races import at_once, kinds

pytestmark = pytest.mark.django_db(transaction=True)


def test_ten_yeses_at_once_with_room_for_one() -> None:
    mentor = make.mentor()
    asked = [make.mentor_request(mentor=mentor) for _ in range(10)]
    results = at_once(
        [lambda one=one: requests.accept(actor=mentor.member, request=one) for one in asked], refusals=(NotAllowed,)
    )
    assert kinds(results) == {"Mentorship": 1, "NotAllowed": 9}
    assert Mentorship.objects.filter(ended_at__isnull=True).count() == 1
    assert Request.objects.filter(state="passed_on").count() == 9


def test_ten_clicks_on_one_yes_are_one_pair() -> None:
    request = make.mentor_request(mentor=make.mentor(capacity=3))
    at_once([lambda: requests.accept(actor=request.mentor.member, request=request)] * 10, refusals=(NotAllowed,))
    assert Mentorship.objects.count() == 1


def test_one_asks_ten_mentors_at_once_and_one_request_stands() -> None:
    path, somebody = make.journey(), make.member(stage="pursuing")
    goal = make.goal(member=somebody, journey=path)
    asked = [make.mentor(journeys=(path,)) for _ in range(10)]
    at_once(
        [
            lambda one=one: requests.ask(
                mentee=somebody, mentor=one, goal=goal, words="Company?", often="weekly", reasons=[]
            )
            for one in asked
        ],
        refusals=(NotAllowed,),
    )
    assert Request.objects.filter(state="asked").count() == 1
