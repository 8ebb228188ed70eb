"""What is said to open pages, when, and that it leads to nobody."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from unittest.mock import Mock

import pytest
from django.contrib.sessions.models import Session
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from redis.exceptions import ConnectionError as Away

from activity.record import record
from forum import actions
from forum.actions import tending
from forum.actions.spaces import keep as keep_space
from forum.models import Space
from live import publish
from moderation.actions.accounts import suspend
from moderation.actions.reports import report
from moderation.models import Report
from notices.models import Notice
from recognition.actions.thanks import give as thank
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


def test_what_a_mask_does_without_a_grace_says_nothing(said: list[str]) -> None:
    """Of a masked report, a mark or thanks the hour alone is kept; a word at their minute would say who was here then."""
    tobias, dorrie = cast.tobias(), cast.dorrie()
    topic = say.ask(actor=tobias, masked=True)
    say.end_grace()
    post = say.answer(actor=dorrie, topic=topic)
    make.moderator(of=topic.space)
    settle()
    said.clear()
    ines = cast.ines()
    report(actor=ines, thing=post, reason=Report.Reason.DANGER, masked=True)
    thank(actor=ines, post=post, words=["clear"], note="", masked=True)
    actions.mark_helped(actor=tobias, post=post)
    settle()
    assert set(Notice.objects.values_list("kind", flat=True)) >= {"danger", "thanked", "helped"}
    assert said == []


def test_what_a_name_does_is_said_at_once(said: list[str]) -> None:
    dorrie = cast.dorrie()
    post = make.answer(by=dorrie)
    marit = make.moderator(of=post.topic.space)
    ines = cast.ines()
    report(actor=ines, thing=post, reason=Report.Reason.DANGER)
    thank(actor=ines, post=post, words=["clear"], note="", masked=False)
    settle()
    assert {f"say {publish.person(one.pk)} bell" for one in (marit, dorrie)} <= set(said)


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
    moved.space.visibility = Space.Visibility.MODERATORS
    keep_space(by=nasreen, space=moved.space, fields=["visibility"])
    settle()
    assert said == ["end all"]


def test_a_space_that_only_says_something_else_of_itself_ends_nothing(said: list[str]) -> None:
    """Thousands of pages would ask again at once."""
    nasreen, space = cast.nasreen(), make.space()
    space.title, space.norms = "Letters and calls", "Say what you did."
    keep_space(by=nasreen, space=space, fields=["title", "norms"])
    keep_space(by=nasreen, space=Space(title="Another", slug="another"), fields=["title"])
    settle()
    assert said == []


def test_a_change_that_was_written_down_before_it_said_more_ends_all(said: list[str]) -> None:
    with transaction.atomic():
        record(verb="space.changed", actor=cast.nasreen(), target=make.space())
    settle()
    assert said == ["end all"]


def test_who_signs_out_hears_no_more(said: list[str]) -> None:
    ines, client = cast.ines(), Client()
    client.force_login(ines)
    client.post("/accounts/logout/")
    assert f"end {publish.person(ines.pk)}" in said


def test_what_ends_elsewhere_hears_no_more(said: list[str]) -> None:
    make.community()
    ines, here, elsewhere = cast.ines(), Client(), Client()
    ines.emailaddress_set.get_or_create(email=ines.email, verified=True, primary=True)
    for browser in (elsewhere, here):
        browser.post("/accounts/login/", {"login": ines.handle, "password": make.PASSWORD})
        assert browser.get("/settings/").status_code == 200
    said.clear()
    here.post(reverse("usersessions_list"))
    assert elsewhere.get("/settings/").status_code == 302
    assert said == [f"end {publish.person(ines.pk)}"]


def test_the_word_that_one_signed_out_comes_when_the_session_is_gone(
    said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before that, a page that asks again would be let in again."""
    client, there = Client(), []
    client.force_login(cast.ines())
    session = Session.objects.filter(pk=client.session.session_key)
    assert session.exists()
    monkeypatch.setattr(publish, "_send", lambda messages: there.append(session.exists()))
    client.post("/accounts/logout/")
    assert there == [False]


def test_whoever_may_not_write_for_a_while_hears_no_more(said: list[str]) -> None:
    ines = cast.ines()
    suspend(moderator=cast.nasreen(), member=ines, until=timezone.now() + timedelta(days=2), reason="Selling.")
    settle()
    assert f"end {publish.person(ines.pk)}" in said
    assert [message for message in said if message.startswith("end")] == [f"end {publish.person(ines.pk)}"]


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


def test_where_no_process_is_nothing_is_said(said: list[str], settings: Any) -> None:
    def speak() -> None:
        publish.answered(1, 2)
        publish.told([3])
        publish.end_topic(1)
        publish.end_all()
        publish.end_person(3)

    speak()
    assert len(said) == 5
    said.clear()
    settings.LIVE = ""
    speak()
    assert said == []


def test_where_no_process_is_no_channel_is_worked_out(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    channel = Mock(return_value="p1")
    monkeypatch.setattr(publish, "person", channel)
    settings.LIVE = ""
    publish.told(range(5_000))
    assert not channel.called
    settings.LIVE = "127.0.0.1:1"
    publish.told(range(5_000))
    assert channel.call_count == publish.MOST_AT_ONCE


def test_of_many_some_are_told_and_not_always_the_same(said: list[str]) -> None:
    many = range(publish.MOST_AT_ONCE * 4)
    publish.told(many)
    first = set(said)
    said.clear()
    publish.told(many)
    assert len(first) == len(said) == len(set(said)) == publish.MOST_AT_ONCE
    assert first != set(said)
