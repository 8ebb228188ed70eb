"""To which place of the web a link leads, where it can be said for certain. Touches no database."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from forum.open_places import is_open
from writing.domains import ascii_domain

# Names that read as an address of the web: after "://" all, else those with the endings that sellers use most.
BARE_ADDRESS = re.compile(
    r"(?<![\w@.-])(?:www\.[\w-]+(?:\.[\w-]+)+|(?<=://)(?:[\w-]+\.)+[^\W\d_][\w-]*"
    r"|(?:[a-z0-9-]+\.)+(?:com|net|org|info|biz|io|co|me|ru|cn|top|xyz|site|online|shop|store|club|live|link|click"
    r"|website|space|pro|app|ly|gg|uk|de|us|eu|in)(?![\w-]))",
    re.IGNORECASE,
)
MAIL_ADDRESS = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")

PORTS = {"http": (None, 80), "https": (None, 443)}
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+(?:[a-z]{2,}|xn--[a-z0-9-]+)")
_LONGEST = 253  # of a host's name, by the rules of the network
# Within an address whatever may be a name is one, but for endings that pages and files have.
_NAME_WITHIN = re.compile(
    r"https?:|[\w-][.\u3002\uff0e\uff61]"
    r"(?!(?:html?|php|aspx?|jsp|pdf|docx?|odt|txt|jpe?g|png|gif|svg|xml)(?![\w.-]))[^\W\d_]{2,}(?!_)",
    re.IGNORECASE,
)


def place_of(address: str) -> str:
    """The host, as the network calls it and without "www."; "" where it is not certain, or anybody's.

    Not certain is what programs read in more than one way, a name or a password before the host, a port of its own, a
    number in place of a name, and an address within the address: some places lead whoever comes with one on to it.
    """
    if not address.isprintable() or any(sign in address for sign in "\\ "):
        return ""
    try:
        there = urlsplit(address)
        port = there.port
        if len(there.netloc) > 2 * _LONGEST:  # to spell it anew would take its time
            return ""
        host = ascii_domain(there.hostname or "").lower().removeprefix("www.")
    except (ValueError, UnicodeError):
        return ""
    is_plain = "@" not in there.netloc and port in PORTS.get(there.scheme, ()) and len(host) <= _LONGEST
    if not is_plain or not _HOST.fullmatch(host) or is_open(host) or _leads_on(address, there.netloc):
        return ""
    return host


def _leads_on(address: str, netloc: str) -> bool:
    rest = address.partition(netloc)[2]
    rest = unquote(unquote(rest))  # once more: what leads on reads it again
    return "//" in rest or "\\" in rest or bool(_NAME_WITHIN.search(rest) or MAIL_ADDRESS.search(rest))
