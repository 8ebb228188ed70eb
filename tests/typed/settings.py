"""The web server of tests/web.py for a program that looks for SQL injection."""

from tests.web_settings import *  # noqa: F403  settings are made so
from tests.web_settings import MIDDLEWARE

MIDDLEWARE = ["tests.typed.taken_back.TakenBack", *MIDDLEWARE, "tests.typed.taken_back.SaysWhy"]
ROOT_URLCONF = "tests.typed.planted"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}  # nobody is told to come back later
