"""Where the links of a foreign community lead: to which of its posts, and to ours in their place. No database."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from html import escape, unescape
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Site:
    """The community that the dump comes from. `others` are host names it used to have."""

    host: str
    others: frozenset[str] = frozenset()

    @property
    def url(self) -> str:
        return f"https://{self.host}"

    @property
    def hosts(self) -> list[str]:
        return [self.host, *sorted(self.others)]

    def is_home(self, host: str) -> bool:
        return host.removeprefix("www.") in self.hosts


@dataclass(frozen=True)
class Ours:
    """Where a post stands here."""

    address: str
    short: str  # the same without the topic's words
    title: str


Home = Callable[[int], Ours | None]  # number of a foreign post → where it stands here

_NUMBER = r"\d{1,18}(?!\d)"  # what a column holds
_QUESTION = re.compile(rf"^/(?:questions|q)/(?P<question>{_NUMBER})(?:/[^/?#]*)?(?:/(?P<answer>{_NUMBER}))?")
_POST = re.compile(rf"^/(?:a/(?P<answer>{_NUMBER})|posts/(?P<post>{_NUMBER})/?$)")
_FRAGMENT = re.compile(rf"^(?:answer-|comment\d+_)?(?P<answer>{_NUMBER})$")


def posts_linked(address: str, site: Site) -> list[int]:
    """The numbers of the posts in `site` that a full address leads to: the answer, else its question."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return []
    if not site.is_home(parts.netloc.lower()):
        return []
    if match := _POST.match(parts.path):
        return [int(match["answer"] or match["post"])]
    if match := _QUESTION.match(parts.path):
        inside = _FRAGMENT.match(parts.fragment)
        several = [inside and inside["answer"], match["answer"], match["question"]]
        return list(dict.fromkeys(int(number) for number in several if number))
    return []


def _led(address: str, site: Site, home: Home) -> Ours | None:
    return next((ours for post in posts_linked(address, site) if (ours := home(post)) is not None), None)


# --- in the HTML of posts ---------------------------------------------------------------------------------------------

_HREF = re.compile(r"""(<a\s[^>]*?href=)(["'])(.*?)\2""", re.IGNORECASE | re.DOTALL)


def _readdressed(html: str, lead: Callable[[str], str | None]) -> str:
    def replace(match: re.Match[str]) -> str:
        address = lead(unescape(match[3]))
        return f"{match[1]}{match[2]}{escape(address)}{match[2]}" if address else match[0]

    return _HREF.sub(replace, html)


def _full(address: str, site: Site) -> str | None:
    return site.url + address if address.startswith("/") and not address.startswith("//") else None


def with_full_links(html: str, site: Site) -> str:
    """The HTML with its site-relative links made full: `/help` meant the help of `site`."""
    return _readdressed(html, lambda address: _full(address, site))


def linked_in_html(html: str, site: Site) -> Iterable[int]:
    return (post for match in _HREF.finditer(html) for post in posts_linked(unescape(match[3]), site))


def relinked_html(html: str, site: Site, home: Home) -> str:
    """The HTML with links to posts of `site` led to where they stand here."""

    def lead(address: str) -> str | None:
        ours = _led(address, site, home)
        return ours.address if ours else None

    return _readdressed(html, lead)


# --- in the Markdown of comments --------------------------------------------------------------------------------------

_CODE = r"(?P<code>(?P<ticks>`+)(?!`).*?(?<!`)(?P=ticks)(?!`))"
_ADDRESS = re.compile(
    rf"""{_CODE}
    | (?P<before>\]\(\s*<?) (?P<inside>[^\s()<>]+(?:\([^\s()<>]*\)[^\s()<>]*)*)       # [words](address)
    | <(?P<pointed>https?://[^\s<>]+)>
    | (?<![\w/\[<"'=]) (?P<bare>https?://(?:[^\s<>\[\]()`*"']|\([^\s<>\[\]()]*\))*(?<![.,;:!?]))""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_SIGNS = re.compile(r"([\\`*_\[\]<>&~!])")
SHORT = 40  # characters of a title where there is room for no more


def full_addresses(text: str, site: Site) -> str:
    """The Markdown with its site-relative links made full."""

    def replace(match: re.Match[str]) -> str:
        full = _full(match["inside"] or "", site)
        return f"{match['before']}{full}" if full else match[0]

    return _ADDRESS.sub(replace, text)


def linked_in_text(text: str, site: Site) -> Iterable[int]:
    for match in _ADDRESS.finditer(text):
        yield from posts_linked(match["inside"] or match["pointed"] or match["bare"] or "", site)


def relinked_text(text: str, site: Site, home: Home, *, most: int) -> str:
    """The Markdown with links to posts of `site` led to where they stand here, in at most so many characters.

    An address that stood there bare becomes the title of what it leads to: as an address it would name the old home.
    """
    for short in (False, True):
        led = _ADDRESS.sub(partial(_led_home, site=site, home=home, short=short), text)
        if len(led) <= most:
            return led
    return text


def _led_home(match: re.Match[str], site: Site, home: Home, short: bool) -> str:
    ours = _led(match["inside"] or match["pointed"] or match["bare"] or "", site, home)
    if ours is None:
        return match[0]
    address = ours.short if short else ours.address
    if match["before"]:
        return f"{match['before']}{address}"
    title = ours.title if not short or len(ours.title) <= SHORT else ours.title[:SHORT].rstrip() + "…"
    words = _SIGNS.sub(r"\\\1", title)
    return f"[{words}]({address})"
