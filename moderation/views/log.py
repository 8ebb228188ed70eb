"""The public log."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from forum.rules import reader
from moderation.queries.log import public_log


@require_GET
def log(request: HttpRequest) -> HttpResponse:
    lines, page = public_log(reader(request.user), at=request.GET.get("at", ""))
    return render(request, "moderation/log.html", {"lines": lines} | page.links())
