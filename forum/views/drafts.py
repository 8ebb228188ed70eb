"""Words on the way to a post: kept while they are typed, and a list of one's own."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from forum.actions import drafts
from forum.drafting import Words
from forum.forms import DraftForm
from forum.queries.drafts import drafts as own_drafts
from forum.views.drafting import listed
from members.models import Member
from web.http import author_of, back, is_htmx, posting, signed_in

KEPT_FIELDS = ("space", "kind", "audience", "tags")  # of the ask page, beside what everything written has


def kept_draft(member: Member, said: QueryDict, *, context: str) -> Words | None:
    """Keeps what a form holds so far, sealed where "without my name" is chosen."""
    return drafts.keep_draft(
        actor=member,
        context=context,
        title=plain(said.get("title", "")),
        body=plain(said.get("body", "")),
        data={name: plain(str(said[name]))[:400] for name in KEPT_FIELDS if said.get(name)},
        masked=said.get("as") == "mask",
    )


def plain(typed: str) -> str:
    """Without NUL, which the database refuses."""
    return typed.replace("\x00", "")


@posting
def keep(request: HttpRequest) -> HttpResponse:
    """Keeps the form's words; the script calls it while somebody types, the button without one."""
    form = DraftForm(request.POST)
    if not form.is_valid():
        raise Http404
    words = kept_draft(author_of(request), request.POST, context=form.cleaned_data["context"])
    if not is_htmx(request):
        return back(request, reverse("forum:drafts"), _("Your words are kept."))
    response = render(request, "forum/_saved.html", {"words": words})
    response["HX-Trigger-After-Swap"] = "draft-saved"
    return response


@require_safe
@signed_in
def own(request: HttpRequest) -> HttpResponse:
    """One's own drafts, each with a way back to its form."""
    found = own_drafts(author_of(request))
    context = {"drafts": listed(author_of(request), found), "page": "profile", "days": drafts.KEPT_FOR.days}
    response = render(request, "forum/drafts.html", context)
    response["Cache-Control"] = "no-store"
    return response


@posting
def drop(request: HttpRequest) -> HttpResponse:
    """One draft goes for good."""
    form = DraftForm(request.POST)
    if not form.is_valid():
        raise Http404
    drafts.discard(actor=author_of(request), context=form.cleaned_data["context"])
    return back(request, reverse("forum:drafts"), _("The draft is gone."))
