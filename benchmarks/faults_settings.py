"""For the processes of `bin/bench faults`: a real mail server, and a clock that jumps when the benchmark says so."""

import os
from pathlib import Path

from django.utils import timezone

from tests.notices.real_mail_settings import *  # noqa: F403
from tests.notices.real_mail_settings import DATABASES

EMAIL_BACKEND = "benchmarks.faults_mail.EmailBackend"
# As in earnest: each sweep sends again all that waits, and of thousands that is most of the work.
CELERY_BEAT_SCHEDULE = {
    name: {"task": name, "schedule": 30, "options": {"expires": 30}} for name in ("activity.sweep", "notices.sweep")
}
EMAIL_TIMEOUT, EMAIL_DEADLINE = 3, 5  # seconds: a server that stalls is left sooner than in earnest
ALLOWED_HOSTS = ["*"]
DATABASES["default"]["CONN_MAX_AGE"] = 60

_real_now, _jump = timezone.now, Path(os.environ.get("FAULTS_CLOCK", "/nonexistent"))


def _now():  # type: ignore[no-untyped-def]
    """The real clock, as far off as the file says."""
    try:
        hours = float(_jump.read_text() or 0)
    except (OSError, ValueError):
        hours = 0.0
    return _real_now() + timezone.timedelta(hours=hours)


timezone.now = _now
