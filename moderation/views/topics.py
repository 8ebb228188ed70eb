"""Moving a topic and changing its tags."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from forum.models import Topic
from forum.rules import load_topic
from members.models import Member
from members.rules import NotAllowed
from moderation import rules
from moderation.actions import topics
from moderation.forms.topics import MoveForm
from web.http import member_of, signed_in


@require_http_methods(["GET", "POST"])
@signed_in
def place(request: HttpRequest, pk: int) -> HttpResponse:
    moderator = member_of(request)
    topic = load(moderator, pk)
    rules.may_moderate(moderator, topic.space)
    form = MoveForm(request.POST or None, topic=topic, moderator=moderator)
    if request.method == "POST" and form.is_valid():
        try:
            _change(moderator, topic, form)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Done, and written in the log."))
            return HttpResponseRedirect(topic.get_absolute_url(), status=303)
    context = {"form": form, "topic": topic, "page": "desk"}
    return render(request, "moderation/place.html", context, status=422 if form.errors else 200)


def load(viewer: Member, pk: int) -> Topic:
    try:
        return load_topic(viewer, pk)
    except Topic.DoesNotExist:
        raise Http404 from None


@transaction.atomic
def _change(moderator: Member, topic: Topic, form: MoveForm) -> None:
    given = form.cleaned_data
    if sorted(form.tag_names()) != form.before:
        topics.retag(moderator=moderator, topic=topic, tags=form.tag_names(), reason=given["reason"])
    if given["space"].pk != topic.space_id:
        topics.move(moderator=moderator, topic=topic, space=given["space"], reason=given["reason"])
