"""The admins' page: the sentences that moderators are offered."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from members.rules import NotAllowed
from moderation import rules
from moderation.actions import ready_reasons
from moderation.forms.deciding import ReasonsForm
from moderation.models import ReadyReasons
from moderation.queries.reasons import all_lines
from moderation.views.here import done
from web.http import member_of, signed_in


@require_http_methods(["GET", "POST"])
@signed_in
def reasons(request: HttpRequest) -> HttpResponse:
    viewer = member_of(request)
    rules.may_choose_reasons(viewer)
    error = ""
    if request.method == "POST":
        form = ReasonsForm(request.POST)
        try:
            if not form.is_valid():
                raise NotAllowed(_("That is too long. Please write fewer or shorter ones."))
            given = form.cleaned_data
            made = ready_reasons.choose(moderator=viewer, use=given["use"], lines=given["lines"].splitlines())
        except NotAllowed as refusal:
            error = str(refusal)
        else:
            words = _("Changed. Moderators are offered these from now on.")
            return done(request, words, undo=made, otherwise=reverse("moderation:reasons"))
    forms = [ReasonsForm.of(use, lines) for use, lines in (all_lines() | _typed(request, error)).items()]
    context = {"forms": forms, "error": error, "page": "desk"}
    return render(request, "moderation/reasons.html", context, status=422 if error else 200)


def _typed(request: HttpRequest, error: str) -> dict[str, list[str]]:
    """What was refused stands there still."""
    use = request.POST.get("use", "")
    return {use: request.POST.get("lines", "").splitlines()} if error and use in ReadyReasons.Use.values else {}
