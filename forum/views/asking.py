"""The ask page. A visitor may write first and register after: their words wait in the session."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from forum import actions, limits, rules
from forum.drafting import DraftText
from forum.forms import AskForm
from forum.models import Topic
from forum.queries import drafts
from forum.queries.first_answers import how_soon
from forum.queries.similar import asked_by, similar
from forum.views.common import check_address
from forum.views.composer import hints_for, preview_of
from forum.views.drafts import KEPT_FIELDS, keep_draft_of
from forum.views.putting_off import place_of, put_off, waits
from masks import sealed
from members.models import Goal, Member
from members.rules import NotAllowed
from web.http import SeeOther, member_of, or_404, posts_only
from web.refusal import beside_form

SEEN = "similar_seen"  # the field that says that the asker has met questions like theirs; a script fills it at once
SESSION_KEY = "first_question"  # what a visitor wrote on the ask page
CARRIED = ("title", "body", "as", "letter", *KEPT_FIELDS)  # from a visitor to the member they become
LONGEST_FIELD = 40_000  # characters of a field in a session


def ask(request: HttpRequest) -> HttpResponse:
    """The form; and for members, what it does."""
    member = rules.reader(request.user)
    if request.method == "POST":
        return _posted(request) if request.user.is_authenticated else redirect_to_login(request.path)
    initial, masked, draft = _initial(request)
    return _page(request, AskForm(initial=initial, viewer=member, masked=masked), draft=draft)


def _posted(request: HttpRequest) -> HttpResponse:
    member = member_of(request)
    form = AskForm(request.POST, viewer=member)
    wish = request.POST.get("do", "post")
    if wish == "draft":
        keep_draft_of(member, request.POST, context=_context(request.POST))
        return SeeOther(reverse("forum:drafts"))
    if wish == "preview" or not form.is_valid():
        status = 200 if wish == "preview" else 422
        return _page(request, form, preview=preview_of(request), status=status)
    if alike := _not_seen_yet(request, member, form):
        keep_draft_of(member, request.POST, context=_context(request.POST))
        return _page(request, form, alike=alike)
    return _ask(request, member, form, later=wish == "later")


def _not_seen_yet(request: HttpRequest, member: Member, form: AskForm) -> list[Topic]:
    """Questions like this one, for an asker whose browser did not show them while they typed. Once: the page that
    shows them says so with the next try. Not where this very form has asked already: its own question is like itself.
    """
    said = form.cleaned_data
    if request.POST.get(SEEN) or said["kind"] != Topic.Kind.QUESTION:
        return []
    alike = similar(said["title"], member)
    # after them, so that a second click never sees the question of the first without seeing that it was asked
    return [] if asked_by(said["submit_key"]) else alike


def _ask(request: HttpRequest, member: Member, form: AskForm, *, later: bool) -> HttpResponse:
    said = form.cleaned_data
    try:
        check_address(limits.POSTS_PER_ADDRESS, request, masked=form.masked)
        if later:
            _letter(member, said["letter"])
            put_off(member, form, context=_context(request.POST))
            request.session.pop(SESSION_KEY, None)
            return waits(request)
        topic = actions.ask(
            actor=member,
            space=said["space"],
            kind=said["kind"],
            title=said["title"],
            body=said["body"],
            audience=said["audience"],
            tags=said["tags"],
            masked=form.masked,
            submit_key=said["submit_key"],
            letter_for=_letter(member, said["letter"]),
            lang=said["lang"],
        )
    except NotAllowed as refusal:
        keep_draft_of(member, request.POST, context=_context(request.POST))
        form.add_error(place_of(refusal), str(refusal))
        return beside_form(_page(request, form), refusal)
    request.session.pop(SESSION_KEY, None)
    return SeeOther(topic.get_absolute_url())


def _letter(member: Member, number: int | None) -> Goal | None:
    """The reached goal of one's own that a story is a letter about. Anybody else's: 404."""
    if not number:
        return None
    return or_404(Goal.objects.filter(member=member, reached_at__isnull=False).get, pk=number)


def _page(
    request: HttpRequest,
    form: AskForm,
    *,
    preview: str = "",
    alike: Sequence[Topic] = (),
    status: int = 200,
    draft: DraftText | None = None,
) -> HttpResponse:
    member = rules.reader(request.user)
    context = _context(form.data if form.is_bound else form.initial)
    if member and form.is_bound:
        draft = drafts.draft(member, context)
    response = render(
        request,
        "forum/ask.html",
        {
            "page": "ask",
            "form": form,
            "preview": preview,
            "hints": hints_for(member, request.POST) if preview else [],
            "alike": alike,
            "seen": "yes" if alike or request.POST.get(SEEN) else "",
            "spaces": (spaces := list(form.spaces)),
            "chosen_space": next((one for one in spaces if one.slug == form["space"].value()), None),
            "kinds": Topic.Kind.choices,
            "member": member,
            "how_soon": how_soon(),
            "draft_context": context,
            "draft": draft,
        },
        status=status,
    )
    if request.user.is_authenticated or SESSION_KEY in request.session:
        response["Cache-Control"] = "no-store"
    return response


def _context(said: Any) -> str:
    """Under which name its draft is kept: a letter to who one was is a draft of its own."""
    letter = str(said.get("letter") or "")
    return f"letter:{letter}" if letter.isascii() and letter.isdigit() and len(letter) < 19 else "ask"


def _initial(request: HttpRequest) -> tuple[dict[str, Any], bool, DraftText | None]:
    """What the form is filled with: the visitor's words, else the draft, else what the address says; is "without my
    name" what it offers; and the draft, where it stands in it: another is not written over.
    """
    asked = {name: request.GET[name] for name in ("title", "space", "kind", "letter", "tags") if name in request.GET}
    if asked.get("kind") not in (None, *Topic.Kind.values):
        del asked["kind"]
    words = _first_words(request)
    said: dict[str, Any] = {"submit_key": uuid4(), **asked, **(words or {})}
    member = request.user
    if words is not None or not isinstance(member, Member):
        return said, (words or {}).get("as") == "mask", None
    draft = drafts.draft(member, _context(said))
    if draft is None:
        return said, False, None
    return {**said, "title": draft.title, "body": draft.body, **draft.data}, draft.masked, draft


def _first_words(request: HttpRequest) -> dict[str, str] | None:
    """What the visitor wrote before they came in. It is sealed: the session will soon be a member's, and the words
    may be meant for behind a mask.
    """
    if not _has_session(request) or SESSION_KEY not in request.session:
        return None
    try:
        words: dict[str, str] = json.loads(sealed.unwrap(request.session[SESSION_KEY]))
    except sealed.Broken:
        return None
    return words


def _has_session(request: HttpRequest) -> bool:
    return settings.SESSION_COOKIE_NAME in request.COOKIES


@csrf_exempt
@posts_only
def ask_first(request: HttpRequest) -> HttpResponse:
    """A visitor's words go into their session, which begins here, and they are led to sign up.

    There is no token: a page for visitors that carried one could not be kept in a cache. What another site could
    do with this form is put words into a stranger's form, and the browser's own word about where the form came
    from forbids that.
    """
    if not comes_from_here(request):
        raise NotAllowed(_("This form was not sent from our own page."))
    form = AskForm(request.POST, viewer=rules.reader(request.user))
    if request.POST.get("do") == "preview" or not form.is_valid():
        wanted = request.POST.get("do") == "preview"
        preview = preview_of(request) if wanted else ""
        return _page(request, form, preview=preview, status=200 if wanted else 422)
    try:
        check_address(limits.POSTS_PER_ADDRESS, request)
    except NotAllowed as refusal:
        form.add_error(None, str(refusal))
        return beside_form(_page(request, form), refusal)
    request.session[SESSION_KEY] = sealed.wrap(json.dumps(_kept(request.POST)))
    if request.user.is_authenticated:
        return SeeOther(reverse("forum:ask"))
    door = "account_login" if request.POST.get("do") == "sign-in" else "account_signup"
    return SeeOther(f"{reverse(door)}?{urlencode({'next': reverse('forum:ask')})}")


def _kept(said: QueryDict) -> dict[str, str]:
    return {name: str(said[name])[:LONGEST_FIELD] for name in CARRIED if name in said}


def comes_from_here(request: HttpRequest) -> bool:
    """Does the browser say that one of our own pages sent this? One that says nothing is not believed."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("Origin") or request.headers.get("Referer", "")
    said = urlsplit(origin)
    return said.netloc == request.get_host() and said.scheme == request.scheme
