"""Where a link or an image leads: to us, or to strangers."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from django.conf import settings

REL_OUTSIDE = "nofollow noopener ugc"
_OURS = re.compile(r"(?:/(?![/\\])|[#?])[^\\\s]*")  # "//host" and "/\host" are other hosts to a browser


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
