"""The page of a member of whom it knows nothing: made once for anybody, and sent to each with their own marks.

To most of its readers a page shows nothing of their own but their name, their token and whether something waits for
them. Such a page is made for a stand-in who is nobody, so nothing of one member can stand in what another gets. Where
a name, a token or the key of a form belongs it holds places, which are filled for each reader (web/anybody.py). Whoever
has a part in the page, wears a mask anywhere or is to be told something gets a page of their own.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import uuid4

from django.contrib.messages import get_messages
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token

from activity import raw_query
from masks import sealed
from members.models import Member, noting_people
from web.anybody import anybody, filled, new_nonce, own_values
from web.pagecache.fingerprint import Dependencies, Fingerprint, snapshot
from web.pagecache.local import LARGEST, Key, Page, pages

FAKE_SECRET = "a" * 32  # of the tokens in a page that is made for nobody: should one stay in it, it opens nothing
# What is secret or made once in the page's forms.
OWN = (
    (re.compile(r'(name="csrfmiddlewaretoken" value="|"X-CSRFToken": ")[A-Za-z0-9]{64}"'), "token"),
    (re.compile(r'(name="submit_key" value=")[0-9a-f-]{36}"'), "key"),
)
YES = "true"  # as PostgreSQL spells it
NOTHING = Fingerprint("SELECT NULL::text", ())  # of a page that is not there yet

Make = Callable[[HttpRequest], HttpResponse]


class ReaderFacts(Protocol):
    """What is true of one reader of a page: whether they have a part in it, and whether something waits for them."""

    def sql(self) -> str:
        """Columns `has_part` and `may_be_told`, more for `learn`, and where they come from, with places for `params`."""

    def params(self, member: Member, subjects: tuple[Any, ...]) -> tuple[str, ...]:
        """`subjects` are empty before the page is made: who needs one of their own whatever stands in it?"""

    def learn(self, member: Member, *more: str | None) -> None:
        """Keeps on the member what the row has said, so that a page of their own need not ask again."""

    def places(self, subjects: tuple[Any, ...], *more: str | None) -> dict[str, str]:
        """What belongs into the places that the page itself made with `placeholder`, in HTML."""

    def is_told(self, member: Member) -> bool:
        """Does something wait for them? Asked only where the row said that it may."""


@dataclass(frozen=True)
class Said:
    """What one question has said of a page and of one reader."""

    state: tuple[str | None, str | None]  # as `Fingerprint.columns` gives it
    has_part: bool
    may_be_told: bool
    more: tuple[str | None, ...]


UNKNOWN = Said((None, None), has_part=True, may_be_told=False, more=())


def answer(request: HttpRequest, facts: ReaderFacts, make: Make, key: Key) -> HttpResponse | None:
    """The page, or None where this reader needs one of their own."""
    viewer = request.user
    if not isinstance(viewer, Member) or not _is_plain(request, viewer):
        return None
    page = pages.get(key)
    said = _ask(facts, viewer, page.fingerprint, page.subjects) if page else _ask(facts, viewer, NOTHING)
    facts.learn(viewer, *said.more)
    if not said.has_part and (page is None or not page.fingerprint.is_still(*said.state)):
        pages.drop(key)
        page, said = _made(request, make, facts, viewer)
        if page is not None:
            pages.put(key, page)
    if page is None or said.has_part:
        return None
    told = said.may_be_told and facts.is_told(viewer)
    return _filled(request, viewer, page, told, facts.places(page.subjects, *said.more))


def _ask(facts: ReaderFacts, viewer: Member, fingerprint: Fingerprint, subjects: tuple[Any, ...] = ()) -> Said:
    """The state of what the page shows, and whether the reader has a part in it, in one question."""
    params = (*fingerprint.asked, *facts.params(viewer, subjects))
    value, moment, has_part, may_be_told, *more = raw_query.ask(f"SELECT {fingerprint.columns}, {facts.sql()}", params)
    return Said((value, moment), has_part == YES, may_be_told == YES, tuple(more))


def _is_plain(request: HttpRequest, viewer: Member) -> bool:
    """A member like most: no admin, nothing to be told on top of the page, no mask anywhere."""
    is_member = viewer.is_active and viewer.is_person and viewer.approved_at is not None and not viewer.is_staff
    if not is_member or request.method != "GET":
        return False
    return not len(get_messages(request)) and not sealed.mine(viewer)


def _made(request: HttpRequest, make: Make, facts: ReaderFacts, viewer: Member) -> tuple[Page | None, Said]:
    """Made for nobody, in the moment in which the reader is asked about; None where it is not for everybody."""
    nonce = new_nonce()
    shadow = copy.copy(request)
    shadow.META = request.META | {"CSRF_COOKIE": FAKE_SECRET}
    shadow.user = anybody(nonce)
    shadow.shown = shown = Dependencies()  # type: ignore[attr-defined]
    try:
        with snapshot(), noting_people() as people:
            response = make(shadow)
            fingerprint = Fingerprint.of(shown, people - {0})
            said = _ask(facts, viewer, fingerprint, shown.subjects)
            fingerprint.learn(*said.state)
    except Http404:
        return None, UNKNOWN
    if response.status_code != 200 or response.streaming or response.cookies or len(response.content) > LARGEST:
        return None, UNKNOWN
    body = response.content.decode()
    for pattern, name in OWN:
        body = pattern.sub(rf'\g<1>{nonce}{name};"', body)
    headers = tuple(response.items())
    page = Page(fingerprint, body.encode(), headers, seconds=shown.seconds, nonce=nonce, subjects=shown.subjects)
    return page, said


def _filled(request: HttpRequest, viewer: Member, page: Page, told: bool, places: dict[str, str]) -> HttpResponse:
    own = {"token": get_token(request), "key": str(uuid4())}
    values = places | own_values(viewer, told=told) | own
    return HttpResponse(filled(page.pieces, values), headers=dict(page.headers))
