"""What is kept, and for how long: for everybody."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from privacy import kept


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    return render(request, "privacy/kept.html", {"groups": kept.grouped(), "services": kept.services()})
