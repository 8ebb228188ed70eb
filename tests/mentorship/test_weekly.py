"""The weekly draw: asked for, drawn once, each mentor asked, handed on where nobody writes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from members.models import Goal, Member
from members.rules import NotAllowed
from mentorship import match
from mentorship.actions import pairs, requests, weekly
from mentorship.models import Batch, Draw, Mentor, Mentorship, Request, Wish
from mentorship.queries import weekly as queries
from notices.models import Notice
from tests import make
from tests.ledger import settle
from tests.races import at_once

pytestmark = pytest.mark.django_db
Outcome = Draw.Outcome


@pytest.fixture(autouse=True)
def _community() -> None:
    make.community()


def tuesday() -> datetime:
    now = timezone.now()
    return (now - timedelta(days=now.weekday() - 1)).replace(hour=12)


def wishes(mentor: Mentor, **fields: Any) -> Wish:
    member = make.member(stage="pursuing", **fields)
    goal = make.goal(member=member, journey=mentor.journeys.get())
    wish = weekly.wish(actor=member, goal=goal, words="Company, please.", often="weekly")
    Wish.objects.filter(pk=wish.pk).update(at=wish.at - timedelta(days=14))
    return wish


def run(weeks: int = 0) -> int:
    return weekly.run(tuesday() + timedelta(weeks=weeks))


def outcomes() -> list[str]:
    return sorted(Draw.objects.values_list("outcome", flat=True))


# --- asked for -----------------------------------------------------------------------------------------------------


def test_said_twice_it_is_one() -> None:
    wish = wishes(make.mentor())
    again = weekly.wish(actor=wish.member, goal=wish.goal, words="Again.", often="weekly")
    assert (again, Wish.objects.count()) == (wish, 1)


def test_not_on_a_goal_of_somebody_else_nor_on_one_that_is_reached() -> None:
    mentor = make.mentor()
    theirs = make.goal(member=make.member(), journey=mentor.journeys.get())
    with pytest.raises(Goal.DoesNotExist):
        weekly.wish(actor=make.member(), goal=theirs, words="x", often="weekly")
    done = make.goal(member=make.member(), journey=mentor.journeys.get(), reached_at=timezone.now())
    with pytest.raises(NotAllowed, match="open"):
        weekly.wish(actor=done.member, goal=done, words="x", often="weekly")


def test_taken_back_it_is_not_drawn_and_anothers_is_not_there() -> None:
    wish = wishes(make.mentor())
    with pytest.raises(Wish.DoesNotExist):
        weekly.end(actor=make.member(), wish_id=wish.pk)
    weekly.end(actor=wish.member, wish_id=wish.pk)
    assert run() == 0
    assert not Batch.objects.exists()


# --- the draw ------------------------------------------------------------------------------------------------------


def test_the_mentor_is_asked_and_both_hear_of_it() -> None:
    mentor = make.mentor()
    wish = wishes(mentor)
    assert run() == 1
    request = Request.objects.get()
    assert (request.mentor, request.mentee, request.words) == (mentor, wish.member, "Company, please.")
    assert request.reasons
    settle()
    told = dict(Notice.objects.values_list("member", "kind"))
    assert told == {mentor.member_id: "mentor_requested", wish.member_id: "mentor_drawn"}
    assert Draw.objects.get().request == request


def test_once_a_week_for_each_path_however_often_it_runs() -> None:
    wishes(make.mentor(capacity=1))
    assert [run(), run(), Batch.objects.count()] == [1, 0, 1]


def test_not_before_the_hour_on_a_monday() -> None:
    make.community(time_zone="UTC")
    assert queries.this_week(datetime(2026, 11, 30, 8, 59, tzinfo=UTC)) is None
    assert str(queries.this_week(datetime(2026, 11, 30, 9, tzinfo=UTC))) == "2026-11-30"
    assert str(queries.this_week(datetime(2026, 12, 6, 23, tzinfo=UTC))) == "2026-11-30"
    assert str(queries.next_draw(datetime(2026, 11, 30, 8, tzinfo=UTC))) == "2026-11-30"
    assert str(queries.next_draw(datetime(2026, 11, 30, 9, tzinfo=UTC))) == "2026-12-07"


def test_who_asks_after_the_draw_waits_for_the_next_as_the_page_says() -> None:
    wish = wishes(make.mentor())
    Wish.objects.filter(pk=wish.pk).update(at=tuesday())
    assert run() == 0
    assert not Batch.objects.exists()
    assert run(weeks=1) == 1


def test_who_was_answered_by_a_mentor_before_goes_to_that_mentor() -> None:
    debt = make.journey()
    known, _other = make.mentor(journeys=(debt,)), make.mentor(journeys=(debt,))
    _first, second = wishes(known), wishes(known)
    make.answer(topic=make.topic(by=second.member), by=known.member)
    assert run() == 2
    request = Request.objects.get(mentee=second.member)
    assert request.mentor == known
    assert "Has answered you here before" in request.reasons


def test_more_people_than_places_the_lot_is_recorded_and_the_rest_come_first_next_week() -> None:
    mentor = make.mentor(capacity=1)
    both = [wishes(mentor), wishes(mentor)]
    run()
    assert outcomes() == ["asked", "no_place"]
    batch = Batch.objects.get()
    again = match.draw([[0.5], [0.5]], [1], [0, 0], batch.seed)
    assert [both[number].pk for number in again.order] == list(
        batch.draws.order_by("lot").values_list("wish", flat=True)
    )
    left = Draw.objects.get(outcome=Outcome.NO_PLACE).wish
    waiting = queries.wish_of(left.member, left.journey_id)
    assert waiting is not None
    assert "a lot decided" in waiting.said
    requests.decline(actor=mentor.member, request=Request.objects.get())
    wishes(mentor)
    run(weeks=1)
    assert Request.objects.get(state="asked").mentee == left.member


def test_never_the_same_mentor_twice() -> None:
    mentor = make.mentor()
    wishes(mentor)
    run()
    requests.decline(actor=mentor.member, request=Request.objects.get())
    assert run(weeks=1) == 0
    assert outcomes() == ["asked", "nobody_fits"]


def test_a_place_that_somebody_was_offered_is_not_offered_twice() -> None:
    mentor = make.mentor(capacity=1)
    first = wishes(mentor)
    requests.ask(mentee=first.member, mentor=mentor, goal=first.goal, words="x", often="weekly", reasons=[])
    wishes(mentor)
    assert run() == 0


def test_nor_on_two_paths_of_one_mentor() -> None:
    debt, work = make.journey(title="Out of debt"), make.journey(title="Into work")
    make.mentor(capacity=1, journeys=(debt, work))
    for journey in (debt, work):
        goal = make.goal(member=make.member(), journey=journey)
        weekly.wish(actor=goal.member, goal=goal, words="Company, please.", often="weekly")
    Wish.objects.update(at=timezone.now() - timedelta(days=14))
    assert run() == 1
    assert Request.objects.count() == 1


@pytest.mark.parametrize(
    "limit", ["language", "hours", "block", "resting", "paused", "inactive", "reached", "own path", "suspended"]
)
def test_no_hard_limit_is_ever_broken(limit: str) -> None:
    mentor = make.mentor()
    fields: dict[str, dict[str, Any]] = {"language": {"language": "eo"}, "hours": {"time_zone": "Pacific/Auckland"}}
    Member.objects.filter(pk=mentor.member_id).update(time_zone="Europe/Lisbon")
    wish = wishes(mentor, **fields.get(limit, {}))
    if limit == "hours":
        Member.objects.filter(pk=mentor.member_id).update(time_zone="Atlantic/Azores")
    if limit == "block":
        make.block(blocker=wish.member, blocked=mentor.member)
    if limit in ("resting", "inactive"):
        changes = {"stage": "resting"} if limit == "resting" else {"is_active": False}
        Member.objects.filter(pk=wish.member_id).update(**changes)
    if limit == "paused":
        Mentor.objects.update(paused_at=timezone.now())
    if limit == "reached":
        Goal.objects.filter(pk=wish.goal_id).update(reached_at=timezone.now())
    if limit == "own path":
        Wish.objects.update(member=mentor.member)
    if limit == "suspended":
        make.suspension(member=wish.member)
    assert run() == 0
    assert not Request.objects.exists()


def test_what_changed_between_the_draw_and_the_asking_falls_through_and_they_come_first() -> None:
    mentor = make.mentor(capacity=1)
    wish = wishes(mentor)
    weekly._draw(wish.journey, queries.this_week(tuesday()), tuesday())  # and the worker is gone
    Mentor.objects.update(paused_at=timezone.now())
    assert run() == 0
    assert outcomes() == ["fell_through"]
    Mentor.objects.update(paused_at=None)
    wishes(mentor)
    run(weeks=1)
    assert Request.objects.get().mentee == wish.member


def test_a_wish_that_was_taken_back_between_the_draw_and_the_asking_asks_nobody() -> None:
    wish = wishes(make.mentor())
    weekly._draw(wish.journey, queries.this_week(tuesday()), tuesday())
    weekly.end(actor=wish.member, wish_id=wish.pk)
    assert run() == 0
    assert not Request.objects.exists()


def test_one_that_fails_holds_up_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    mentor = make.mentor(capacity=2)
    broken, _other = wishes(mentor), wishes(mentor)
    ask = requests.ask

    def breaks(**given: Any) -> Request:
        if given["mentee"] == broken.member:
            raise RuntimeError("broken")
        return ask(**given)

    monkeypatch.setattr(requests, "ask", breaks)
    assert run() == 1
    monkeypatch.undo()
    assert run() == 1


def test_a_run_that_ended_half_way_is_gone_on_with() -> None:
    mentor = make.mentor(capacity=2)
    wish, _other = wishes(mentor), wishes(mentor)
    weekly._draw(wish.journey, queries.this_week(tuesday()), tuesday())
    assert run() == 2
    assert outcomes() == ["asked", "asked"]


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_draw_once_and_ask_each_mentor_once() -> None:
    mentor = make.mentor(capacity=3)
    for _number in range(3):
        wishes(mentor)
    at_once([run] * 3)
    assert Batch.objects.count() == 1
    assert Request.objects.count() == 3
    assert outcomes() == ["asked"] * 3


# --- and then --------------------------------------------------------------------------------------------------------


def walks(mentor: Mentor) -> Mentorship:
    wishes(mentor)
    run()
    return requests.accept(actor=mentor.member, request=Request.objects.get())


def test_a_yes_ends_the_wish() -> None:
    walks(make.mentor())
    assert Wish.objects.get().ended_at is not None


def test_three_days_without_a_word_hand_it_on() -> None:
    pair = walks(make.mentor())
    assert weekly.hand_on_silent(pair.started_at + timedelta(hours=71)) == 0
    assert weekly.hand_on_silent(pair.started_at + timedelta(hours=73)) == 1
    pair.refresh_from_db()
    assert pair.ended_at is not None
    assert Wish.objects.get().ended_at is None
    assert outcomes() == ["silent"]
    assert weekly.hand_on_silent(pair.started_at + timedelta(hours=73)) == 0


@pytest.mark.parametrize("writer", ["mentor", "mentee"])
def test_a_word_of_the_mentor_keeps_it_and_one_of_the_mentee_does_not(writer: str) -> None:
    pair = walks(make.mentor())
    actor = pair.mentor.member if writer == "mentor" else pair.mentee
    pairs.write(actor=actor, pair=pair, body="Hello.", submit_key=None)
    assert weekly.hand_on_silent(pair.started_at + timedelta(hours=73)) == (writer == "mentee")


def test_whom_they_chose_themselves_is_never_handed_on() -> None:
    mentor = make.mentor()
    pair = make.pair(mentee=make.member(), mentor=mentor)
    assert weekly.hand_on_silent(pair.started_at + timedelta(days=9)) == 0


# --- the page --------------------------------------------------------------------------------------------------------


def test_asked_for_and_taken_back_on_the_page() -> None:
    mentor, client, member = make.mentor(), Client(), make.member(stage="pursuing")
    goal = make.goal(member=member, journey=mentor.journeys.get())
    client.force_login(member)
    assert "Ask to be matched" in client.get("/mentoring/").content.decode()
    empty = client.post(f"/mentoring/goals/{goal.pk}/draw/", {"words": "", "often": "weekly"})
    assert (empty.status_code, Wish.objects.count()) == (422, 0)
    client.post(f"/mentoring/goals/{goal.pk}/draw/", {"words": "Company, please.", "often": "weekly"})
    assert "You are in the draw of Monday" in client.get("/mentoring/").content.decode()
    client.post(f"/mentoring/wishes/{Wish.objects.get().pk}/withdrawal/")
    assert "You are in the draw" not in client.get("/mentoring/").content.decode()
