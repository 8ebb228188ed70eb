"""For processes that a test starts and kills, with a real mail server."""

from tests.real_settings import *  # noqa: F403
from tests.real_settings import CELERY_BEAT_SCHEDULE, env

EMAIL_BACKEND = "tests.notices.slow_smtp.EmailBackend"
EMAIL_HOST, EMAIL_PORT = "127.0.0.1", env.int("TEST_SINK_PORT")
EMAIL_LEASE = 10  # seconds, in place of the two minutes after which goes again what a killed worker held
EMAIL_USE_TLS = EMAIL_USE_SSL = False
CELERY_BEAT_SCHEDULE = {
    **CELERY_BEAT_SCHEDULE,
    "notices.sweep": {"task": "notices.sweep", "schedule": 5, "options": {"expires": 10}},
}
