"""What services say of a text or an address. Neither learns who wrote it, nor from where: no name, no address of the
network, of mail its MD5 digest alone.

Akismet's interface: akismet.com/developers/detailed-docs/comment-check; StopForumSpam's: stopforumspam.com/usage.
"""

from __future__ import annotations

import http.client
import json
from collections.abc import Mapping
from hashlib import md5
from typing import Any
from urllib.parse import urlencode

from django.conf import settings

from web import outside

AKISMET = "https://rest.akismet.com/1.1/comment-check"
STOPFORUMSPAM = "https://api.stopforumspam.org/api"
SECONDS = 5.0
MOST_BYTES = 64 * 1024
NOWHERE = "0.0.0.0"  # noqa: S104  (Akismet asks for an address of the network, and is given none)
SURE = 75.0  # percent: StopForumSpam's own word for how likely the address sends adverts


def are_asked() -> bool:
    return bool(settings.AKISMET_KEY or settings.STOPFORUMSPAM)


def akismet_takes_for_an_advert(words: str, *, is_answer: bool) -> bool:
    """False as well where it is not asked, or says nothing that can be understood. Raises Unreached."""
    if not settings.AKISMET_KEY:
        return False
    about = {
        "api_key": settings.AKISMET_KEY,
        "blog": settings.SITE_URL,
        "user_ip": NOWHERE,
        "comment_type": "reply" if is_answer else "forum-post",
        "comment_content": words,
    }
    return _asked(AKISMET, about).strip() == b"true"


def stopforumspam_knows(address: str) -> bool:
    """Was this address of mail reported for adverts elsewhere? False as well where it is not asked. Raises Unreached."""
    if not settings.STOPFORUMSPAM or not address:
        return False
    digest = md5(address.strip().lower().encode(), usedforsecurity=False).hexdigest()  # the one form that it takes
    said = _asked(STOPFORUMSPAM, {"emailhash": digest, "json": ""})
    try:
        found = [part for part in json.loads(said).values() if isinstance(part, dict)]
        return any(int(part.get("appears", 0)) and float(part.get("confidence", 0)) >= SURE for part in found)
    except (ValueError, TypeError, AttributeError):
        return False


def _asked(url: str, about: Mapping[str, str]) -> bytes:
    headers = {"Content-Type": "application/x-www-form-urlencoded", "User-Agent": "Murmuration"}
    body = urlencode(about).encode()
    try:
        return outside.ask("POST", outside.target(url), _read, seconds=SECONDS, body=body, headers=headers)
    except (OSError, ValueError, http.client.HTTPException):
        raise outside.Unreached from None


def _read(response: http.client.HTTPResponse) -> Any:
    if response.status != 200:
        raise outside.Unreached
    return response.read(MOST_BYTES)
