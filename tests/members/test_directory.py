"""The directory: by name, page by page, only those who want to be found."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from members import queries
from members.models import Journey, Member
from members.queries.people import PAGE_SIZE
from recognition.models import Help
from tests import cast, make

pytestmark = pytest.mark.django_db


def names(client: Client, address: str = "/members/") -> list[str]:
    return [member.shown_name for member in client.get(address).context["found"].people]


@pytest.fixture
def inside(client: Client) -> Client:
    make.community()
    client.force_login(make.member(handle="reader", is_listed=False))
    return client


def test_by_name_whatever_the_case(inside: Client) -> None:
    for name in ("marit", "Callum", "ines"):
        make.member(name=name)
    assert names(inside) == ["Callum", "ines", "marit"]


def test_only_those_who_want_to_be_found(inside: Client) -> None:
    cast.ines()
    make.member(name="Quiet One", is_listed=False)
    make.member(name="Imported", kind=Member.Kind.IMPORTED)
    make.member(name="Waiting", approved_at=None)
    make.member(name="Closed", is_active=False)
    assert names(inside) == ["Ines Calder"]


def test_page_by_page_there_and_back(inside: Client) -> None:
    everybody = sorted(f"Person {number:03}" for number in range(2 * PAGE_SIZE + 5))
    for name in everybody:
        make.member(name=name)
    seen, address, pages = [], "/members/", []
    while address:
        answer = inside.get(address)
        pages.append(address)
        seen += [member.shown_name for member in answer.context["found"].people]
        further = re.search(r'href="(\?[^"]*after=[^"]*)" rel="next"', answer.content.decode())
        address = "/members/" + further[1].replace("&amp;", "&") if further else ""
    assert seen == everybody
    assert len(pages) == 3
    back = queries.directory(before=queries.directory(after=queries.directory().after).before)
    assert [member.shown_name for member in back.people] == everybody[:PAGE_SIZE]


def test_two_of_one_name_are_both_found(inside: Client) -> None:
    for _ in range(PAGE_SIZE + 3):
        make.member(name="Alex")
    first = queries.directory()
    second = queries.directory(after=first.after)
    found = {member.pk for member in first.people} | {member.pk for member in second.people}
    assert len(found) == PAGE_SIZE + 3


def test_by_a_part_of_the_name_and_by_subject(inside: Client) -> None:
    make.member(name="Dorrie H", can_help_with=["first phone calls"])
    make.member(name="Tobias W", can_help_with=["opening letters"])
    assert names(inside, "/members/?q=dorr") == ["Dorrie H"]
    assert names(inside, "/members/?subject=opening+letters") == ["Tobias W"]
    assert names(inside, "/members/?q=100%25") == []


@pytest.mark.parametrize("mark", ["1:", ":x", "x:y", "99999999999999999999:a", "-1:a", "٣:a", "1:\x00", "1"])
def test_a_made_up_place_is_the_first_page_or_a_place(inside: Client, mark: str) -> None:
    cast.ines()
    assert inside.get("/members/", {"after": mark}).status_code == 200
    assert inside.get("/members/", {"before": mark}).status_code == 200


def test_nobody_found_says_so(inside: Client) -> None:
    assert b"Nobody found" in inside.get("/members/?q=nobodyatall").content


def test_visitors_are_asked_to_sign_in(client: Client) -> None:
    make.community()
    assert client.get("/members/").status_code == 302


def test_as_many_questions_for_thirty_as_for_one(inside: Client, django_assert_max_num_queries: Any) -> None:
    for _ in range(PAGE_SIZE + 5):
        make.member()
    inside.get("/members/")
    with django_assert_max_num_queries(7):
        inside.get("/members/")


# --- who has been there ------------------------------------------------------------------------------------------


@pytest.fixture
def walked(inside: Client) -> Client:
    debt, work = (
        make.journey(slug="out-of-debt", title="Out of debt"),
        make.journey(slug="into-work", title="Into work"),
    )
    for name, journey, fields in (
        ("Reached It", debt, {"reached_at": timezone.now()}),
        ("On The Way", debt, {}),
        ("Elsewhere", work, {"reached_at": timezone.now()}),
        ("Only Me", debt, {"reached_at": timezone.now(), "visibility": "self"}),
        ("My Mentor", debt, {"visibility": "mentor"}),
        ("Closed It", debt, {"closed_at": timezone.now()}),
    ):
        make.goal(member=make.member(name=name), journey=journey, **{"visibility": "members"} | fields)
    make.goal(member=make.member(name="Unlisted", is_listed=False), journey=debt, visibility="everyone")
    make.member(name="No Goal")
    return inside


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("path=out-of-debt", ["On The Way", "Reached It"]),
        ("path=out-of-debt&place=reached", ["Reached It"]),
        ("path=out-of-debt&place=way", ["On The Way"]),
        ("place=reached", ["Elsewhere", "Reached It"]),
        ("path=out-of-debt&q=way", ["On The Way"]),
        ("path=no-such-path", []),
    ],
)
def test_who_has_been_there_as_far_as_they_let_it_be_seen(walked: Client, query: str, expected: list[str]) -> None:
    assert names(walked, f"/members/?{query}") == expected


@pytest.mark.parametrize("query", ["path=a b", "place=nowhere", "path=%00", "subject=%00"])
def test_what_cannot_be_read_is_no_filter(walked: Client, query: str) -> None:
    assert "No Goal" in names(walked, f"/members/?{query}")


def test_the_planted_expert_is_found_by_what_helped(inside: Client) -> None:
    dorrie, ines = make.member(name="Dorrie Hale"), make.member(name="Ines Calder", can_help_with=["bank fees"])
    make.member(name="Somebody Else")
    topic = make.topic(by=ines, tags=("bank fees",))
    answer = make.answer(topic=topic, by=dorrie)
    Help.objects.create(helper=dorrie, helped=ines, topic=topic, post=answer, tag=topic.tags.get())
    assert names(inside, "/members/?subject=bank+fees") == ["Dorrie Hale", "Ines Calder"]


def test_help_with_a_mask_on_either_side_finds_nobody(inside: Client) -> None:
    dorrie, ines = make.member(name="Dorrie Hale"), make.member(name="Ines Calder")
    topic = make.topic(by=ines, tags=("bank fees",))
    mask = make.mask(of=dorrie, topic=topic)
    answers = [make.answer(topic=topic, by=dorrie), make.answer(topic=topic, mask=mask)]
    tag = topic.tags.get()
    asked = make.mask(of=ines, topic=topic)
    Help.objects.create(helper=dorrie, helped_mask=asked, topic=topic, post=answers[0], tag=tag)
    Help.objects.create(helper_mask=mask, helped=ines, topic=topic, post=answers[1], tag=tag)
    assert names(inside, "/members/?subject=bank+fees") == []


def test_the_next_page_keeps_the_path(walked: Client) -> None:
    debt = Journey.objects.get(slug="out-of-debt")
    for number in range(PAGE_SIZE + 1):
        make.goal(member=make.member(name=f"Person {number:03}"), journey=debt, visibility="members")
    page = walked.get("/members/?path=out-of-debt&place=way").content.decode()
    assert "path=out-of-debt&amp;place=way&amp;after=" in page


def test_who_helped_is_found_by_the_words_of_what_helped(inside: Client) -> None:
    dorrie, ines = make.member(name="Dorrie Hale"), make.member(name="Ines Calder")
    topic = make.topic(by=ines)
    answer = make.answer(topic=topic, by=dorrie, body="A standing order for the arrears did it.")
    Help.objects.create(helper=dorrie, helped=ines, topic=topic, post=answer)
    make.answer(topic=topic, by=make.member(name="Otto Ham"), body="A standing order.")  # nobody said that it helped
    assert names(inside, "/members/?subject=standing+orders") == ["Dorrie Hale"]
