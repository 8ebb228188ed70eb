"""The life cycle: each step a row, in an order that makes sense, and one tap to go or come back."""

from datetime import timedelta

import pytest
from django.utils import timezone

from activity.models import Event
from members.actions import stages
from members.models import Member, StageChange
from members.rules import NotAllowed
from members.stages import FOLLOWS
from tests import cast, make

pytestmark = pytest.mark.django_db
Stage = Member.Stage


def test_a_step_is_a_row_and_the_member_mirrors_it() -> None:
    pau = cast.pau()
    change = stages.enter(member=pau, stage=Stage.PURSUING, by=pau, why="Set a goal.")
    assert (change.before, change.after, change.by, change.why) == ("member", "pursuing", pau, "Set a goal.")
    assert pau.stage == Member.objects.get(pk=pau.pk).stage == Stage.PURSUING


def test_a_step_is_told_to_the_ledger() -> None:
    pau = cast.pau()
    stages.enter(member=pau, stage=Stage.PURSUING, by=pau, why="Set a goal.")
    event = Event.objects.get(verb="stage.changed")
    assert event.data == {"member": pau.pk, "before": "member", "after": "pursuing"}


def test_entering_the_stage_one_is_in_changes_nothing() -> None:
    pau = cast.pau()
    assert stages.enter(member=pau, stage=Stage.MEMBER, why="Again.") is None
    assert not StageChange.objects.exists()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("newcomer", "alum"),
        ("newcomer", "mentor"),
        ("member", "reached"),
        ("member", "mentor"),
        ("pursuing", "mentor"),
        ("reached", "mentor"),
        ("mentor", "newcomer"),
        ("mentor", "pursuing"),
    ],
)
def test_a_step_that_skips_the_way_is_refused(before: str, after: str) -> None:
    somebody = make.member(stage=before)
    with pytest.raises(NotAllowed):
        stages.enter(member=somebody, stage=after, why="A shortcut.")
    assert Member.objects.get(pk=somebody.pk).stage == before
    assert not StageChange.objects.exists()


def test_the_stage_in_the_database_counts_not_the_one_in_memory() -> None:
    pau = cast.pau()
    stale = Member.objects.get(pk=pau.pk)
    stages.enter(member=pau, stage=Stage.PURSUING, why="Set a goal.")
    assert stages.enter(member=stale, stage=Stage.PURSUING, why="Set a goal.") is None
    assert stale.stage == Stage.PURSUING


@pytest.mark.parametrize("stage", [stage for stage in Stage.values if stage not in {"resting", "left"}])
def test_everybody_may_rest_or_leave_and_come_back_to_their_place(stage: str) -> None:
    somebody = make.member(stage=stage)
    stages.rest(member=somebody)
    stages.leave(member=somebody)
    assert somebody.stage == Stage.LEFT
    stages.come_back(member=somebody)
    assert somebody.stage == stage


def test_coming_back_without_having_gone_is_nothing() -> None:
    assert stages.come_back(member=cast.pau()) is None


def test_somebody_away_from_before_there_were_rows_comes_back_as_a_member() -> None:
    somebody = make.member(stage=Stage.RESTING)
    stages.come_back(member=somebody)
    assert somebody.stage == Stage.MEMBER


def test_every_stage_can_be_left_and_the_table_knows_them_all() -> None:
    assert set(FOLLOWS) == set(Stage.values)
    assert all(FOLLOWS.values())
    assert all(stage not in after for stage, after in FOLLOWS.items())


def newcomer(*, days: int, **more: object) -> Member:
    then = timezone.now() - timedelta(days=days)
    return make.member(stage=Stage.NEWCOMER, **{"joined_at": then, "approved_at": then} | more)


def test_after_fourteen_days_a_newcomer_is_a_member_with_one_row() -> None:
    old, young = newcomer(days=15), newcomer(days=13)
    assert stages.settle_newcomers() == 1
    assert stages.settle_newcomers() == 0
    assert Member.objects.get(pk=old.pk).stage == Stage.MEMBER
    assert Member.objects.get(pk=young.pk).stage == Stage.NEWCOMER
    row = StageChange.objects.get()
    assert (row.member_id, row.before, row.after, row.by) == (old.pk, "newcomer", "member", None)


def test_the_days_begin_with_the_yes_of_an_admin() -> None:
    newcomer(days=40, approved_at=timezone.now() - timedelta(days=1))
    newcomer(days=40, approved_at=None)
    assert stages.settle_newcomers() == 0


def test_imported_people_are_never_moved() -> None:
    newcomer(days=40, kind=Member.Kind.IMPORTED)
    assert stages.settle_newcomers() == 0


def test_the_fourteen_days_cost_the_same_for_one_and_for_many(django_assert_num_queries) -> None:
    for _ in range(12):
        newcomer(days=20)
    with django_assert_num_queries(5):  # the ids, a savepoint's two, their locks, one statement
        assert stages.settle_newcomers() == 12
