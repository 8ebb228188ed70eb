"""Who may know of a goal: its owner's choice, in every query, and private unless they say otherwise."""

from datetime import timedelta

import pytest
from django.utils import timezone

from members.models import Goal, Member, StageChange
from members.queries import path
from tests import cast, make

pytestmark = pytest.mark.django_db

SEEN_BY = {  # visibility: who may know (the mentor is theirs)
    "self": {"owner"},
    "mentor": {"owner", "mentor"},
    "members": {"owner", "mentor", "member"},
    "everyone": {"owner", "mentor", "member", "visitor"},
}


@pytest.mark.parametrize("visibility", SEEN_BY)
@pytest.mark.parametrize("who", ["owner", "mentor", "member", "visitor"])
def test_the_matrix(visibility: str, who: str) -> None:
    pau = cast.pau()
    make.goal(member=pau, visibility=visibility, milestones=("Made the call",))
    viewer = {"owner": pau, "mentor": cast.tobias(), "member": cast.ines(), "visitor": None}[who]
    mentees = [pau.pk] if who == "mentor" else []
    seen = path.goals_of(pau, viewer, mentees=mentees).exists()
    assert seen == (who in SEEN_BY[visibility])
    titles = [step.title for step in path.steps(pau, viewer, mentees=mentees)]
    assert ("Goal set" in titles) == (who in SEEN_BY[visibility])


def test_an_admin_sees_no_more_than_a_member() -> None:
    pau = cast.pau()
    make.goal(member=pau, visibility="self")
    assert not path.goals_of(pau, cast.nasreen()).exists()


def test_somebody_elses_mentor_sees_nothing() -> None:
    pau, ines = cast.pau(), cast.ines()
    make.goal(member=pau, visibility="mentor")
    assert not path.goals_of(pau, cast.tobias(), mentees=[ines.pk]).exists()


def test_a_closed_goal_is_its_owners_alone() -> None:
    pau = cast.pau()
    make.goal(member=pau, visibility="everyone", closed_at=timezone.now())
    assert not path.goals_of(pau, cast.ines()).exists()
    assert not path.goals_of(pau, None).exists()
    assert path.goals_of(pau, pau).exists()


def test_others_see_what_is_behind_and_the_owner_also_what_is_ahead() -> None:
    pau = cast.pau()
    goal = make.goal(member=pau, visibility="members", milestones=("Opened the letters", "Made the call"))
    goal.milestones.filter(position=0).update(reached_at=timezone.now(), note="Two piles.")
    seen = [step.title for step in path.steps(pau, cast.ines())]
    assert seen == ["Arrived", "Goal set", "Opened the letters"]
    own = path.steps(pau, pau)
    assert [step.title for step in own if step.ahead] == ["Made the call", "Goal reached"]
    assert [step.title for step in own if step.now] == ["Opened the letters"]


def test_staying_on_stays_private_with_a_private_goal_and_mentoring_shows() -> None:
    tobias = cast.tobias()
    make.goal(member=tobias, visibility="self", reached_at=timezone.now())
    StageChange.objects.create(member=tobias, before="reached", after="alum", why="Chose to stay.")
    StageChange.objects.create(member=tobias, before="alum", after="mentor", why="Mentors here.")
    assert [step.title for step in path.steps(tobias, cast.ines())] == ["Arrived", "Mentor"]
    assert "Stayed on" in [step.title for step in path.steps(tobias, tobias)]


def test_a_path_costs_the_same_however_long_it_is(django_assert_num_queries) -> None:
    tobias = cast.tobias()
    for n in range(4):
        make.goal(member=tobias, visibility="members", milestones=tuple(f"Step {n}" for n in range(8)))
    viewer = cast.ines()
    with django_assert_num_queries(3):
        path.steps(tobias, viewer)


def reached(member: Member, *, hours_ago: float, **more: object) -> Goal:
    return make.goal(member=member, reached_at=timezone.now() - timedelta(hours=hours_ago), **more)


def test_the_one_ask_is_due_the_day_after_and_not_on_the_day_itself() -> None:
    pau = make.member(stage=Member.Stage.REACHED)
    goal = reached(pau, hours_ago=0)
    assert path.goal_to_ask_about(pau) is None
    assert path.goal_to_ask_about(pau, now=timezone.now() + timedelta(days=1)) == goal


def test_the_day_is_the_members_own() -> None:
    somewhere = make.member(stage=Member.Stage.REACHED, time_zone="Pacific/Kiritimati")  # UTC+14
    at = timezone.now().replace(hour=9, minute=50)
    make.goal(member=somewhere, reached_at=at)
    assert path.goal_to_ask_about(somewhere, now=at + timedelta(minutes=20)) is not None
    assert path.goal_to_ask_about(somewhere, now=at + timedelta(minutes=5)) is None


@pytest.mark.parametrize("stage", ["alum", "resting", "left", "pursuing"])
def test_nobody_is_asked_who_moved_on(stage: str) -> None:
    somebody = make.member(stage=stage)
    reached(somebody, hours_ago=72)
    assert path.goal_to_ask_about(somebody) is None


def test_nobody_is_asked_twice() -> None:
    pau = make.member(stage=Member.Stage.REACHED)
    reached(pau, hours_ago=72, answer_to_stay="rest")
    assert path.goal_to_ask_about(pau) is None
