"""Somebody with very many posts is erased while others read: what the readers notice, and how long it takes.

The readers ask at an even pace for topics that hold posts of whoever goes, so each of their pages is made anew again and
again. Prints one JSON line; the bar is a p95 of at most 1.5 times the one without.
"""

from __future__ import annotations

import http.client
import json
import multiprocessing
import random
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any
from uuid import uuid4

from django.db import connections
from django.utils import timezone

from benchmarks.commenters import somebody
from benchmarks.runner import free_port, server
from forum.actions import bulk
from forum.models import Post, Topic
from members.models import Member
from privacy.actions import erasures
from privacy.models import Erasure
from tests import make
from writing.render import RENDERER_VERSION, render

IN_A_TOPIC = 20  # posts, half of them of whoever goes
READERS, EVERY = 4, 0.2  # seconds between two questions of one reader
QUIET_SECONDS = 30.0
BAR = 1.5


def run(count: int) -> None:
    make.community()
    leaver, other = somebody(), somebody()
    topics = fill(count, leaver, other)
    erasure = erasures.ask(member=leaver, words="take", masked="stay")
    Erasure.objects.filter(pk=erasure.pk).update(due_at=timezone.now())
    erasures.sweep()
    port = free_port()
    with server("community.rsgi:application", port):
        read_for(port, topics, 5.0)
        before = read_for(port, topics, QUIET_SECONDS)
        during, seconds = read_while_erasing(port, topics, erasure.pk)
        after = read_for(port, topics, QUIET_SECONDS)
    calm = p95(before + after)
    said = {
        "posts": count,
        "seconds": round(seconds, 1),
        "p95 ms without": round(calm, 1),
        "p95 ms meanwhile": round(p95(during), 1),
        "ratio": round(p95(during) / calm, 2),
        "questions": len(before + during + after),
        "left": Post.objects.filter(member=leaver.pk).count(),
    }
    print(json.dumps(said))
    if said["ratio"] > BAR or said["left"] or Member.objects.filter(pk=leaver.pk).exists():
        raise SystemExit("Readers noticed it, or something is left.")


def fill(count: int, leaver: Member, other: Member) -> list[Topic]:
    space = make.space(slug=f"space-{uuid4().hex[:12]}")
    made = render("This is what I did, and it took me a year. Ask them in writing, and keep the letter.")
    words: dict[str, Any] = {"body": made.text, "html": made.html, "text": made.text, "renderer": RENDERER_VERSION}
    topics = []
    for _ in range(max(count * 2 // IN_A_TOPIC, 1)):
        topic = make.topic(by=other, space=space)
        bulk.create_answers(
            posts=[Post(topic=topic, member=leaver if half % 2 else other, **words) for half in range(IN_A_TOPIC)]
        )
        topics.append(topic)
    bulk.recount(topics=[topic.pk for topic in topics])
    return topics


def read_while_erasing(port: int, topics: list[Topic], erasure: int) -> tuple[list[float], float]:
    """The worker is a process of its own, as it is in life."""
    connections.close_all()
    worker = multiprocessing.get_context("spawn").Process(target=_erase, args=[erasure])
    began, done = time.monotonic(), Event()
    with ThreadPoolExecutor(READERS) as pool:
        worker.start()
        asked = [pool.submit(read, port, topics, done) for _ in range(READERS)]
        worker.join()
        done.set()
        return [took for one in asked for took in one.result()], time.monotonic() - began


def _erase(erasure: int) -> None:
    import django

    django.setup()
    erasures.work(id=erasure, seconds=3600)


def read_for(port: int, topics: list[Topic], seconds: float) -> list[float]:
    done = Event()
    with ThreadPoolExecutor(READERS) as pool:
        asked = [pool.submit(read, port, topics, done) for _ in range(READERS)]
        time.sleep(seconds)
        done.set()
        return [took for one in asked for took in one.result()]


def read(port: int, topics: list[Topic], done: Event) -> list[float]:
    """Milliseconds of each page, asked for at an even pace whatever the last one took."""
    here, draw, found = http.client.HTTPConnection("127.0.0.1", port, timeout=60), random.SystemRandom(), []
    due = time.monotonic() + draw.random() * EVERY
    while not done.is_set():
        time.sleep(max(0.0, due - time.monotonic()))
        began = time.monotonic()
        here.request("GET", draw.choice(topics).get_absolute_url())
        answer = here.getresponse()
        answer.read()
        assert answer.status == 200, answer.status
        found.append((time.monotonic() - began) * 1000)
        due = max(due + EVERY, time.monotonic())
    return found


def p95(took: list[float]) -> float:
    return statistics.quantiles(took, n=20)[-1]
