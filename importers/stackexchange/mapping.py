"""What a row of the dump means here. Pure: no database."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.utils import timezone
from django.utils.text import slugify

from importers.stackexchange.links import Site
from importers.stackexchange.source import Row
from members.models import Member

QUESTION, ANSWER, TAG_WIKIS = "1", "2", {"4", "5"}
ROBOT = -1
ACCEPTED_VOTE = "1"
LONGEST_HANDLE = Member._meta.get_field("handle").max_length or 30

# Stack Exchange's own dates for what may be reused under which licence (help centre, "licensing").
LICENCES = (
    (datetime(2018, 5, 2, tzinfo=UTC), "CC BY-SA 4.0", "https://creativecommons.org/licenses/by-sa/4.0/"),
    (datetime(2011, 4, 8, tzinfo=UTC), "CC BY-SA 3.0", "https://creativecommons.org/licenses/by-sa/3.0/"),
    (datetime.min.replace(tzinfo=UTC), "CC BY-SA 2.5", "https://creativecommons.org/licenses/by-sa/2.5/"),
)


class BadRow(Exception):
    """This row cannot be taken over; the message says why. The import goes on."""


@dataclass(frozen=True)
class Credit:
    """What the licence asks to be said beside a text."""

    url: str
    author: str
    author_url: str
    licence: str
    licence_url: str


_NUMBER = re.compile(r"-?[0-9]{1,18}")  # what a column holds


def number(row: Row, name: str) -> int:
    """An attribute as a whole number."""
    if not _NUMBER.fullmatch(row.get(name, "")):
        raise BadRow(f"{name} is not a number: {row.get(name, 'missing')[:40]}")
    return int(row[name])


def number_or_none(row: Row, name: str) -> int | None:
    """The same, of an attribute that may be missing."""
    return number(row, name) if name in row else None


def date(row: Row, name: str = "CreationDate") -> datetime:
    """Stack Exchange's dates are UTC and say so nowhere."""
    try:
        moment = datetime.fromisoformat(row.get(name, ""))
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise BadRow(f"{name} is not a date: {row.get(name, 'missing')[:40]}") from None
    if moment > timezone.now() + timedelta(days=1):  # a day: no clock is so wrong
        raise BadRow(f"{name} is a day to come: {row[name][:40]}")
    return moment


def date_or_none(row: Row, name: str) -> datetime | None:
    """The same, of an attribute that may be missing."""
    return date(row, name) if name in row else None


def within(row: Row, name: str, most: int) -> str:
    """An attribute's words, which a column must hold: cut short, they would say something else."""
    words = row.get(name, "").strip()
    if len(words) > most:
        raise BadRow(f"{name} is longer than {most} characters: it has {len(words)}")
    return words


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
    end = "-robot" if user == ROBOT else f"-se{user}"
    stem = slugify(name)[: min(18, LONGEST_HANDLE - len(end))].strip("-") or "somebody"
    return f"{stem[: LONGEST_HANDLE - len(end)]}{end}"
