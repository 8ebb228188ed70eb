"""A copy of one's own data: ask for it, see how far it is, take it, remove it."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from privacy.actions import exports as actions
from privacy.actions import masked as without_name
from privacy.queries import exports
from web.fresh import fresh
from web.http import is_htmx, member_of, or_404, posting, posts_only, see_other, signed_in


@posting
def ask(request: HttpRequest) -> HttpResponse:
    actions.ask(member=member_of(request))
    return see_other(request, reverse("privacy:data"), _("We are putting your copy together."))


@signed_in
@require_safe
@never_cache
def progress(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A part of the page, asked for again and again until the copy is there."""
    or_404(exports.own_export, member_of(request), pk)
    if not is_htmx(request):
        return redirect("privacy:data")
    return render(request, "privacy/_copy.html", {"copy": exports.copy_of(member_of(request))})


@require_safe
@never_cache
@fresh
def download(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = or_404(exports.zipped, member_of(request), pk)
    return _file(found, f"{member_of(request).handle}-{timezone.now():%Y-%m-%d}.zip")


@posting
def remove(request: HttpRequest, pk: UUID) -> HttpResponse:
    actions.remove(export=or_404(exports.own_export, member_of(request), pk))
    return see_other(request, reverse("privacy:data"), _("The copy is gone."))


@posts_only
@never_cache
@fresh
def masked(request: HttpRequest) -> HttpResponse:
    """What the member wrote without their name. It is written nowhere, and its file's name says nothing."""
    return _file(without_name.copy_of(member=member_of(request)), f"copy-{timezone.now():%Y-%m-%d}.zip")


def _file(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
