"""What every template may read of the community: its row."""

from __future__ import annotations

from django.http import HttpRequest

from members import queries


def community(request: HttpRequest) -> dict[str, object]:
    return {"community": queries.community()}
