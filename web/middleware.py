"""One answer to every refusal of the rules, whichever view it comes out of."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from members.rules import NotAllowed
from web.refusal import refused


class Refusals:
    """A view that has something better to say catches `NotAllowed` itself: a form that keeps its words."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return refused(request, error) if isinstance(error, NotAllowed) else None
