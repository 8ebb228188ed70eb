"""The hour of a masked row has one home, masks/hours.py, and no other module makes one by hand."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from forum.models import Post
from masks.hours import HourOf, hour_of, now_for, time_kept
from tests import make

ROOT = Path(__file__).resolve().parents[2]
HOME = "masks/hours.py"
BY_HAND = re.compile(r"(?<!hour=0, )minute=0\b|TruncHour")
AT = datetime(2026, 11, 28, 15, 42, 7, 123456, tzinfo=UTC)
HOUR = datetime(2026, 11, 28, 15, tzinfo=UTC)


def by_hand(source: str) -> list[str]:
    return [line.strip() for line in source.splitlines() if BY_HAND.search(line)]


def test_nobody_else_makes_an_hour_by_hand() -> None:
    apps = [
        path for path in ROOT.iterdir() if (path / "__init__.py").is_file() and path.name not in ("tests", "benchmarks")
    ]
    sources = {str(file.relative_to(ROOT)): file for app in apps for file in app.rglob("*.py")}
    assert {name for name, file in sources.items() if by_hand(file.read_text())} == {HOME}


@pytest.mark.parametrize(
    "line", ["at.replace(minute=0, second=0, microsecond=0)", "at.replace(second=0, minute=0)", "TruncHour('at')"]
)
def test_one_that_did_would_be_found(line: str) -> None:
    assert by_hand(line)


def test_the_beginning_of_a_day_is_no_hour() -> None:
    assert not by_hand("now.replace(hour=0, minute=0, second=0, microsecond=0)")


def test_what_is_kept() -> None:
    assert hour_of(AT) == time_kept(AT, masked=True) == HOUR
    assert time_kept(AT, masked=False) == AT


@pytest.mark.django_db
def test_now_is_kept_as_its_row_may_say_it() -> None:
    named, masked = make.topic(), make.masked_topic(by=make.member())
    at = now_for(masked)
    assert (at.minute, at.second, at.microsecond) == (0, 0, 0)
    assert at <= now_for(named)
    assert hour_of(now_for(named)) >= at


@pytest.mark.django_db
def test_the_database_makes_the_same_hour() -> None:
    post = make.answer()
    Post.objects.filter(pk=post.pk).update(created_at=AT)
    rows = Post.objects.filter(pk=post.pk)
    assert rows.values_list(HourOf("created_at"), flat=True).get() == HOUR
    rows.exclude(created_at=HourOf("created_at")).update(created_at=HourOf("created_at"))
    assert rows.get().created_at == HOUR
    assert not rows.exclude(created_at=HourOf("created_at")).exists()
