"""A disk that fills up is told before it is full, and a page that finds it full goes on as far as it can."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from community import logs, space
from community.space import Space, space_of

MEGABYTE = 10**6
ROOMY = Space(50_000 * MEGABYTE, 100_000 * MEGABYTE, 900_000, 1_000_000)


def disk(free_megabytes: float = 50_000, of: float = 100_000, files: int = 900_000, of_files: int = 1_000_000) -> Space:
    return Space(int(free_megabytes * MEGABYTE), int(of * MEGABYTE), files, of_files)


@pytest.mark.parametrize(
    ("found", "low"),
    [
        (ROOMY, False),
        (disk(499), True),
        (disk(501), False),
        (disk(499, of=600), False),  # a small disk that is nearly empty
        (disk(59, of=600), True),
        (disk(files=4_999), True),
        (disk(files=5_001), False),
        (disk(files=900, of_files=1_000), False),
        (disk(files=0, of_files=0), False),  # the file system counts no files
        (disk(0, files=0), True),
    ],
)
def test_when_a_disk_is_low(found: Space, low: bool) -> None:
    assert found.is_low(megabytes=500, files=5_000) is low


def test_nothing_is_low_where_nobody_wants_to_know() -> None:
    assert not disk(0, files=0).is_low(megabytes=0, files=0)


def test_the_numbers_are_the_file_systems(tmp_path: Path) -> None:
    found, asked = space_of(tmp_path), os.statvfs(tmp_path)
    assert found.all_bytes == asked.f_blocks * asked.f_frsize
    assert 0 < found.free_bytes < found.all_bytes


# --- /readyz --------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("found", [disk(123), disk(files=123)])
def test_little_room_is_a_warning(
    client: Client, monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path, found: Space
) -> None:
    settings.VAR_DIR = tmp_path / "var"
    settings.VAR_DIR.mkdir()
    monkeypatch.setattr(space, "space_of", lambda folder: found if folder == settings.VAR_DIR else ROOMY)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["ready"], answer.json()["checks"]["disk"]) == (200, True, "ok")
    (warning,) = answer.json()["warnings"]
    assert warning.startswith("the data directory is nearly full: ")
    assert str(tmp_path) not in warning
    settings.LOW_SPACE_MEGABYTES = settings.LOW_SPACE_FILES = 10
    assert client.get("/readyz").json()["warnings"] == []


@pytest.mark.django_db
def test_so_is_little_room_for_temporary_files(client: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr(space, "space_of", lambda folder: disk(7) if folder == tmp_path else ROOMY)
    (warning,) = client.get("/readyz").json()["warnings"]
    assert warning == "the folder of temporary files is nearly full: 7 MB and 900000 files are left"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("number", "status"), [(errno.ENOSPC, 503), (errno.EDQUOT, 503), (errno.EROFS, 503), (errno.EACCES, 200)]
)
def test_not_ready_when_nothing_can_be_written(
    client: Client, monkeypatch: pytest.MonkeyPatch, number: int, status: int
) -> None:
    def refuse(**_: Any) -> Any:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr("tempfile.TemporaryFile", refuse)
    answer = client.get("/readyz")
    assert answer.status_code == status
    assert (answer.json()["checks"]["disk"] == "ok") is (status == 200)


@pytest.mark.django_db
def test_not_ready_when_the_database_takes_nothing(client: Client) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SET transaction_read_only = on")
        answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"]["database"] == "read only"


# --- a page goes on without its line in the log ------------------------------------------------------------


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no /dev/full here")
def test_a_log_without_room_takes_no_page_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(OSError), open("/dev/full", "w") as full:  # noqa: PT012  (closing it fails, too)
        monkeypatch.setattr("sys.stderr", full)
        log = logs.quick_logger("access")
        log.info("request", path="/")
        log.info("request", path="/")
        full.flush()


def test_with_room_the_line_is_there(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    logs.quick_logger("access").info("request", path="/here")
    assert "/here" in capsys.readouterr().err
