"""Ten thousand messages while everything fails: is each queued once, sent at least once, and repeated only by a kill?

Worker, broker and web process are killed (`kill -9`) at random; the clock of all of them jumps; tasks are delivered
twice and late; the mail server refuses, closes in the middle of a mail, and stalls. What it took with a 250 counts.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import random
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from celery import Celery
from django.db import connection
from django.utils import timezone

from activity.models import Delivery
from forum.models import Post, Topic
from members.models import Member
from notices.actions import outbox
from notices.models import Message, Notice
from tests import make
from tests.harness import Cluster, Process, cluster, free_port, wait_for

REFUSES, CLOSES, STALLS = 0.01, 0.002, 0.0005  # of the mails
STALL = 20  # seconds, longer than anybody waits
EACH = 15.0  # seconds between two faults, on average
JUMPS = (-2.5, -0.5, 0.0, 0.5, 2.5)  # hours: those who are written to are awake at all of them
AGAIN = 20  # tasks that are delivered once more with each fault
WORKERS = 2  # sending processes that one kill of the worker takes


@dataclass
class Moody:
    """A mail server. `took`: how often it said 250 to which Message-ID."""

    draw: random.Random
    took: Counter[str] = field(default_factory=Counter)
    moods: Counter[str] = field(default_factory=Counter)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        luck = self.draw.random()
        if luck < STALLS:
            self.moods["stalled"] += 1
            await asyncio.sleep(STALL)
            return "451 4.3.2 too late"
        if luck < STALLS + CLOSES:
            self.moods["closed"] += 1
            assert server.transport is not None
            server.transport.abort()
            return "421 4.3.2 gone"
        if luck < STALLS + CLOSES + REFUSES:
            self.moods["refused"] += 1
            return "451 4.7.1 later"
        head = bytes(envelope.content or b"").split(b"\r\n\r\n", 1)[0].decode(errors="replace")
        id = next(line for line in head.splitlines() if line.lower().startswith("message-id:"))
        self.took[id.split(":", 1)[1].strip()] += 1
        return "250 OK"


def run(messages: int, seed: int = 1, folder: Path | None = None) -> dict[str, Any]:
    """Prints and gives what was found. `folder`: where the processes write; the database is as large afterwards."""
    draw = random.Random(seed)  # noqa: S311
    moody = Moody(random.Random(seed + 1))  # noqa: S311
    prepare(messages)
    port, place = free_port(), folder or Path(tempfile.mkdtemp(prefix="faults-"))
    clock = place / "clock"
    logging.getLogger("mail.log").setLevel(logging.ERROR)
    os.environ |= {"TEST_SINK_PORT": str(port), "FAULTS_CLOCK": str(clock)}
    sink = Controller(moody, hostname="127.0.0.1", port=port)
    sink.start()
    began = time.monotonic()
    try:
        with cluster(place, settings="benchmarks.faults_settings") as here:
            wait_for(lambda: b" ready." in here.worker.log.read_bytes(), "the worker", timeout=180)
            kills, jumps, again = _trouble(here, draw, clock, messages)
            _calm(here, clock)
    finally:
        sink.stop()
    found = figures(messages, moody) | {
        "kills": dict(kills),
        "sending processes killed": WORKERS * kills["worker"],
        "jumps of the clock": jumps,
        "tasks delivered again": again,
        "seconds": round(time.monotonic() - began),
    }
    found["holds"] = holds(found)
    print(json.dumps(found, indent=1))
    return found


def prepare(messages: int) -> None:
    """As many people, each with one question that nobody has answered, where it is early afternoon."""
    now, zone, space = timezone.now(), make.daytime(), make.space()
    make.member(handle="faults_helper")
    people = Member.objects.bulk_create(
        Member(
            handle=f"faults{number}",
            handle_key=f"faults{number}",
            display_name=f"F{number}",
            email=f"faults{number}@example.org",
            stage=Member.Stage.MEMBER,
            approved_at=now,
            time_zone=zone,
        )
        for number in range(messages)
    )
    topics = Topic.objects.bulk_create(
        Topic(space=space, member=one, title="Faults", slug="faults", audience="everyone", next_position=1)
        for one in people
    )
    words = {"body": "How?", "html": "<p>How?</p>", "text": "How?"}
    Post.objects.bulk_create(
        Post(topic=topic, position=0, member=one, **words) for topic, one in zip(topics, people, strict=True)
    )


def _trouble(here: Cluster, draw: random.Random, clock: Path, messages: int) -> tuple[Counter[str], int, int]:
    """One fault after the other, until everything is written and most of it has gone."""
    kills: Counter[str] = Counter()
    jumps = again = 0
    web = _web(here)
    while Message.objects.filter(state=Message.State.SENT).count() < messages * 0.9:
        time.sleep(draw.expovariate(1 / EACH) + 0.5)
        if not web.is_alive and Topic.objects.filter(title="Faults", answer_count=0).exists():
            web = _web(here)
        match draw.choice(["worker", "worker", "valkey", "web", "clock"]):
            case "worker":
                _restart(here.worker)
                kills["worker"] += 1
            case "valkey":
                here.valkey.kill()
                kills["valkey"] += 1
                if draw.random() < 0.5:
                    here.wipe_valkey()
                here.valkey.start()
            case "web" if web.is_alive:
                web.kill()
                kills["web"] += 1
            case _:
                clock.write_text(str(draw.choice(JUMPS)))
                jumps += 1
        again += _deliver_again(here, draw)
    return kills, jumps, again


def _restart(worker: Process) -> None:
    """Killed at once; the next fault comes when it works again, however slow the machine is."""
    worker.kill()
    begun = worker.log.read_bytes().count(b" ready.")
    worker.start()
    wait_for(lambda: worker.log.read_bytes().count(b" ready.") > begun, "the worker", timeout=180)


def _web(here: Cluster) -> Process:
    return here.program(f"web-{len(here.programs)}", "benchmarks.faults_web")


def _deliver_again(here: Cluster, draw: random.Random) -> int:
    """Tasks of messages in any state and of events that were long handled, some of them a while later."""
    app = Celery(broker=here.env["CELERY_BROKER_URL"], set_as_current=False)
    ids = list(Message.objects.order_by("?").values_list("pk", flat=True)[:AGAIN])
    done = 0
    for id in ids:
        try:
            app.send_task(outbox.TASK, [str(id)], queue=outbox.QUEUE, countdown=draw.choice([0, 0, 3]), retry=False)
        except Exception:  # noqa: S112  (the broker was killed a moment ago)
            continue
        done += 1
    app.close()
    return done


def _calm(here: Cluster, clock: Path) -> None:
    """No more faults: what waits for its hour, after a refusal or a jump, has it; then everything must come to an end."""
    clock.write_text("0")
    waits = Topic.objects.filter(title="Faults", answer_count=0)
    web = _web(here) if waits.exists() else None
    wait_for(lambda: web is None or not web.is_alive, "the last answer", timeout=1200)

    def is_over() -> bool:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE notices_message SET not_before = now() WHERE state = 'queued' AND not_before > now()"
            )
            cursor.execute("UPDATE activity_delivery SET due_at = now() WHERE due_at > now() + interval '40 seconds'")
        time.sleep(2)
        open_ = Message.objects.filter(state__in=[Message.State.QUEUED, Message.State.SENDING])
        return not Delivery.objects.filter(dead_at=None).exists() and not open_.exists()

    wait_for(is_over, "the last mail", timeout=1800)


def figures(messages: int, moody: Moody) -> dict[str, Any]:
    told = Message.objects.filter(topic__title="Faults")
    ids = set(told.values_list("message_id", flat=True))
    return {
        "messages": messages,
        "answers": Post.objects.filter(topic__title="Faults", position=1).count(),
        "notices": Notice.objects.filter(topic__title="Faults").count(),
        "queued": told.count(),
        "sent": told.filter(state=Message.State.SENT).count(),
        "lost": len(ids - set(moody.took)),
        "unknown to the outbox": len(set(moody.took) - ids),
        "repeats": sum(moody.took.values()) - len(moody.took),
        "dead deliveries": Delivery.objects.exclude(dead_at=None).count(),
        "the mail server": dict(moody.moods),
    }


def holds(found: dict[str, Any]) -> bool:
    """None lost, queued once, and no more repeats than sending processes were killed."""
    once = found["messages"] == found["answers"] == found["notices"] == found["queued"] == found["sent"]
    nothing = not found["lost"] and not found["unknown to the outbox"] and not found["dead deliveries"]
    return once and nothing and found["repeats"] <= found["sending processes killed"]
