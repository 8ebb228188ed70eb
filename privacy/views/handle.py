"""Another handle."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from members.actions.handles import change_handle
from members.rules import NotAllowed
from privacy.forms import HandleForm
from web.http import member_of, see_other, signed_in
from web.refusal import UNPROCESSABLE


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    member = member_of(request)
    form = HandleForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            changed = change_handle(member=member, handle=form.cleaned_data["handle"])
        except NotAllowed as refusal:
            form.add_error("handle", str(refusal))
        else:
            words = _("You are @%(handle)s now. Links to the old one lead to you.") % {"handle": changed.handle}
            return see_other(request, reverse("privacy:data"), words)
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "privacy/handle.html", {"form": form, "handle": member.handle}, status=status)
