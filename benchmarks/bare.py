"""What Django itself costs: one view that sends the bytes of a page, without middleware, sessions or a database."""

from __future__ import annotations

import os
from pathlib import Path

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path

from community.front import Front

FOLDER = Path(os.environ["BENCH_BYTES"])
BYTES = {file.name: file.read_bytes() for file in FOLDER.iterdir()}


def page(request: HttpRequest, name: str) -> HttpResponse:
    body = BYTES[name]
    return HttpResponse(body, headers={"Content-Length": str(len(body))})


urlpatterns = [path("bare/<str:name>", page)]

if not settings.configured:
    settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["127.0.0.1"], SECRET_KEY="none is needed", MIDDLEWARE=[])  # noqa: S106

application = Front(get_wsgi_application(), threads=int(os.environ["WEB_THREADS"]))
