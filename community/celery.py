"""The Celery application. Correctness comes from the delivery table, not from the broker."""

import os
import signal
import threading
from typing import Any

from celery import Celery
from celery.signals import worker_shutting_down
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "community.settings")

LAST_SECONDS = 10  # for the task in hand; whatever is cut short is found again by its sweep

# The beat sends names of tasks: it needs none of the apps, which are most of what a process weighs.
KNOWS_THE_APPS = os.environ.get("PROCESS") != "beat"  # the settings may be on their way to be loaded

app = Celery("murmuration", fixups=None if KNOWS_THE_APPS else ())
app.config_from_object("django.conf:settings", namespace="CELERY")
if KNOWS_THE_APPS:
    app.autodiscover_tasks()


@worker_shutting_down.connect
def end_in_time(**_about: Any) -> None:
    """Beside bin/run nobody else ends a worker that was asked to: with the supervisor the broker may be gone as well,
    and a worker that asks for it while it starts would ask for ever. The worker leads a process group of its own.
    """
    if settings.EMBEDDED and os.getpgrp() == os.getpid():
        last = threading.Timer(LAST_SECONDS, os.killpg, (os.getpid(), signal.SIGKILL))
        last.daemon = True
        last.start()
