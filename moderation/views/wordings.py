"""Words that hold, are said otherwise, or are answered with who helps right now."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from forum.models import Wording
from members.rules import NotAllowed
from moderation import rules
from moderation.actions import wordings as actions
from moderation.forms.words import WordingForm
from moderation.queries.alarms import wordings_for
from moderation.views.here import done, words_removed
from web.http import member_of, posts_only, signed_in


@require_http_methods(["GET", "POST"])
@signed_in
def wordings(request: HttpRequest) -> HttpResponse:
    viewer = member_of(request)
    rules.may_use_desk(viewer)
    form = WordingForm(request.POST or None, moderator=viewer)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.choose(moderator=viewer, **form.cleaned_data)
        except NotAllowed as refusal:
            form.add_error("words", str(refusal))
        else:
            words = _("Added. It counts for what is written from now on.")
            return done(request, words, undo=made, otherwise=reverse("moderation:wordings"))
    rows = [(row, row.space_id is not None or viewer.is_staff) for row in wordings_for(viewer)]
    context = {"form": form, "rows": rows, "page": "desk"}
    return render(request, "moderation/wordings.html", context, status=422 if form.errors else 200)


@posts_only
@signed_in
def removal(request: HttpRequest, pk: int) -> HttpResponse:
    return words_removed(request, Wording, pk, otherwise=reverse("moderation:wordings"))
