"""Two things in common when two people first meet: in words, and only what both let the other see."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from forum.models import Space
from forum.queries.common_ground import have_just_met, in_common
from members.models import Member
from tests import cast, make

pytestmark = pytest.mark.django_db


@pytest.fixture
def two() -> tuple[Member, Member]:
    return cast.ines(), cast.dorrie()


def both_on(two: tuple[Member, Member], *, shown: tuple[str, str] = ("members", "everyone")) -> None:
    path = make.journey(title="Out of debt")
    for person, visibility in zip(two, shown, strict=True):
        make.goal(member=person, journey=path, visibility=visibility)


def both_write(two: tuple[Member, Member], *, tag: str = "bank-fees", space: Space | None = None, **more: Any) -> None:
    for person in two:
        make.topic(by=person, tags=(tag,), **({"space": space} if space else {}), **more)


def test_a_path_and_a_tag_and_no_more_than_two(two: tuple[Member, Member]) -> None:
    both_on(two)
    both_write(two, space=make.space(title="Cards"))
    said = ["You are both on the path “Out of debt”.", "You have both written about “bank-fees”."]
    assert in_common(*two) == said
    assert in_common(*reversed(two)) == said


def test_a_space_where_there_is_no_tag(two: tuple[Member, Member]) -> None:
    space = make.space(title="Cards")
    for person, tag in zip(two, ("fees", "loans"), strict=True):
        make.topic(by=person, tags=(tag,), space=space)
    assert in_common(*two) == ["You have both written in “Cards”."]


def test_a_language_that_is_not_that_of_most(two: tuple[Member, Member]) -> None:
    assert in_common(*two) == []
    for person in two:
        person.language = "es"
    assert in_common(*two) == ["You both read in español."]
    two[0].language = "de"
    assert in_common(*two) == []


@pytest.mark.parametrize("shown", [("self", "members"), ("members", "self"), ("mentor", "everyone")])
def test_a_path_that_one_keeps_to_themselves_is_not_said(two: tuple[Member, Member], shown: tuple[str, str]) -> None:
    both_on(two, shown=shown)
    assert in_common(*two) == []


def test_a_goal_that_was_given_up_is_not_said(two: tuple[Member, Member]) -> None:
    both_on(two)
    two[1].goals.update(closed_at=timezone.now())
    assert in_common(*two) == []


def test_what_one_wrote_behind_a_mask_is_not_said(two: tuple[Member, Member]) -> None:
    ines, dorrie = two
    make.topic(by=ines, tags=("bank-fees",))
    make.masked_topic(by=dorrie, tags=("bank-fees",))
    assert in_common(*two) == []


@pytest.mark.parametrize("how", ["hidden", "moderators"])
def test_what_one_of_them_cannot_read_is_not_said(two: tuple[Member, Member], how: str) -> None:
    if how == "hidden":
        both_write(two, status="hidden")
    else:
        both_write(two, space=make.space(visibility=Space.Visibility.MODERATORS))
    assert in_common(*two) == []


def test_where_they_met_is_nothing_in_common(two: tuple[Member, Member]) -> None:
    ines, dorrie = two
    make.answer(topic=make.topic(by=ines, tags=("bank-fees",)), by=dorrie)
    assert in_common(*two) == []


@pytest.mark.parametrize("turn", [1, -1])
def test_nothing_across_a_block(two: tuple[Member, Member], turn: int) -> None:
    both_on(two)
    blocker, blocked = two[::turn]
    make.block(blocker=blocker, blocked=blocked)
    assert in_common(*two) == []


def test_few_questions(two: tuple[Member, Member], django_assert_max_num_queries: Any) -> None:
    for number in range(5):
        both_write(two, tag=f"tag-{number}")
    with django_assert_max_num_queries(6):
        in_common(*two)


# --- when they first meet ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("what", ["answer", "comment"])
@pytest.mark.parametrize("turn", [1, -1])
def test_a_first_reply_between_the_two(two: tuple[Member, Member], what: str, turn: int) -> None:
    asker, other = two[::turn]
    topic = make.topic(by=asker)
    if what == "answer":
        make.answer(topic=topic, by=other)
    else:
        make.comment(post=topic.posts.get(), by=other)
    assert have_just_met(*two, timezone.now())
    assert not have_just_met(*two, timezone.now() + timedelta(days=15))


def test_not_when_they_have_known_each_other_for_long(two: tuple[Member, Member]) -> None:
    long_ago = timezone.now() - timedelta(days=60)
    topic = make.topic(by=two[0], at=long_ago)
    make.answer(topic=topic, by=two[1], at=long_ago)
    make.answer(topic=make.topic(by=two[0]), by=two[1])
    assert not have_just_met(*two, timezone.now())


def test_not_by_a_mask_to_oneself_or_to_a_third(two: tuple[Member, Member]) -> None:
    ines, dorrie = two
    topic = make.topic(by=ines)
    make.answer(topic=topic, mask=make.mask(of=dorrie, topic=topic))
    make.answer(topic=make.masked_topic(by=ines), by=dorrie)
    make.answer(topic=topic, by=ines)
    make.answer(topic=make.topic(by=make.member()), by=dorrie)
    assert not have_just_met(*two, timezone.now())


def test_it_stands_on_the_page_of_whom_one_just_met_and_of_nobody_else(two: tuple[Member, Member]) -> None:
    ines, dorrie = two
    both_on(two)
    client = Client()
    client.force_login(ines)
    assert "You are both on the path" not in client.get("/@dorrie/").content.decode()
    make.answer(topic=make.topic(by=ines), by=dorrie)
    assert "You are both on the path" in client.get("/@dorrie/").content.decode()
    client.force_login(make.member())
    assert "You are both on the path" not in client.get("/@dorrie/").content.decode()


def test_it_stands_where_one_says_hello(two: tuple[Member, Member]) -> None:
    wilf = cast.wilf()
    both_on((two[0], wilf))
    client = Client()
    client.force_login(two[0])
    assert "You are both on the path" in client.get("/@wilf/hello/").content.decode()
