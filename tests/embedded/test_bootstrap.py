"""What stands in the way of a first run is said in one sentence, and nothing is left half done."""

import ast
import os
import shutil
import subprocess
import sys
from collections import namedtuple
from pathlib import Path
from types import SimpleNamespace

import pytest

from community.embedded import bootstrap
from community.embedded.bootstrap import Trouble

ROOT = Path(__file__).resolve().parent.parent.parent
Version = namedtuple("Version", "major minor micro releaselevel serial")


def test_windows_is_sent_to_docker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "os", SimpleNamespace(name="nt"))
    with pytest.raises(Trouble, match=r"^Windows .* use docker compose"):
        bootstrap.check_machine()


def test_alpine_is_sent_to_docker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap.platform, "libc_ver", lambda: ("", ""))
    monkeypatch.setattr(bootstrap.sys, "platform", "linux")
    with pytest.raises(Trouble, match=r"Alpine .* use docker compose"):
        bootstrap.check_machine()


def test_an_old_python_without_a_newer_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap.sys, "version_info", Version(3, 9, 2, "final", 0))
    monkeypatch.setattr(bootstrap.platform, "python_version", lambda: "3.9.2")
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: None)
    with pytest.raises(Trouble, match=r"needs Python 3\.11 or newer, and this is 3\.9\.2"):
        bootstrap.own_python()


def test_an_old_python_beside_a_newer_one_starts_that(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[list[str]] = []
    monkeypatch.setattr(bootstrap.sys, "version_info", Version(3, 9, 2, "final", 0))
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: sys.executable if name == "python3.12" else None)
    monkeypatch.setattr(bootstrap.os, "execv", lambda path, words: started.append([path, *words]))
    with pytest.raises(Trouble):
        bootstrap.own_python()
    assert started == [[sys.executable, sys.executable, *sys.argv]]


def test_a_missing_venv_module(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "ensurepip", None)
    with pytest.raises(Trouble, match="apt-get install python3-venv"):
        bootstrap.make_venv(str(tmp_path), sys.executable)
    assert list(tmp_path.iterdir()) == []


def test_too_little_space(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(bootstrap.shutil, "disk_usage", lambda path: SimpleNamespace(free=999_999_999))
    with pytest.raises(Trouble, match="Less than 1 GB is free"):
        bootstrap.check_space(str(tmp_path))


def test_half_a_venv_is_made_anew(tmp_path: Path) -> None:
    half = tmp_path / ".venv" / "bin"
    half.mkdir(parents=True)
    (half / "python").symlink_to("/nowhere/python")
    (tmp_path / ".venv" / "made-by-bin-run").touch()
    bootstrap.make_venv(str(tmp_path), sys.executable)
    assert bootstrap.pip_answers(str(tmp_path))


def test_a_venv_of_somebody_else_is_never_removed(tmp_path: Path) -> None:
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv" / "work").write_text("mine")
    with pytest.raises(Trouble, match="not of bin/run's making"):
        bootstrap.make_venv(str(tmp_path), sys.executable)
    assert (tmp_path / ".venv" / "work").read_text() == "mine"


def test_packages_that_cannot_be_had(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bootstrap.make_venv(str(tmp_path), sys.executable)
    for name in bootstrap.LOCKS:
        (tmp_path / name).write_text("no-such-package-of-ours==1.0 --hash=sha256:" + "0" * 64 + "\n")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    with pytest.raises(Trouble, match="could not be installed"):
        bootstrap.install(str(tmp_path), bootstrap.LOCKS)
    assert not bootstrap.is_installed(str(tmp_path), bootstrap.LOCKS)


def test_what_is_installed_is_not_installed_again_until_a_lock_changes(tmp_path: Path) -> None:
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / ".venv" / "bin" / "python").symlink_to(sys.executable)
    for name in bootstrap.DEVELOPERS_LOCKS:
        (tmp_path / name).write_text("one")
    root = str(tmp_path)
    assert not bootstrap.is_installed(root, bootstrap.LOCKS)
    bootstrap.write_stamp(root, bootstrap.DEVELOPERS_LOCKS)
    assert bootstrap.is_installed(root, bootstrap.LOCKS)
    assert bootstrap.is_installed(root, bootstrap.DEVELOPERS_LOCKS)
    (tmp_path / "requirements-dev.txt").write_text("two")
    assert bootstrap.is_installed(root, bootstrap.LOCKS)
    assert not bootstrap.is_installed(root, bootstrap.DEVELOPERS_LOCKS)


@pytest.mark.parametrize("path", ["community/embedded/bootstrap.py", "bin/run", "bin/test", "bin/manage", "bin/lint"])
def test_an_old_python_can_read_it(path: str) -> None:
    """Python 3.7 must come as far as the sentence that it is too old."""
    ast.parse((ROOT / path).read_text(), feature_version=(3, 7))


@pytest.mark.parametrize("name", ["run", "test", "manage", "lint"])
def test_the_commands_say_their_trouble_and_nothing_else(name: str, tmp_path: Path) -> None:
    """A machine whose python3 has no venv module: one sentence, no traceback."""
    shutil.copytree(ROOT / "bin", tmp_path / "bin")
    (tmp_path / "community" / "embedded").mkdir(parents=True)
    shutil.copy(ROOT / "community" / "embedded" / "bootstrap.py", tmp_path / "community" / "embedded")
    for lock in bootstrap.DEVELOPERS_LOCKS:
        shutil.copy(ROOT / lock, tmp_path)
    (tmp_path / "ensurepip.py").write_text("raise ImportError('left out by the distribution')")
    done = subprocess.run(
        [sys.executable, str(tmp_path / "bin" / name)],
        env={"PATH": os.defpath, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr == "Python's venv module is missing: apt-get install python3-venv (Debian, Ubuntu).\n"
