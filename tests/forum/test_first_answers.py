"""Which questions and which answers are measured, until when each is, and where the sentence stands."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from forum import actions
from forum.first_replies import FEWEST, Waits
from forum.models import Post, Topic
from forum.queries.first_answers import LATELY, how_soon, waits
from masks.hours import hour_of
from members.models import Member
from tests import cast, make

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
SAID = "Half of the questions of the past three months had an answer within 3 hours; all of them within a day."
FEW = "Too few questions were asked here in the past three months"


def asked(ago: timedelta = timedelta(days=10), **fields: object) -> Topic:
    return make.topic(at=timezone.now() - ago, **fields)


def answered(topic: Topic, after: timedelta, **fields: object) -> Post:
    return make.answer(topic=topic, at=topic.created_at + after, **fields)


def test_an_answer_counts_after_the_hours_that_it_took_at_most() -> None:
    answered(asked(), timedelta(minutes=1))
    answered(asked(), 3 * HOUR)
    answered(asked(), timedelta(hours=3, minutes=1))
    assert sorted(waits()) == [Waits(1, 1, 0), Waits(3, 1, 0), Waits(4, 1, 0)]


def test_the_first_answer_counts_and_no_later_one() -> None:
    topic = asked()
    answered(topic, 2 * HOUR)
    answered(topic, 5 * HOUR)
    assert waits() == [Waits(2, 1, 0)]


def test_a_question_that_still_waits_counts_for_as_long_as_it_has_waited() -> None:
    asked(timedelta(hours=30, minutes=50))
    asked(timedelta(minutes=50))
    assert sorted(waits()) == [Waits(0, 0, 1), Waits(30, 0, 1)]


def test_of_masks_the_hour_is_known_and_the_longest_that_it_can_have_been_is_told() -> None:
    ines, hour = cast.ines(), hour_of(timezone.now() - timedelta(days=3))
    question = make.masked_topic(by=ines, at=hour + timedelta(minutes=59))
    make.answer(topic=question, at=hour + timedelta(hours=2, minutes=10))  # up to 2:10 after
    named = make.topic(at=hour + timedelta(minutes=50))
    make.answer(topic=named, by=ines, mask=make.mask(of=ines, topic=named), at=hour + timedelta(minutes=55))
    assert sorted(waits()) == [Waits(1, 1, 0), Waits(3, 1, 0)]


def test_a_masked_question_has_waited_for_what_is_certain() -> None:
    now = timezone.now()
    make.masked_topic(by=cast.ines(), at=hour_of(now) - 5 * HOUR)
    assert waits() == [Waits(4, 0, 1)]


@pytest.mark.parametrize("who", ["asker", "robot", "hidden", "deleted"])
def test_what_is_no_answer_of_another_person_leaves_it_waiting(who: str) -> None:
    topic = asked(5 * HOUR, by=(ines := cast.ines()))
    by = {"asker": ines, "robot": make.member(kind=Member.Kind.ROBOT)}.get(who)
    answered(topic, HOUR, by=by, status=who if who in ("hidden", "deleted") else "visible")
    assert waits() == [Waits(5, 0, 1)]


def test_a_mask_that_goes_on_in_its_own_question_does_not_answer_it() -> None:
    topic = make.masked_topic(by=(ines := cast.ines()), at=hour_of(timezone.now()) - 5 * HOUR)
    make.answer(topic=topic, mask=make.mask(of=ines, topic=topic), at=topic.created_at + HOUR)
    assert waits() == [Waits(4, 0, 1)]


@pytest.mark.parametrize("why", ["imported", "story", "old", "of moderators", "in its grace"])
def test_these_are_not_measured(why: str) -> None:
    fields: dict[str, dict[str, object]] = {
        "story": {"kind": "story"},
        "of moderators": {"space": make.space(visibility="moderators")},
        "in its grace": {"status": "waiting"},
    }
    topic = asked(LATELY + HOUR if why == "old" else timedelta(days=3), **fields.get(why, {}))
    if why == "imported":
        topic.posts.update(source={"url": "https://elsewhere.example/q/1"})
    answered(topic, HOUR)
    assert waits() == []


def test_a_question_counts_until_it_was_closed() -> None:
    asked(timedelta(days=5), closed_at=timezone.now() - timedelta(days=5) + timedelta(hours=7, minutes=5))
    assert waits() == [Waits(7, 0, 1)]


def test_one_that_was_answered_and_then_closed_was_answered() -> None:
    topic = asked(timedelta(days=5), closed_at=timezone.now() - timedelta(days=1))
    answered(topic, 2 * HOUR)
    assert waits() == [Waits(2, 1, 0)]


@pytest.mark.parametrize("deed", ["hide", "hold", "delete"])
def test_a_question_counts_until_nobody_could_read_it(deed: str) -> None:
    topic = asked(timedelta(hours=20), by=(ines := cast.ines()))
    row = topic.posts.get()
    if deed == "delete":
        actions.delete(actor=ines, row=row)
    else:
        {"hide": actions.hide, "hold": actions.hold}[deed](row=row)
    Topic.objects.filter(pk=topic.pk).update(
        created_at=timezone.now() - timedelta(hours=50, minutes=5)
    )  # and time goes on
    cache.clear()
    assert waits() == [Waits(50, 0, 1)]
    Topic.objects.filter(pk=topic.pk).update(created_at=timezone.now() + timedelta(minutes=5))
    assert waits() == [Waits(0, 0, 1)]


def test_one_that_was_held_from_the_beginning_says_nothing_until_it_is_let_through() -> None:
    topic = asked(5 * HOUR, status="held")
    assert waits() == [Waits(0, 0, 1)]
    actions.release(row=topic.posts.get())
    assert waits() == [Waits(5, 0, 1)]


# --- where it is said -------------------------------------------------------------------------------------------


@pytest.fixture
def measured() -> None:
    make.community()
    for _number in range(FEWEST):
        answered(asked(), 3 * HOUR)
    cache.clear()


def page(member: Member, address: str) -> str:
    client = Client()
    client.force_login(member)
    return client.get(address).content.decode()


def test_it_stands_beside_the_form_for_members_and_visitors(measured: None, client: Client) -> None:
    assert SAID in page(cast.ines(), "/ask/")
    assert SAID in client.get("/ask/").content.decode()


def test_the_asker_reads_it_where_their_question_waits(measured: None) -> None:
    ines = cast.ines()
    topic = make.topic(by=ines)
    for address in (topic.get_absolute_url(), "/", reverse("forum:own_questions")):
        assert SAID in page(ines, address), address


def test_who_waits_behind_a_mask_reads_it_as_well(measured: None) -> None:
    ines = cast.ines()
    topic = make.masked_topic(by=ines)
    for address in (topic.get_absolute_url(), "/", reverse("forum:own_questions")):
        assert SAID in page(ines, address), address


def test_once_there_is_an_answer_it_is_not_said(measured: None) -> None:
    ines = cast.ines()
    topic = make.topic(by=ines)
    make.answer(topic=topic)
    for address in (topic.get_absolute_url(), "/", reverse("forum:own_questions")):
        assert "past three months" not in page(ines, address), address


def test_others_do_not_read_it_under_the_question(measured: None) -> None:
    assert "past three months" not in page(cast.tobias(), make.topic(by=cast.ines()).get_absolute_url())


def test_it_stands_on_the_desk(measured: None) -> None:
    assert SAID in page(cast.nasreen(), "/desk/")


def test_of_too_few_that_is_said() -> None:
    make.community()
    answered(asked(), HOUR)
    assert FEW in page(cast.nasreen(), "/desk/")
    assert FEW in page(cast.ines(), "/ask/")


def test_it_is_measured_once_an_hour(measured: None, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    with django_assert_num_queries(1):
        said = how_soon()
    with django_assert_num_queries(0):
        assert how_soon() == said == SAID
