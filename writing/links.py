"""Where a link or an image leads: to us, or to strangers."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from django.conf import settings

REL_OUTSIDE = "nofollow noopener ugc"
_OURS = re.compile(r"(?:/(?![/\\])|[#?])[^\\\s]*")  # "//host" and "/\host" are other hosts to a browser


_SCHEME = re.compile(r"(?:https?|mailto|tel):|[^:/?#]*(?:[/?#]|$)", re.IGNORECASE)


def is_address(href: str) -> bool:
    """Does it lead where it says? Nothing unseen is in it, and a scheme is one that we know."""
    return bool(href) and href.isprintable() and bool(_SCHEME.match(href))


def is_ours(href: str) -> bool:
    """A path here, an anchor, or our own address."""
    return bool(_OURS.fullmatch(href)) or href == settings.SITE_URL or href.startswith(settings.SITE_URL + "/")


def is_our_image(src: str) -> bool:
    """An image that this community keeps. Any other would tell a stranger who reads."""
    home = settings.MEDIA_URL
    return len(home) > 1 and home.startswith("/") and src.startswith(home) and is_ours(src) and ".." not in src


def host_of(address: str) -> str:
    """The host in an address, or nothing."""
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""
