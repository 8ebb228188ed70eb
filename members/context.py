"""What every template may read of the community: its row, and where its source is."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

from members import queries
from writing.links import web_only


def community(request: HttpRequest) -> dict[str, object]:
    row = getattr(request, "community", None) or queries.community()
    return {"community": row, "source_url": web_only(settings.SOURCE_URL)}
