"""In views: what is kept, and what it shows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeAlias

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from members.models import noting_people
from members.queries import languages
from web.pagecache import shared_page
from web.pagecache.fingerprint import SECONDS, Dependencies, Fingerprint, snapshot
from web.pagecache.local import MEMBER, VISITOR, Key, key_of, spelled, still_holds
from web.pagecache.shared_page import ReaderFacts

View: TypeAlias = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Made:
    """What the middleware needs in order to keep an answer."""

    key: Key
    fingerprint: Fingerprint
    seconds: int


def depends_on(
    request: HttpRequest,
    *,
    topics: Iterable[int] = (),
    spaces: Iterable[int] = (),
    listed: QuerySet[Any] | None = None,
    subjects: tuple[Any, ...] = (),
    seconds: int = SECONDS,
) -> None:
    """Says what the page of this request shows. `listed`: the very rows of a list, whose members may change.

    `subjects` is what `ReaderFacts` are asked about; `seconds` bounds how long figures may lag that no row proves.
    """
    shown: Dependencies | None = getattr(request, "shown", None)
    if shown is None:
        return
    shown.topics.update(topics)
    shown.spaces.update(spaces)
    shown.subjects = subjects or shown.subjects
    shown.seconds = min(shown.seconds, seconds)
    if listed is not None:
        shown.lists.append(listed.values("id").query.sql_with_params())


def cached(address: Callable[..., str], reader_facts: ReaderFacts | None = None) -> Callable[[View], View]:
    """Keeps what the view answers to a visitor, and with `reader_facts` what it answers to most members.

    `address` gives the one spelling of what is asked for, from the arguments that the view itself reads: however many
    ways there are to write it, one page is kept. "" where there can be no such page.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            def make(asked: HttpRequest) -> HttpResponse:
                return view(asked, *args, **kwargs)

            is_visitor = getattr(request, "may_be_cached", False)
            if not (is_visitor or reader_facts) or not (where := address(request, *args, **kwargs)):
                return make(request)
            key = key_of(request.META, VISITOR if is_visitor else MEMBER, where)
            if is_visitor:
                return for_visitors(request, make, key)
            assert reader_facts is not None
            return shared_page.answer(request, reader_facts, make, key) or make(request)

        return wrapped

    return decorate


def for_visitors(request: HttpRequest, make: Callable[[HttpRequest], HttpResponse], key: Key) -> HttpResponse:
    """Under its own spelling the middleware has looked for it already."""
    if spelled(request.META, request.path) != key[1] and (page := still_holds(key)) is not None:
        found = HttpResponse()
        found.found = page  # type: ignore[attr-defined]
        return found
    request.shown = Dependencies()  # type: ignore[attr-defined]
    with snapshot(), noting_people() as people:
        response = make(request)
        if response.status_code == 200 and not response.streaming:
            shown: Dependencies = request.shown  # type: ignore[attr-defined]
            fingerprint = Fingerprint.of(shown, people).take()
            # Kept for whoever chose no language, if it speaks the community's as of now: it may just have been changed.
            if get_language() == (key[-1] or languages.known(fingerprint.language)):
                response.made = Made(key, fingerprint, shown.seconds)  # type: ignore[attr-defined]
    return response
