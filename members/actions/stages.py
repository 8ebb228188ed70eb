"""Steps of the life cycle. Each is a row; `Member.stage` mirrors the newest one."""

from __future__ import annotations

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from activity.locks import lock
from activity.record import record
from members.models import Goal, Member, StageChange
from members.rules import NotAllowed
from members.stages import AWAY, NEWCOMER_FOR, may_follow

Stage = Member.Stage

# One statement, so that it walks any number of members; whoever is being written to waits for the next run.
ENTER_MANY = """
WITH due AS (
    SELECT id FROM members_member WHERE id = ANY(%(ids)s) AND stage = %(before)s
    FOR NO KEY UPDATE SKIP LOCKED
), moved AS (
    UPDATE members_member SET stage = %(after)s FROM due WHERE members_member.id = due.id
    RETURNING members_member.id
)
INSERT INTO members_stagechange (member_id, before, after, at, why)
SELECT id, %(before)s, %(after)s, %(now)s, %(why)s FROM moved
"""
NEWCOMERS_AT_ONCE = 10_000  # rows of one run of the beat task; the next run takes the rest


@transaction.atomic
def enter(
    *, member: Member, stage: str, by: Member | None = None, why: str, goal: Goal | None = None
) -> StageChange | None:
    """The member is in `stage` from now on. None: they already were.

    `by` is who did it (None: a rule of the community). Raises NotAllowed for a step the life cycle does not have.
    """
    locked = lock(Member.objects.all()).get(pk=member.pk)
    member.stage = locked.stage
    if locked.stage == stage:
        return None
    if not may_follow(locked.stage, stage):
        raise NotAllowed(_("That step does not follow from where you are."))
    change = StageChange.objects.create(member=locked, before=locked.stage, after=stage, by=by, why=why, goal=goal)
    Member.objects.filter(pk=locked.pk).update(stage=stage)
    member.stage = stage
    record(
        verb="stage.changed",
        actor=by,
        target=change,
        data={"member": locked.pk, "before": change.before, "after": change.after},
    )
    return change


def rest(*, member: Member) -> StageChange | None:
    """One tap, no reason asked: nothing is lost and nothing is sent."""
    return enter(member=member, stage=Stage.RESTING, by=member, why=_("Chose to rest."))


def leave(*, member: Member) -> StageChange | None:
    """Leaving is not failure; the account and all that it wrote stay until the member says otherwise."""
    return enter(member=member, stage=Stage.LEFT, by=member, why=_("Said goodbye."))


@transaction.atomic
def come_back(*, member: Member) -> StageChange | None:
    """To the place they had before they went. None: they were not away."""
    locked = lock(Member.objects.all()).get(pk=member.pk)
    if locked.stage not in AWAY:
        return None
    return enter(member=member, stage=_place_before(locked), by=member, why=_("Came back."))


def _place_before(member: Member) -> str:
    last = (
        StageChange.objects.filter(member=member, after__in=AWAY)
        .exclude(before__in=AWAY)
        .order_by("-at", "-id")
        .first()
    )
    return last.before if last and last.before else Stage.MEMBER


def enter_many(*, member_ids: list[int], before: str, after: str, why: str) -> int:
    """Moves all of them who are still in `before`; returns how many. A step of a rule, so nothing follows from it."""
    if not may_follow(before, after):
        raise NotAllowed(_("That step does not follow from where you are."))
    with transaction.atomic(), connection.cursor() as cursor:
        list(lock(Member.objects.filter(pk__in=member_ids)).only("pk"))
        cursor.execute(
            ENTER_MANY,
            {"ids": member_ids, "before": before, "after": after, "now": timezone.now(), "why": why},
        )
        return cursor.rowcount


def settle_newcomers() -> int:
    """Whoever has been here for 14 days is a member; returns how many became one."""
    long_here = Member.objects.people().filter(
        stage=Stage.NEWCOMER,
        joined_at__lt=timezone.now() - NEWCOMER_FOR,
        approved_at__lt=timezone.now() - NEWCOMER_FOR,
    )
    ids = list(long_here.order_by("id").values_list("id", flat=True)[:NEWCOMERS_AT_ONCE])
    return enter_many(member_ids=ids, before=Stage.NEWCOMER, after=Stage.MEMBER, why="Has been here for 14 days.")
