"""Messages while everything fails, in one process: none lost, none doubled but by a kill (`bin/bench faults` kills in earnest)."""

from __future__ import annotations

import random
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.core.cache import cache
from django.utils import timezone

from benchmarks import faults
from benchmarks.faults import Moody
from notices.actions import outbox
from notices.models import Message
from tests.notices import post
from tests.sink import Sink, free_port

MESSAGES = 40
S = Message.State
HOUR = timedelta(hours=1)


class Killed(BaseException):
    """`kill -9`: nothing of the process runs any more."""


@pytest.mark.django_db(transaction=True)
def test_killed_refused_cut_off_delivered_twice_and_late_on_a_clock_that_jumps(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw, moody = random.Random(3), Moody(random.Random(4))  # noqa: S311
    real, sent, kills = timezone.now, outbox._sent, 0
    monkeypatch.setattr(faults, "REFUSES", 0.1)
    monkeypatch.setattr(faults, "CLOSES", 0.1)
    monkeypatch.setattr(faults, "STALLS", 0.0)
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = (
        "community.smtp.EmailBackend",
        "127.0.0.1",
        free_port(),
    )

    def dies_after_the_250(message: Message) -> None:
        nonlocal kills
        if draw.random() < 0.15:
            kills += 1
            raise Killed
        sent(message)

    monkeypatch.setattr(outbox, "_sent", dies_after_the_250)
    ids = [post.message(key=f"approved:{number}").pk for number in range(MESSAGES)]
    sink = Controller(moody, hostname="127.0.0.1", port=settings.EMAIL_PORT)
    sink.start()
    try:
        while Message.objects.exclude(state=S.SENT).exists():
            jump = draw.choice([-3, 0, 3]) * HOUR
            monkeypatch.setattr(timezone, "now", lambda jump=jump: real() + jump)
            for id in draw.sample(ids * 2, 2 * MESSAGES):  # each task comes twice, in any order
                cache.delete(outbox.AWAY)
                with suppress(Killed):
                    outbox.send(id=id)
            Message.objects.filter(state=S.QUEUED).update(not_before=real() - 4 * HOUR)
            Message.objects.filter(state=S.SENDING).update(lease_until=real() - HOUR)
    finally:
        sink.stop()
    assert set(moody.took) == set(Message.objects.values_list("message_id", flat=True))
    assert kills > 3
    assert moody.moods["refused"] > 3
    assert moody.moods["closed"] > 3
    assert sum(moody.took.values()) - MESSAGES == kills


@pytest.mark.django_db
@pytest.mark.parametrize("hours", [-3, 3])
def test_a_worker_whose_clock_has_jumped_takes_nothing_out_of_others_hands(
    hours: int, smtp_sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    message, real = post.message(), timezone.now()
    Message.objects.update(state=S.SENDING, lease_until=real + timedelta(minutes=1))
    monkeypatch.setattr(timezone, "now", lambda: real + hours * HOUR)
    assert outbox.sweep() == 0
    outbox.send(id=message.pk)
    assert smtp_sink.mails == []


@pytest.mark.django_db
def test_and_gives_what_it_takes_no_longer_lease_than_others(smtp_sink: Sink, monkeypatch: pytest.MonkeyPatch) -> None:
    real, until = timezone.now(), []
    message = post.message()
    monkeypatch.setattr(
        outbox.mailer, "deliver", lambda sent: until.append(Message.objects.get(pk=sent.pk).lease_until)
    )
    monkeypatch.setattr(timezone, "now", lambda: real + 3 * HOUR)
    outbox.send(id=message.pk)
    assert until[0] < real + HOUR
