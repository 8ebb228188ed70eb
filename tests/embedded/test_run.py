"""bin/run starts everything, keeps it, and leaves nothing behind."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.embedded.full_disk import CHANGES, PEOPLE, WAITING, WORDS, Somebody, small_disk
from tests.embedded.running import Run, checkout, environ, named, processes_of, running, wait
from tests.sink import free_port

# They share one folder and run in this order: bin/test gives the tests of a file to one worker.
pytestmark = pytest.mark.slow

LONG_PATH = 150
SECOND_RUN_SECONDS = 45  # 3.5 on an idle machine


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """A checkout in a path of 150 characters with spaces; its first run was cut short."""
    top = Path(tempfile.mkdtemp(prefix="a path with spaces "))
    top.chmod(0o755)
    name = "m" * (LONG_PATH - len(str(top)) - 1)
    copy = checkout(top / name)
    assert len(str(copy)) == LONG_PATH
    cut_short(copy)
    yield copy
    shutil.rmtree(top)


def cut_short(copy: Path) -> None:
    run = Run(copy)
    run.wait_for("Migrations")
    run.process.kill()
    run.wait_end()
    assert_nothing_left(copy)


def assert_nothing_left(copy: Path) -> None:
    wait(lambda: not processes_of(copy), 15, lambda: str([p.cmdline() for p in processes_of(copy)]))


def manage(copy: Path, *words: str, works: bool = True, **more: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "community.embedded.manage", *words],
        cwd=copy,
        env=environ(copy) | more,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode == 0) is works, done.stderr
    return done.stdout


COUNT = "from members.models import Member; print('members', Member.objects.count())"
ADD = "from members.models import Member; Member.objects.create(handle='stays', email='stays@example.org')"


def answered(run: Run, host: str) -> int:
    asked = urllib.request.Request(f"http://localhost:{run.port}/readyz", headers={"Host": host})
    try:
        with urllib.request.urlopen(asked, timeout=10) as answer:  # noqa: S310
            return int(answer.status)
    except urllib.error.HTTPError as refusal:
        return refusal.code


def test_after_a_first_run_that_was_cut_short_everything_comes_up_and_goes(folder: Path) -> None:
    with running(folder) as run:
        assert run.get("/healthz") == (200, "ok\n")
        status, body = run.get("/readyz")
        assert status == 200
        assert '"warnings": []' in body
        assert run.get(address_of_mails(run))[0] == 200
        assert [answered(run, host) for host in (f"127.0.0.1:{run.port}", "localhost")] == [200, 200]
        assert [answered(run, host) for host in ("localhost:1", f"127.0.0.1:{run.port + 1}")] == [400, 400]
        manage(folder, "shell", "-c", ADD)
        assert_only_we_can_read_the_keys(folder)
        assert run.stop(signal.SIGINT) == 0
    assert run.lines[-1] == "Stopped."
    assert_nothing_left(folder)


def address_of_mails(run: Run) -> str:
    line = next(line for line in run.lines if "/local-mail/" in line)
    return line.split(str(run.port))[1]


def assert_only_we_can_read_the_keys(folder: Path) -> None:
    keys = sorted((folder / "var" / "keys").iterdir())
    assert {"secret.key", "mask.key"} <= {key.name for key in keys}
    assert {oct(key.stat().st_mode & 0o777) for key in keys} == {"0o600"}
    assert (folder / "var" / "keys" / "mask.key").stat().st_size == 32


def test_the_second_run_is_fast_and_has_what_the_first_left(folder: Path) -> None:
    began = time.monotonic()
    with running(folder) as run:
        assert time.monotonic() - began < SECOND_RUN_SECONDS
        assert "Migrations" not in run.said
        assert "Collecting" not in run.said
        # While it runs: a second one is refused, bin/manage joins it.
        other = Run(folder)
        assert other.wait_end() == 1
        assert other.lines == [f"Murmuration already runs from this folder: http://localhost:{run.port}"]
        assert manage(folder, "shell", "-v", "0", "-c", COUNT).strip() == "members 1"
        assert run.stop(signal.SIGHUP) == 0
    assert_nothing_left(folder)


def test_what_dies_is_started_again_and_a_killed_supervisor_leaves_nothing(folder: Path) -> None:
    with running(folder) as run:
        for name, word in (("worker", "worker"), ("live", "live.server"), ("web", "community.server")):
            named(folder, word).kill()
            run.wait_for(f"{name} ended by itself and is started again")
        wait(lambda: answers(run), 30, lambda: run.said)
        run.process.kill()
        run.wait_end()
    assert_nothing_left(folder)


def answers(run: Run) -> bool:
    try:
        return run.get("/healthz")[0] == 200
    except OSError:
        return False


def test_a_port_that_is_taken_is_said_in_a_sentence(folder: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        run = Run(folder, port=taken.getsockname()[1])
        assert run.wait_end() == 1
        assert run.lines == [f"Port {run.port} is taken: stop what uses it, or choose another with --port."]
    assert_nothing_left(folder)


def test_bin_manage_starts_and_stops_the_servers_by_itself(folder: Path) -> None:
    assert manage(folder, "shell", "-v", "0", "-c", COUNT).strip() == "members 1"
    assert_nothing_left(folder)


def test_a_full_disk_is_said_and_with_room_all_comes_back_by_itself(folder: Path) -> None:
    """PostgreSQL ends for want of room. The web stays, the words come back in the form, and no hand is needed."""
    with small_disk(folder.parent / "disk") as disk:
        subprocess.run(["cp", "-a", str(folder / "var"), str(disk.path)], check=True)
        var = {"VAR_DIR": str(disk.path / "var")}
        run = Run(folder, extra=var)
        try:
            run.wait_ready()
            somebody = Somebody(run, manage(folder, "shell", "-v", "0", "-c", PEOPLE, **var))
            assert run.get("/readyz")[0] == 200
            disk.fill()
            ended = "PostgreSQL ended by itself and is started again in 2 s (the disk is full"
            for _again in range(6):  # it ends when its log has no room, which a table may have to itself for a while
                manage(folder, "shell", "-v", "0", "-c", CHANGES, works=False, **var)
                with suppress(AssertionError):
                    run.wait_for(ended, 15)
                    break
            run.wait_for(ended, 15)
            assert somebody.reads() == 503
            lost = somebody.answers(WORDS)
            assert (lost.status, WORDS in lost.text, lost.headers["Retry-After"]) == (503, True, "20")
            ready = somebody.web.ask("/readyz")
            assert (ready.status, "the data directory is nearly full: 0 MB" in ready.text) == (503, True)
            assert run.get("/healthz") == (200, "ok\n")
            disk.make_room()
            wait(lambda: somebody.reads() == 200, 60, lambda: run.said)
            assert somebody.answers(WORDS).status in (302, 303)
            wait(lambda: "waiting 0" in manage(folder, "shell", "-v", "0", "-c", WAITING, **var), 90, lambda: run.said)
            assert "web ended" not in run.said
            assert run.stop() == 0
        finally:
            run.process.kill()
            run.wait_end()
            assert_nothing_left(folder)


def test_data_of_another_postgresql_is_refused(folder: Path) -> None:
    version = folder / "var" / "servers" / "postgres" / "PG_VERSION"
    version.write_text("16\n")
    try:
        run = Run(folder)
        assert run.wait_end() == 1
        assert "is of PostgreSQL 16, and this version brings 18" in run.lines[-1]
    finally:
        version.write_text("18\n")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_an_ordinary_user(tmp_path_factory: pytest.TempPathFactory) -> None:
    user = pwd.getpwnam("nobody")
    top = Path(tempfile.mkdtemp(prefix="ordinary-"))
    try:
        copy = checkout(top / "murmuration")
        for path in (top, copy, *copy.rglob("*")):
            os.chown(path, user.pw_uid, user.pw_gid, follow_symlinks=False)
        if not can_read_the_packages(user.pw_uid):
            pytest.skip("the packages are where no other user can read them")
        with running(copy, user=user.pw_uid) as run:
            assert run.get("/healthz")[0] == 200
            assert {process.uids().real for process in processes_of(copy)} == {user.pw_uid}
        assert_nothing_left(copy)
    finally:
        shutil.rmtree(top)


def can_read_the_packages(uid: int) -> bool:
    command = [sys.executable, "-c", "import django"]
    try:
        return subprocess.run(command, user=uid, extra_groups=[], stderr=subprocess.DEVNULL).returncode == 0
    except PermissionError:
        return False


def test_a_bare_port_is_free_again(folder: Path) -> None:
    port = free_port()
    run = Run(folder, port=port).wait_ready()
    assert run.stop(signal.SIGTERM) == 0
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", port))
