"""What an open page asks now and then: who is answered, and with what."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils.module_loading import import_string

from forum.models import Space, Status, Topic
from live import publish, tokens
from live.hub import Hub, Refused
from members.models import Member
from tests import cast, make
from tests.forum import say
from tests.ledger import settle

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def live(settings: Any) -> None:
    settings.LIVE = "127.0.0.1:1"


def signed_in(member: Member) -> Client:
    client = Client()
    client.force_login(member)
    return client


def look(member: Member, **asked: object) -> Any:
    return signed_in(member).get("/live/", asked)


def test_a_page_gets_a_token_for_its_reader_and_its_topic(settings: Any) -> None:
    ines, topic = cast.ines(), make.topic()
    answer = look(ines, topic=topic.pk)
    token = tokens.read(answer.json()["token"], key=settings.SECRET_KEY)
    assert (token.person, token.topic) == (publish.person(ines.pk), f"t{topic.pk}")
    assert "no-store" in answer["Cache-Control"]
    token = tokens.read(look(ines).json()["token"], key=settings.SECRET_KEY)
    assert token.topic == ""


READ_FOR_IT = {
    "who asks": "django.contrib.auth.get_user",
    "whether they may write": "live.views.may_write",
    "the topic": "forum.rules.load_topic",
}


@pytest.mark.parametrize("read", READ_FOR_IT.values(), ids=READ_FOR_IT.keys())
def test_a_token_is_as_old_as_what_was_read_for_it(read: str, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever is told off while the answer is being made gets a token that is void."""
    ines, topic, hub, reads = cast.ines(), make.topic(), Hub(), import_string(read)
    hub.starts_to_hear()

    def joins() -> None:
        hub.join(tokens.read(look(ines, topic=topic.pk).json()["token"], key=settings.SECRET_KEY))

    def overtaken(*asked: Any) -> Any:
        found = reads(*asked)
        hub.hear("end all")
        return found

    joins()
    monkeypatch.setattr(read, overtaken)
    with pytest.raises(Refused):
        joins()


def test_the_bell_is_as_it_is_now() -> None:
    ines = cast.ines()
    topic = say.ask(actor=ines)
    assert "dot" not in look(ines).json()["bell"]
    say.answer(actor=cast.dorrie(), topic=topic)
    settle()
    assert 'class="dot"' in look(ines).json()["bell"]


def test_only_new_posts_that_can_be_read_are_named() -> None:
    ines, dorrie, topic = cast.ines(), cast.dorrie(), make.topic()
    known, new = (make.answer(topic=topic, by=dorrie) for _ in range(2))
    make.answer(topic=topic, by=dorrie, status=Status.HIDDEN)
    waiting = say.answer(actor=cast.tobias(), topic=topic, masked=True)
    assert look(ines, topic=topic.pk, after=0, known=known.pk).json()["new"] == [new.pk]
    assert look(ines, topic=topic.pk, after=2).json()["new"] == []
    say.end_grace()
    assert look(ines, topic=topic.pk, after=0, known=f"{known.pk},{new.pk}").json()["new"] == [waiting.pk]


def test_strange_numbers_are_left_out() -> None:
    topic = make.topic()
    answer = make.answer(topic=topic)
    asked = {"topic": topic.pk, "after": "-1", "known": f"x,,{'9' * 40},٣,1;2"}
    assert look(cast.ines(), **asked).json()["new"] == [answer.pk]


def test_who_may_not_hear_is_refused() -> None:
    ines, topic = cast.ines(), make.topic()
    assert Client().get("/live/").status_code == 302
    Topic.objects.filter(pk=topic.pk).update(status=Status.HIDDEN)
    assert look(ines, topic=topic.pk).status_code == 404
    hidden = make.topic(space=make.space(visibility=Space.Visibility.MODERATORS))
    assert look(ines, topic=hidden.pk).status_code == 404
    assert look(ines, topic=10**17).status_code == 404
    make.suspension(member=ines)
    assert look(ines).status_code == 403


def test_pages_say_where_to_ask_only_where_the_process_is(settings: Any) -> None:
    topic = make.topic()
    path = topic.get_absolute_url()
    visitors = Client().get(path).content.decode()
    assert not any(part in visitors for part in ("data-live", "js/live"))
    page = signed_in(cast.ines()).get(path).content.decode()
    assert f'data-live-topic="{topic.pk}"' in page
    assert 'data-live="/live/"' in page
    assert "js/live" in page
    settings.LIVE = ""
    page = signed_in(cast.dorrie()).get("/latest/").content.decode()
    assert not any(part in page for part in ('data-live="', "js/live"))


def test_newer_answers_are_drawn_for_their_reader_alone() -> None:
    ines, topic = cast.ines(), make.topic()
    first, hidden = make.answer(topic=topic, body="One."), make.answer(topic=topic, status=Status.HIDDEN, body="Two.")
    elsewhere = make.answer(body="Three.")
    path = f"/t/{topic.pk}/newer?posts={first.pk},{hidden.pk},{elsewhere.pk},x,{'9' * 40}"
    answer = signed_in(ines).get(path)
    text = answer.content.decode()
    assert f'id="p{first.pk}"' in text
    assert "Two." not in text
    assert "Three." not in text
    assert answer["Cache-Control"] == "no-store"
    assert signed_in(ines).get(f"/t/{topic.pk}/newer").content.decode().strip() == ""
    Topic.objects.filter(pk=topic.pk).update(status=Status.HIDDEN)
    assert signed_in(ines).get(path).status_code == 404
    assert Client().get(path).status_code == 302
