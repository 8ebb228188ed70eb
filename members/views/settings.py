"""A member's own settings: the page, privacy, whom they blocked, whom they invite."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from members import queries, rules
from members.actions import invitations, pages
from members.forms.pages import InvitationForm, PageForm, PrivacyForm
from members.models import Invitation
from members.queries import languages
from web.http import posts_only

EDIT = require_http_methods(["GET", "HEAD", "POST"])


@login_required
@EDIT
def page(request: HttpRequest) -> HttpResponse:
    form = PageForm(request.POST or None, initial=PageForm.of(request.user))
    if request.method == "POST" and form.is_valid():
        try:
            member = pages.describe(member=request.user, **form.cleaned_data)
        except queries.NameTaken as refusal:
            form.add_error("name", str(refusal))
        except rules.NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            with translation.override(languages.of_member(member)):
                messages.success(request, _("Saved."))
            return redirect("members:settings")
    return render(request, "members/settings.html", {"form": form}, status=422 if form.errors else 200)


@login_required
@EDIT
def privacy(request: HttpRequest) -> HttpResponse:
    form = PrivacyForm(request.POST if request.method == "POST" else None, member=request.user)
    if request.method == "POST" and form.is_valid():
        pages.show(member=request.user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("members:privacy")
    context = {"form": form, "blocked": queries.blocked_by(request.user)}
    return render(request, "members/privacy.html", context)


@login_required
@never_cache
@EDIT
def invite(request: HttpRequest) -> HttpResponse:
    """The link is shown once, on the page that answers the form."""
    form = InvitationForm(request.POST or None)
    link, refused = "", ""
    if request.method == "POST" and form.is_valid():
        try:
            _made, token = invitations.invite(by=request.user, note=form.cleaned_data["note"])
            link = settings.SITE_URL + reverse("members:join", args=[token])
        except rules.NotAllowed as refusal:
            refused = str(refusal)
    made = queries.made_by(request.user)[:50]
    context = {"form": form, "link": link, "refused": refused, "made": made}
    return render(request, "members/invitations.html", context, status=422 if refused else 200)


@posts_only
@login_required
def withdraw_invitation(request: HttpRequest, pk: int) -> HttpResponse:
    invitation = get_object_or_404(Invitation, pk=pk, created_by=request.user)
    invitations.withdraw(by=request.user, invitation=invitation)
    messages.success(request, _("Taken back. The link no longer works."))
    return redirect("members:invitations")
