"""The admins' page: who tends which space, and until when."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from forum.models import Appointment
from members.rules import NotAllowed
from moderation import rules
from moderation.actions.appointments import appoint, end_term
from moderation.forms.people import AppointmentForm
from moderation.queries.terms import terms
from web.http import member_of, posts_only, signed_in


@require_http_methods(["GET", "POST"])
@signed_in
def appointments(request: HttpRequest) -> HttpResponse:
    admin = member_of(request)
    rules.may_appoint(admin)
    form = AppointmentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            appoint(
                admin=admin, member=given["handle"], space=given["space"], ends_at=given["ends_at"], why=given["why"]
            )
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("%(name)s tends this space now.") % {"name": given["handle"]})
            return HttpResponseRedirect(request.path, status=303)
    context = {"form": form, "spaces": terms(), "page": "desk"}
    return render(request, "moderation/appointments.html", context, status=422 if form.errors else 200)


@posts_only
@signed_in
def ending(request: HttpRequest, pk: int) -> HttpResponse:
    """Ends a term before its day."""
    rules.may_appoint(member_of(request))
    row = get_object_or_404(Appointment.objects.select_related("member", "space"), pk=pk)
    end_term(admin=member_of(request), appointment=row)
    messages.success(request, _("The term of %(name)s has ended.") % {"name": row.member})
    return HttpResponseRedirect(reverse("moderation:appointments"), status=303)
