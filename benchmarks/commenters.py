"""Twenty people comment twenty times each under one post, by the real pages, with a real worker: no error, no deadlock."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode
from uuid import uuid4

from django.conf import settings
from django.db import connection
from django.utils import timezone

from activity.models import Delivery
from benchmarks.measured import session_cookie
from benchmarks.runner import ROOT, free_port, server
from forum.models import Comment
from members.models import Member
from tests import make
from tests.harness import wait_for

EACH = 20  # comments of one person
TOKEN = "b" * 32
LOG = Path(settings.VAR_DIR) / "log" / "postgres.log"


@contextmanager
def worker() -> Iterator[None]:
    """As bin/run starts it."""
    command = [sys.executable, "-m", "celery", "-A", "community", "worker", "--concurrency", "2"]
    with tempfile.NamedTemporaryFile(suffix=".log") as log:
        process = subprocess.Popen(
            [*command, "--loglevel", "INFO", "--without-gossip", "--without-mingle"],
            cwd=ROOT,
            env=os.environ | {"PROCESS": "worker"},
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        try:
            wait_for(lambda: b" ready." in Path(log.name).read_bytes(), "the worker", timeout=60)
            yield
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(timeout=30)


def deadlocks() -> tuple[int, int]:
    """As PostgreSQL counted them, and as its log has them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        counted = int(cursor.fetchone()[0])
    return counted, LOG.read_text(errors="replace").count("deadlock detected") if LOG.exists() else 0


def comments_of(port: int, number: int, cookie: str, post: int) -> Counter[int]:
    """The statuses of one person's comments, one after the other."""
    here = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    headers = {
        "Cookie": cookie,
        "Content-Type": "application/x-www-form-urlencoded",
        "X-CSRFToken": TOKEN,
        "X-Forwarded-For": f"10.1.0.{number}",
    }
    answered: Counter[int] = Counter()
    for turn in range(EACH):
        words = {"body": f"How long did that take? ({turn})", "as": "me", "submit_key": str(uuid4())}
        here.request("POST", f"/p/{post}/comments/", urlencode(words), headers)
        answer = here.getresponse()
        answer.read()
        answered[answer.status] += 1
    return answered


def somebody() -> Member:
    """An account that is old enough for what older ones may do."""
    before = timezone.now() - timedelta(days=30)
    handle = f"commenter-{uuid4().hex[:12]}"
    return Member.objects.create(
        handle=handle, display_name=handle, email=f"{handle}@example.org", stage="member", approved_at=before,
        joined_at=before,
    )  # fmt: skip


def run(count: int) -> None:
    make.community()
    asker, helper = somebody(), somebody()
    space = make.space(slug=f"space-{uuid4().hex[:12]}")
    post = make.answer(topic=make.topic(by=asker, space=space), by=helper)
    cookies = [session_cookie(somebody()) for _ in range(count)]
    before, port = deadlocks(), free_port()
    with (
        worker(),
        server("community.rsgi:application", port, TRUSTED_PROXY_COUNT="1"),
        ThreadPoolExecutor(count) as pool,
    ):
        sent = [pool.submit(comments_of, port, number, cookie, post.pk) for number, cookie in enumerate(cookies)]
        statuses = sum((one.result() for one in sent), Counter())
        wait_for(lambda: not Delivery.objects.filter(attempts=0).exists(), "the worker's last delivery", timeout=300)
    post.refresh_from_db()
    found = {
        "answered": dict(statuses),
        "comments": Comment.objects.filter(post=post).count(),
        "counted at the post": post.comment_count,
        "deliveries that failed": Delivery.objects.filter(attempts__gt=0).count(),
        "deadlocks, as PostgreSQL counts them": deadlocks()[0] - before[0],
        "deadlock detected, in PostgreSQL's log": deadlocks()[1] - before[1],
    }
    print(json.dumps(found, indent=1))
    if statuses != {303: count * EACH}:
        raise SystemExit("Not every comment was taken.")
