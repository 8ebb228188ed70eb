"""One tz database, the pinned wheel's; PostgreSQL does no zone arithmetic; a zone that nobody knows is UTC."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import zoneinfo
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from pathlib import Path

import pytest
from django.test import Client

from members.models import Community, Member
from members.zones import known, offered, zone
from notices import hours
from tests import cast, make

ROOT = Path(__file__).resolve().parents[2]

# What tz 2026f says of December 2026, where older ones say something else.
DECEMBER = {
    "Africa/Casablanca": 0,
    "Africa/El_Aaiun": 0,
    "America/Winnipeg": -5,
    "America/Vancouver": -7,
    "America/Edmonton": -6,
    "America/Havana": -4,
}


@pytest.mark.parametrize(("name", "offset"), DECEMBER.items())
def test_december_2026(name: str, offset: int) -> None:
    morning = datetime(2026, 12, 10, 9, tzinfo=UTC) - timedelta(hours=offset)
    assert morning.astimezone(zone(name)).utcoffset() == timedelta(hours=offset)
    moments = [morning + timedelta(minutes=minutes) for minutes in (-1, 0, 11 * 60 - 1, 11 * 60)]
    assert [hours.is_awake(moment, name) for moment in moments] == [False, True, True, False]
    assert [name in hours.awake_zones(moment) for moment in moments] == [False, True, True, False]
    assert hours.next_awake(morning - timedelta(hours=3), name) == morning


def test_nothing_but_the_wheel_is_asked() -> None:
    assert zoneinfo.TZPATH == ()


def test_an_older_database_of_the_machine_changes_nothing(tmp_path: Path) -> None:
    """On a machine whose Winnipeg is Tokyo. Every process of ours begins with the package `community`."""
    (tmp_path / "America").mkdir()
    shutil.copy(str(files("tzdata") / "zoneinfo/Asia/Tokyo"), tmp_path / "America/Winnipeg")
    ask = "from datetime import datetime as d; from zoneinfo import ZoneInfo as Z; print(Z('America/Winnipeg').utcoffset(d(2026, 12, 10)))"
    environ = {**os.environ, "PYTHONTZPATH": str(tmp_path)}

    def offset(*words: str) -> str:
        command = [sys.executable, "-c", "; ".join([*words, ask])]
        return subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, check=True).stdout.strip()

    assert offset() == "9:00:00"
    assert offset("import community") == "-1 day, 19:00:00"
    assert offset(ask, "import community").splitlines() == ["9:00:00", "-1 day, 19:00:00"]


# --- a zone that nobody knows -----------------------------------------------------------------------------

NOWHERE = (
    "Mars/Olympus",
    "",
    "America",
    "../etc/passwd",
    "/etc/localtime",
    "Europe/Lond\x00n",
    "europe/london",
    "ü" * 64,
)


@pytest.mark.parametrize("name", NOWHERE)
def test_an_unknown_zone_is_utc(name: str) -> None:
    assert str(zone(name)) == "UTC"
    noon = datetime(2026, 12, 10, 12, tzinfo=UTC)
    assert hours.is_awake(noon, name)
    assert hours.next_awake(noon + timedelta(hours=9), name) == noon + timedelta(hours=21)


def test_every_known_zone_has_a_morning() -> None:
    now = datetime(2026, 12, 10, 3, tzinfo=UTC)
    assert {name for name, _words in offered()} <= known()
    assert all(hours.next_awake(now, name) >= now for name in known())


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/settings/", "/settings/suggestions/", "/path/", "/mentoring/", "/notices/"])
def test_pages_of_a_member_with_an_unknown_zone(client: Client, path: str) -> None:
    make.community()
    ines = cast.ines()
    Member.objects.filter(pk=ines.pk).update(time_zone="Mars/Olympus")
    Community.objects.update(time_zone="Mars/Olympus")
    client.force_login(Member.objects.get(pk=ines.pk))
    assert client.get(path, follow=True).status_code == 200


# --- no zone arithmetic in PostgreSQL -------------------------------------------------------------------------

# Seconds since 1970 are the same in every zone.
ARITHMETIC = re.compile(
    r"AT TIME ZONE|AT LOCAL|CURRENT_DATE|\bLOCALTIME|\btimezone\(\s*'|date_trunc|date_part|\bextract\((?!epoch FROM)|::date\b|::time\b"
    r"|\b(Trunc|Extract)(Hour|Day|Date|Week|Month|Quarter|Year|Minute|Time|WeekDay|IsoYear)?\("
    r"|__(date|time|year|month|day|week|week_day|hour|minute|quarter|iso_year)(__|=)"
)


def zone_arithmetic(source: str) -> list[str]:
    return [line.strip() for line in source.splitlines() if ARITHMETIC.search(line)]


def test_postgresql_does_no_zone_arithmetic() -> None:
    apps = [
        path for path in ROOT.iterdir() if (path / "__init__.py").is_file() and path.name not in ("tests", "benchmarks")
    ]
    sources = [file for app in apps for file in app.rglob("*.py")]
    assert len(sources) > 300
    found = {str(file.relative_to(ROOT)): zone_arithmetic(file.read_text()) for file in sources}
    assert {name: lines for name, lines in found.items() if lines} == {}


@pytest.mark.parametrize(
    "line",
    [
        "SELECT at AT TIME ZONE 'Europe/Berlin'",
        "SELECT date_trunc('day', at)",
        "rows.filter(created_at__date=today)",
        "rows.filter(at__hour__gte=9)",
        "rows.annotate(day=TruncDay('at'))",
        "rows.annotate(h=ExtractHour('at'))",
        "SELECT at::date",
        "SELECT extract(hour FROM at)",
        "SELECT extract(epoch FROM at), extract(dow FROM at)",
    ],
)
def test_it_would_be_found(line: str) -> None:
    assert zone_arithmetic(line)


def test_seconds_have_no_zone() -> None:
    assert not zone_arithmetic("SELECT extract(epoch FROM now() - at)")


@pytest.mark.django_db
def test_the_connection_speaks_utc() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SHOW timezone")
        assert cursor.fetchone() == ("UTC",)
