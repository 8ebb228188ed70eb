"""A private word on a first post: what it says, to whom, and that it holds nothing up."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from forum import coach
from forum.models import Topic
from members.models import Member
from tests import make

ADDRESS, QUESTION, WALL, PLACE = "leads to you", "what would you like to know", "empty line", "where one lives"
STORY = "I have been paying off a catalogue for three years and the letters still come every week. "


def said(body: str, *, title: str = "", is_question: bool = True, location: str = "Porto") -> set[str]:
    found = coach.hints(title=title, body=body, is_question=is_question, location=location)
    return {key for key in (ADDRESS, QUESTION, WALL, PLACE) if any(key in hint for hint in found)}


@pytest.mark.parametrize(
    "words",
    [
        "write to ines.calder@example.org", "call 0171 234 5678", "+351 912 345 678", "my account is 12345678",
        "DE89 3704 0044 0532 0130 00", "GB33BUKB20201555555555", "4111-1111-1111-1111", "(020) 7946 0958",
    ],
)  # fmt: skip
def test_what_leads_to_somebody_is_said(words: str) -> None:
    assert ADDRESS in said(f"Hello, {words}. Thank you?")


@pytest.mark.parametrize(
    "words",
    [
        "I owe 12,000.50 and pay 250 a month", "since 2019-04-01", "from 2019 2020 2021", "on 01-04-2021", "£1,250,000",
        "https://example.org/letters/123456789", "in 2024", "3 x 400 g", "1.234.567,89", "at 10:30", "12 34 56 7",
    ],
)  # fmt: skip
def test_what_leads_to_nobody_is_not(words: str) -> None:
    assert ADDRESS not in said(f"Hello, {words}. Is that right?")


@pytest.mark.parametrize("mark", ["?", "？", "؟", ";", "՞", "፧"])
def test_a_question_in_any_script_is_one(mark: str) -> None:
    assert QUESTION not in said(STORY + "Was soll ich tun" + mark)
    assert QUESTION in said(STORY)


def test_a_question_mark_in_an_address_asks_nothing() -> None:
    assert QUESTION in said(STORY + "https://example.org/?page=2")


def test_the_title_may_ask_and_a_story_need_not() -> None:
    assert QUESTION not in said(STORY, title="What now?")
    assert QUESTION not in said(STORY, is_question=False)


def test_nothing_is_said_of_what_has_hardly_begun() -> None:
    assert said("I have been paying off") == set()


def test_a_wall_of_words() -> None:
    assert WALL in said(STORY * 12)
    assert WALL not in said("\n\n".join([STORY * 3] * 4))
    assert WALL not in said("\n \n".join([STORY * 3] * 4))


@pytest.mark.parametrize("place", ["Germany", "the united states", "New York", "Lisbon", "the UK", "Wales"])
def test_a_place_that_was_named(place: str) -> None:
    assert PLACE in said(STORY * 3, location="")
    assert PLACE not in said(f"{STORY * 3} I live in {place}.", location="")


def test_a_place_on_their_page_is_enough_and_a_story_needs_none() -> None:
    assert PLACE not in said(STORY * 3, location="Porto")
    assert PLACE not in said(STORY * 3, location="", is_question=False)


@given(st.text(max_size=3_000), st.text(max_size=200), st.booleans())
def test_it_finds_words_for_anything(body: str, title: str, is_question: bool) -> None:
    assert len(coach.hints(title=title, body=body, is_question=is_question)) <= 4


# --- to whom --------------------------------------------------------------------------------------------------


def keeps(person: Member, **fields: str) -> str:
    client = Client()
    client.force_login(person)
    given = {"context": "ask", "kind": "question", "title": "Letters", "body": STORY, "as": "me"} | fields
    return client.post("/drafts/keep/", given, headers={"HX-Request": "true"}).content.decode()


@pytest.mark.django_db
def test_whoever_writes_for_the_first_time_reads_it_while_they_write() -> None:
    page = keeps(make.newcomer())
    assert "[data-coach]" in page
    assert QUESTION in page


@pytest.mark.django_db
def test_nobody_else_does() -> None:
    has_written = make.newcomer()
    make.topic(by=has_written)
    for person in (has_written, make.member()):
        assert QUESTION not in keeps(person)


@pytest.mark.django_db
def test_behind_a_mask_it_is_said_too_and_a_masked_post_counts_for_nothing() -> None:
    wilf = make.newcomer()
    topic = make.topic()
    make.answer(topic=topic, mask=make.mask(of=wilf, topic=topic))
    assert QUESTION in keeps(wilf, **{"as": "mask"})


@pytest.mark.django_db
def test_without_a_script_it_stands_under_the_preview_and_posting_goes_ahead() -> None:
    client, space = Client(), make.space()
    client.force_login(make.newcomer())
    given = {
        "space": space.slug,
        "kind": "question",
        "title": "Letters every week",
        "body": STORY,
        "as": "me",
        "audience": "members",
    }
    assert QUESTION in client.post("/ask/", given | {"do": "preview"}).content.decode()
    assert client.post("/ask/", given | {"submit_key": uuid4()}).status_code == 303
    assert Topic.objects.count() == 1
