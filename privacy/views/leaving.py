"""Leave for good: what happens, the choice, and the click that takes it back."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from privacy.actions import erasures as actions
from privacy.forms import LeaveForm
from privacy.queries.erasures import asked_by
from privacy.rules import may_go
from web.fresh import fresh
from web.http import SeeOther, member_of, posting, posts_only, see_other, signed_in
from web.refusal import UNPROCESSABLE, why_not
from writing import dates


@signed_in
@require_http_methods(["GET", "HEAD"])
@never_cache
def page(request: HttpRequest) -> HttpResponse:
    """Who has asked finds here, first of all after signing in, the click that stops it."""
    member = member_of(request)
    context = {"erasure": asked_by(member), "form": LeaveForm(), "refused": why_not(may_go, member)}
    return render(request, "privacy/leaving.html", context)


@posts_only
@fresh
def ask(request: HttpRequest) -> HttpResponse:
    member, form = member_of(request), LeaveForm(request.POST)
    if not form.is_valid():
        context = {"erasure": asked_by(member), "form": form, "refused": ""}
        return render(request, "privacy/leaving.html", context, status=UNPROCESSABLE)
    words, masked = form.cleaned_data["words"], form.cleaned_data["masked"]
    erasure = actions.ask(member=member, words=words, masked=masked)
    get_adapter(request).logout(request)
    day = dates.day(erasure.due_at)
    messages.success(
        request, _("Your account will be erased on %(day)s. Until then sign in to stop it.") % {"day": day}
    )
    return SeeOther(reverse("home"))


@posting
def stop(request: HttpRequest) -> HttpResponse:
    stopped = actions.stop(member=member_of(request))
    words = _("Good that you stay. All is as it was.") if stopped else ""
    return see_other(request, reverse("privacy:data"), words)
