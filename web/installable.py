"""What makes the community an application of its own on a telephone: its worker."""

from __future__ import annotations

from functools import cache

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, at the root, so that it speaks for every page. Browsers ask for it anew each time."""
    return HttpResponse(_worker(), content_type="text/javascript; charset=utf-8", headers={"Cache-Control": "no-cache"})


@cache
def _worker() -> str:
    with open(finders.find("js/worker.js"), encoding="utf-8") as file:
        return file.read()
