"""Pages that the law asks for, and the record of complaints and decisions."""

from __future__ import annotations

import csv
import json
from datetime import timedelta
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from members.models import Member
from members.rules import NotAllowed
from privacy.actions import law as actions
from privacy.forms import LawForm, RecordForm
from privacy.queries import law, record
from web.http import member_of, or_404, see_other, signed_in
from web.refusal import UNPROCESSABLE

YEAR = timedelta(days=365)
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would work out


def _viewer(request: HttpRequest) -> Member | None:
    return request.user if request.user.is_authenticated else None


def _admin(request: HttpRequest) -> Member:
    """For everybody else these pages do not exist."""
    if not member_of(request).is_staff:
        raise Http404
    return member_of(request)


@require_safe
def pages(request: HttpRequest) -> HttpResponse:
    return render(request, "privacy/law.html", {"pages": law.listed(_viewer(request))})


@require_safe
def page(request: HttpRequest, slug: str) -> HttpResponse:
    return render(request, "privacy/law_page.html", {"shown": or_404(law.shown, _viewer(request), slug)})


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    admin = _admin(request)
    shown = or_404(law.shown, admin, slug)
    form = LawForm(request.POST if request.method == "POST" else None, initial={"text": shown.text})
    if request.method == "POST" and form.is_valid():
        try:
            actions.write(by=admin, slug=slug, text=form.cleaned_data["text"])
        except NotAllowed as refusal:
            form.add_error("text", str(refusal))
        else:
            return see_other(request, reverse("privacy:law_page", args=[slug]), _("Saved."))
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "privacy/law_edit.html", {"form": form, "shown": shown}, status=status)


@signed_in
@require_safe
@never_cache
def the_record(request: HttpRequest) -> HttpResponse:
    """Of a year, unless other days are asked for; as a page, or as a file for other programs."""
    _admin(request)
    today = timezone.localdate()
    form = RecordForm(request.GET or None, initial={"begin": today - YEAR, "end": today})
    asked = form.cleaned_data if form.is_bound and form.is_valid() else form.initial
    found = record.entries(asked["begin"], asked["end"]) if not form.errors else []
    if not form.errors and (form_of_file := asked.get("form")):
        return _file(found, form_of_file)
    context = {"form": form, "entries": found[-100:], "count": len(found)}
    return render(request, "privacy/record.html", context, status=UNPROCESSABLE if form.errors else 200)


def _file(found: list[record.Entry], form: str) -> HttpResponse:
    types = {"csv": "text/csv; charset=utf-8", "json": "application/json"}
    response = HttpResponse(content_type=types[form])
    response["Content-Disposition"] = f'attachment; filename="record-{timezone.localdate()}.{form}"'
    if form == "json":
        response.write(json.dumps(record.as_rows(found), cls=DjangoJSONEncoder, ensure_ascii=False, indent=1))
        return response
    rows = csv.DictWriter(response, record.COLUMNS)
    rows.writeheader()
    rows.writerows({name: _plain(value) for name, value in row.items()} for row in record.as_rows(found))
    return response


def _plain(value: Any) -> str:
    """Words that a spreadsheet takes for words."""
    said = "" if value is None else str(value)
    return f"'{said}" if said.startswith(FORMULA) else said
