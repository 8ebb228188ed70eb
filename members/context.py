"""What every template may read: the community's row, and whether the reader tends a space."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from forum.rules import moderated_spaces, reader
from members import queries


def community(request: HttpRequest) -> dict[str, object]:
    """`community`; `tends` is asked for only where the frame is drawn, and kept on the member."""
    member = reader(getattr(request, "user", None))
    tends: object = False
    if member is not None:
        tends = member.is_staff or SimpleLazyObject(lambda: bool(moderated_spaces(member)))
    return {"community": queries.community(), "tends": tends}
