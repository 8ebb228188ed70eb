"""How much one member, or one address, may do in a while, and the sentence for whoever did more.

Members are counted from their rows; masked acts by the sealed counter, so that no count says which mask is whose.
Addresses are counted in the cache under a digest that changes with every window and expires with it. Without the
cache that count is per process. With a masked act no address is counted or kept at all.
"""

from __future__ import annotations

import ipaddress
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.cache import cache
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from activity.locks import take_turn
from masks import sealed
from members.models import Member
from members.rules import NotAllowed

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)

# An account this young has the smaller limits: a flood comes from accounts made for it.
YOUNG_ACCOUNT = DAY

# One network of IPv6 is one household, as one address of IPv4 is.
IPV6_NETWORK_BITS = 64


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` acts of one kind in `window`."""

    name: str
    most: int
    window: timedelta


class TooMuch(NotAllowed):
    """Over a limit. `retry_after` is in seconds; the sentence says how long to wait."""

    status = 429

    def __init__(self, sentence: str, *, retry_after: int) -> None:
        super().__init__(sentence)
        self.retry_after = retry_after


# --- per member ---------------------------------------------------------------------------------------------
# Topics: nobody has ten questions on one day; on their first day, three is already a lot.
TOPICS = Limit("topic", 10, DAY)
TOPICS_YOUNG = Limit("topic", 3, DAY)
# Answers: a busy evening of a kind helper is twenty in an hour (the most active of an imported forum: 14).
POSTS = Limit("post", 30, HOUR)
POSTS_YOUNG = Limit("post", 10, DAY)
# Comments are short and quick; a lively exchange has one a minute.
COMMENTS = Limit("comment", 60, HOUR)
COMMENTS_YOUNG = Limit("comment", 20, DAY)
# Reports: each takes a moderator's time. Who finds more than ten things in a day writes to a moderator.
REPORTS = Limit("report", 10, DAY)
# Thanks are cheap and kind; forty in an hour is a script.
THANKS = Limit("thanks", 40, HOUR)
# Previews are drawn while somebody types, at most one in half a second; a quick writer asks for one in two seconds.
PREVIEWS = Limit("preview", 300, timedelta(minutes=5))
# Tries of one's own devices: each of eight once, and some again. Each may keep a mail worker for ten seconds.
DEVICE_TESTS = Limit("device test", 12, HOUR)

# --- per address: a family, a library or a phone network may stand behind one -------------------------------
SIGN_UPS_PER_ADDRESS = Limit("sign-up", 5, DAY)
POSTS_PER_ADDRESS = Limit("post", 90, HOUR)
COMMENTS_PER_ADDRESS = Limit("comment", 180, HOUR)
REPORTS_PER_ADDRESS = Limit("report", 30, DAY)
THANKS_PER_ADDRESS = Limit("thanks", 120, HOUR)


def is_young(member: Member) -> bool:
    return member.joined_at > timezone.now() - YOUNG_ACCOUNT


def topics(member: Member) -> Limit:
    return TOPICS_YOUNG if is_young(member) else TOPICS


def posts(member: Member) -> Limit:
    return POSTS_YOUNG if is_young(member) else POSTS


def comments(member: Member) -> Limit:
    return COMMENTS_YOUNG if is_young(member) else COMMENTS


def check_rows(limit: Limit, *, member: Member, rows: QuerySet[Any], at: str = "created_at") -> None:
    """Passes while `member` has done fewer of these than the limit; else raises TooMuch.

    `rows` are the member's own named rows and `at` is when each was made; an index on both must exist. Inside a
    transaction: the member's acts of this kind then come one after the other, so ten at once cannot all slip by.
    """
    take_turn("limit", limit.name, member.pk)
    since = timezone.now() - limit.window
    times = rows.filter(**{f"{at}__gt": since}).order_by(f"-{at}").values_list(at, flat=True)[: limit.most]
    newest_first: list[datetime] = list(times)
    if len(newest_first) >= limit.most:
        raise _too_much((newest_first[-1] - since).total_seconds())


def check_masked(limit: Limit, *, member: Member) -> None:
    """Counts one masked act of the member, whichever mask they wear; raises TooMuch over the limit."""
    if not sealed.count_limit(limit.name, member, "forum", limit.window, limit.most):
        # When the window began is sealed as well: the wait is the longest that it can be.
        raise _too_much(limit.window.total_seconds())


def check_address(limit: Limit, address: str | None) -> None:
    """Counts one act of this address; raises TooMuch from one more than the limit on. No address: passes."""
    if address:
        _count(limit, "address", address, _too_much)


def check_without_rows(limit: Limit, *, member: Member) -> None:
    """Counts one act of the member that leaves no row, in the cache as an address is; raises TooMuch over the limit."""
    _count(limit, "member", str(member.pk), _too_often)


def _count(limit: Limit, sort: str, whose: str, refusal: Callable[[float], TooMuch]) -> None:
    seconds = int(limit.window.total_seconds())
    window, passed = divmod(int(time.time()), seconds)
    key = f"limit:{sort}:{limit.name}:{digest_of(whose, scope=f'{limit.name}|{window}')}"
    cache.add(key, 0, seconds)
    try:
        count = cache.incr(key)
    except ValueError:  # it expired, or the cache went, between the two calls
        return
    if count > limit.most:
        raise refusal(seconds - passed)


def digest_of(address: str, *, scope: str) -> str:
    """A name for the address that is different in each scope and means nothing without the secret key."""
    return salted_hmac("forum.limits", f"{scope}|{_network(address)}", algorithm="sha256").hexdigest()[:32]


def _network(address: str) -> str:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if parsed.version == 6 and parsed.ipv4_mapped is None:
        return str(ipaddress.ip_network((parsed, IPV6_NETWORK_BITS), strict=False))
    return str(getattr(parsed, "ipv4_mapped", None) or parsed)


def _too_much(seconds: float) -> TooMuch:
    sentence = _(
        "That’s a lot in a short while, so the page is asking you to slow down. Please try again in %(wait)s. "
        "What you wrote is kept."
    )
    return _refusal(sentence, seconds)


def _too_often(seconds: float) -> TooMuch:
    """Where nothing was written."""
    return _refusal(_("That was often in a short time. Please try again in %(wait)s."), seconds)


def _refusal(sentence: str, seconds: float) -> TooMuch:
    wait = max(1, int(seconds + 0.999))
    return TooMuch(sentence % {"wait": wait_in_words(wait)}, retry_after=wait)


def wait_in_words(seconds: int) -> str:
    """A wait as a person says it: "40 seconds", "12 minutes", "3 hours"; rounded up."""
    if seconds < 60:
        return ngettext("%(count)d second", "%(count)d seconds", seconds) % {"count": seconds}
    minutes = -(-seconds // 60)
    if minutes < 60:
        return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}
    hours = -(-minutes // 60)
    return ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours}
