"""The quiet notes: to whom, once, what they say and what they never say."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.core import mail as outgoing
from django.test import Client
from django.utils import timezone

from forum.actions.drafts import keep_draft
from forum.models import Draft
from members.models import Goal, Member, Milestone
from members.rules import NotAllowed
from notices.actions.choices import How, choose
from notices.kinds import KINDS
from notices.models import Message, Notice
from nudges.actions import letters, notes
from nudges.models import Crisis, GoalCheckIn
from nudges.policy import Nudge
from nudges.queries import notes as queries
from recognition.models import Featured, Thanks
from tests import make
from tests.nudges.people import DAY, MATTER, tried

pytestmark = pytest.mark.django_db
NOON = timezone.now().replace(hour=12)


@pytest.fixture(autouse=True)
def early_in_the_month(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is said in the first days of a month is said whenever the tests run."""
    monkeypatch.setattr(queries, "WHILE", timedelta(days=40))


def last_month() -> datetime:
    return queries.month(timezone.now(), 1) + timedelta(days=3)


def thanked(**fields: object) -> Member:
    dorrie = make.member(name="Dorrie H")
    answer = make.answer(by=dorrie)
    make.thanks(post=answer, **{"by": make.member(name="Wilf"), "note": "I slept again.", "at": last_month()} | fields)
    return dorrie


def left_a_draft(**fields: object) -> Member:
    person = make.member()
    keep_draft(actor=person, context="ask", title=f"About the {MATTER}", body="I do not know where to begin. " * 3)
    Draft.objects.update(**{"updated_at": timezone.now() - 4 * DAY} | fields)
    return person


def chose_to_be_asked() -> Member:
    person = make.member(stage=Member.Stage.PURSUING)
    goal = make.goal(member=person, words=f"No more {MATTER}")
    notes.choose_check_in(member=person, goal_id=goal.pk, every_weeks=2)
    GoalCheckIn.objects.update(next_at=timezone.now() - timedelta(hours=1))
    return person


def in_stage(stage: str) -> Member:
    person = make.member(stage=stage)
    change = person.stage_changes.create(before=Member.Stage.REACHED, after=stage, why=".")
    person.stage_changes.filter(pk=change.pk).update(at=timezone.now() - 400 * DAY)
    return person


def has_a_purpose() -> Member:
    make.community(purpose="Nobody should open those letters alone.")
    for number in range(2):
        receiver = make.member()
        thanks = make.thanks(
            post=make.answer(by=receiver), by=make.member(), note=f"You stayed with me, {number}.", note_shown=True
        )
        Featured.objects.create(thanks=thanks, receiver=receiver)
    person = make.member()
    person.reading_marks.create(topic=make.topic(), at=timezone.now() - 3 * DAY)
    return person


OCCASIONS: dict[Nudge, Callable[[], Member]] = {
    Nudge.APPRECIATION: thanked,
    Nudge.RESUME: left_a_draft,
    Nudge.GOAL: chose_to_be_asked,
    Nudge.ALUMNI: lambda: in_stage(Member.Stage.ALUM),
    Nudge.EMERITUS: lambda: in_stage(Member.Stage.EMERITUS),
    Nudge.PURPOSE: has_a_purpose,
}
each = pytest.mark.parametrize(("kind", "occasion"), OCCASIONS.items(), ids=[kind.value for kind in OCCASIONS])


def queued(kind: Nudge) -> list[int]:
    notes.write()
    return list(Message.objects.filter(kind=kind).values_list("member", flat=True))


@each
def test_it_is_due_goes_once_and_says_neither_matter_nor_names_before_it_is_opened(
    kind: Nudge, occasion: Callable[[], Member]
) -> None:
    person = occasion()
    assert queued(kind) == [person.pk]
    notes.write()
    message = tried(Message.objects.get(kind=kind))
    assert message.state == Message.State.SENT, message.outcome
    (mail,) = outgoing.outbox
    shown = f"{mail.subject} {mail.body[:140]}"
    assert MATTER not in mail.subject + str(mail.body)
    assert "Wilf" not in shown
    assert "letters" not in shown
    assert "List-Unsubscribe-Post" in mail.extra_headers
    assert message.why in str(mail.body)
    assert queued(kind) == [person.pk]
    assert Notice.objects.filter(kind=kind, member=person).count() == 1


def fields(**changed: object) -> Callable[[Member], object]:
    return lambda person: Member.objects.filter(pk=person.pk).update(**changed)


NOT_TO: dict[str, Callable[[Member], object]] = {
    "resting": fields(stage=Member.Stage.RESTING),
    "suspended": lambda person: make.suspension(member=person),
    "asleep": lambda person: fields(time_zone=make.nighttime())(person),
    "in a crisis": lambda person: Crisis.objects.create(
        member=person, by=make.admin(), post_id=1, until=timezone.now() + DAY
    ),
}


@each
def test_nobody_gets_it_who_is_away_or_should_be_left_in_peace(kind: Nudge, occasion: Callable[[], Member]) -> None:
    person = occasion()
    for bar in NOT_TO.values():
        bar(person)
        assert queued(kind) == []
        Crisis.objects.all().delete()
        person.suspensions.all().delete()
        fields(time_zone=make.daytime(), stage=person.stage)(person)


@each
def test_who_stopped_it_or_has_no_place_for_it_is_not_written_to(kind: Nudge, occasion: Callable[[], Member]) -> None:
    person = occasion()
    choose(member=person, kind=kind, by_mail=False, how=How.ONE_CLICK)
    notes.write()
    for message in Message.objects.filter(kind=kind):  # a check-in that was chosen is asked in the page all the same
        assert tried(message).outcome == "You chose not to get this by mail."
    assert kind == Nudge.GOAL or not Message.objects.filter(kind=kind).exists()
    assert outgoing.outbox == []


@pytest.mark.parametrize("kind", [kind for kind in OCCASIONS if kind != Nudge.GOAL])
def test_where_the_seven_days_are_taken_nothing_is_queued_in_vain(kind: Nudge) -> None:
    person = OCCASIONS[kind]()
    Message.objects.create(
        member=person,
        kind="stay",
        dedupe_key="s",
        message_id="<s@x>",
        state="sent",
        sent_at=timezone.now() - DAY,
        why=".",
    )
    assert queued(kind) == []


# --- words of thanks -----------------------------------------------------------------------------------------


def body_of(kind: Nudge) -> str:
    notes.write()
    tried(Message.objects.get(kind=kind))
    return str(outgoing.outbox[0].body)


def test_appreciation_is_in_their_words() -> None:
    make.thanks_words()
    thanked(words=("clear",))
    assert "Wilf (clear): “I slept again.”" in body_of(Nudge.APPRECIATION)


@pytest.mark.parametrize(
    "change",
    [
        {"hidden": True},
        {"at": timezone.now() - 70 * DAY},
    ],
)
def test_hidden_and_older_thanks_are_not_told(change: dict[str, object]) -> None:
    thanked(**change)
    assert queued(Nudge.APPRECIATION) == []


def test_thanks_by_and_to_a_mask_are_in_none_of_it() -> None:
    dorrie, topic = make.member(), make.topic()
    make.thanks(
        post=make.answer(by=dorrie, topic=topic), mask=make.mask(of=make.member(), topic=topic), at=last_month()
    )
    masked = make.answer(topic=topic, mask=make.mask(of=dorrie, topic=topic))
    make.thanks(post=masked, by=make.member(), at=last_month())
    assert queued(Nudge.APPRECIATION) == []


def test_thanks_that_were_taken_back_meanwhile_drop_it() -> None:
    thanked()
    notes.write()
    Thanks.objects.all().delete()
    assert tried(Message.objects.get(kind=Nudge.APPRECIATION)).state == Message.State.DROPPED


# --- a draft -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("days", [0, 2, 21])
def test_neither_while_it_is_written_nor_when_it_soon_goes(days: int) -> None:
    left_a_draft(updated_at=timezone.now() - days * DAY)
    assert queued(Nudge.RESUME) == []


@pytest.mark.parametrize("change", [{"body": "I"}, {"context": "letter:3"}, {"context": "other"}])
def test_not_of_a_word_nor_of_a_letter_between_two(change: dict[str, str]) -> None:
    left_a_draft(**change)
    assert queued(Nudge.RESUME) == []


def test_never_of_a_masked_draft() -> None:
    person = make.member()
    keep_draft(actor=person, context="ask", title="x", body="I do not know where to begin. " * 3, masked=True)
    Draft.objects.update(updated_at=timezone.now() - 4 * DAY)
    assert queued(Nudge.RESUME) == []


def test_who_went_on_or_dropped_it_meanwhile_is_not_mailed() -> None:
    person = left_a_draft()
    notes.write()
    keep_draft(actor=person, context="ask", title="x", body="I do not know where to begin. " * 4)
    assert tried(Message.objects.get(kind=Nudge.RESUME)).state == Message.State.DROPPED


def test_of_one_draft_it_is_said_once_however_long_it_lies() -> None:
    left_a_draft()
    assert len(queued(Nudge.RESUME)) == 1
    Message.objects.update(state="sent", sent_at=timezone.now() - 40 * DAY)
    Draft.objects.update(updated_at=timezone.now() - 5 * DAY)
    assert len(queued(Nudge.RESUME)) == 1


def test_a_draft_for_a_topic_that_they_cannot_answer_any_more_is_left_alone() -> None:
    topic = make.topic(closed_at=timezone.now())
    left_a_draft(context=f"topic:{topic.pk}")
    notes.write()
    assert tried(Message.objects.get(kind=Nudge.RESUME)).state == Message.State.DROPPED


# --- check-ins ------------------------------------------------------------------------------------------------------


def test_the_next_check_in_is_planned_from_now_and_a_lapse_asks_once() -> None:
    chose_to_be_asked()
    GoalCheckIn.objects.update(next_at=timezone.now() - 100 * DAY)
    assert len(queued(Nudge.GOAL)) == 1
    assert abs(GoalCheckIn.objects.get().next_at - (timezone.now() + 14 * DAY)) < timedelta(minutes=1)


def test_a_beat_that_comes_to_it_late_plans_nothing_more() -> None:
    chose_to_be_asked()
    (late,) = queries.goal_check_in(timezone.now(), 10)
    notes.write()
    planned = GoalCheckIn.objects.get().next_at
    assert notes._write(late) is False
    assert GoalCheckIn.objects.get().next_at == planned
    assert Message.objects.filter(kind=Nudge.GOAL).count() == 1


def test_not_of_a_goal_that_is_reached_closed_or_just_moved() -> None:
    person = chose_to_be_asked()
    notes.write()
    Milestone.objects.create(goal=person.goals.get(), title="First card", reached_at=timezone.now() - DAY)
    assert tried(Message.objects.get(kind=Nudge.GOAL)).state == Message.State.DROPPED
    GoalCheckIn.objects.update(next_at=timezone.now() - DAY)
    Goal.objects.update(reached_at=timezone.now())
    assert len(queued(Nudge.GOAL)) == 1


def test_it_is_chosen_on_the_page_and_never_is_the_default(client: Client) -> None:
    person = make.member()
    goal = make.goal(member=person)
    client.force_login(person)
    url = f"/settings/suggestions/goals/{goal.pk}/"
    assert not GoalCheckIn.objects.exists()
    assert client.post(url, {"every_weeks": "4"}).status_code == 303
    assert GoalCheckIn.objects.get(goal=goal).every_weeks == 4
    assert "Ask me how it goes" in client.get("/settings/suggestions/").content.decode()
    client.post(url, {"every_weeks": "0"})
    assert not GoalCheckIn.objects.exists()


@pytest.mark.parametrize("weeks", ["1", "x", "", "-2", "52"])
def test_any_other_rhythm_is_refused(client: Client, weeks: str) -> None:
    person = make.member()
    goal = make.goal(member=person)
    client.force_login(person)
    assert client.post(f"/settings/suggestions/goals/{goal.pk}/", {"every_weeks": weeks}).status_code == 422
    assert not GoalCheckIn.objects.exists()


def test_nobody_chooses_for_somebody_else() -> None:
    goal = make.goal(member=make.member())
    with pytest.raises(NotAllowed, match="not open"):
        notes.choose_check_in(member=make.member(), goal_id=goal.pk, every_weeks=2)


# --- notes and hellos --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("stage", "kind"), [("alum", Nudge.ALUMNI), ("emeritus", Nudge.EMERITUS)])
def test_not_soon_after_they_came_to_it_and_again_after_its_time(stage: str, kind: Nudge) -> None:
    person = in_stage(stage)
    person.stage_changes.update(at=timezone.now() - 80 * DAY)
    assert queued(kind) == []
    person.stage_changes.update(at=timezone.now() - 400 * DAY)
    assert len(queued(kind)) == 1
    Message.objects.update(state="sent", created_at=timezone.now() - 80 * DAY, sent_at=timezone.now() - 80 * DAY)
    assert len(queued(kind)) == 1
    Message.objects.update(created_at=timezone.now() - 370 * DAY, sent_at=timezone.now() - 370 * DAY)
    Message.objects.update(dedupe_key="earlier")
    assert len(queued(kind)) == 2


def test_what_we_are_here_for_needs_two_voices_and_a_purpose() -> None:
    has_a_purpose()
    Thanks.objects.filter(note__endswith="0.").update(note_shown=False)
    assert queued(Nudge.PURPOSE) == []
    Thanks.objects.update(note_shown=True)
    make.community(purpose="")
    assert queued(Nudge.PURPOSE) == []


def test_it_is_said_in_members_words_without_their_names() -> None:
    has_a_purpose()
    body = body_of(Nudge.PURPOSE)
    for words in ("Nobody should open those letters alone.", "“You stayed with me, 1.”", "“You stayed with me, 0.”"):
        assert words in body


def test_whoever_was_not_here_lately_or_got_another_suggestion_is_not_told() -> None:
    person = has_a_purpose()
    Message.objects.create(
        member=person,
        kind="stay",
        dedupe_key="s",
        message_id="<s@x>",
        state="sent",
        sent_at=timezone.now() - 20 * DAY,
        why=".",
    )
    assert queued(Nudge.PURPOSE) == []
    Message.objects.all().delete()
    person.reading_marks.update(at=timezone.now() - 61 * DAY)
    assert queued(Nudge.PURPOSE) == []


# --- what came of them ----------------------------------------------------------------------------------------------------


@each
def test_two_that_went_by_stop_it_and_one_that_was_heeded_does_not(kind: Nudge, occasion: Callable[[], Member]) -> None:
    person = occasion()
    person.reading_marks.all().delete()
    for days in (60, 9):
        Message.objects.create(
            member=person,
            kind=kind,
            dedupe_key=f"{days}",
            message_id=f"<{days}@x>",
            state="sent",
            sent_at=timezone.now() - days * DAY,
            data={"goal": person.goals.values_list("pk", flat=True).first(), "draft": _draft_of(person)},
            why=".",
        )
    letters.note_outcomes()
    assert person.notice_choices.get(kind=kind).how == How.TWO_IGNORED
    person.notice_choices.all().delete()
    if kind == Nudge.RESUME:
        Draft.objects.all().delete()
    else:
        person.reading_marks.create(topic=make.topic(), at=timezone.now() - 5 * DAY)
    letters.note_outcomes()
    assert not person.notice_choices.exists()


def test_a_draft_that_was_swept_away_is_no_reply() -> None:
    person = left_a_draft()
    draft = person.drafts.get().pk
    for days in (60, 20):
        Message.objects.create(
            member=person,
            kind=Nudge.RESUME,
            dedupe_key=f"{days}",
            message_id=f"<{days}@x>",
            state="sent",
            sent_at=timezone.now() - days * DAY,
            data={"draft": draft},
            why=".",
        )
    Draft.objects.all().delete()
    letters.note_outcomes()
    assert person.notice_choices.get(kind=Nudge.RESUME).how == How.TWO_IGNORED


def _draft_of(person: Member) -> int | None:
    Draft.objects.filter(member=person).update(updated_at=timezone.now() - 70 * DAY)
    return person.drafts.values_list("pk", flat=True).first()


def test_each_is_a_kind_of_its_own_with_its_own_stop() -> None:
    for kind in OCCASIONS:
        assert KINDS[kind].is_choosable
        assert KINDS[kind].line
