"""Whether the page's reader tends a space: the header then leads to the desk."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from forum.rules import reader
from moderation.rules import tends_anything


def tending(request: HttpRequest) -> dict[str, object]:
    """`tends`, asked of the database only by a page that shows the header, and once for the whole request."""

    def ask() -> bool:
        member = reader(getattr(request, "user", None))
        return member is not None and (tends_anything(member) or member.tending_closed)

    return {"tends": SimpleLazyObject(ask)}
