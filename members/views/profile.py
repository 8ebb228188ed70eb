"""A member's page, and the directory. For members: visitors do not learn who is here."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from blog.queries.authors import articles_of
from forum.queries.common_ground import have_just_met, in_common
from forum.queries.lately import lately
from members import queries
from members.actions import blocks
from members.forms.pages import DirectoryForm
from members.models import Block, Journey, Member
from members.queries import newcomers, path
from mentorship import queries as mentoring
from recognition import queries as recognition
from web.http import or_404, posts_only


@login_required
@require_safe
def profile(request: HttpRequest, handle: str) -> HttpResponse:
    person = or_404(queries.person_called, handle)
    if queries.is_former(handle, person):
        return redirect(person)
    own = request.user.pk == person.pk
    walks_with = mentoring.mentees_of(request.user)
    context = recognised(person, request.user) | {
        "person": person,
        "own": own,
        "steps": path.steps(person, request.user, mentees=walks_with),
        "mentor": mentoring.card(person, request.user),
        "hellos": newcomers.hellos_for(person) if own else [],
        "articles": articles_of(person),
        "lately": lately(person, request.user),
        "common": [] if own else common_ground(person, request.user),
        "blocked": not own and Block.objects.filter(blocker=request.user, blocked=person).exists(),
        "page": "profile" if own else "",
    }
    return render(request, "members/profile.html", context)


def common_ground(person: Member, viewer: Member) -> list[str]:
    """Where the two have just met."""
    return in_common(viewer, person) if have_just_met(viewer, person, timezone.now()) else []


def recognised(person: Member, viewer: Member) -> dict[str, Any]:
    """What they are known for and the words they show; their own page leads on to all of it."""
    return {
        "known_for": recognition.known_for(person, viewer),
        "words": recognition.shown_words(person, viewer),
        "most_often": recognition.most_often(person),
        "counts": recognition.help_sentences(person, private=False) if person.shows_counts else [],
    }


@posts_only
@login_required
def block(request: HttpRequest, handle: str) -> HttpResponse:
    """`undo`: they may meet again. The other person is told neither."""
    person = or_404(queries.person_called, handle)
    if "undo" in request.POST:
        blocks.unblock(blocker=request.user, blocked=person)
        return redirect(person)
    blocks.block(blocker=request.user, blocked=person)
    return redirect(person)


@login_required
@require_safe
def directory(request: HttpRequest) -> HttpResponse:
    """People by name; and who has been there, by path and by what they help with."""
    form = DirectoryForm(request.GET)
    form.is_valid()
    asked = {name: form.cleaned_data.get(name, "") for name in ("subject", "path", "place")}
    words, subject = form.cleaned_data.get("q", ""), asked["subject"]
    page = queries.directory(
        words=words,
        helped_with=recognition.helped_with(subject, request.user) if subject else None,
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
        **asked,
    )
    context = {"found": page, "words": words, "paths": Journey.objects.filter(is_open=True), "form": form}
    return render(request, "members/directory.html", context | asked | {"title": _("People here")})
