"""Which first posts and comments wait for a person before others read them, and why. Touches no database.

Almost nobody waits: what somebody wrote does so only while they are new here *and* it holds what sellers of things
put into their posts. Behind a mask "new" is asked of the mask in its topic and never of the member, so a hold tells
nobody whether the person behind it is new here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from writing import events

# An account is new until so much of what it wrote is read by others: sellers show themselves in the first one or
# two, and a person should not wait a third time. Two short remarks do not open the door for a post, so before a post
# only posts are counted; before a comment, posts and comments.
NEW_UNTIL = 2

# A mask is new in its topic until one thing that it wrote there is read by others.
NEW_UNTIL_MASKED = 1

# When nobody is awake a held post appears by itself after this time: a late reply is worse than a late removal.
LONGEST_HOLD = timedelta(hours=2)

# Names that read as an address of the web even without "https://"; the endings that sellers use most.
BARE_ADDRESS = re.compile(
    r"(?<![\w@.-])(?:www\.[\w-]+(?:\.[\w-]+)+"
    r"|(?:[a-z0-9-]+\.)+(?:com|net|org|info|biz|io|co|me|ru|cn|top|xyz|site|online|shop|store|club|live|link|click"
    r"|website|space|pro|app|ly|gg|uk|de|us|eu|in)(?![\w-]))",
    re.IGNORECASE,
)
MAIL_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


def is_new(*, visible_before: int, masked: bool) -> bool:
    """Is this author still new? `visible_before`: rows of the account that others read; behind a mask, of the mask."""
    return visible_before < (NEW_UNTIL_MASKED if masked else NEW_UNTIL)


def reasons_to_hold(
    *, html: str, visible_before: int, masked: bool, blocked_words: Iterable[str] = (), title: str = ""
) -> list[str]:
    """Why it waits for a person, each reason a phrase for its author and the moderators; [] lets it through.

    `html` is its rendered, safe HTML.
    """
    if not is_new(visible_before=visible_before, masked=masked):
        return []
    written = events.read(html)
    starts = [event for event in written if isinstance(event, events.Start)]
    links = [start.attrs.get("href", "") for start in starts if start.name == "a"]
    words = "\n".join([title, "".join(_words(written))])
    reasons = []
    if any(map(_leads_outside, links)) or BARE_ADDRESS.search(words) or MAIL_ADDRESS.search(words):
        reasons.append(_("It has a link or an address in it."))
    if any(start.name == "img" for start in starts):
        reasons.append(_("It has a picture in it."))
    reasons += [
        _("It has a word in it that a person here reads first: “%(word)s”.") % {"word": word}
        for word in blocked_in(words, blocked_words)
    ]
    return reasons


def _words(written: list[events.Event]) -> Iterator[str]:
    """A worked example in code may well hold "a.b.com"; a link in it cannot be clicked."""
    code = 0
    for event in written:
        if isinstance(event, events.Text):
            yield " " if code else event.words
        elif isinstance(event, events.Start) and event.name == "img":
            yield f" {event.attrs.get('alt', '')} "
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
    if there.scheme in ("", "http", "https"):
        return bool(there.netloc) and there.netloc.lower() != urlsplit(settings.SITE_URL).netloc.lower()
    return True


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
