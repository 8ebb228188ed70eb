"""Helps for whoever is writing: a preview, handles to mention."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from forum import coach, limits, words
from forum.models import Topic
from forum.queries import naming, people
from forum.queries.drafts import writes_first_post
from forum.rules import reader
from members.models import Member
from uploads.queries import shapes_for
from web.http import member_of, posting, signed_in
from writing.render import MAX_CHARACTERS
from writing.typed import lines

TITLE_LENGTH = 400  # characters that are looked at


@posting
def preview(request: HttpRequest) -> HttpResponse:
    """The HTML of what was typed so far, as a fragment."""
    limits.check_without_rows(limits.PREVIEWS, member=member_of(request))
    return render(request, "forum/_preview.html", {"html": preview_of(request)})


def preview_of(request: HttpRequest) -> str:
    """How the posted body would look, the same under a name and without it."""
    typed = lines(request.POST.get("body", ""))[:MAX_CHARACTERS]
    member = reader(request.user)
    shapes = shapes_for(member, typed) if member else {}
    made = words.rendered_short if request.POST.get("short") else words.rendered
    return str(made(typed, people.known, shapes)["html"])


def hints_for(member: Member | None, said: QueryDict) -> list[str]:
    """A private word on what is being written, for whoever writes for the first time."""
    if member is None or not writes_first_post(member):
        return []
    is_question = said.get("kind") == Topic.Kind.QUESTION
    title, body = said.get("title", "")[:TITLE_LENGTH], lines(said.get("body", ""))[:MAX_CHARACTERS]
    return coach.hints(title=title, body=body, is_question=is_question, location=member.location)


@require_safe
@signed_in
def handles(request: HttpRequest) -> HttpResponse:
    """Members to mention whose handle begins with what was typed."""
    found = people.suggestions(viewer=member_of(request), typed=request.GET.get("q", "").lstrip("@")[:30])
    return render(request, "forum/_handles.html", {"members": found})


@require_safe
@signed_in
def things(request: HttpRequest) -> HttpResponse:
    """Tags and topics to link to, as far as the writer may read them."""
    found = naming.things(viewer=member_of(request), typed=request.GET.get("q", "").lstrip("#")[:40])
    return render(request, "forum/_things.html", {"things": found})
