"""How long ago: exactly for named rows, and for masked ones in words that are true whenever in their hour it was."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.template import Context
from django.utils import timezone
from playwright.sync_api import Page

from web.templatetags.ui import WITHIN, distance, hour_distance, when

ROOT = Path(__file__).resolve().parents[2]
ZONES = ("UTC", "Asia/Kolkata", "America/St_Johns", "Asia/Kathmandu", "Pacific/Kiritimati")
HOUR = timedelta(hours=1)
NOW = datetime(2026, 11, 28, 15, 4, 5, tzinfo=UTC)
# From the beginning of the hour to now: around each boundary of the words, and many in between.
PASSED = sorted(
    {
        timedelta(hours=hours, seconds=seconds)
        for hours in (*range(26), 47, 48, 49, 71, 72, 167, 168, 169, 800, 9000)
        for seconds in (0, 1, 1800, 3599)
    }
)


def truly(words: str, at: datetime, now: datetime) -> bool:
    """Is it true of something that happened at `at`, as a person understands the words?"""
    local, today = timezone.localtime(at), timezone.localtime(now).date()
    if found := re.fullmatch(r"within the last (?:(\d+) )?(hour|hours|days)", words):
        unit = timedelta(days=1) if found[2] == "days" else HOUR
        return now - at <= int(found[1] or 1) * unit
    if words == "yesterday":
        return (today - local.date()).days == 1
    if found := re.fullmatch(r"(\d+) days ago", words):
        return (today - local.date()).days == int(found[1])
    if words.startswith("around "):
        dates = [local - timedelta(days=1), local, local + timedelta(days=1)]
        return any(words.removeprefix("around ").startswith(f"{one.day} {one:%B}") for one in dates)
    return words in (f"{local.day} {local:%B}", f"{local.day} {local:%B} {local.year}")


@pytest.mark.parametrize("zone", ZONES)
def test_words_about_an_hour_are_true_of_each_moment_in_it(zone: str) -> None:
    with timezone.override(zone):
        for minutes in range(0, 24 * 60, 37):
            now = NOW + timedelta(minutes=minutes)
            for passed in PASSED:
                hour = (now - passed).replace(minute=0, second=0, microsecond=0)
                moments = [
                    hour + step for step in (timedelta(), HOUR / 4, HOUR / 2, HOUR * 3 / 4, HOUR - timedelta(seconds=1))
                ]
                words = hour_distance(hour, now)
                for at in moments:
                    assert at > now or truly(words, at, now), (words, at, now)


@pytest.mark.parametrize(
    ("passed", "words"),
    [
        (timedelta(), "within the last hour"),
        (HOUR, "within the last hour"),
        (HOUR + timedelta(seconds=1), "within the last 2 hours"),
        (3 * HOUR, "within the last 3 hours"),
        (23.5 * HOUR, "within the last 24 hours"),
        (24 * HOUR, "yesterday"),
        (-5 * HOUR, "within the last hour"),  # a clock that is behind
    ],
)
def test_words_about_an_hour(passed: timedelta, words: str) -> None:
    now = datetime(2026, 11, 28, 15, tzinfo=UTC) + passed
    assert hour_distance(datetime(2026, 11, 28, 15, tzinfo=UTC), now) == words


def test_a_named_row_is_said_exactly() -> None:
    assert distance(NOW - timedelta(minutes=59, seconds=59), NOW) == "59 minutes ago"
    assert distance(NOW - 3 * HOUR, NOW) == "3 hours ago"


def test_the_whole_tag_of_a_masked_row() -> None:
    row = SimpleNamespace(mask_id="x", created_at=datetime(2026, 11, 20, 15, 42, 7, tzinfo=UTC))
    tag = when(Context({}), row)
    assert "20 November 2026, 15:00–16:00 UTC" in tag
    assert 'datetime="2026-11-20T15:00+00:00"' in tag
    assert "42" not in tag
    with timezone.override("Asia/Kolkata"):
        assert "20 November 2026, 20:30–21:30" in when(Context({}), row)


def test_a_named_row_has_its_minute() -> None:
    row = SimpleNamespace(mask_id=None, created_at=datetime(2026, 11, 20, 15, 42, 7, tzinfo=UTC))
    assert "20 November 2026, 15:42 UTC" in when(Context({}), row)
    assert "data-within" not in when(Context({}), row)


@pytest.mark.browser
@pytest.mark.parametrize("zone", ["UTC", "Asia/Kolkata"])
def test_the_script_says_what_the_server_says(new_page: Callable[..., Page], zone: str) -> None:
    page: Any = new_page(timezone_id=zone)
    hours = [(NOW - passed).replace(minute=0, second=0, microsecond=0) for passed in PASSED]
    within = "|".join(map(str, WITHIN))
    times = [f'<time data-ago="hour" data-within="{within}" datetime="{hour.isoformat()}"></time>' for hour in hours]
    named = [
        f'<time data-ago datetime="{(NOW - passed).isoformat()}"></time>' for passed in PASSED if passed > HOUR / 60
    ]
    page.clock.set_fixed_time(NOW)
    page.set_content(f'<html lang="en"><body>{"".join(times + named)}')
    page.add_script_tag(content=(ROOT / "static/js/times.js").read_text())
    said = page.locator("time").all_text_contents()
    with timezone.override(zone):
        assert said[: len(hours)] == [hour_distance(hour, NOW) for hour in hours]
        assert said[len(hours) :] == [distance(NOW - passed, NOW) for passed in PASSED if passed > HOUR / 60]
    assert re.search(r"\d\d:\d\d\s*–\s*\d\d:\d\d", page.locator("time").nth(40).get_attribute("title") or "")
