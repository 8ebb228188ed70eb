"""What makes the community an application of its own on a telephone: its name and pictures, and its worker."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.templatetags.static import static
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from members.queries import community
from web.colours import of_actions
from web.templatetags.ui import home_icon

LONGEST_SHORT_NAME = 12  # below a picture on a home screen there is no room for more
KEPT = "max-age=3600"  # seconds


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, at the root, so that it speaks for every page. Browsers ask for it anew each time."""
    said = f"const SAID = {json.dumps(worker_says())};\n{_worker()}"
    return HttpResponse(said, content_type="text/javascript; charset=utf-8", headers={"Cache-Control": "no-cache"})


def worker_says() -> dict[str, str]:
    """It has no page to take its sentences from."""
    return language() | {
        "title": _("No connection"),
        "these": _("These you read here lately, and they are kept on this device:"),
        "nothing": _("Nothing is kept on this device."),
        "again": _("Try again"),
    }


def language() -> dict[str, str]:
    return {"lang": translation.get_language(), "dir": "rtl" if translation.get_language_bidi() else "ltr"}


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """The same for everybody: the community's own name, as on every page."""
    row = community()
    name = row.name or "Murmuration"
    said = {
        "id": "/",
        "name": name,
        "short_name": name if len(name) <= LONGEST_SHORT_NAME else name.split()[0][:LONGEST_SHORT_NAME],
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        **language(),
        "background_color": "#f1f4f6",
        "theme_color": of_actions(row.hue),
        "icons": [
            icon(home_icon(row.hue, "icon-192"), 192),
            icon(home_icon(row.hue, "icon-512"), 512),
            icon(home_icon(row.hue, "icon-maskable-512"), 512, "maskable"),
        ],
    }
    headers = {"Cache-Control": KEPT}
    return JsonResponse(said, content_type="application/manifest+json", headers=headers)


def icon(name: str, pixels: int, purpose: str = "any") -> dict[str, str]:
    return {"src": static(name), "sizes": f"{pixels}x{pixels}", "type": "image/png", "purpose": purpose}


@cache
def _worker() -> str:
    path = finders.find("js/worker.js")
    assert path
    return Path(path).read_text(encoding="utf-8")
