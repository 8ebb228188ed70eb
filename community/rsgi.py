"""What the server runs: Django behind the front."""

from django.urls import get_resolver

from community.env import env
from community.front import Front
from community.passing import PATH, Passing
from community.wsgi import application as pages

get_resolver().url_patterns  # noqa: B018  (every view is imported before the first person asks)
streams = Passing(env.str("LIVE", default=""))
application = Front(pages, threads=env.int("WEB_THREADS", default=4), beside={PATH: streams.answer})
