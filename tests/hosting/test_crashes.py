"""A crash is told to Sentry without anything about anybody: neither words, nor addresses, nor names, nor masks."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from celery import Celery
from django.test import Client
from django.urls import reverse
from sentry_sdk.envelope import Envelope
from sentry_sdk.transport import Transport

from hosting import crashes
from tests import cast, make

pytestmark = pytest.mark.django_db
WORDS = "I have not opened a letter since March"
ADDRESS = "203.0.113.77"
BROWSER = "Firefox of somebody"
SAID = "duplicate key\nDETAIL: Key (body)=({})"  # here, because lines of code around a crash are sent


class Kept(Transport):
    """Everything that would leave."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[bytes] = []

    def capture_envelope(self, envelope: Envelope) -> None:
        self.sent.append(envelope.serialize())

    @property
    def text(self) -> str:
        return b"\n".join(self.sent).decode()

    @property
    def event(self) -> dict[str, Any]:
        (sent,) = self.sent
        event: dict[str, Any] = json.loads(sent.decode().splitlines()[-1])
        return event


def crash(*_: Any, **said: Any) -> None:
    """With the words in a variable, in the error, and in its cause."""
    words = f"{said.get('body', '')} by {said.get('actor')}"
    try:
        raise KeyError(words)
    except KeyError as error:
        raise RuntimeError(SAID.format(words)) from error


@pytest.fixture
def sentry() -> Iterator[Kept]:
    kept = Kept()
    crashes.begin("https://key@sentry.invalid/7", release="1.2.3", transport=kept)
    yield kept
    crashes.end()


def test_of_a_masked_authors_words_nothing_is_sent(sentry: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    make.community()
    dorrie = cast.dorrie()
    topic = make.topic(space=make.space(), by=cast.ines())
    monkeypatch.setattr("forum.views.posts.actions.answer", crash)
    client = Client(raise_request_exception=False)
    client.force_login(dorrie)
    answer = client.post(
        f"{reverse('forum:answer', args=[topic.pk])}?from=somewhere-secret",
        {"body": WORDS, "as": "mask", "do": "post", "submit_key": str(uuid4())},
        headers={"user-agent": BROWSER},
        REMOTE_ADDR=ADDRESS,
    )
    assert answer.status_code == 500
    said = sentry.text
    errors = sentry.event["exception"]["values"]
    assert [error["type"] for error in errors] == ["KeyError", "RuntimeError"]
    assert any(frame["function"] == "crash" for frame in errors[-1]["stacktrace"]["frames"])
    assert sentry.event["tags"] == {"view": "forum:answer"}
    assert sentry.event["release"] == "1.2.3"
    session = client.cookies["session"].value
    for secret in (
        *(WORDS, "letter since March", ADDRESS, BROWSER, "somewhere-secret", "duplicate key", "DETAIL", session),
        *(dorrie.handle, dorrie.display_name, dorrie.email or "", str(topic.get_absolute_url()), "testserver"),
    ):
        assert secret not in said, secret
    assert set(sentry.event) <= {*crashes.PLAIN, "exception", "tags"}


def test_of_a_frame_only_the_lines_of_our_code_are_sent(sentry: Kept) -> None:
    somebody = "@".join(("marit", "example.org"))  # lines of code are sent, so it stands in none
    try:
        raise ValueError(somebody)
    except ValueError as error:
        crashes.tell(error, view="", task="a.task", user=somebody)
    (error,) = sentry.event["exception"]["values"]
    assert set(error) == {"type", "stacktrace"} or set(error) == {"type", "module", "stacktrace"}
    assert all(set(frame) <= set(crashes.FRAME) for frame in error["stacktrace"]["frames"])
    assert error["stacktrace"]["frames"][-1]["context_line"].strip() == "raise ValueError(somebody)"
    assert somebody not in sentry.text


def test_a_new_field_of_the_library_is_not_sent() -> None:
    event: Any = {"event_id": "1", "exception": {"values": [{"type": "A", "value": "words"}]}, "novelty": "words"}
    event |= {"user": {"id": 1}, "request": {"data": "words"}, "extra": {"a": "words"}, "breadcrumbs": ["words"]}
    event |= {"contexts": {"trace": {}}, "server_name": "words", "tags": {"view": "a", "member": "words"}}
    told = crashes.only_what_may_be_said(event, {})
    assert told == {
        "event_id": "1",
        "exception": {"values": [{"type": "A", "stacktrace": {"frames": []}}]},
        "tags": {"view": "a"},
    }


def test_a_message_without_an_error_is_not_sent() -> None:
    assert crashes.only_what_may_be_said({"message": "words", "level": "info"}, {}) is None


def test_a_task_that_fails_is_told_by_its_name(sentry: Kept) -> None:
    own = Celery("own", set_as_current=False)  # beside ours, whose tasks the beat must know

    @own.task(name="tests.fails", shared=False)
    def fails(words: str) -> None:
        raise ValueError(words)

    fails.apply(args=[WORDS])
    assert sentry.event["tags"] == {"task": "tests.fails"}
    assert WORDS not in sentry.text


def test_without_a_dsn_nothing_is_set_up(settings: Any) -> None:
    import sentry_sdk

    assert settings.SENTRY_DSN == ""
    assert not sentry_sdk.get_client().is_active()


def test_what_is_refused_or_missing_is_no_crash(sentry: Kept) -> None:
    make.community()
    client = Client(raise_request_exception=False)
    assert client.get("/nowhere/").status_code == 404
    client.force_login(cast.pau())
    assert client.get("/operations/").status_code == 404
    assert client.get("/desk/").status_code == 403
    assert sentry.sent == []
