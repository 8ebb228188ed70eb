"""A goal in one's own words: set, reached because one says so, closed without a reason, opened again."""

import pytest

from activity.models import Event
from members.actions import goals, stages
from members.models import Goal, Member, Milestone
from members.rules import NotAllowed
from tests import cast, make

pytestmark = pytest.mark.django_db
Stage = Member.Stage


def set_goal(member: Member, **more: object) -> Goal:
    fields = {"journey": None, "words": " Clear three cards. ", "visibility": "self", "milestones": []} | more
    fields["journey"] = fields["journey"] or make.journey()
    return goals.set_goal(member=member, **fields)


def stage(member: Member) -> str:
    return Member.objects.get(pk=member.pk).stage


def test_setting_a_goal_puts_a_member_on_the_way() -> None:
    pau = cast.pau()
    goal = set_goal(pau, milestones=["Made the call", "  ", "Made the call", "Told someone"])
    assert stage(pau) == Stage.PURSUING
    assert goal.words == "Clear three cards."
    assert [step.title for step in goal.milestones.all()] == ["Made the call", "Told someone"]


def test_the_ledger_hears_of_a_goal_but_not_its_words() -> None:
    goal = set_goal(cast.pau())
    event = Event.objects.get(verb="goal.set")
    assert event.data == {"journey": goal.journey_id}


def test_a_newcomer_may_set_a_goal_from_the_first_minute() -> None:
    wilf = cast.wilf()
    set_goal(wilf)
    assert stage(wilf) == Stage.PURSUING


@pytest.mark.parametrize("kept", [Stage.ALUM, Stage.MENTOR, Stage.EMERITUS])
def test_whoever_stayed_on_keeps_that_role_beside_a_new_goal(kept: str) -> None:
    somebody = make.member(stage=kept)
    set_goal(somebody)
    assert stage(somebody) == kept


def test_one_open_goal_for_each_path() -> None:
    pau, path = cast.pau(), make.journey()
    set_goal(pau, journey=path)
    with pytest.raises(NotAllowed, match="already"):
        set_goal(pau, journey=path)
    set_goal(pau)
    assert Goal.objects.count() == 2


def test_a_closed_path_takes_no_goals() -> None:
    with pytest.raises(NotAllowed):
        set_goal(cast.pau(), journey=make.journey(is_open=False))


def test_the_suspended_set_no_goals() -> None:
    with pytest.raises(NotAllowed):
        set_goal(cast.noor())


def test_a_list_of_steps_has_an_end() -> None:
    pau = cast.pau()
    with pytest.raises(NotAllowed):
        set_goal(pau, milestones=[f"Step {n}" for n in range(31)])
    assert not Goal.objects.exists()
    assert stage(pau) == Stage.MEMBER


def test_reached_is_said_by_its_owner_and_told_to_the_ledger_once() -> None:
    pau = cast.pau()
    goal = set_goal(pau)
    goals.reach(member=pau, goal=goal)
    goals.reach(member=pau, goal=goal)
    assert stage(pau) == Stage.REACHED
    assert Event.objects.filter(verb="goal.reached").count() == 1


def test_all_steps_done_does_not_reach_the_goal() -> None:
    pau = cast.pau()
    goal = set_goal(pau, milestones=["Made the call"])
    goals.mark_milestone(member=pau, milestone=goal.milestones.get(), reached=True, note="They said yes.")
    assert Goal.objects.get().reached_at is None
    assert stage(pau) == Stage.PURSUING


@pytest.mark.parametrize("verb", [goals.reach, goals.close, goals.reopen])
def test_somebody_elses_goal_does_not_exist(verb) -> None:
    goal = set_goal(cast.pau())
    with pytest.raises(Goal.DoesNotExist):
        verb(member=cast.ines(), goal=goal)


def test_closing_asks_nothing_and_leads_back_to_where_one_was() -> None:
    wilf = cast.wilf()
    goal = set_goal(wilf)
    goals.close(member=wilf, goal=goal)
    goals.close(member=wilf, goal=goal)
    assert stage(wilf) == Stage.NEWCOMER


def test_closing_one_of_two_goals_leaves_one_on_the_way() -> None:
    pau = cast.pau()
    first = set_goal(pau)
    set_goal(pau)
    goals.close(member=pau, goal=first)
    assert stage(pau) == Stage.PURSUING


def test_a_closed_goal_is_not_reached_before_it_is_reopened() -> None:
    pau = cast.pau()
    goal = set_goal(pau)
    goals.close(member=pau, goal=goal)
    with pytest.raises(NotAllowed):
        goals.reach(member=pau, goal=goal)
    goals.reopen(member=pau, goal=goal)
    goals.reach(member=pau, goal=goal)
    assert stage(pau) == Stage.REACHED


def test_an_alum_who_reopens_the_goal_is_on_the_way_again() -> None:
    pau = cast.pau()
    goal = set_goal(pau)
    goals.reach(member=pau, goal=goal)
    goals.answer_to_stay(member=pau, goal=goal, answer="stay")
    assert stage(pau) == Stage.ALUM
    goals.reopen(member=pau, goal=goal)
    assert stage(pau) == Stage.PURSUING
    assert Goal.objects.get().answer_to_stay == ""


def test_a_mentor_who_reopens_a_goal_stays_a_mentor() -> None:
    tobias = cast.tobias()
    goal = make.goal(member=tobias)
    goals.reach(member=tobias, goal=goal)
    goals.reopen(member=tobias, goal=goal)
    assert stage(tobias) == Stage.MENTOR


def test_reopening_beside_another_open_goal_on_the_same_path_is_refused() -> None:
    pau = cast.pau()
    old = set_goal(pau)
    goals.close(member=pau, goal=old)
    set_goal(pau, journey=old.journey)
    with pytest.raises(NotAllowed, match="another open goal"):
        goals.reopen(member=pau, goal=old)


def test_reopening_an_open_goal_is_nothing() -> None:
    pau = cast.pau()
    goal = set_goal(pau)
    assert goals.reopen(member=pau, goal=goal).is_open


@pytest.mark.parametrize(("answer", "leads_to"), [("stay", "alum"), ("rest", "resting"), ("goodbye", "left")])
def test_the_one_ask_has_three_answers(answer: str, leads_to: str) -> None:
    pau = cast.pau()
    goal = set_goal(pau)
    goals.reach(member=pau, goal=goal)
    goals.answer_to_stay(member=pau, goal=goal, answer=answer)
    goals.answer_to_stay(member=pau, goal=goal, answer=answer)
    assert stage(pau) == leads_to
    assert Goal.objects.get().answer_to_stay == answer


def test_a_goodbye_can_be_taken_back_and_become_a_stay() -> None:
    pau = cast.pau()
    goal = set_goal(pau)
    goals.reach(member=pau, goal=goal)
    goals.answer_to_stay(member=pau, goal=goal, answer="goodbye")
    goals.answer_to_stay(member=pau, goal=goal, answer="stay")
    assert stage(pau) == Stage.ALUM


def test_an_answer_nobody_offered_is_refused() -> None:
    pau = cast.pau()
    goal = set_goal(pau)
    goals.reach(member=pau, goal=goal)
    with pytest.raises(NotAllowed):
        goals.answer_to_stay(member=pau, goal=goal, answer="promote me")


def test_there_is_nothing_to_answer_before_the_goal_is_reached() -> None:
    pau = cast.pau()
    goal = set_goal(pau)
    with pytest.raises(NotAllowed):
        goals.answer_to_stay(member=pau, goal=goal, answer="stay")
    assert stage(pau) == Stage.PURSUING


def test_steps_move_and_keep_their_order() -> None:
    pau = cast.pau()
    goal = set_goal(pau, milestones=["a", "b"])
    third = goals.add_milestone(member=pau, goal=goal, title="c")
    goals.move_milestone(member=pau, milestone=third, up=True)
    goals.move_milestone(member=pau, milestone=third, up=True)
    goals.move_milestone(member=pau, milestone=third, up=True)
    assert [step.title for step in goal.milestones.all()] == ["c", "a", "b"]
    goals.move_milestone(member=pau, milestone=third, up=False)
    assert [step.title for step in goal.milestones.all()] == ["a", "c", "b"]


def test_a_lapse_resets_one_step_and_nothing_else() -> None:
    pau = cast.pau()
    goal = set_goal(pau, milestones=["a", "b"])
    a, b = goal.milestones.all()
    goals.mark_milestone(member=pau, milestone=a, reached=True)
    goals.mark_milestone(member=pau, milestone=b, reached=True, note="At last.")
    goals.mark_milestone(member=pau, milestone=b, reached=False)
    a.refresh_from_db()
    b.refresh_from_db()
    assert a.reached_at is not None
    assert (b.reached_at, b.note) == (None, "At last.")


def test_marking_a_step_twice_keeps_its_first_time() -> None:
    pau = cast.pau()
    goal = set_goal(pau, milestones=["a"])
    first = goals.mark_milestone(member=pau, milestone=goal.milestones.get(), reached=True).reached_at
    assert goals.mark_milestone(member=pau, milestone=goal.milestones.get(), reached=True).reached_at == first


def test_somebody_elses_steps_do_not_exist() -> None:
    pau, ines = cast.pau(), cast.ines()
    step = set_goal(pau, milestones=["a"]).milestones.get()
    with pytest.raises(Goal.DoesNotExist):
        goals.mark_milestone(member=ines, milestone=step, reached=True)
    with pytest.raises(Goal.DoesNotExist):
        goals.remove_milestone(member=ines, milestone=step)
    with pytest.raises(Goal.DoesNotExist):
        goals.move_milestone(member=ines, milestone=step, up=True)
    with pytest.raises(Goal.DoesNotExist):
        goals.add_milestone(member=ines, goal=step.goal, title="b")
    assert Milestone.objects.count() == 1


def test_resting_and_then_setting_a_goal_is_coming_back() -> None:
    pau = cast.pau()
    stages.rest(member=pau)
    set_goal(pau)
    assert stage(pau) == Stage.PURSUING
