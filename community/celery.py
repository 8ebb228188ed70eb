"""The Celery application. Correctness comes from the delivery table, not from the broker."""

import os
import signal
import threading
from typing import Any

from celery import Celery
from celery.signals import beat_init, worker_shutting_down
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "community.settings")

LAST_SECONDS = 10  # for the task in hand; whatever is cut short is found again by its sweep

# The beat sends names of tasks: it needs none of the apps, which are most of what a process weighs.
KNOWS_THE_APPS = os.environ.get("PROCESS") != "beat"  # the settings may be on their way to be loaded

app = Celery("murmuration", fixups=None if KNOWS_THE_APPS else ())
app.config_from_object("django.conf:settings", namespace="CELERY")
if KNOWS_THE_APPS:
    app.autodiscover_tasks()


@beat_init.connect
def begin_at_once(sender: Any, **_about: Any) -> None:
    """A schedule that was never kept counts from now: what the page of operations calls a sign of life would come only when
    its first interval is over. Made due instead of sent, it waits for the broker as the rest does and is not sent twice.

    And a schedule that was kept by a clock that went ahead would rest until that day, with all that has been done since.
    """
    for name, entry in sender.scheduler.schedule.items():
        now = entry.default_now()
        is_due = name in settings.DUE_AT_START
        entry.last_run_at = now - entry.schedule.run_every if is_due else min(entry.last_run_at, now)


@worker_shutting_down.connect
def end_in_time(**_about: Any) -> None:
    """Beside bin/run nobody else ends a worker that was asked to: with the supervisor the broker may be gone as well,
    and a worker that asks for it while it starts would ask for ever. The worker leads a process group of its own.
    """
    if settings.EMBEDDED and os.getpgrp() == os.getpid():
        last = threading.Timer(LAST_SECONDS, os.killpg, (os.getpid(), signal.SIGKILL))
        last.daemon = True
        last.start()
