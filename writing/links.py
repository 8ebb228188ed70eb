"""Where a link or an image leads: to us, or to strangers."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

import idna
from django.conf import settings

REL_OUTSIDE = "nofollow noopener ugc"
_OURS = re.compile(r"(?:/(?![/\\])|[#?])[^\\\s]*")  # "//host" and "/\host" are other hosts to a browser

_SCHEME = re.compile(r"(?:https?|mailto|tel):|[^:/?#]*(?:[/?#]|$)", re.IGNORECASE)
_WEB = re.compile(
    r"\A(?P<scheme>https?):[/\\]{2}(?P<user>[^/?#\\]*@)?(?P<host>[^/?#\\:@\[\]]+)(?P<rest>.*)", re.IGNORECASE
)
_IN_FULL = re.compile(r"https?://[^\s/?#\\@][^\s\\]*", re.IGNORECASE)
# example.org, www.example.org:8080/x, österreich.example: a host that lacks its https
_BARE_HOST = re.compile(
    r"(?:[^\W_](?:[\w-]*[^\W_])?\.)+(?P<end>[^\W\d_]{2,}|xn--[a-z0-9-]+)\.?(?::\d{1,5})?(?=[/?#]|\Z)", re.IGNORECASE
)
_BARE_MAIL = re.compile(r"[\w.+-]+@(?:[\w-]+\.)+[^\W\d_]{2,}", re.ASCII)
# Names of files: a link to one beside the page leads nowhere, and to no host of that name either.
_FILES = frozenset(
    "asp aspx css csv doc docx gif htm html jpeg jpg js json md pdf php png py rs sh svg txt xls xlsx xml zip".split()
)


def leading(href: str) -> str:
    """The address that a link leads to, as somebody wrote it; "" where it leads nowhere.

    Without a scheme a host is meant, of the web; a host in other letters becomes what the network calls it.
    """
    href = with_scheme(href.strip())
    if not is_address(href):
        return ""
    return _WEB.sub(lambda web: f"{web['scheme'].lower()}://{web['user'] or ''}{_host(web['host'])}{web['rest']}", href)


def web_only(address: str) -> str:
    """The address where it leads to a page of the web and says so in full, else ""."""
    return address if _IN_FULL.fullmatch(address) else ""


def with_scheme(href: str) -> str:
    """The address with the scheme that its writer left out."""
    if href.startswith("//"):
        return f"https:{href}"
    first = re.split(r"[/?#]", href, maxsplit=1)[0]
    plain = unquote(first)
    if _BARE_MAIL.fullmatch(plain) and first == href:
        return f"mailto:{plain}"
    bare = _BARE_HOST.fullmatch(plain)
    if bare and not (bare["end"].lower() in _FILES and first == href):
        return f"https://{plain}{href[len(first) :]}"
    return href


def _host(host: str) -> str:
    """IDNA 2008, as mail has it: faß.de is xn--fa-hia.de. What that does not know (i❤.example) is left to browsers."""
    host = unquote(host).lower()
    if host.isascii():
        return host
    try:
        return idna.encode(host, uts46=True).decode()
    except idna.IDNAError:
        return host


def is_address(href: str) -> bool:
    """Does it lead where it says? Nothing unseen is in it, and a scheme is one that we know."""
    return bool(href) and href.isprintable() and bool(_SCHEME.match(href))


def is_ours(href: str) -> bool:
    """A path here, an anchor, or our own address."""
    return bool(_OURS.fullmatch(href)) or href == settings.SITE_URL or href.startswith(settings.SITE_URL + "/")


def host_of(address: str) -> str:
    """The host in an address, or nothing."""
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""
