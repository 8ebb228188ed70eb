"""The local port, with a real server and real clients."""

from __future__ import annotations

import asyncio
import smtplib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

import pytest
from django.db import OperationalError

from forum.models import Post
from inbound import door
from inbound.actions import handing
from members.models import Member
from tests import make
from tests.inbound.post import address_of, reply, topic_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(60)]


@pytest.fixture(autouse=True)
def inbound(settings: object) -> None:
    settings.INBOUND_ADDRESS = "reply@forum.example"  # type: ignore[attr-defined]
    make.community()


@contextmanager
def listening(protocol: str) -> Iterator[int]:
    """The port."""
    loop, port, ready = asyncio.new_event_loop(), [0], threading.Event()
    stop = asyncio.Event()

    def say(number: int) -> None:
        port[0] = number
        ready.set()

    serving = door.serve(protocol, "127.0.0.1", 0, stop, ready=say)
    running = threading.Thread(target=lambda: loop.run_until_complete(serving), daemon=True)
    running.start()
    assert ready.wait(10)
    try:
        yield port[0]
    finally:
        loop.call_soon_threadsafe(stop.set)
        running.join(30)
    assert not running.is_alive()
    loop.close()


@pytest.fixture
def ines() -> Member:
    return make.member(handle="ines", name="Ines Calder")


def test_by_smtp_a_mail_becomes_a_post_and_what_is_not_ours_is_refused(
    ines: Member, caplog: pytest.LogCaptureFixture
) -> None:
    topic = topic_of(make.member(name="Dorrie"))
    to = address_of(ines, topic)
    with listening("smtp") as port, smtplib.SMTP("127.0.0.1", port, timeout=20) as client:
        client.sendmail(ines.email or "", [to], reply(ines.email or "", to, "That worked for me." + " " * 5_000))
        client.sendmail(ines.email or "", [to], reply(ines.email or "", to, "By a robot", Precedence="bulk"))
        client.sendmail("", [to], reply(ines.email or "", to, "It came back"))
        with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
            client.sendmail(ines.email or "", ["reply+abc@forum.example"], b"x")
        assert refused.value.recipients["reply+abc@forum.example"][0] == 550
    assert [post.body for post in Post.objects.filter(topic=topic, position__gt=0)] == ["That worked for me."]
    assert "ines" not in caplog.text
    assert to not in caplog.text


def test_by_lmtp_each_recipient_has_an_answer(ines: Member) -> None:
    one, other = topic_of(make.member(name="Dorrie")), topic_of(make.member(name="Wilf"))
    first, second = address_of(ines, one), address_of(ines, other)
    with listening("lmtp") as port, smtplib.LMTP("127.0.0.1", port) as client:
        client.ehlo_or_helo_if_needed()
        client.mail(ines.email or "")
        assert [client.rcpt(to)[0] for to in (first, second)] == [250, 250]
        client.putcmd("data")
        assert client.getreply()[0] == 354
        client.send(reply(ines.email or "", first).replace(b"\n", b"\r\n") + b"\r\n.\r\n")
        assert [client.getreply()[0] for _to in (first, second)] == [250, 250]
    assert Post.objects.filter(topic__in=[one, other], position__gt=0).count() == 2


def test_while_the_database_is_away_it_is_brought_again(ines: Member) -> None:
    topic = topic_of(make.member(name="Dorrie"))
    to = address_of(ines, topic)
    mail = reply(ines.email or "", to)
    with listening("smtp") as port, smtplib.SMTP("127.0.0.1", port, timeout=20) as client:
        with (
            patch.object(handing, "receive", side_effect=OperationalError("the row of ines")),
            pytest.raises(smtplib.SMTPDataError) as later,
        ):
            client.sendmail(ines.email or "", [to], mail)
        assert later.value.smtp_code == 451
        client.sendmail(ines.email or "", [to], mail)
    assert Post.objects.filter(topic=topic, position__gt=0).count() == 1


def test_what_is_too_much_is_refused(ines: Member) -> None:
    topic = topic_of(make.member(name="Dorrie"))
    to = address_of(ines, topic)
    with (
        patch.object(door, "LARGEST", 2_000),
        patch.object(door, "MOST_AT_ONCE", 1),
        patch.object(door, "MOST_RECIPIENTS", 1),
        listening("smtp") as port,
        smtplib.SMTP("127.0.0.1", port, timeout=20) as client,
    ):
        with pytest.raises(smtplib.SMTPConnectError):
            smtplib.SMTP("127.0.0.1", port, timeout=20)
        client.ehlo()
        client.mail(ines.email or "")
        assert [client.rcpt(to)[0] for _time in range(2)] == [250, 452]
        assert client.data(b"word\n" * 1_000)[0] == 552
    assert not Post.objects.filter(topic=topic, position__gt=0).exists()
