"""The Celery application. Correctness comes from the delivery table, not from the broker."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "community.settings")

app = Celery("murmuration")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
