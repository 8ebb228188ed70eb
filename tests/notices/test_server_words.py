"""What a mail server said is kept for whoever hosts, without anybody in it."""

from __future__ import annotations

import smtplib
from datetime import timedelta
from typing import Any

import pytest
from anymail.exceptions import AnymailRequestsAPIError
from django.utils import timezone

from notices.actions import outbox, retention, server_words
from notices.models import Message, ServerWord
from tests import cast, make
from tests.notices.post import message
from tests.sink import Sink

pytestmark = pytest.mark.django_db
ADDRESS = "jane.doe@example.org"


def said(code: int, words: str) -> smtplib.SMTPDataError:
    return smtplib.SMTPDataError(code, words.encode())


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("5.7.1 Our policy says no", "5.7.1 Our policy says no"),
        ("5.1.1 <jane.doe@example.org>: unknown", "5.1.1 <…>: unknown"),
        ("5.1.1 JANE.DOE has no mailbox", "5.1.1 … has no mailbox"),
        ("user marit@example.com is over quota", "user … is over quota"),
        ("queued as 4bXz9Q1kZsz2Qlm", "queued as …"),
        ("see https://example.org/policy", "see https://example.org/policy"),
    ],
)
def test_nobody_is_in_what_is_kept(words: str, kept: str) -> None:
    assert server_words.spoken(said(550, words), ADDRESS) == f"The server refused the mail: 550 {kept}"


def test_of_a_provider_the_status_alone() -> None:
    error = AnymailRequestsAPIError(f"Sending a message to {ADDRESS} with these words")
    assert server_words.spoken(error, ADDRESS) == "AnymailRequestsAPIError"


def test_a_mail_that_is_refused_leaves_the_servers_words(smtp_sink: Sink) -> None:
    make.community()
    first, second = message(), message()
    smtp_sink.answers += ["554 5.7.1 Our policy", "554 5.7.1 Our policy"]
    outbox.send(id=first.pk), outbox.send(id=second.pk)
    row = ServerWord.objects.get()
    assert row.words.endswith("554 5.7.1 Our policy")
    assert row.times == 2
    assert (row.last_at.minute, row.last_at.second) == (0, 0)  # a mask may have caused the mail


def test_a_mail_that_arrives_leaves_none(smtp_sink: Sink) -> None:
    make.community()
    outbox.send(id=message().pk)
    assert Message.objects.get().state == "sent"
    assert not ServerWord.objects.exists()


def test_of_a_masks_mail_nothing_is_kept(smtp_sink: Sink) -> None:
    make.community()
    topic = make.topic(space=make.space(), by=cast.ines())
    mask = make.mask(of=cast.dorrie(), topic=topic)
    made: Any = outbox.queue(to=mask, kind="answered", dedupe_key="a", why="You asked.", topic=topic)
    smtp_sink.answers += ["554 5.7.1 Our policy"]
    outbox.send(id=made.pk)
    assert not ServerWord.objects.exists()


def test_a_server_that_says_something_else_each_time_fills_no_table() -> None:
    for number in range(ServerWord.MOST_A_DAY + 10):
        server_words.note(said(450, f"try {number}"), address=ADDRESS)
    assert ServerWord.objects.count() == ServerWord.MOST_A_DAY + 1
    assert ServerWord.objects.get(words=server_words.GONE).times == 10
    server_words.note(said(450, "try 3"), address=ADDRESS)
    assert ServerWord.objects.get(words__endswith="try 3").times == 2


def test_they_go_with_the_words_of_mails(settings: Any) -> None:
    settings.KEEP_DAYS = settings.KEEP_DAYS | {"mail": 30}
    today = timezone.now().date()
    for days in (31, 29):
        ServerWord.objects.create(day=today - timedelta(days=days), words=str(days))
    retention.tidy()
    assert ServerWord.objects.get().words == "29"
