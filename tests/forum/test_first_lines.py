"""What is typed is kept: the indentation of a first line, and the gaps between words."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from forum import words
from forum.models import Space
from tests import cast, make
from tests.forum import say

pytestmark = pytest.mark.django_db

CODE = "    a = 1\n    b = 2\n\nWhat does it do?"


@pytest.mark.parametrize("before", ["", "\n", "\r\n \r\n", "\n\n   \n"])
def test_a_post_that_begins_with_an_indented_block_is_code_as_in_the_preview(client: Client, before: str) -> None:
    ines = cast.ines()
    answer = say.answer(actor=ines, topic=make.topic(), body=before + CODE)
    assert answer.body == CODE
    assert "<pre" in answer.html
    client.force_login(ines)
    preview = client.post(reverse("forum:preview"), {"body": before + CODE}).content.decode()
    assert answer.html in preview


def test_a_form_keeps_it_too(client: Client) -> None:
    topic = make.topic()
    client.force_login(cast.ines())
    client.post(reverse("forum:answer", args=[topic.pk]), {"body": CODE, "as": "me", "submit_key": str(uuid4())})
    assert topic.posts.get(position=1).body == CODE


@pytest.mark.parametrize("gap", ["\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\r"])
def test_what_parts_words_parts_them_still(gap: str) -> None:
    answer = say.answer(actor=cast.ines(), topic=make.topic(), body=f"one{gap}two")
    assert answer.text.split() == ["one", "two"]
    assert words.title(f"Which one{gap}first?") == "Which one first?"
    assert words.tag_slug(f"bank{gap}fees") == "bank-fees"


@pytest.mark.parametrize("typed", ["", " \n\t\n", "\x0b\x0c", "\x00"])
def test_gaps_alone_are_no_words(typed: str) -> None:
    with pytest.raises(words.NotAllowed, match="no words"):
        words.body(typed)


def test_a_letter_keeps_it(client: Client) -> None:
    pair = make.pair()
    client.force_login(pair.mentee)
    address = reverse("mentorship:pair", args=[pair.pk])
    client.post(address, {"body": CODE, "submit_key": str(uuid4())})
    assert pair.letters.get().body == CODE
    assert "<pre" in pair.letters.get().html
    assert client.post(address, {"body": " \n ", "submit_key": str(uuid4())}).status_code == 422
    assert pair.letters.count() == 1


def test_a_spaces_advice_keeps_it(client: Client) -> None:
    make.community()
    client.force_login(cast.nasreen())
    client.post(
        reverse("members:new_shape", args=["spaces"]), {"title": "Code", "visibility": "members", "outside_help": CODE}
    )
    space = Space.objects.get(title="Code")
    assert space.outside_help == CODE
    assert "<pre" in space.outside_help_html
