"""For admins: the community's words, and who asks to join. For everybody else these pages do not exist."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hosting.queries.settings import changes
from members import queries, rules
from members.actions import accounts
from members.actions import community as acts
from members.actions.shaping import Overtaken
from members.forms.community import CommunityForm
from members.forms.pages import DeclineForm
from members.models import Community, Member
from web.http import admins_only, posts_only


@admins_only
@require_http_methods(["GET", "HEAD", "POST"])
def community(request: HttpRequest) -> HttpResponse:
    row = Community.objects.get(pk=1)
    form = CommunityForm(request.POST or None, initial=CommunityForm.of(row))
    if request.method == "POST" and form.is_valid():
        try:
            acts.change(by=request.user, values=form.values(), shown=form.shown)
        except Overtaken as late:
            form.overtaken(late.now)
        else:
            messages.success(request, _("Saved. Everybody reads it from now on."))
            return redirect("hosting:settings")
    changed = changes()
    for name, field in form.fields.items():
        field.last_change = changed.of(field=name)  # type: ignore[attr-defined]  # for the field's own template
    return render(request, "members/community.html", {"form": form}, status=422 if form.errors else 200)


@admins_only
def applicants(request: HttpRequest) -> HttpResponse:
    return render(request, "members/applicants.html", {"applicants": queries.applicants(), "form": DeclineForm()})


@posts_only
@admins_only
def answer_applicant(request: HttpRequest, pk: int) -> HttpResponse:
    """Yes, or no with a sentence."""
    applicant = get_object_or_404(Member, pk=pk, kind=Member.Kind.PERSON, applied_at__isnull=False)
    try:
        if "admit" in request.POST:
            accounts.admit(applicant=applicant, by=request.user)
            messages.success(request, _("%(name)s belongs now.") % {"name": applicant.shown_name})
        else:
            accounts.decline(applicant=applicant, by=request.user, sentence=request.POST.get("sentence", "")[:500])
            messages.success(request, _("They read your sentence when they sign in."))
    except rules.NotAllowed as refusal:
        messages.error(request, str(refusal))
    return redirect("members:applicants")
