"""Words on the way to a post: kept while they are typed, and a list of one's own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from forum import rules
from forum.actions import drafts
from forum.drafting import DraftText
from forum.forms import DraftForm
from forum.models import Post, Topic
from forum.queries.drafts import drafts as own_drafts
from forum.views.composer import hints_for
from members.models import Member
from web.http import is_htmx, member_of, posting, see_other, signed_in

KEPT_FIELDS = ("space", "kind", "audience", "tags")  # of the ask page, beside what everything written has


def keep_draft_of(member: Member, said: QueryDict, *, context: str) -> DraftText | None:
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
    words = keep_draft_of(member_of(request), request.POST, context=form.cleaned_data["context"])
    if not is_htmx(request):
        return see_other(request, reverse("forum:drafts"), _("Your words are kept."))
    hints = hints_for(member_of(request), request.POST)
    response = render(request, "forum/_saved.html", {"words": words, "hints": hints})
    response["HX-Trigger-After-Swap"] = "draft-saved"
    return response


@require_safe
@signed_in
def own(request: HttpRequest) -> HttpResponse:
    """One's own drafts, each with a way back to its form."""
    found = own_drafts(member_of(request))
    context = {"drafts": listed(member_of(request), found), "page": "profile", "days": drafts.KEPT_FOR.days}
    response = render(request, "forum/drafts.html", context)
    response["Cache-Control"] = "no-store"
    return response


@posting
def drop(request: HttpRequest) -> HttpResponse:
    """One draft goes for good."""
    form = DraftForm(request.POST)
    if not form.is_valid():
        raise Http404
    drafts.discard(actor=member_of(request), context=form.cleaned_data["context"])
    return see_other(request, reverse("forum:drafts"), _("The draft is gone."))


# --- where a draft came from, in words and as an address -------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Listed:
    """A draft in the list. `href` is "" where its form is not there any more."""

    words: DraftText
    place: str
    href: str


def listed(member: Member, drafts: Iterable[DraftText]) -> list[Listed]:
    """The drafts with their places. Two queries, however many there are."""
    drafts = list(drafts)
    posts = _numbers(drafts, "comment")
    topics = dict(Post.objects.filter(pk__in=posts).values_list("pk", "topic_id"))
    wanted = {*_numbers(drafts, "topic"), *topics.values()}
    found = Topic.objects.select_related("space", "member", "mask").in_bulk(wanted)
    readable = {pk: topic for pk, topic in found.items() if rules.may_read(member, topic)}
    return [_listed(draft, topics, readable) for draft in drafts]


def _numbers(drafts: Iterable[DraftText], kind: str) -> list[int]:
    parts = (draft.context.partition(":") for draft in drafts)
    return [int(number) for what, _colon, number in parts if what == kind]


def _listed(draft: DraftText, topics: dict[int, int], readable: dict[int, Topic]) -> Listed:
    kind, _colon, number = draft.context.partition(":")
    if kind == "ask":
        return Listed(draft, _("A new topic"), reverse("forum:ask"))
    if kind == "letter":
        return Listed(draft, _("A letter to who you were"), f"{reverse('forum:ask')}?kind=story&letter={number}")
    topic = readable.get(topics.get(int(number), 0) if kind == "comment" else int(number))
    if topic is None:
        return Listed(draft, _("A topic that is not there any more"), "")
    if kind == "comment":
        return Listed(
            draft, _("A reply in “%(title)s”") % {"title": topic.title}, reverse("forum:comments", args=[number])
        )
    return Listed(draft, _("An answer in “%(title)s”") % {"title": topic.title}, f"{topic.get_absolute_url()}#reply")
