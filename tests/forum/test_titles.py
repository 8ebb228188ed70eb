"""A title says enough or is refused, whatever its script: one rule for questions, changes and articles."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from blog.forms import DraftForm
from forum import actions
from forum.models import Topic
from members.rules import NotAllowed
from tests import cast, make
from tests.forum import say

pytestmark = pytest.mark.django_db

ENOUGH = ["助けてください。", "信用卡债务", "빚을 갚고", "信用卡债", "ช่วยด้วยค่ะ", "Help me?", "Ｈｅｌｐ"]
TOO_LITTLE = ["Help", "助けて", "信用卡", "。。。。。。", "help!", "１２３", "  a  b  c "]


def ask(client: Client, title: str) -> int:
    client.force_login(cast.ines())
    space = make.space()
    said = {
        "title": title,
        "body": "Words.",
        "space": space.slug,
        "kind": "question",
        "audience": "members",
        "as": "me",
    }
    return client.post(reverse("forum:ask"), said | {"submit_key": str(uuid4()), "similar_seen": "1"}).status_code


@pytest.mark.parametrize("title", ENOUGH)
def test_enough_to_ask(client: Client, title: str) -> None:
    ask(client, title)
    assert Topic.objects.get().title == title


@pytest.mark.parametrize("title", TOO_LITTLE)
def test_too_little_to_ask(client: Client, title: str) -> None:
    assert ask(client, title) == 422
    assert not Topic.objects.exists()


@pytest.mark.parametrize("title", ENOUGH)
def test_enough_for_a_change_and_for_an_article(title: str) -> None:
    ines = cast.ines()
    topic = say.ask(actor=ines, title="As it was before")
    actions.edit(actor=ines, post=say.opening(topic), body="Words.", base=0, title=title)
    topic.refresh_from_db()
    assert topic.title == title
    assert DraftForm({"title": title, "body": "Words.", "based_on": "0"}).is_valid()


@pytest.mark.parametrize("title", TOO_LITTLE)
def test_too_little_for_a_change_and_for_an_article(title: str) -> None:
    ines = cast.ines()
    topic = say.ask(actor=ines, title="As it was before")
    with pytest.raises(NotAllowed):
        actions.edit(actor=ines, post=say.opening(topic), body="Words.", base=0, title=title)
    assert "title" in DraftForm({"title": title, "body": "Words.", "based_on": "0"}).errors
