"""Making two topics of one, and one of two, each with a reason."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from forum.actions.rearranging import MOST_AT_ONCE
from forum.models import Topic
from members.rules import NotAllowed
from moderation import rules
from moderation.actions import topics as actions
from moderation.forms.topics import MergeForm, SplitForm
from moderation.models import Decision
from moderation.queries.splitting import answers_of
from moderation.views.here import done
from moderation.views.topics import load
from web.http import member_of, signed_in


@require_http_methods(["GET", "POST"])
@signed_in
def split(request: HttpRequest, pk: int) -> HttpResponse:
    """`?post=7`: that one is ticked."""
    moderator = member_of(request)
    topic = load(moderator, pk)
    rules.may_moderate(moderator, topic.space)
    first = request.GET.get("post", "")
    answers = answers_of(topic, most=MOST_AT_ONCE, around=int(first) if first.isascii() and first.isdigit() else 0)
    form = SplitForm(request.POST or None, choices=answers, initial={"posts": [first]})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = actions.split(
                moderator=moderator, topic=topic, posts=given["posts"], title=given["title"], reason=given["reason"]
            )
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            moved = len(given["posts"])
            said = ngettext(
                "%(n)d answer is a topic of its own now.", "%(n)d answers are a topic of their own now.", moved
            )
            return done(request, said % {"n": moved}, undo=made, otherwise=_now_at(made))
    return _shown(request, "moderation/split.html", form, topic, has_answers=bool(answers))


@require_http_methods(["GET", "POST"])
@signed_in
def merge(request: HttpRequest, pk: int) -> HttpResponse:
    moderator = member_of(request)
    topic = load(moderator, pk)
    rules.may_moderate(moderator, topic.space)
    form = MergeForm(request.POST or None, moderator=moderator)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = actions.merge(moderator=moderator, topic=topic, into=given["into"], reason=given["reason"])
        except NotAllowed as refusal:
            form.add_error("into", str(refusal))
        else:
            said = _("All of it stands in one topic now, and the old address leads there.")
            return done(request, said, undo=made, otherwise=_now_at(made))
    return _shown(request, "moderation/merge.html", form, topic)


def _now_at(decision: Decision) -> str:
    assert decision.post is not None  # written down with it
    return decision.post.get_absolute_url()


def _shown(request: HttpRequest, template: str, form: Any, topic: Topic, **more: Any) -> HttpResponse:
    context = {"form": form, "topic": topic, "page": "desk", "next": topic.get_absolute_url()} | more
    return render(request, template, context, status=422 if form.errors else 200)
