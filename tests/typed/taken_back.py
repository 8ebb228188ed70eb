"""For a server that a program asks a hundred thousand times: each answer is the first one, and says what went wrong."""

from __future__ import annotations

from collections.abc import Callable

from django.db import DatabaseError, transaction
from django.http import HttpRequest, HttpResponse


class TakenBack:
    """What a request wrote is not there for the next one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with transaction.atomic():
            answer = self.get_response(request)
            transaction.set_rollback(True)
        return answer


class SaysWhy:
    """PostgreSQL's own words, which nobody is told in production: who looks for mistakes sees them at once."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, _request: HttpRequest, error: Exception) -> HttpResponse | None:
        return HttpResponse(f"ERROR: {error}", status=500) if isinstance(error, DatabaseError) else None
