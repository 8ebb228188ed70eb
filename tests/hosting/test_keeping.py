"""The day's backup: when it is due, which of the old ones stay."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command

from hosting.actions import keeping
from hosting.actions.backup import Kept
from hosting.actions.retention import Keep, kept_of, prune, read
from hosting.models import Run
from hosting.refusal import Refused
from tests import make

NOW = datetime(2026, 11, 29, 12, 0, tzinfo=UTC)
AT = time(3, 30)


def name(at):
    return f"murmuration-{at:%Y-%m-%dT%H%M%SZ}.tar"


def ran(ago, *, ok=True):
    return Run.objects.create(kind=Run.Kind.BACKUP, started_at=NOW - ago, ended_at=NOW - ago, ok=ok)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("hours", "is_due"), [(0.1, False), (8.4, False), (8.6, True), (20, True), (24, True), (26, True), (999, True)]
)
def test_it_is_due_when_the_hour_has_come_since_the_last(hours, is_due) -> None:
    ran(timedelta(hours=hours))
    assert keeping.is_due(NOW, AT) is is_due


@pytest.mark.django_db
def test_the_first_is_due_at_once_and_one_that_failed_again_in_an_hour() -> None:
    assert keeping.is_due(NOW, AT)
    ran(timedelta(hours=9))
    ran(timedelta(minutes=59), ok=False)
    assert not keeping.is_due(NOW, AT)
    assert keeping.is_due(NOW + timedelta(minutes=2), AT)
    ran(timedelta(minutes=1), ok=None)  # it runs, or was killed
    assert not keeping.is_due(NOW, AT)


@pytest.mark.django_db
def test_the_hour_is_the_communitys() -> None:
    ran(timedelta(hours=3))  # 09:00 UTC, 19:00 in Brisbane; the hour was 17:30 UTC the day before
    there = NOW.astimezone(ZoneInfo("Australia/Brisbane"))
    assert not keeping.is_due(there, AT)
    assert keeping.is_due(there + timedelta(hours=6), AT)


@pytest.mark.parametrize("text", ["", "3", "24:00", "03:60", "at night", "03:30:00"])
def test_an_hour_that_is_none_is_refused(text, settings) -> None:
    settings.BACKUP_AT = text
    with pytest.raises(CommandError, match="BACKUP_AT is not understood"):
        call_command("keep_backups")


@pytest.mark.parametrize("text", ["", "7", "7 4", "7 4 6 1", "-1 4 6", "seven four six"])
def test_numbers_that_are_none_are_refused(text) -> None:
    with pytest.raises(Refused, match="BACKUP_KEEP is not understood"):
        read(text)


def test_the_newest_of_each_day_week_and_month_stays(tmp_path) -> None:
    twice_a_day = [tmp_path / name(NOW - timedelta(hours=12 * step)) for step in range(2 * 365)]
    kept = sorted((path.name[12:22] for path in kept_of(twice_a_day, Keep(7, 4, 6))), reverse=True)
    assert kept[:7] == [f"2026-11-{day}" for day in range(29, 22, -1)]
    assert kept[7:] == [
        "2026-11-22",
        "2026-11-15",
        "2026-11-08",
        "2026-10-31",
        "2026-09-30",
        "2026-08-31",
        "2026-07-31",
        "2026-06-30",
    ]
    assert len(kept_of(twice_a_day, Keep(0, 0, 0))) == 1


def test_no_other_file_is_deleted(tmp_path) -> None:
    for other in (
        "mine.tar",
        "murmuration-before-the-move.tar",
        name(NOW) + ".partial",
        "murmuration-2026-11-01.tar.age",
    ):
        (tmp_path / other).touch()
    old = tmp_path / name(NOW - timedelta(days=900))
    old.touch()
    (tmp_path / (name(NOW) + ".age")).touch()
    assert prune(tmp_path, Keep(1, 1, 1)) == [old]
    assert len(list(tmp_path.iterdir())) == 5


def test_the_day_is_backed_up_old_ones_go_and_one_a_week_is_rehearsed(folders, settings) -> None:
    settings.BACKUP_KEEP = "1 1 1"
    make.community()
    folders.backups.mkdir()
    old = folders.backups / name(NOW - timedelta(days=900))
    old.touch()
    keeping.keep(Kept(), NOW)
    assert not old.exists()
    assert sorted(Run.objects.values_list("kind", "ok")) == [("backup", True), ("rehearsal", True)]
    assert not keeping.is_to_be_rehearsed(Run.objects.first().started_at + timedelta(days=6))
    assert keeping.is_to_be_rehearsed(Run.objects.first().started_at + timedelta(days=8))


def test_one_that_fails_is_not_the_last_and_deletes_nothing(folders, settings) -> None:
    make.community()
    folders.backups.mkdir()
    old = folders.backups / name(NOW - timedelta(days=900))
    old.touch()
    settings.BACKUP_RECIPIENTS, settings.BACKUP_KEEP = ["age1nobody"], "1 1 1"
    keeping.keep(Kept(), NOW)
    assert old.exists()
