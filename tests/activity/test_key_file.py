"""A key file is there whole, or not at all, and is never written over."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from activity import key_file

KEY = b"k" * 32


@pytest.fixture(params=["links", "no links"])
def path(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    if request.param == "no links":

        def refuses(*_: object) -> None:
            raise PermissionError

        monkeypatch.setattr(os, "link", refuses)
    return tmp_path / "some.key"


def test_it_is_written_whole_for_its_owner_alone(path: Path) -> None:
    key_file.create(path, KEY)
    assert path.read_bytes() == KEY
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(path.parent.iterdir()) == [path]


def test_one_that_is_there_is_left_as_it_is(path: Path) -> None:
    path.write_bytes(b"before")
    with pytest.raises(FileExistsError):
        key_file.create(path, KEY)
    assert path.read_bytes() == b"before"
    assert list(path.parent.iterdir()) == [path]


def test_a_disk_that_is_full_leaves_none(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int) -> None:
        assert not path.exists()
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        key_file.create(path, KEY)
    assert list(path.parent.iterdir()) == []
