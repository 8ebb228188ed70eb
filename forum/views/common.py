"""What pages of topics share: limits of an address, and headers."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from forum import limits
from forum.models import Space
from web.http import address_of

# A page that looks like nothing, for whoever has to leave in a hurry.
QUICK_EXIT_URL = "https://www.wikipedia.org/"


def check_address(limit: limits.Limit, request: HttpRequest, *, masked: bool = False) -> None:
    """Counts one act of the address that asks. Behind a mask no address is counted or kept. Raises NotAllowed."""
    if not masked:
        limits.check_address(limit, address_of(request))


def no_store_if_sensitive(response: HttpResponse, space: Space) -> HttpResponse:
    """A page of a sensitive space is kept nowhere."""
    if space.is_sensitive:
        response["Cache-Control"] = "no-store"
    patch_vary_headers(response, ["Cookie", "HX-Request"])
    return response
