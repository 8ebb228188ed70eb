"""What is said to open pages, when, and that it leads to nobody."""

from __future__ import annotations

from typing import Any
from unittest.mock import Mock

import pytest
from django.db import transaction
from django.test import Client
from redis.exceptions import ConnectionError as Away

from forum import actions
from forum.actions import tending
from forum.actions.spaces import keep as keep_space
from live import publish
from tests import cast, make
from tests.forum import say
from tests.ledger import settle

pytestmark = pytest.mark.django_db


@pytest.fixture
def said(settings: Any, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any) -> list[str]:
    """Everything that was published."""
    settings.LIVE = "127.0.0.1:1"
    heard: list[str] = []
    monkeypatch.setattr(transaction, "on_commit", lambda function, robust=False, using=None: function())
    monkeypatch.setattr(publish, "_send", heard.extend)
    return heard


def of_topics(said: list[str]) -> list[str]:
    return [message for message in said if message.split()[1].startswith("t")]


def test_an_answer_is_told_in_its_topic_and_under_the_bells_of_whom_it_concerns(said: list[str]) -> None:
    ines, marit = cast.ines(), cast.marit()
    topic = say.ask(actor=ines)
    make.follow(member=marit, topic=topic)
    settle()
    said.clear()
    post = say.answer(actor=cast.dorrie(), topic=topic)
    settle()
    bells = {f"say {publish.person(member.pk)} bell" for member in (ines, marit)}
    assert set(said) == {f"say t{topic.pk} post {post.pk}", *bells}


def test_what_a_mask_writes_is_told_when_it_can_be_read(said: list[str]) -> None:
    topic = say.ask(actor=cast.ines())
    settle()
    said.clear()
    post = say.answer(actor=cast.tobias(), topic=topic, masked=True)
    settle()
    assert said == []
    say.end_grace()
    settle()
    assert of_topics(said) == [f"say t{topic.pk} post {post.pk}"]


def test_nothing_is_said_to_whoever_wears_a_mask(said: list[str]) -> None:
    """Not even that something is there: whoever sees what is published could tell whose mask was answered."""
    tobias = cast.tobias()
    topic = say.ask(actor=tobias, masked=True)
    say.end_grace()
    settle()
    said.clear()
    post = say.answer(actor=cast.dorrie(), topic=topic)
    settle()
    assert said == [f"say t{topic.pk} post {post.pk}"]
    assert not any(str(tobias.pk) in message.split()[1][1:] for message in said if message.split()[1] != f"t{topic.pk}")


def test_a_wearer_who_follows_by_name_hears_as_all_followers_do(said: list[str]) -> None:
    """A word that is missing would say whose mask wrote."""
    tobias, topic = cast.tobias(), say.ask(actor=cast.ines())
    make.follow(member=tobias, topic=topic)
    say.answer(actor=tobias, topic=topic, masked=True)
    say.end_grace()
    settle()
    assert f"say {publish.person(tobias.pk)} bell" in said


def test_what_is_held_or_hidden_meanwhile_is_not_told(said: list[str]) -> None:
    post = say.answer(actor=cast.dorrie(), topic=make.topic())
    tending.hide(row=post)
    settle()
    assert of_topics(said) == []


def test_who_listens_is_looked_at_again_when_less_may_be_read(said: list[str]) -> None:
    nasreen = cast.nasreen()
    topic = say.ask(actor=cast.ines())
    settle()
    said.clear()
    tending.hide(row=say.opening(topic))
    settle()
    assert f"end t{topic.pk}" in said
    moved = make.topic()
    actions.move(actor=nasreen, topic=moved, space=make.space())
    settle()
    assert f"end t{moved.pk}" in said
    said.clear()
    keep_space(by=nasreen, space=moved.space)
    settle()
    assert said == ["end all"]


def test_who_signs_out_hears_no_more(said: list[str]) -> None:
    ines, client = cast.ines(), Client()
    client.force_login(ines)
    client.post("/accounts/logout/")
    assert f"end {publish.person(ines.pk)}" in said


def test_a_channel_names_nobody(settings: Any) -> None:
    ines = make.member(pk=987654)
    assert "987654" not in publish.person(ines.pk)


def test_a_broker_that_is_away_costs_one_try(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    client = Mock()
    client.return_value.pipeline.return_value.execute.side_effect = Away
    monkeypatch.setattr(publish, "_client", client)
    monkeypatch.setattr(publish, "_away_until", 0.0)
    for _ in range(3):
        publish._send(["say t1 post 1"])
    assert client.call_count == 1
    monkeypatch.setattr(publish, "_away_until", 0.0)


def test_where_no_process_is_nothing_is_said(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    sent = Mock()
    monkeypatch.setattr(publish, "_send", sent)
    settings.LIVE = ""
    publish.answered(1, 2)
    publish.told([3])
    assert not sent.called
