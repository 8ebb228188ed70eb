"""What the frame of every page knows about the bell."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from notices.queries import bell as queries


def bell(request: HttpRequest) -> dict[str, object]:
    """`unread_notices`: is something waiting? Asked only where the bell is drawn."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"unread_notices": False}
    return {"unread_notices": SimpleLazyObject(lambda: queries.has_unread(user))}
