"""For processes that a test starts and kills: the test settings with the broker of the environment."""

from tests.settings import *  # noqa: F403
from tests.settings import STORAGES, env

STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # nothing is collected
CELERY_BROKER_URL = env.str("CELERY_BROKER_URL")
# A test does not wait half a minute for each beat; everything else is as it is in production. Each beat sends again all
# that waits: at shorter intervals the workers would do little but find out that it is done.
CELERY_BEAT_SCHEDULE = {"activity.sweep": {"task": "activity.sweep", "schedule": 5, "options": {"expires": 10}}}
