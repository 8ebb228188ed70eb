"""Which community somebody means: by its address, its host, its short name or the folder of its dump."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from importers.stackexchange.links import Site
from writing.domains import ascii_domain

LONGEST = 120  # characters, the width of the column

# The communities that have a domain of their own, by what people call them.
OWN_DOMAINS = {
    "stackoverflow": "stackoverflow.com",
    "superuser": "superuser.com",
    "serverfault": "serverfault.com",
    "askubuntu": "askubuntu.com",
    "stackapps": "stackapps.com",
    "mathoverflow": "mathoverflow.net",
}
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_HOST = re.compile(rf"{_LABEL}(?:\.{_LABEL})*\.(?:[a-z]{{2,}}|xn--[a-z0-9-]+)")
_META = re.compile(rf"(?:(?P<name>{_LABEL})[.-]meta|meta\.(?P<former>{_LABEL}))(?P<end>\.stackexchange(?:\.com)?)?")
_ARCHIVE = re.compile(r"\.(?:7z|zip)\Z")


class NoSuchSite(ValueError):
    """What was said names no community; the message is a sentence."""


def site_called(said: str) -> Site:
    """`history.meta.stackexchange.com`, `https://history.stackexchange.com/questions`, `history`, `Stack Overflow`.

    Raises NoSuchSite.
    """
    host = _host(said)
    if host is None or not _HOST.fullmatch(host) or len(host) > LONGEST:
        raise NoSuchSite(
            f"“{said.strip()[:80]}” names no community. Say its address, such as history.stackexchange.com."
        )
    return Site(host, former_hosts(host))


def site_of_folder(folder: str) -> Site | None:
    """By the name that the dump's folder has when nobody has changed it: `history-meta.stackexchange.com`."""
    name = _ARCHIVE.sub("", folder.lower()).removesuffix(".com").removesuffix(".net")
    plain = name.removesuffix("-meta").removeprefix("meta.")
    if name.endswith(".stackexchange") or plain in OWN_DOMAINS:
        return site_called(_full(name))
    return None


def _host(said: str) -> str | None:
    """The host in an address, or the one that a short name stands for; None where it is neither."""
    text = said.strip().lower()
    if not re.search(r"[./]", text):
        return _full(re.sub(r"[\s_]+", "", text))
    try:
        parts = urlsplit(text if "//" in text else f"//{text}")
        usual = parts.scheme in ("", "http", "https") and parts.port in (None, 80, 443) and parts.username is None
    except ValueError:
        return None
    host = ascii_domain((parts.hostname or "").rstrip(".").removeprefix("www."))
    return _full(host) if usual and "." in host else None


def _full(name: str) -> str:
    """The host that a short name stands for."""
    if plain := OWN_DOMAINS.get(name):
        return plain
    meta = _META.fullmatch(name)
    if meta and (meta["end"] or "." in name or "-" in name):
        return _meta_host(meta["name"] or meta["former"])
    if "." not in name:
        return f"{name}.stackexchange.com" if name else ""
    return f"{name}.com" if name.endswith(".stackexchange") else name


def _meta_host(name: str) -> str:
    if own := OWN_DOMAINS.get(name):
        return f"meta.{own}"
    return "meta.stackexchange.com" if name in ("", "stackexchange") else f"{name}.meta.stackexchange.com"


def former_hosts(host: str) -> frozenset[str]:
    """meta.NAME.stackexchange.com is what NAME.meta.stackexchange.com was called until 2016."""
    match = re.fullmatch(r"([a-z0-9-]+)\.meta\.stackexchange\.com", host)
    return frozenset({f"meta.{match[1]}.stackexchange.com"} if match else ())
