"""Dates, times and lists as the language of the reader writes them (CLDR's tables, by Babel). Our English is British.

The clock has twenty-four hours and its digits are 0 to 9 in every language, as in static/js/times.js.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from functools import cache, lru_cache

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.lists import format_list
from django.utils import timezone
from django.utils.translation import get_language, to_locale

from writing.sentences import isolated

BRITISH = "en_GB"
# CLDR's names of what is said of a date.
DAY, DAY_OF_YEAR, SHORT_DAY, MONTH, MONTH_ALONE, WEEKDAY = "yMMMMd", "MMMMd", "MMMd", "yMMMM", "LLLL", "EEEE"
MOST = 4096  # whose words a process remembers


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(BRITISH if language in ("", "en") else to_locale(language))


def locale() -> Locale:
    """Of this moment's language."""
    return _locale(get_language() or "")


@lru_cache(maxsize=MOST)
def _said(day: date, skeleton: str, language: str) -> str:
    if skeleton in (MONTH_ALONE, WEEKDAY):
        return str(format_date(day, skeleton, locale=_locale(language)))
    return str(format_skeleton(skeleton, day, locale=_locale(language), fuzzy=True))


def _of(at: date, skeleton: str) -> str:
    day = timezone.localtime(at).date() if isinstance(at, datetime) and timezone.is_aware(at) else at
    return _said(day.date() if isinstance(day, datetime) else day, skeleton, get_language() or "")


def day(at: date) -> str:
    """ "3 May 2026"."""
    return _of(at, DAY)


def day_of_year(at: date) -> str:
    """ "3 May", where the year is no question."""
    return _of(at, DAY_OF_YEAR)


def short_day(at: date) -> str:
    """ "3 Sept"."""
    return _of(at, SHORT_DAY)


def month(at: date) -> str:
    """ "May 2026"."""
    return _of(at, MONTH)


def month_alone(at: date) -> str:
    """ "May"."""
    return _of(at, MONTH_ALONE)


def weekday(at: date) -> str:
    """ "Sunday"."""
    return _of(at, WEEKDAY)


def clock(at: datetime) -> str:
    """ "17:40"."""
    return f"{timezone.localtime(at) if timezone.is_aware(at) else at:%H:%M}"


def together(first: str, second: str) -> str:
    """A day and what is said of it more closely: "3 May 2026, 17:40"."""
    return str(locale().datetime_formats["medium"]).replace("{1}", first).replace("{0}", second).replace("'", "")


def moment(at: datetime) -> str:
    """ "3 May 2026, 17:40"."""
    return together(day(at), clock(at))


def moment_utc(at: datetime | str) -> str:
    """ "3 May 2026, 17:40 UTC", where it is not known in which zone it is read. `at` may be as it stands in JSON."""
    at = datetime.fromisoformat(at) if isinstance(at, str) else at
    return f"{moment(at.astimezone(UTC).replace(tzinfo=None))} UTC"


def listed(names: Iterable[str]) -> str:
    """ "a, b and c": a list as it is said."""
    return str(format_list([isolated(name) for name in names], locale=locale()))


def joints(many: int) -> list[str]:
    """What stands before each thing of a list, where each is a part of a page of its own: "", ", ", " and "."""
    marks = [chr(0xE000 + place) for place in range(many)]  # signs that nobody writes
    cut = re.split("[\ue000-\uf8ff]", listed(marks))
    return cut[:many]
