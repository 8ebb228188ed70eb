"""What a search was understood as is said: nothing that somebody typed is dropped or taken for something else in silence."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from forum.models import Topic
from tests import cast, make

pytestmark = pytest.mark.django_db


@pytest.fixture
def topic() -> Topic:
    make.community()
    return make.topic(title="The overdraft fee", space=make.space(slug="cards", title="Cards"), tags=("bank-fees",))


def page(client: Client, typed: str) -> str:
    return client.get("/search/", {"q": typed}).content.decode()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("before:2024-13-40", "“2024-13-40” is no date, so it was left out"),
        ("after:soonish", "“soonish” is no date, so it was left out"),
        ("is:strange", "“is:strange” says nothing here, so it was left out"),
    ],
)
def test_what_cannot_be_understood_is_left_out_and_said(
    client: Client, topic: Topic, typed: str, sentence: str
) -> None:
    text = page(client, f"overdraft {typed}")
    assert sentence in text
    assert topic.get_absolute_url() in text
    assert f'value="overdraft {typed}"' in text  # it is still in the box


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("in:nowhere", "There is no space “nowhere” here."),
        ("tag:unknown", "Nothing here has the tag “unknown”."),
        ("by:nobody", "Nobody here is called @nobody."),
    ],
)
def test_what_does_not_exist_finds_nothing_and_is_said(client: Client, topic: Topic, typed: str, sentence: str) -> None:
    client.force_login(cast.ines())
    text = page(client, f"overdraft {typed}")
    assert sentence in text
    assert "What people wrote about it" not in text  # the heading of what was found
    assert 'href="?q=overdraft"' in text  # the same words, nothing narrowed down


@pytest.mark.parametrize(
    "typed", ["in:cards", "in:CARDS", "tag:bank-fees", "tag:Bank-Fees", "by:ines", "by:@INES", "is:question"]
)
def test_of_what_exists_nothing_is_said(client: Client, topic: Topic, typed: str) -> None:
    client.force_login(cast.ines())
    text = page(client, f"overdraft {typed}")
    assert "There is no space" not in text
    assert "Nothing here has the tag" not in text
    assert "Nobody here is called" not in text


def test_visitors_are_not_told_which_names_there_are(client: Client, topic: Topic) -> None:
    make.member(handle="zebulon")
    one, other = page(client, "by:zebulon"), page(client, "by:nobody")
    assert "Nobody here is called" not in one + other
    assert one.replace("zebulon", "") == other.replace("nobody", "")


def test_a_space_for_members_is_unknown_to_visitors(client: Client, topic: Topic) -> None:
    make.space(slug="inside", title="Inside", visibility="members")
    assert "There is no space “inside” here." in page(client, "in:inside")


def test_an_archived_space_is_there(client: Client, topic: Topic) -> None:
    type(topic.space).objects.update(archived_at=timezone.now())
    text = page(client, "overdraft in:cards")
    assert "There is no space" not in text
    assert "What people wrote about it" in text


def test_where_nothing_is_found_it_says_what_was_looked_for(client: Client, topic: Topic) -> None:
    text = page(client, "kittens in:cards -tag:rent is:unanswered before:2026-03-31 after:2026-01")
    for part in ("the words “kittens”", "in “cards”", "not tagged “rent”", "not answered yet", "before 31 March 2026",
                 "since 1 January 2026"):  # fmt: skip
        assert part in text
    assert 'href="/ask/?title=kittens"' in text


def test_where_something_is_found_it_does_not(client: Client, topic: Topic) -> None:
    assert "Looked for:" not in page(client, "overdraft in:cards")


def test_what_was_typed_is_words(client: Client, topic: Topic) -> None:
    text = page(client, "in:<b>bold</b> kittens tag:<i> before:<u>")
    assert "<b>bold" not in text
    assert "<u>" not in text
