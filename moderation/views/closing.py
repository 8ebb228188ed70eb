"""Closing a topic and opening it again, each with a reason."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from forum.models import Topic
from members.models import Member
from members.rules import NotAllowed
from moderation import rules
from moderation.actions import closing as actions
from moderation.forms.deciding import ReasonForm
from moderation.forms.topics import ClosingForm
from moderation.models import Decision
from moderation.views.here import done, here
from moderation.views.topics import load
from web.http import member_of, signed_in


@require_http_methods(["GET", "POST"])
@signed_in
def closing(request: HttpRequest, pk: int) -> HttpResponse:
    moderator = member_of(request)
    topic = load(moderator, pk)
    rules.may_moderate(moderator, topic.space)
    is_open = topic.closed_at is None
    form = ClosingForm(request.POST or None, moderator=moderator) if is_open else ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = _decide(moderator, topic, form)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            words = _("Done, and written in the log.")
            return done(request, words, undo=made, otherwise=topic.get_absolute_url())
    otherwise = topic.get_absolute_url()
    context = {"form": form, "topic": topic, "page": "desk", "next": here(request, otherwise)}
    return render(request, "moderation/closing.html", context, status=422 if form.errors else 200)


def _decide(moderator: Member, topic: Topic, form: ClosingForm | ReasonForm) -> Decision:
    given = form.cleaned_data
    if isinstance(form, ClosingForm):
        return actions.close(
            moderator=moderator, topic=topic, kind=given["kind"], reason=given["reason"], same_as=given["same_as"]
        )
    return actions.reopen(moderator=moderator, topic=topic, reason=given["reason"])
