"""Which first posts and comments wait for a person before others read them, and why. Touches no database.

Almost nobody waits: what somebody wrote does so only while they are new here *and* it holds what sellers of things
put into their posts. Behind a mask "new" is asked of the mask in its topic and never of the member, so a hold tells
nobody whether the person behind it is new here.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate
from typing import NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from forum.places import BARE_ADDRESS, MAIL_ADDRESS, place_of
from writing import events

# An account is new until so much of what it wrote is read by others: sellers show themselves in the first one or
# two, and a person should not wait a third time. Two short remarks do not open the door for a post, so before a post
# only posts are counted; before a comment, posts and comments.
NEW_UNTIL = 2

# An account that has written little and nothing for half a year is new again: such accounts are bought, or were made to
# ripen. Whoever has written more is known here, however long they were away.
ASLEEP = timedelta(days=180)
LITTLE = 5  # rows that others read

# A link that is put into a text an hour later is read by those who came for the text. After so many rows as above
# nobody is asked about it any more.
LATER = timedelta(hours=1)

# A mask is new in its topic until one thing that it wrote there is read by others.
NEW_UNTIL_MASKED = 1

# When nobody is awake a held post appears by itself after this time: a late reply is worse than a late removal.
LONGEST_HOLD = timedelta(hours=2)

# A list of links is an advert, whoever is on it.
MOST_PLACES = 5


@dataclass(frozen=True)
class Standing:
    """What others read of the account, or behind a mask of the mask: how many rows, `LITTLE` at most, and the newest."""

    rows: int
    newest: datetime | None
    masked: bool

    def is_new(self, now: datetime) -> bool:
        is_asleep = self.newest is not None and self.newest < now - ASLEEP and self.rows < LITTLE
        return is_asleep or self.rows < (NEW_UNTIL_MASKED if self.masked else NEW_UNTIL)


@dataclass(frozen=True)
class Changed:
    """An edit: what stood there before, and when it was written."""

    html: str
    written_at: datetime


def reasons_to_hold(
    *,
    html: str,
    author: Standing,
    now: datetime,
    blocked_words: Iterable[str] = (),
    title: str = "",
    changed: Changed | None = None,
    known_places: Collection[str] = (),
) -> list[str]:
    """Why it waits for a person, each reason a phrase for its author and the moderators; [] lets it through.

    `html` is its rendered, safe HTML; `known_places`: those of `places_linked` that members have linked before.
    """
    if not author.is_new(now):
        return _added_later(html, author, now, changed) if changed else []
    written = events.read(html)
    words = "\n".join([title, "".join(said.words for said in _words(written))])
    reasons = []
    if _leads_elsewhere(written, title, known_places):
        reasons.append(_("It has a link or an address in it."))
    if any(isinstance(event, events.Start) and event.name == "img" for event in written):
        reasons.append(_("It has a picture in it."))
    reasons += [
        _("It has a word in it that a person here reads first: “%(word)s”.") % {"word": word}
        for word in blocked_in(words, blocked_words)
    ]
    return reasons


def addresses(html: str) -> set[str]:
    """The links that lead out of here, and what reads as an address of the web or of mail."""
    written = events.read(html)
    words = "".join(said.words for said in _words(written))
    return _links_outside(written) | {found[0].casefold() for found in _found(words)}


def places_linked(html: str) -> set[str]:
    """The places to which its links lead, of those of which that is certain."""
    return {place for link in _links_outside(events.read(html)) if (place := place_of(link))}


def _leads_elsewhere(written: list[events.Event], title: str, known: Collection[str]) -> bool:
    """Does anything in it lead to a place that is not known here, or say an address?

    Whoever puts an address into their text sees it become a link that is called as it leads. That is one, not two.
    """
    if any(place_of(link) not in known for link in _links_outside(written)):
        return True
    said = [_Said(f"{title}\n", ""), *_words(written)]
    ends = list(accumulate(len(part.words) for part in said))

    def is_named_so(found: re.Match[str]) -> bool:
        at = bisect_left(ends, found.end())  # the part in which it ends: it must begin there as well
        is_whole = found.start() >= ends[at] - len(said[at].words)
        return is_whole and said[at].leads_to != "" and said[at].leads_to == place_of(f"https://{found[0]}")

    return not all(map(is_named_so, _found("".join(part.words for part in said))))


def _links_outside(written: list[events.Event]) -> set[str]:
    links = {event.attrs.get("href", "") for event in written if isinstance(event, events.Start) and event.name == "a"}
    return set(filter(_leads_outside, links))


def _found(words: str) -> Iterator[re.Match[str]]:
    for form in (BARE_ADDRESS, MAIL_ADDRESS):
        yield from form.finditer(words)


def _added_later(html: str, author: Standing, now: datetime, changed: Changed) -> list[str]:
    is_later = now - changed.written_at > LATER
    if author.rows < LITTLE and is_later and addresses(html) - addresses(changed.html):
        return [_("A link or an address was put into it later.")]
    return []


class _Said(NamedTuple):
    words: str
    leads_to: str  # the place to which the link leads that they stand in; "" outside of links


def _words(written: list[events.Event]) -> Iterator[_Said]:
    """A worked example in code may well hold "a.b.com"; a link in it cannot be clicked."""
    code, leads_to = 0, ""
    for event in written:
        if isinstance(event, events.Text):
            yield _Said(" " if code else event.words, leads_to)
        elif isinstance(event, events.Start) and event.name == "img":
            yield _Said(f" {event.attrs.get('alt', '')} ", "")
        elif event.name == "a":
            leads_to = place_of(event.attrs.get("href", "")) if isinstance(event, events.Start) else ""
        elif event.name in ("code", "pre"):
            code += 1 if isinstance(event, events.Start) else -1


def blocked_in(text: str, blocked_words: Iterable[str]) -> list[str]:
    """The blocked words or phrases that stand in the text as whole words, whatever their case or width."""
    plain = _folded(text)
    return [
        word
        for word in blocked_words
        if word.strip() and re.search(rf"(?<!\w){re.escape(_folded(word).strip())}(?!\w)", plain)
    ]


def release_time(held_at: datetime) -> datetime:
    """When a post held at that time appears by itself."""
    return held_at + LONGEST_HOLD


def _leads_outside(href: str) -> bool:
    try:
        there = urlsplit(href)
    except ValueError:
        return True
    if there.scheme == "" and not href.replace("\\", "/").startswith("//"):
        return False
    # "http:a.example" and "///a.example" have no host by the book, and one in browsers.
    is_web = there.scheme in ("", "http", "https")
    return not is_web or there.netloc.lower() != urlsplit(settings.SITE_URL).netloc.lower()


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
