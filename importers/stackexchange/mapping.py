"""What a row of the dump means here. Pure: no database."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import escape, unescape
from urllib.parse import urlsplit

from django.utils.text import slugify

from importers.stackexchange.source import Row

QUESTION, ANSWER, TAG_WIKIS = "1", "2", {"4", "5"}
ROBOT = -1
ACCEPTED_VOTE = "1"

# Stack Exchange's own dates for what may be reused under which licence (help centre, "licensing").
LICENCES = (
    (datetime(2018, 5, 2, tzinfo=UTC), "CC BY-SA 4.0", "https://creativecommons.org/licenses/by-sa/4.0/"),
    (datetime(2011, 4, 8, tzinfo=UTC), "CC BY-SA 3.0", "https://creativecommons.org/licenses/by-sa/3.0/"),
    (datetime.min.replace(tzinfo=UTC), "CC BY-SA 2.5", "https://creativecommons.org/licenses/by-sa/2.5/"),
)


class BadRow(Exception):
    """This row cannot be taken over; the message says why. The import goes on."""


@dataclass(frozen=True)
class Site:
    """The community that the dump comes from. `others` are host names it used to have."""

    host: str
    others: frozenset[str] = frozenset()

    @property
    def url(self) -> str:
        return f"https://{self.host}"

    def is_home(self, host: str) -> bool:
        return host == self.host or host in self.others


@dataclass(frozen=True)
class Credit:
    """What the licence asks to be said beside a text."""

    url: str
    author: str
    author_url: str
    licence: str
    licence_url: str


@dataclass
class Summary:
    """What an import did, by word: {"questions": 556, …}; errors as sentences."""

    made: dict[str, int] = field(default_factory=dict)
    known: dict[str, int] = field(default_factory=dict)  # there already
    left_out: dict[str, int] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)

    def count(self, what: str, made: int = 0, known: int = 0, left_out: int = 0) -> None:
        for table, number in ((self.made, made), (self.known, known), (self.left_out, left_out)):
            if number:
                table[what] = table.get(what, 0) + number


def site_named(folder: str) -> str | None:
    """The host of a dump by its folder's name: history-meta.stackexchange → history.meta.stackexchange.com."""
    name = folder.lower().removesuffix(".7z").removesuffix(".com")
    if not re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)*", name):
        return None
    if match := re.fullmatch(r"([a-z0-9-]+)-meta\.stackexchange", name):
        return f"{match[1]}.meta.stackexchange.com"
    return f"{name}.com" if name.endswith(".stackexchange") or name in {"stackoverflow", "serverfault"} else None


def former_hosts(host: str) -> frozenset[str]:
    """meta.NAME.stackexchange.com is what NAME.meta.stackexchange.com was called until 2016."""
    match = re.fullmatch(r"([a-z0-9-]+)\.meta\.stackexchange\.com", host)
    return frozenset({f"meta.{match[1]}.stackexchange.com"} if match else ())


def number(row: Row, name: str) -> int:
    """An attribute as a whole number."""
    try:
        return int(row[name])
    except (KeyError, ValueError):
        raise BadRow(f"{name} is not a number: {row.get(name, 'missing')[:40]}") from None


def number_or_none(row: Row, name: str) -> int | None:
    """The same, of an attribute that may be missing."""
    return number(row, name) if name in row else None


def date(row: Row, name: str = "CreationDate") -> datetime:
    """Stack Exchange's dates are UTC and say so nowhere."""
    try:
        moment = datetime.fromisoformat(row.get(name, ""))
    except ValueError:
        raise BadRow(f"{name} is not a date: {row.get(name, 'missing')[:40]}") from None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def tags(row: Row) -> list[str]:
    """Both forms: `<a><b>` and `|a|b|`."""
    return [name for name in re.split(r"[<>|\s]+", row.get("Tags", "")) if name]


def licence(row: Row, at: datetime) -> tuple[str, str]:
    """(name, address): the row's own ContentLicense, else by the date."""
    if named := row.get("ContentLicense"):
        version = re.search(r"(\d\.\d)", named)
        return named, f"https://creativecommons.org/licenses/by-sa/{version[1]}/" if version else ""
    return next((name, url) for since, name, url in LICENCES if at >= since)


def credit(row: Row, site: Site, *, path: str, author: str, user: int | None, at: datetime) -> Credit:
    name, url = licence(row, at)
    author_url = f"{site.url}/users/{user}" if user is not None else ""
    return Credit(f"{site.url}{path}", author, author_url, name, url)


def handle_for(name: str, user: int) -> str:
    """A handle that no living member has chosen: it ends in the foreign number."""
    stem = slugify(name)[:18].strip("-") or "somebody"
    return f"{stem}-se{user}" if user >= 0 else f"{stem}-robot"


_QUESTION = re.compile(r"^/(?:questions|q)/(?P<question>\d+)(?:/[^/?#]*)?(?:/(?P<answer>\d+))?")
_ANSWER = re.compile(r"^/a/(?P<answer>\d+)")
_FRAGMENT = re.compile(r"^(?:answer-)?(?P<answer>\d+)$")


def post_linked(address: str, site: Site) -> int | None:
    """The number of the post in `site` that a full address leads to, or None."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    if not site.is_home(parts.netloc.lower()):
        return None
    if match := _ANSWER.match(parts.path):
        return int(match["answer"])
    if match := _QUESTION.match(parts.path):
        inside = _FRAGMENT.match(parts.fragment)
        return int((inside and inside["answer"]) or match["answer"] or match["question"])
    return None


_HREF = re.compile(r"""(<a\s[^>]*?href=)(["'])(.*?)\2""", re.IGNORECASE | re.DOTALL)


def _readdressed(html: str, lead: Callable[[str], str | None]) -> str:
    def replace(match: re.Match[str]) -> str:
        address = lead(unescape(match[3]))
        return f"{match[1]}{match[2]}{escape(address)}{match[2]}" if address else match[0]

    return _HREF.sub(replace, html)


def with_full_links(html: str, site: Site) -> str:
    """The HTML with its site-relative links made full: `/help` meant the help of `site`."""
    return _readdressed(
        html, lambda address: site.url + address if address.startswith("/") and not address.startswith("//") else None
    )


def linked_posts(html: str, site: Site) -> set[int]:
    return {post for match in _HREF.finditer(html) if (post := post_linked(unescape(match[3]), site)) is not None}


def relinked(html: str, site: Site, address_of: Callable[[int], str | None]) -> str:
    """The HTML with links to posts of `site` led to `address_of(post)`, where it knows them."""

    def lead(address: str) -> str | None:
        post = post_linked(address, site)
        return address_of(post) if post is not None else None

    return _readdressed(html, lead)
