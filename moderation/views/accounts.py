"""Suspending a named account, and ending that early."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from members import queries
from members.models import Suspension
from members.rules import NotAllowed
from moderation import rules
from moderation.actions import accounts, silences
from moderation.forms.people import SilenceForm, SuspensionForm
from moderation.models import Decision
from moderation.queries.suspended import silenced_for, suspended_for
from moderation.views.here import done, here
from web.http import member_of, or_404, posts_only, signed_in


@require_http_methods(["GET", "POST"])
@signed_in
def suspension(request: HttpRequest, handle: str) -> HttpResponse:
    moderator = member_of(request)
    rules.may_use_desk(moderator)
    person = or_404(queries.person_called, handle)
    form = SuspensionForm(request.POST or None)
    page = person.get_absolute_url()
    if request.method == "POST" and form.is_valid():
        try:
            row = accounts.suspend(moderator=moderator, member=person, **_given(form))
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            return done(request, _("Suspended. They read your reason."), undo=_newest(row), otherwise=page)
    current = Suspension.objects.in_force().filter(member=person).select_related("by").first()
    context = {"form": form, "person": person, "current": current, "page": "desk", "next": here(request, page)}
    return render(request, "moderation/suspension.html", context, status=422 if form.errors else 200)


def _given(form: SuspensionForm) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in ("until", "reason")}


def _newest(row: Suspension) -> Decision | None:
    """The newest decision about this suspension."""
    return Decision.objects.filter(member=row.member_id, before__row=row.pk, space=None).order_by("-pk").first()


@posts_only
@signed_in
def lifting(request: HttpRequest, pk: int) -> HttpResponse:
    """Ends a suspension early."""
    rules.may_use_desk(member_of(request))
    row = get_object_or_404(Suspension.objects.select_related("member"), pk=pk)
    accounts.lift(moderator=member_of(request), suspension=row)
    address = reverse("moderation:suspension", args=[row.member.handle])
    return done(request, _("Lifted. They can write again."), undo=_newest(row), otherwise=address)


@require_http_methods(["GET", "POST"])
@signed_in
def silence(request: HttpRequest, handle: str) -> HttpResponse:
    """In one space or in all, for a while."""
    moderator = member_of(request)
    rules.may_use_desk(moderator)
    person = or_404(queries.person_called, handle)
    form = SilenceForm(request.POST or None, moderator=moderator)
    page = person.get_absolute_url()
    if request.method == "POST" and form.is_valid():
        try:
            space = form.cleaned_data["space"]
            made = silences.silence(moderator=moderator, member=person, space=space, **_given(form))
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            words = _("They can read and not write there. They read your reason.")
            return done(request, words, undo=made, otherwise=page)
    context = {"form": form, "person": person, "page": "desk", "next": here(request, page)}
    return render(request, "moderation/silence.html", context, status=422 if form.errors else 200)


@require_GET
@signed_in
def suspended(request: HttpRequest) -> HttpResponse:
    """Everybody who may not write now."""
    viewer = member_of(request)
    rules.may_use_desk(viewer)
    context = {"rows": suspended_for(viewer), "silenced": silenced_for(viewer), "page": "desk"}
    return render(request, "moderation/suspended.html", context)
