"""The front page of settings, for admins: the few that matter first, and a search over all of them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from hosting.queries.settings import changes, counted
from hosting.views.every_setting import Now, Setting, Shown, find, first
from members.models import Community
from web.http import admins_only, is_htmx

LONGEST_QUESTION = 100  # characters


@never_cache
@admins_only
@require_safe
@vary_on_headers("HX-Request")
def settings(request: HttpRequest) -> HttpResponse:
    words = " ".join(request.GET.get("q", "")[:LONGEST_QUESTION].replace("\0", "").split())
    found = find(words) if words else first()
    shown = _shown(found)
    context = {
        "words": words,
        "part": is_htmx(request),
        "count": len(found),
        "in_browser": [one for one in shown if not one.setting.variable],
        "in_environment": [one for one in shown if one.setting.variable],
    }
    return render(request, "hosting/_settings_found.html" if context["part"] else "hosting/settings.html", context)


def _shown(found: list[Setting]) -> list[Shown]:
    now, changed = Now(Community.objects.get(pk=1), counted()), changes()
    return [Shown(setting, now, changed) for setting in found]
