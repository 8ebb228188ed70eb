"""In views: what is kept, and what it shows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, TypeAlias

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from community.pages import anybody
from community.pages.anybody import Part
from community.pages.proof import SECONDS, Shows, proof, snapshot
from members.models import noting_people

View: TypeAlias = Callable[..., HttpResponse]


def shows(
    request: HttpRequest,
    *,
    topics: Iterable[int] = (),
    spaces: Iterable[int] = (),
    listed: QuerySet[Any] | None = None,
    about: tuple[Any, ...] = (),
    seconds: int = SECONDS,
) -> None:
    """Says what the page of this request shows. `listed`: the very rows of a list, whose members may change.

    `about` is what the page's `Part` asks by; `seconds` bounds how long figures may lag that no row proves.
    """
    shown: Shows | None = getattr(request, "shows", None)
    if shown is None:
        return
    shown.topics.update(topics)
    shown.spaces.update(spaces)
    shown.about = about or shown.about
    shown.seconds = min(shown.seconds, seconds)
    if listed is not None:
        shown.lists.append(listed.values("id").query.sql_with_params())


def kept(*fields: str, part: Part | None = None) -> Callable[[View], View]:
    """Keeps what the view answers to a visitor. `fields`: the names that may stand in the address after "?".

    `part` tells which members have a part in the page; to all others the page of anybody is sent.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            def made(asked: HttpRequest) -> HttpResponse:
                return view(asked, *args, **kwargs)

            if set(request.GET) - set(fields):
                return made(request)
            if getattr(request, "may_be_kept", False):
                return with_proof(request, made)
            return (anybody.answer(request, part, made) if part else None) or made(request)

        return wrapped

    return decorate


def with_proof(request: HttpRequest, made: Callable[[HttpRequest], HttpResponse]) -> HttpResponse:
    request.shows = Shows()  # type: ignore[attr-defined]
    with snapshot(), noting_people() as people:
        response = made(request)
        if response.status_code == 200 and not response.streaming:
            response.proof = proof(request.shows, people)  # type: ignore[attr-defined]
    return response
