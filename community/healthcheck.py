"""What a container asks about itself: python -m community.healthcheck web|worker|beat. Ends with 0 when all is well."""

import sys
import time
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

from community.env import env

WEB = "http://127.0.0.1:8000/healthz"
ANSWER_SECONDS = 4
WORKER_SECONDS = 8
# The beat writes its schedule every three minutes.
BEAT_SECONDS = 600


def web() -> bool:
    host = urlsplit(env.str("SITE_URL", default="http://localhost")).netloc
    with urllib.request.urlopen(
        urllib.request.Request(WEB, headers={"Host": host}),
        timeout=ANSWER_SECONDS,
    ) as answer:
        return bool(answer.status == 200)


def worker() -> bool:
    """Some worker answers through the broker."""
    from community.celery import app

    return bool(app.control.ping(timeout=WORKER_SECONDS, limit=1))


def beat() -> bool:
    folder = Path(env.str("VAR_DIR", default="var"))
    times = [path.stat().st_mtime for path in folder.glob("celerybeat-schedule*")]
    return bool(times) and time.time() - max(times) < BEAT_SECONDS


if __name__ == "__main__":
    checks = {"web": web, "worker": worker, "beat": beat}
    try:
        sys.exit(0 if checks[sys.argv[1]]() else 1)
    except OSError as error:
        sys.exit(f"{sys.argv[1]}: {error}")
