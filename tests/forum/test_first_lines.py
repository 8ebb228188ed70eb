"""What is typed is kept: the indentation of a first line, and the gaps between words."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from forum import words
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
