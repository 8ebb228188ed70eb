"""Every installation has keys of its own, and none is anywhere that others read (R46)."""

import re
import shutil
import subprocess
from fnmatch import fnmatch

import pytest

from community.env import BASE_DIR
from members.models import Member

MADE = ("SECRET_KEY", "POSTGRES_PASSWORD", "DATABASE_PASSWORD")
LOOKS_SECRET = re.compile(
    rb"-----BEGIN [A-Z ]*PRIVATE KEY-----\s+[A-Za-z0-9+/]{40}|AGE-SECRET-KEY-1[A-Z0-9]{50}|\bAKIA[A-Z0-9]{16}\b|\bgh[ps]_\w{36}\b|"
    rb"^(?:SECRET_KEY|POSTGRES_PASSWORD|DATABASE_PASSWORD)=[\w-]{30,}",
    re.MULTILINE,
)


def made(folder, name="localhost"):
    (folder / "bin").mkdir(parents=True)
    shutil.copy(BASE_DIR / "bin" / "setup-env", folder / "bin" / "setup-env")
    subprocess.run(["bin/setup-env", name], cwd=folder, check=True, capture_output=True)
    lines = (folder / ".env").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))


def test_each_installation_has_secrets_of_its_own(tmp_path) -> None:
    one, other = made(tmp_path / "one"), made(tmp_path / "other")
    found = [kept[name] for kept in (one, other) for name in MADE]
    assert len(set(found)) == len(found)
    assert all(len(secret) >= 60 for secret in found)
    assert (tmp_path / "one" / ".env").stat().st_mode & 0o777 == 0o600


@pytest.mark.django_db
def test_nobody_has_an_account_before_somebody_made_one() -> None:
    assert not [member.handle for member in Member.objects.all() if member.has_usable_password() or member.is_staff]


def secrets_in(paths):
    return [path for path in paths if path.is_file() and LOOKS_SECRET.search(path.read_bytes())]


def test_no_secret_lies_in_the_project(tmp_path) -> None:
    said = subprocess.run(["git", "ls-files", "-z"], cwd=BASE_DIR, capture_output=True, text=True)
    if said.returncode:
        pytest.skip("this is no checkout")
    assert secrets_in(BASE_DIR / name for name in said.stdout.split("\0") if name) == []


@pytest.mark.parametrize(
    "planted",
    [
        "-----BEGIN PRIVATE KEY-----\n" + "A" * 64,
        "AGE-SECRET-KEY-1" + "Q" * 58,
        "SECRET_KEY=" + "x" * 64,
        "id = AKIA" + "B" * 16,
    ],
)
def test_one_that_is_planted_would_be_found(tmp_path, planted) -> None:
    (tmp_path / "planted").write_text(f"first\n{planted}\n")
    (tmp_path / "harmless").write_text("SECRET_KEY=$(secret)\n-----BEGIN PRIVATE KEY-----\n")
    assert secrets_in(tmp_path.iterdir()) == [tmp_path / "planted"]


@pytest.mark.parametrize("name", [".env", ".env.new", ".git", ".venv", "var", "tests", "docker-compose.override.yml"])
def test_what_is_of_one_machine_is_in_no_image(name) -> None:
    lines = (BASE_DIR / ".dockerignore").read_text().split()
    assert any(fnmatch(name, line) for line in lines)
    assert not any(fnmatch("hosting", line) or fnmatch("requirements.txt", line) for line in lines)
