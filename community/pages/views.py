"""In views: what is kept, and what it shows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from community.pages.proof import SECONDS, Shows, proof, snapshot
from members.models import noting_people


def shows(
    request: HttpRequest,
    *,
    topics: Iterable[int] = (),
    spaces: Iterable[int] = (),
    listed: QuerySet[Any] | None = None,
    seconds: int = SECONDS,
) -> None:
    """Says what the page of this request shows. `listed`: the very rows of a list, whose members may change.

    `seconds` bounds how long figures may lag that no row proves.
    """
    shown: Shows | None = getattr(request, "shows", None)
    if shown is None:
        return
    shown.topics.update(topics)
    shown.spaces.update(spaces)
    shown.seconds = min(shown.seconds, seconds)
    if listed is not None:
        shown.lists.append(listed.values("id").query.sql_with_params())


def kept(*fields: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Keeps what the view answers to a visitor. `fields`: the names that may stand in the address after "?"."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not getattr(request, "may_be_kept", False) or set(request.GET) - set(fields):
                return view(request, *args, **kwargs)
            request.shows = Shows()  # type: ignore[attr-defined]
            with snapshot(), noting_people() as people:
                response = view(request, *args, **kwargs)
                if response.status_code == 200 and not response.streaming:
                    response.proof = proof(request.shows, people)  # type: ignore[attr-defined]
            return response

        return wrapped

    return decorate
