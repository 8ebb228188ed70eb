"""The public log."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from forum.rules import reader
from moderation.queries.log import public_log


@require_GET
def log(request: HttpRequest) -> HttpResponse:
    lines, older = public_log(reader(request.user), before=request.GET.get("before", ""))
    context = {"lines": lines, "older": "?" + urlencode({"before": older}) if older else ""}
    return render(request, "moderation/log.html", context)
