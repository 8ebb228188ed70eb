"""Keeps processes running: what ended is started again, ever more rarely, and nothing else is stopped because of it.

On a full disk PostgreSQL ends, and whoever cannot do without it. Each is tried again by itself, and all of them as
soon as there is room.
"""

import sys
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from community.embedded.processes import Child, turn_over
from community.space import space_of

LOOK_SECONDS = 0.25
FIRST_PAUSE = 1.0  # seconds, after a second end soon after the first; twice as long after each further one
GOOD_WHILE = 300.0  # seconds of life after which the ends before it are forgotten
LEAST_ROOM = 50 * 10**6  # bytes with which a start is worth while: PostgreSQL's log grows by 16 MB at a time


def pause_after(ends: int, longest: float) -> float:
    """How long to wait before the next start, after so many ends in a row (1 and up)."""
    return 0.0 if ends < 2 else min(FIRST_PAUSE * 2.0 ** min(ends - 2, 30), longest)


@dataclass
class Keeper:
    """`folders`: where the processes write. `now`: seconds of a clock that never goes back."""

    children: Sequence[Child]
    folders: Iterable[Path]
    tell: Callable[[str], None]
    now: Callable[[], float] = time.monotonic
    ends: dict[str, int] = field(default_factory=dict)  # in a row, by the process's name
    next_start: dict[str, float] = field(default_factory=dict)  # of those that ended
    had_room: bool = True

    def watch(self) -> None:
        """For ever, or until an exception from outside."""
        while True:
            time.sleep(LOOK_SECONDS)
            self.look()

    def look(self) -> None:
        has_room, had_room = self._has_room(), self.had_room
        self.had_room = has_room
        for child in self.children:
            if child.is_running:
                turn_over(child.log)
                continue
            if child.name not in self.next_start:
                self._ended(child, has_room)
            if self.now() >= self.next_start[child.name] or (has_room and not had_room):
                self._start(child)

    def _ended(self, child: Child, has_room: bool) -> None:
        child.kill_group()
        lived = self.now() - child.started_at
        self.ends[child.name] = 1 if lived > GOOD_WHILE else self.ends.get(child.name, 0) + 1
        pause = pause_after(self.ends[child.name], child.longest_pause)
        self.next_start[child.name] = self.now() + pause
        self.tell(f"{child.name} ended by itself and is started again{in_words(pause)} ({why(child, has_room)}).")

    def _start(self, child: Child) -> None:
        del self.next_start[child.name]
        with suppress(OSError):  # no room for its log, say: then it ended at once
            child.start()

    def _has_room(self) -> bool:
        with suppress(OSError):  # a folder that is gone is another trouble
            return all(space_of(folder).free_bytes >= LEAST_ROOM for folder in self.folders)
        return True


def in_words(pause: float) -> str:
    if pause < 1:
        return ""
    return f" in {pause:.0f} s" if pause < 120 else f" in {pause / 60:.0f} minutes"


def why(child: Child, has_room: bool) -> str:
    """What to look at; the whole of it is in the log."""
    return f"the disk is full; {child.log}" if not has_room else str(child.log)


def tell(text: str, to: TextIO | None = None) -> None:
    with suppress(OSError, ValueError):  # the terminal may have closed, or its file be on a full disk
        print(text, file=to or sys.stdout, flush=True)
