"""Suspending a named account, and ending that early."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from forum.views.common import found
from members import queries
from members.models import Suspension
from members.rules import NotAllowed
from moderation import rules
from moderation.actions import accounts
from moderation.forms import SuspensionForm
from moderation.views.refusals import member_of, members_only
from web.http import posts_only


@require_http_methods(["GET", "POST"])
@members_only
def suspension(request: HttpRequest, handle: str) -> HttpResponse:
    moderator = member_of(request)
    rules.may_use_desk(moderator)
    person = found(queries.person_called, handle)
    form = SuspensionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            accounts.suspend(moderator=moderator, member=person, **form.cleaned_data)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Suspended. They read your reason."))
            return HttpResponseRedirect(request.path, status=303)
    current = Suspension.objects.in_force().filter(member=person).select_related("by").first()
    context = {"form": form, "person": person, "current": current, "page": "desk"}
    return render(request, "moderation/suspension.html", context, status=422 if form.errors else 200)


@posts_only
@members_only
def lifting(request: HttpRequest, pk: int) -> HttpResponse:
    """Ends a suspension early."""
    rules.may_use_desk(member_of(request))
    row = get_object_or_404(Suspension.objects.select_related("member"), pk=pk)
    accounts.lift(moderator=member_of(request), suspension=row)
    messages.success(request, _("Lifted. They can write again."))
    address = reverse("moderation:suspension", args=[row.member.handle])
    return HttpResponseRedirect(address, status=303)
