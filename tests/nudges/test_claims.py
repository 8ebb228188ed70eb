"""I'm on it; another day; not for me: what somebody who is asked can say beside yes and not now."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from forum import actions
from forum.models import Topic
from members.models import Member
from members.rules import NotAllowed
from notices.hours import local_day
from notices.models import Notice
from nudges.actions import claims, ends
from nudges.models import Claim, Summons
from nudges.queries.summons import open_for
from tests import make
from tests.ledger import settle
from tests.nudges.people import greeter, joins, look_now

pytestmark = pytest.mark.django_db
Outcome = Summons.Outcome


def as_one(person: Member) -> Client:
    client = Client()
    client.force_login(person)
    return client


def page(viewer: Member, topic: Topic) -> str:
    return as_one(viewer).get(topic.get_absolute_url()).content.decode()


def over() -> None:
    Claim.objects.update(until=timezone.now() - timedelta(seconds=1))
    claims.release()


# --- I'm on it -----------------------------------------------------------------------------------------------


def test_others_who_could_answer_see_it_and_the_asker_and_visitors_do_not() -> None:
    topic, dorrie, other = make.topic(by=make.member()), make.member(name="Dorrie Hale"), make.member()
    for viewer in (other, topic.member, dorrie):  # each page is kept from here on
        assert "is writing an answer" not in page(viewer, topic)
    answer = as_one(dorrie).post(f"/claims/{topic.pk}/")
    assert (answer.status_code, answer["Location"]) == (303, f"{topic.get_absolute_url()}#reply")
    assert "Dorrie Hale is writing an answer." in page(other, topic)
    assert "You are on it until" in page(dorrie, topic)
    assert "is writing an answer" not in page(topic.member, topic)
    assert "is writing an answer" not in Client().get(topic.get_absolute_url()).content.decode()


def test_it_is_let_go_by_hand_and_by_itself() -> None:
    topic, dorrie, other = make.topic(), make.member(), make.member()
    for end in (lambda: as_one(dorrie).post(f"/claims/{topic.pk}/", {"on": "0"}), over):
        claims.claim(actor=dorrie, topic=topic)
        assert "is writing an answer" in page(other, topic)
        end()
        assert "is writing an answer" not in page(other, topic)
    assert not Claim.objects.exists()


def test_said_twice_it_is_one_and_the_half_hour_begins_anew() -> None:
    topic, dorrie = make.topic(), make.member()
    first = claims.claim(actor=dorrie, topic=topic).until
    assert claims.claim(actor=dorrie, topic=topic).until > first
    assert Claim.objects.count() == 1
    assert claims.release() == 0


def test_three_at_once_and_no_more() -> None:
    dorrie = make.member()
    topics = [make.topic() for _number in range(4)]
    for topic in topics[:3]:
        claims.claim(actor=dorrie, topic=topic)
    with pytest.raises(NotAllowed, match="three"):
        claims.claim(actor=dorrie, topic=topics[3])
    claims.claim(actor=dorrie, topic=topics[0])
    claims.let_go(actor=dorrie, topic=topics[1])
    claims.claim(actor=dorrie, topic=topics[3])


def test_letting_go_of_nothing_makes_no_page_anew() -> None:
    topic = make.topic()
    claims.let_go(actor=make.member(), topic=topic)
    assert Topic.objects.get(pk=topic.pk).version == topic.version


def test_never_more_than_two_names() -> None:
    topic = make.topic()
    for name in ("Ada", "Bo", "Cy"):
        claims.claim(actor=make.member(name=name), topic=topic)
    assert "Ada, Bo and others are writing an answer." in page(make.member(), topic)


def test_nobody_is_named_across_a_block() -> None:
    topic, dorrie, other = make.topic(), make.member(), make.member()
    make.block(blocker=other, blocked=dorrie)
    claims.claim(actor=dorrie, topic=topic)
    assert "is writing an answer" not in page(other, topic)


def test_their_answer_ends_it() -> None:
    topic, dorrie = make.topic(by=make.member()), make.member()
    claims.claim(actor=dorrie, topic=topic)
    actions.answer(actor=dorrie, topic=topic, body="I called them.", masked=False, submit_key=None)
    settle()
    assert not Claim.objects.exists()


def test_one_who_answers_behind_a_mask_is_not_told_apart_by_it() -> None:
    """Their half hour goes on: if it ended with the mask's answer, it would say whose the mask is."""
    topic, dorrie = make.topic(by=make.member()), make.member()
    claims.claim(actor=dorrie, topic=topic)
    actions.answer(actor=dorrie, topic=topic, body="I called them.", masked=True, submit_key=None)
    topic.posts.filter(position=1).update(visible_from=timezone.now() - timedelta(minutes=1))
    actions.release_waiting()
    settle()
    assert Claim.objects.get().member == dorrie


def test_not_ones_own_question_nor_an_answered_one_nor_while_suspended() -> None:
    topic, dorrie, noor = make.topic(by=make.member()), make.member(), make.member()
    make.suspension(member=noor)
    answered = make.answer().topic
    Topic.objects.filter(pk=answered.pk).update(answer_count=1)
    answered.refresh_from_db()
    for actor, about in ((topic.member, topic), (dorrie, answered), (noor, topic)):
        with pytest.raises(NotAllowed):
            claims.claim(actor=actor, topic=about)
    assert as_one(dorrie).post(f"/claims/{make.topic(status='hidden').pk}/").status_code == 404


# --- another day ---------------------------------------------------------------------------------------------


def question() -> tuple[Topic, Summons]:
    person = greeter(offers="answer", per_week=3)
    topic = make.topic(by=make.member(), tags=("bank fees", "rent"))
    look_now()
    return topic, Summons.objects.get(member=person)


def in_days(number: int, member: Member) -> date:
    return local_day(timezone.now(), member.time_zone) + timedelta(days=number)


def test_reminded_on_that_day_where_it_still_waits() -> None:
    topic, summons = question()
    client = as_one(summons.member)
    assert f"/summons/{summons.pk}/" in client.get("/").content.decode()
    day = in_days(3, summons.member)
    assert f'value="{day}"' in client.get(f"/summons/{summons.pk}/").content.decode()
    assert client.post(f"/summons/{summons.pk}/", {"do": "later", "day": day}).status_code == 303
    assert open_for(summons.member) == []
    assert ends.reopen_due() == 0
    Notice.objects.all().delete()
    Summons.objects.update(again_at=timezone.now())
    assert ends.reopen_due() == 1
    assert [one.topic for one in open_for(summons.member)] == [topic]
    assert Notice.objects.get(kind="waiting_question").member == summons.member
    assert ends.reopen_due() == 0


def test_a_newcomer_too() -> None:
    dorrie = greeter()
    wilf = joins()
    summons = Summons.objects.get(member=dorrie)
    ends.remind(member=dorrie, summons_id=summons.pk, day=in_days(1, dorrie))
    Summons.objects.update(again_at=timezone.now())
    assert ends.reopen_due() == 1
    assert [one.newcomer for one in open_for(dorrie)] == [wilf]


def test_one_that_fails_keeps_nobody_else_from_being_reminded(monkeypatch: pytest.MonkeyPatch) -> None:
    _topic, first = question()
    dorrie = greeter()
    joins()
    second = Summons.objects.get(member=dorrie)
    for one in (first, second):
        ends.remind(member=one.member, summons_id=one.pk, day=in_days(1, one.member))
    Summons.objects.update(again_at=timezone.now())
    told, notify = [], ends.notify

    def fails(summons: Summons, *words: Any, **more: Any) -> None:
        told.append(summons.pk)
        if summons.pk == min(first.pk, second.pk):
            raise RuntimeError("planted")
        notify(summons, *words, **more)

    monkeypatch.setattr(ends, "notify", fails)
    assert ends.reopen_due() == 1
    assert told == sorted([first.pk, second.pk])
    left = Summons.objects.get(outcome=Outcome.LATER)
    assert left.pk == told[0], "it is tried again by the next run"
    monkeypatch.setattr(ends, "notify", notify)
    assert ends.reopen_due() == 1


def test_nobody_is_reminded_of_what_was_answered_meanwhile() -> None:
    topic, summons = question()
    ends.remind(member=summons.member, summons_id=summons.pk, day=in_days(1, summons.member))
    make.answer(topic=topic)
    Summons.objects.update(again_at=timezone.now())
    assert ends.reopen_due() == 0
    summons.refresh_from_db()
    assert summons.outcome == Outcome.PASSED


def test_a_week_counts_from_the_day_of_the_reminder() -> None:
    _topic, summons = question()
    Summons.objects.update(at=timezone.now() - timedelta(days=8), again_at=timezone.now() - timedelta(days=2))
    assert ends.run_out()[0] == 0
    Summons.objects.update(again_at=timezone.now() - timedelta(days=8))
    assert ends.run_out()[0] == 1
    assert summons.pk


@pytest.mark.parametrize("days", [-1, 0, 8])
def test_any_other_day_is_refused(days: int) -> None:
    _topic, summons = question()
    given = {"do": "later", "day": in_days(days, summons.member)}
    answer = as_one(summons.member).post(f"/summons/{summons.pk}/", given)
    assert answer.status_code == 422
    assert "next seven days" in answer.content.decode()
    assert Summons.objects.get().outcome == Outcome.OPEN


@pytest.mark.parametrize(
    "given", [{}, {"do": "later"}, {"do": "not_for_me"}, {"do": "sell"}, {"do": "later", "day": "x"}]
)
def test_half_a_form_is_refused(given: dict[str, str]) -> None:
    _topic, summons = question()
    assert as_one(summons.member).post(f"/summons/{summons.pk}/", given).status_code == 422
    assert Summons.objects.get().outcome == Outcome.OPEN


def test_nobody_says_it_for_somebody_else() -> None:
    _topic, summons = question()
    other = as_one(make.member())
    assert other.get(f"/summons/{summons.pk}/").status_code == 404
    assert other.post(f"/summons/{summons.pk}/", {"do": "not_for_me", "tag": "rent"}).status_code == 404
    assert Summons.objects.get().outcome == Outcome.OPEN


# --- not for me ----------------------------------------------------------------------------------------------


def test_no_more_about_this_tag() -> None:
    _topic, summons = question()
    client = as_one(summons.member)
    assert "no more about “rent”" in client.get(f"/summons/{summons.pk}/").content.decode()
    assert client.post(f"/summons/{summons.pk}/", {"do": "not_for_me", "tag": "rent"}).status_code == 303
    assert Member.objects.get(pk=summons.member_id).rather_not == ["rent"]
    assert Summons.objects.get().outcome == Outcome.NOT_NOW
    make.topic(by=make.member(), tags=("rent",))
    assert look_now() == 0
    make.topic(by=make.member(), tags=("bank fees",))
    assert look_now() == 1


def test_only_of_a_tag_that_the_question_has() -> None:
    _topic, summons = question()
    answer = as_one(summons.member).post(f"/summons/{summons.pk}/", {"do": "not_for_me", "tag": "housing"})
    assert answer.status_code == 422
    assert Member.objects.get(pk=summons.member_id).rather_not == []
