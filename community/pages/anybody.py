"""The page of a member who has no part in it: made once for anybody, and sent to each with their own marks.

To most of its readers a page shows nothing of their own but their name, their token and whether something waits for
them. Such a page is made for a stand-in who is nobody, so nothing of one member can stand in what another gets. Where
a name, a token or the key of a form belongs it holds signs, which are filled for each reader; they begin with a nonce
that nobody outside the cache knows, so no post can hold one. Whoever has a part in the page, wears a mask anywhere or
is to be told something gets a page of their own, made as ever.
"""

from __future__ import annotations

import copy
import re
import secrets
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from typing import Any, Protocol
from uuid import uuid4

from django.contrib.messages import get_messages
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString

from community.pages import quick
from community.pages.proof import PLAIN, Kept, Shows, proof, snapshot
from community.pages.store import LARGEST, Key, abouts, key_of, near, shared_key
from community.templatetags.ui import hue, initials
from masks import sealed
from members.models import Member, noting_people

FAKE_SECRET = "a" * 32  # of the tokens in a page that is made for nobody: should one stay in it, it opens nothing
# What is secret or made once in the page's forms.
OWN = (
    (re.compile(r'(name="csrfmiddlewaretoken" value="|"X-CSRFToken": ")[A-Za-z0-9]{64}"'), "token"),
    (re.compile(r'(name="submit_key" value=")[0-9a-f-]{36}"'), "key"),
)
YES = "true"  # as PostgreSQL spells it

Made = Callable[[HttpRequest], HttpResponse]


class Part(Protocol):
    """Which members have a part in a page."""

    def sql(self) -> str:
        """Columns `has_part` and `may_be_told`, more for `learn`, and where they come from, with places for `params`."""

    def params(self, member: Member, about: tuple[Any, ...]) -> tuple[str, ...]: ...

    def learn(self, member: Member, *more: str | None) -> None:
        """Keeps on the member what the row has said, so that a page of their own need not ask again."""

    def is_told(self, member: Member) -> bool:
        """Does something wait for them? Asked only where the row said that it may."""


def answer(request: HttpRequest, part: Part, made: Made) -> HttpResponse | None:
    """The page, or None where this reader needs one of their own.

    Whoever comes first after a change gets a page made as ever, and leaves behind what the part in it is asked by;
    whoever comes second has the page of anybody made.
    """
    viewer = request.user
    if not isinstance(viewer, Member) or not _is_plain(request, viewer):
        return None
    key = key_of(request.META)
    page = _kept(key)
    about = page.about if page else abouts.get(key)
    if about is None:
        return _as_ever(request, made, key)
    state, has_part, may_be_told, *more = _ask(part, viewer, page, about)
    part.learn(viewer, *more)
    if has_part == YES:
        return None
    if page is not None and state != page.state:
        near.drop(_key(key))
        cache.delete(shared_key(_key(key)))
        return _as_ever(request, made, key)
    told = may_be_told == YES and part.is_told(viewer)
    if page is None:
        page = _make(request, made, key)
        if page is None or page.about != about:
            return None
    return _filled(request, viewer, page, told)


def _ask(part: Part, viewer: Member, page: Kept | None, about: tuple[Any, ...]) -> quick.Row:
    """The state of what the page shows, and whether the reader has a part in it, in one question."""
    params = part.params(viewer, about)
    if page is None:
        return (None, *quick.ask(f"SELECT {part.sql()}", params))
    return quick.ask(f"SELECT ({PLAIN}), {part.sql()}", (*page.params, *params))


def _as_ever(request: HttpRequest, made: Made, key: Key) -> HttpResponse:
    request.shows = Shows()  # type: ignore[attr-defined]
    response = made(request)
    if about := request.shows.about:  # type: ignore[attr-defined]
        abouts.put(key, about)
    return response


def _is_plain(request: HttpRequest, viewer: Member) -> bool:
    """A member like most: no admin, nothing to be told on top of the page, no mask anywhere."""
    is_member = viewer.is_active and viewer.is_person and viewer.approved_at is not None and not viewer.is_staff
    if not is_member or request.method != "GET" or "HTTP_HX_REQUEST" in request.META:
        return False
    return not len(get_messages(request)) and not sealed.mine(viewer)


def _key(key: Key) -> Key:
    return ("anybody", *key)


def _kept(key: Key) -> Kept | None:
    """Not proved yet: it is asked together with the reader's part in it."""
    page = near.get(_key(key))
    if page is None and (row := cache.get(shared_key(_key(key)))):
        page = Kept(*row)
        near.put(_key(key), page)
    return page


def _make(request: HttpRequest, made: Made, key: Key) -> Kept | None:
    nonce = f"zz{secrets.token_hex(8)}"
    shadow = copy.copy(request)
    shadow.META = request.META | {"CSRF_COOKIE": FAKE_SECRET}
    shadow.user = _stand_in(nonce)
    shadow.shows = Shows()  # type: ignore[attr-defined]
    try:
        with snapshot(), noting_people() as people:
            response = made(shadow)
            page = proof(shadow.shows, people - {0})  # type: ignore[attr-defined]
    except Http404:
        return None  # not for everybody
    if response.status_code != 200 or response.streaming or response.cookies or len(response.content) > LARGEST:
        return None
    body = response.content.decode()
    for pattern, name in OWN:
        body = pattern.sub(rf'\g<1>{nonce}{name};"', body)
    about = shadow.shows.about  # type: ignore[attr-defined]
    page = replace(page, body=body.encode(), headers=tuple(response.items()), nonce=nonce, about=about)
    cache.set(shared_key(_key(key)), page.row, page.seconds)
    near.put(_key(key), page)
    return page


def _stand_in(nonce: str) -> Member:
    """A member without a row, in whose places signs stand."""
    nobody = Member(pk=0, handle=f"{nonce}handle;", display_name=f"{nonce}name;", approved_at=timezone.now())
    nobody.stage = Member.Stage.MEMBER
    signs = {
        "is_anybody": True,
        "bell_sign": SafeString(f"{nonce}bell;"),
        "hue_sign": f"{nonce}hue;",
        "initials_sign": f"{nonce}initials;",
    }
    vars(nobody).update(signs)
    return nobody


@lru_cache(maxsize=2)
def _bell(told: bool) -> str:
    return render_to_string("components/_bell.html", {"unread_notices": told})


def _filled(request: HttpRequest, viewer: Member, page: Kept, told: bool) -> HttpResponse:
    values = {
        "bell": _bell(told),
        "token": get_token(request),
        "key": str(uuid4()),
        "name": escape(viewer.shown_name),
        "handle": escape(viewer.handle),
        "hue": hue(viewer.hue),
        "initials": escape(initials(viewer.shown_name)),
    }
    pieces = list(page.pieces)
    pieces[1::2] = [values[name] for name in pieces[1::2]]
    response = HttpResponse("".join(pieces))
    for name, value in page.headers:
        response.headers[name] = value
    return response
