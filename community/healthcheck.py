"""What a container asks about itself. Ends with 0 when all is well.

    python -P community/healthcheck.py web
    python -P community/healthcheck.py live
    python -P community/healthcheck.py beat FOLDER      (where it keeps its schedule)
    python -m community.healthcheck worker

Asked every few seconds, also while the machine is busy: all but the last import nothing but Python's own.
"""

import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

WEB = "http://127.0.0.1:8000/healthz"  # answered whatever the Host
LIVE = "http://127.0.0.1:8001/live/health"
ANSWER_SECONDS = 10
WORKER_SECONDS = 15
# The beat writes its schedule every three minutes.
BEAT_SECONDS = 600


def web(address: str = WEB) -> bool:
    with urllib.request.urlopen(address, timeout=ANSWER_SECONDS) as answer:  # noqa: S310  (our own address)
        return bool(answer.status == 200)


def live(address: str = LIVE) -> bool:
    return web(address)


def worker() -> bool:
    """Some worker answers through the broker."""
    from community.celery import app

    return bool(app.control.ping(timeout=WORKER_SECONDS, limit=1))


def beat(folder: str) -> bool:
    times = [path.stat().st_mtime for path in Path(folder).glob("celerybeat-schedule*")]
    return bool(times) and time.time() - max(times) < BEAT_SECONDS


if __name__ == "__main__":
    checks: dict[str, Callable[..., bool]] = {"web": web, "live": live, "worker": worker, "beat": beat}
    try:
        sys.exit(0 if checks[sys.argv[1]](*sys.argv[2:]) else 1)
    except OSError as error:
        sys.exit(f"{sys.argv[1]}: {error}")
