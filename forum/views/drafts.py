"""Words on the way to a post: kept while they are typed, and a list of one's own."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from blog.models import Article
from forum import rules
from forum.actions import drafts
from forum.drafting import DraftText, together
from forum.forms import DraftForm
from forum.models import Comment, Post, Scheduled, Topic
from forum.queries.drafts import drafts as own_drafts
from forum.queries.moved import now_in
from forum.queries.scheduled import in_words, scheduled
from forum.views.composer import hints_for
from members.models import Member
from members.zones import spoken
from web.http import is_htmx, member_of, posting, see_other, signed_in

# Beside what everything written has: of the ask page, of changes, of an article.
KEPT_FIELDS = ("space", "kind", "audience", "tags", "lang", "reason", "base", "standfirst", "based_on")


def keep_draft_of(member: Member, said: QueryDict, *, context: str) -> DraftText | None:
    """Keeps what a sent form holds, sealed where "without my name" is chosen. Where another page has changed the draft
    meanwhile, both texts are in it: nobody is there to be asked.
    """
    try:
        return _keep(member, said, context=context)
    except drafts.ChangedElsewhere as changed:
        both = said.copy()
        both["body"] = together(changed.draft.body, _body(said))
        both["draft_version"] = str(changed.draft.version)
        return _keep(member, both, context=context)


def _keep(member: Member, said: QueryDict, *, context: str) -> DraftText | None:
    form = DraftForm(said)
    form.is_valid()  # what is odd counts as not said
    return drafts.keep_draft(
        actor=member,
        context=context,
        title=plain(said.get("title", "")),
        body=_body(said),
        data={name: plain(str(said[name]))[:400] for name in KEPT_FIELDS if said.get(name)},
        masked=said.get("as") == "mask" or said.get("masked") == "on" or _is_behind_mask(context),
        base=form.cleaned_data.get("draft_version"),
        tab=form.cleaned_data.get("draft_tab", ""),
    )


def _body(said: QueryDict) -> str:
    return plain(said.get("body", said.get("note", "")))  # thanks have a note


def _is_behind_mask(context: str) -> bool:
    """Is what they change there written behind a mask? Then no draft of it says who they are."""
    kind, _colon, number = context.partition(":")
    rows = {"edit": Post, "comment-edit": Comment, "article": Article}.get(kind)
    return rows is not None and rows._default_manager.filter(pk=int(number), mask__isnull=False).exists()


def plain(typed: str) -> str:
    """Without NUL, which the database refuses."""
    return typed.replace("\x00", "")


@posting
def keep(request: HttpRequest) -> HttpResponse:
    """Keeps the form's words; the script calls it while somebody types, the button without one."""
    form = DraftForm(request.POST)
    if not form.is_valid():
        raise Http404
    member, context = member_of(request), form.cleaned_data["context"]
    if not is_htmx(request):
        keep_draft_of(member, request.POST, context=context)
        return see_other(request, reverse("forum:drafts"), _("Your words are kept."))
    try:
        words = _keep(member, request.POST, context=context)
    except drafts.ChangedElsewhere as changed:
        return render(request, "forum/_draft_elsewhere.html", {"other": changed.draft}, status=409)
    hints = hints_for(member_of(request), request.POST)
    response = render(request, "forum/_saved.html", {"words": words, "hints": hints})
    saved = {"draft-saved": {"version": words.version if words else 0}}
    response["HX-Trigger-After-Swap"] = json.dumps(saved)
    return response


@require_safe
@signed_in
def own(request: HttpRequest) -> HttpResponse:
    """One's own drafts, each with a way back to its form, and what waits to be posted."""
    member = member_of(request)
    found, kept = own_drafts(member), waiting(member, scheduled(member))
    context = {
        "waiting": [one for one in kept if one.row.at],
        "came_back": [one for one in kept if not one.row.at],
        "drafts": listed(member, found),
        "zone": spoken(member.time_zone),
        "page": "profile",
        "days": drafts.KEPT_FOR.days,
    }
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


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits to be posted, or for its writer. `at`: when, in words, in their own zone."""

    row: Scheduled
    words: DraftText
    place: str
    at: str


def waiting(member: Member, rows: Iterable[Scheduled]) -> list[Waiting]:
    """Each with the place where it is to stand, as that of a draft is said."""
    rows = list(rows)
    moved = now_in(row.topic_id for row in rows if row.topic_id)
    contexts = {f"topic:{pk}": f"topic:{now}" for pk, now in moved.items()}
    texts = [
        DraftText(contexts.get(row.context, row.context), row.title, row.body, masked=False, updated_at=row.updated_at)
        for row in rows
    ]
    return [
        Waiting(row, one.words, one.place, in_words(row.at, member) if row.at else "")
        for row, one in zip(rows, listed(member, texts), strict=True)
    ]


def listed(member: Member, drafts: Iterable[DraftText]) -> list[Listed]:
    """The drafts with their places. Four queries, however many there are."""
    drafts = list(drafts)
    posts, comments = _numbers(drafts, "comment", "edit", "thanks"), _numbers(drafts, "comment-edit")
    later = _numbers(drafts, "later")
    places = {("post", pk): topic for pk, topic in Post.objects.filter(pk__in=posts).values_list("pk", "topic_id")}
    if comments:
        of_comments = Comment.objects.filter(pk__in=comments).values_list("pk", "post__topic_id")
        places |= {("comment", pk): topic for pk, topic in of_comments}
    wanted = {*_numbers(drafts, "topic"), *places.values()}
    found = Topic.objects.select_related("space", "member", "mask").in_bulk(wanted)
    readable = {pk: topic for pk, topic in found.items() if rules.may_read(member, topic)}
    still = set(Scheduled.objects.filter(member=member, pk__in=later).values_list("pk", flat=True)) if later else set()
    return [_listed(draft, places, readable, still) for draft in drafts]


def _numbers(drafts: Iterable[DraftText], *kinds: str) -> list[int]:
    parts = (draft.context.partition(":") for draft in drafts)
    return [int(number) for what, _colon, number in parts if what in kinds]


def _listed(
    draft: DraftText, places: dict[tuple[str, int], int], readable: dict[int, Topic], waiting: set[int]
) -> Listed:
    kind, _colon, number = draft.context.partition(":")
    match kind:
        case "ask":
            return Listed(draft, _("A new topic"), reverse("forum:ask"))
        case "letter":
            there = f"{reverse('forum:ask')}?kind=story&letter={number}"
            return Listed(draft, _("A letter to who you were"), there)
        case "article":
            return Listed(draft, _("A change of an article"), reverse("blog:draft", args=[number]))
        case "pair":
            return Listed(draft, _("A letter to the other of your pair"), reverse("mentorship:pair", args=[number]))
        case "later" if int(number) in waiting:
            return Listed(draft, _("A change of what waits to be posted"), reverse("forum:later", args=[number]))
        case "later":
            return Listed(draft, _("A change of what waited to be posted, and does not any more"), "")
    row = ("comment" if kind == "comment-edit" else "post", int(number))
    topic = readable.get(int(number) if kind == "topic" else places.get(row, 0))
    if topic is None:
        return Listed(draft, _("A topic that is not there any more"), "")
    words, href = {
        "topic": (_("An answer in “%(title)s”"), f"{topic.get_absolute_url()}#reply"),
        "comment": (_("A reply in “%(title)s”"), reverse("forum:comments", args=[number])),
        "edit": (_("A change of what you wrote in “%(title)s”"), reverse("forum:edit", args=[number])),
        "comment-edit": (_("A change of your reply in “%(title)s”"), reverse("forum:comment_edit", args=[number])),
        "thanks": (_("Thanks in “%(title)s”"), reverse("recognition:thanks", args=[number])),
    }[kind]
    return Listed(draft, words % {"title": topic.title}, href)
