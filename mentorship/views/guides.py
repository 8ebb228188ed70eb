"""The starter guide of a path: read, write, go through its versions."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from members.models import Journey
from members.rules import NotAllowed
from mentorship import rules
from mentorship.actions import guides
from mentorship.forms import GuideForm
from mentorship.models import Guide
from mentorship.queries import guides as queries
from web.http import member_of, see_other, signed_in
from web.refusal import beside_form


@never_cache
@require_safe
@signed_in
def guide(request: HttpRequest, slug: str) -> HttpResponse:
    journey = get_object_or_404(Journey, slug=slug)
    context = {"found": queries.page(journey, member_of(request)), "page": "mentoring"}
    return render(request, "mentorship/guide.html", context)


@never_cache
@require_safe
@signed_in
def versions(request: HttpRequest, slug: str) -> HttpResponse:
    journey = get_object_or_404(Journey, slug=slug)
    context = {"journey": journey, "versions": queries.versions(journey), "page": "mentoring"}
    return render(request, "mentorship/guide_versions.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def write(request: HttpRequest, slug: str) -> HttpResponse:
    journey, member = get_object_or_404(Journey, slug=slug), member_of(request)
    if request.method != "POST":
        rules.may_write_guide(member, journey)
        standing = Guide.objects.filter(journey=journey).first()
        text, base = (standing.text, standing.version) if standing is not None else ("", 0)
        return _editor(request, journey, GuideForm(initial={"text": text}), base)
    form = GuideForm(request.POST)
    if not form.is_valid():
        return _editor(request, journey, form, form.cleaned_data.get("base", 0), status=422)
    try:
        guides.write(actor=member, journey=journey, **form.cleaned_data)
    except guides.Outdated as outdated:
        return _editor(request, journey, form, outdated.guide.version, newer=outdated.guide, status=409)
    except NotAllowed as refusal:
        form.add_error(None, str(refusal))
        return beside_form(_editor(request, journey, form, form.cleaned_data["base"]), refusal)
    return see_other(request, reverse("mentorship:guide", args=[slug]), _("Saved. Whoever begins reads it."))


def _editor(request: HttpRequest, journey: Journey, form: GuideForm, base: Any, **more: Any) -> HttpResponse:
    """`newer` is the guide as somebody else has saved it meanwhile: both texts are shown."""
    status = more.pop("status", 200)
    context = {"journey": journey, "form": form, "base": base, "page": "mentoring", **more}
    return render(request, "mentorship/guide_edit.html", context, status=status)
