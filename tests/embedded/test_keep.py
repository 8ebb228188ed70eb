"""What ended is started again, ever more rarely, and nothing else is stopped because of it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from community.embedded import keep, processes
from community.embedded.keep import GOOD_WHILE, Keeper, pause_after
from community.embedded.processes import Child, stop_all, turn_over
from community.embedded.run import web_command
from community.space import Space

LIVES = [sys.executable, "-c", "import time; time.sleep(60)"]


class Dying(Child):
    """Ends at once, each time; `starts` are the moments."""

    def __init__(self, name: str, log: Path, clock: Clock, longest_pause: float = 300) -> None:
        super().__init__(name, [], log, {}, log.parent, longest_pause=longest_pause)
        self.clock, self.lives_for, self.dies_at = clock, 0.0, 0.0
        self.starts: list[float] = []

    def start(self) -> None:
        self.started_at = self.clock.seconds
        self.starts.append(self.clock.seconds)
        self.dies_at = self.clock.seconds + self.lives_for

    @property
    def is_running(self) -> bool:
        return self.clock.seconds < self.dies_at


class Clock:
    seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def room(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The bytes that are free: its last item."""
    free = [10**12]
    monkeypatch.setattr(keep, "space_of", lambda _folder: Space(free[-1], 10**13, 1, 1))
    return free


def look_for(keeper: Keeper, clock: Clock, seconds: float, step: float = 0.25) -> None:
    end = clock.seconds + seconds
    while clock.seconds < end:
        clock.seconds += step
        keeper.look()


def pauses(child: Dying) -> list[int]:
    return [round(later - earlier) for earlier, later in zip(child.starts, child.starts[1:], strict=False)]


def test_the_pauses_grow_to_a_bound() -> None:
    assert [pause_after(ends, 300) for ends in (1, 2, 3, 4, 10, 11, 10_000)] == [0, 1, 2, 4, 256, 300, 300]
    assert pause_after(10_000, 20) == 20


def test_a_dying_worker_is_tried_ever_more_rarely_and_for_ever(tmp_path: Path, clock: Clock, room: list[int]) -> None:
    worker, web = Dying("worker", tmp_path / "w.log", clock), Dying("web", tmp_path / "web.log", clock)
    web.lives_for = 10**6
    web.start()
    said: list[str] = []
    look_for(Keeper([worker, web], [tmp_path], said.append, clock), clock, 7200)
    assert pauses(worker)[:10] == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300]
    assert set(pauses(worker)[10:]) == {300}
    assert web.starts == [1000.0]
    assert len(said) <= len(worker.starts) + 1  # one line for each end, not for each look
    assert said[0].startswith("worker ended by itself and is started again (")
    assert "is started again in 5 minutes (" in said[-1]


def test_after_a_good_while_it_begins_anew(tmp_path: Path, clock: Clock, room: list[int]) -> None:
    worker = Dying("worker", tmp_path / "w.log", clock)
    keeper = Keeper([worker], [tmp_path], lambda _: None, clock)
    look_for(keeper, clock, 600)
    worker.lives_for = GOOD_WHILE + 1
    look_for(keeper, clock, 2 * GOOD_WHILE)
    worker.lives_for = 0
    look_for(keeper, clock, GOOD_WHILE)
    long_life = max(n for n, pause in enumerate(pauses(worker)) if pause > 300)
    assert pauses(worker)[long_life + 1 : long_life + 4] == [1, 2, 4]


def test_what_dies_again_and_again_soon_after_is_not_forgiven(tmp_path: Path, clock: Clock, room: list[int]) -> None:
    worker = Dying("worker", tmp_path / "w.log", clock)
    worker.lives_for = 30
    look_for(Keeper([worker], [tmp_path], lambda _: None, clock), clock, 3600)
    assert pauses(worker)[-1] == 330


def test_as_soon_as_there_is_room_all_are_tried(tmp_path: Path, clock: Clock, room: list[int]) -> None:
    worker = Dying("worker", tmp_path / "w.log", clock)
    database = Dying("PostgreSQL", tmp_path / "p.log", clock, longest_pause=20)
    said: list[str] = []
    keeper = Keeper([database, worker], [tmp_path], said.append, clock)
    room.append(10**6)
    look_for(keeper, clock, 1000)
    assert max(pauses(database)) == 20
    assert all("the disk is full" in line for line in said)
    database.lives_for = worker.lives_for = 10**6
    room.append(10**12)
    began = clock.seconds
    look_for(keeper, clock, 1)
    assert {database.starts[-1] - began, worker.starts[-1] - began} == {0.25}


def test_a_start_that_finds_no_room_is_an_end_like_any_other(
    tmp_path: Path, clock: Clock, room: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    worker = Child("worker", LIVES, tmp_path / "w.log", {}, tmp_path)
    keeper = Keeper([worker], [tmp_path], lambda _: None, clock)

    def refuse(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as full:
        full.setattr(processes, "spawn", refuse)
        look_for(keeper, clock, 60)
        assert not worker.is_running
    try:
        look_for(keeper, clock, 60, step=5)
        assert worker.is_running
    finally:
        stop_all([worker])


def test_the_web_is_asked_for_more_often_than_what_works_behind_it() -> None:
    from community.embedded.postgres import LONGEST_PAUSE as DATABASE
    from community.embedded.run import WEB_PAUSE
    from community.embedded.valkey import LONGEST_PAUSE as CACHE

    assert {DATABASE, CACHE, WEB_PAUSE} == {20.0}
    assert Child("worker", web_command("", 1), Path(), {}, Path()).longest_pause == 300


# --- logs fill no disk ------------------------------------------------------------------------------------


def test_a_log_begins_anew_while_a_process_appends_to_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "LOG_BYTES", 1000)
    log = tmp_path / "web.log"
    with log.open("ab", buffering=0) as process:
        process.write(b"x" * 900)
        turn_over(log)
        assert log.stat().st_size == 900
        process.write(b"y" * 200)
        turn_over(log)
        process.write(b"next\n")
    assert log.read_bytes() == b"next\n"
    assert (tmp_path / "web.log.1").read_bytes() == b"x" * 900 + b"y" * 200


def test_without_room_for_two_the_old_one_is_let_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "LOG_BYTES", 1000)
    log, before = tmp_path / "web.log", tmp_path / "web.log.1"
    before.write_bytes(b"older")
    log.write_bytes(b"x" * 2000)

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("shutil.copyfile", refuse)
    turn_over(log)
    assert log.stat().st_size == 0
    assert not before.exists()


def test_a_log_that_is_not_there_is_no_trouble(tmp_path: Path) -> None:
    turn_over(tmp_path / "web.log")
    assert list(tmp_path.iterdir()) == []
