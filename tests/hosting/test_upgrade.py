"""R15. bin/upgrade: what it has docker do, in which order, and where it stops. A real one: `bin/bench upgrade`."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from community.env import BASE_DIR

# Writes down what it is told, fails at what FAILS names, and says that WOULD begin anew what is only asked for.
FAKE_DOCKER = """#!/bin/sh
shift
echo "$*" >> "$WRITTEN"
case "$*" in
    "ps --all"*) printf '%s\\n' $RUNNING $ENDED ;;
    ps*) printf '%s\\n' $RUNNING ;;
    "${FAILS:-nothing}") exit 1 ;;
    --dry-run*) printf ' DRY-RUN MODE -  Container %s\n' "$WOULD" >&2 ;;
esac
"""
BACKUP = "run --rm --no-deps backup python manage.py backup"
BUILD = "build"
PREFLIGHT = "run --rm --no-deps migrate python manage.py preflight"
MIGRATE = "run --rm --no-deps migrate"
PAGES = "up -d --no-deps --wait --wait-timeout 300 web"
PROXY = "up -d --no-deps proxy"
REST = "up -d"
WHOLE = [BACKUP, BUILD, PREFLIGHT, MIGRATE, PROXY, PAGES, REST]
WOULD_THEY = "--dry-run up -d --no-deps postgres valkey"
NO_PAGES = "stop web"
STORES = "up -d --no-deps --wait --wait-timeout 300 postgres valkey"


class Host:
    def __init__(self, place: Path) -> None:
        self.place = place
        self.written = place / "written"
        (place / "bin").mkdir()
        shutil.copy(BASE_DIR / "bin" / "upgrade", place / "bin" / "upgrade")
        docker = place / "path" / "docker"
        docker.parent.mkdir()
        docker.write_text(FAKE_DOCKER)
        docker.chmod(0o755)

    def upgrade(
        self,
        *words: str,
        running: str = "postgres web worker",
        ended: str = "",
        fails: str = "",
        would: str = "x-postgres-1  Running",
    ) -> tuple[int, str, list[str]]:
        """What it ended with, what it said last, and what it had docker do after it had looked."""
        path = f"{self.place / 'path'}:{os.environ['PATH']}"
        environ = {"PATH": path, "WRITTEN": str(self.written), "RUNNING": running, "ENDED": ended}
        environ |= {"FAILS": fails, "WOULD": would}
        done = subprocess.run(["bin/upgrade", *words], cwd=self.place, env=environ, capture_output=True, text=True)
        said = self.written.read_text().splitlines() if self.written.exists() else []
        return done.returncode, done.stderr, [line for line in said if not line.startswith(("ps ", "--dry-run "))]


@pytest.fixture
def host(tmp_path: Path) -> Host:
    return Host(tmp_path)


def test_the_tables_are_changed_before_the_pages_go(host: Host) -> None:
    assert host.upgrade() == (0, "", WHOLE)


@pytest.mark.parametrize("would", ["x-valkey-1  Recreate", "x-postgres-1 Recreate"])
def test_the_pages_wait_in_the_proxy_while_what_they_need_begins_anew(host: Host, would: str) -> None:
    place = WHOLE.index(PAGES)
    whole = [*WHOLE[:place], NO_PAGES, STORES, *WHOLE[place:]]
    assert host.upgrade(would=would) == (0, "", whole)
    host.written.unlink()
    code, _said, did = host.upgrade(would=would, fails=STORES)
    assert (code != 0, did) == (True, whole[: whole.index(STORES) + 1])


def test_where_the_first_attempt_stopped_the_pages_the_second_goes_on(host: Host) -> None:
    code, _said, did = host.upgrade(running="postgres backup", ended="web worker")
    assert (code, did) == (0, [*WHOLE, "up -d --no-deps backup"])


def test_a_docker_that_cannot_say_what_it_would_do_is_asked_for_no_more_than_before(host: Host) -> None:
    assert host.upgrade(would="x-postgres-1  Recreate", fails=WOULD_THEY) == (0, "", WHOLE)


@pytest.mark.parametrize("fails", [BUILD, MIGRATE, PAGES, PROXY])
def test_what_fails_is_the_last_that_happens(host: Host, fails: str) -> None:
    code, _said, did = host.upgrade(fails=fails)
    assert code != 0
    assert did == WHOLE[: WHOLE.index(fails) + 1]


@pytest.mark.parametrize(
    ("fails", "why"), [(BACKUP, "There is no backup."), (PREFLIGHT, "Something above is marked as wrong.")]
)
def test_without_a_backup_or_a_good_look_it_goes_on_only_where_somebody_says_so(
    host: Host, fails: str, why: str
) -> None:
    code, said, did = host.upgrade(fails=fails)
    assert (code, did) == (1, WHOLE[: WHOLE.index(fails) + 1])
    assert said == f"{why} Nothing was changed. Mend it, or go on all the same: bin/upgrade --anyway\n"
    host.written.unlink()
    assert host.upgrade("--anyway", fails=fails) == (0, "", WHOLE)


def test_what_fails_later_is_no_matter_of_anyway(host: Host) -> None:
    code, _said, did = host.upgrade("--anyway", fails=MIGRATE)
    assert (code != 0, did[-1]) == (True, MIGRATE)


def test_what_runs_by_a_profile_comes_along_and_nothing_else_of_that_kind_begins(host: Host) -> None:
    for_it = "up -d --no-deps"
    assert host.upgrade(running="postgres web mail-in backup")[2] == [*WHOLE, f"{for_it} backup", f"{for_it} mail-in"]
    services = yaml.safe_load((BASE_DIR / "docker-compose.yml").read_text())["services"]
    by_profile = {name for name, service in services.items() if "profiles" in service}
    host.written.unlink()
    code, _said, did = host.upgrade(running=" ".join(services))
    assert (code, set(did) - set(WHOLE)) == (0, {f"{for_it} {name}" for name in by_profile})


@pytest.mark.parametrize("running", ["", "postgres", "web-of-others"])
def test_where_nothing_runs_there_is_nothing_to_upgrade(host: Host, running: str) -> None:
    code, said, did = host.upgrade(running=running)
    assert (code, did) == (1, [])
    assert "docker compose up -d --build" in said


@pytest.mark.parametrize("word", ["--any", "now"])
def test_a_word_that_it_does_not_know_does_nothing(host: Host, word: str) -> None:
    code, said, did = host.upgrade(word)
    assert (code, did) == (2, [])
    assert said.startswith("usage: bin/upgrade")
