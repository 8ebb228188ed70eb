"""Closing a topic and opening it again, each with a reason."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from forum.models import Topic
from members.models import Member
from members.rules import NotAllowed
from moderation import rules
from moderation.actions import closing as actions
from moderation.forms import ClosingForm, ReasonForm
from moderation.views.topics import load
from web.http import author_of, signed_in


@require_http_methods(["GET", "POST"])
@signed_in
def closing(request: HttpRequest, pk: int) -> HttpResponse:
    moderator = author_of(request)
    topic = load(moderator, pk)
    rules.may_tend(moderator, topic.space)
    is_open = topic.closed_at is None
    form = ClosingForm(request.POST or None, moderator=moderator) if is_open else ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _decide(moderator, topic, form)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Done, and written in the log."))
            return HttpResponseRedirect(topic.get_absolute_url(), status=303)
    context = {"form": form, "topic": topic, "page": "desk"}
    return render(request, "moderation/closing.html", context, status=422 if form.errors else 200)


def _decide(moderator: Member, topic: Topic, form: ClosingForm | ReasonForm) -> None:
    given = form.cleaned_data
    if isinstance(form, ClosingForm):
        actions.close(
            moderator=moderator, topic=topic, kind=given["kind"], reason=given["reason"], same_as=given["same_as"]
        )
    else:
        actions.reopen(moderator=moderator, topic=topic, reason=given["reason"])
