"""One line that says how far a long job is."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import Protocol


class Out(Protocol):
    def write(self, text: str, /) -> object: ...
    def flush(self) -> object: ...
    def isatty(self) -> bool: ...


class Progress:
    """A bar on a terminal; elsewhere a line every ten seconds. `advance(done)` takes the same unit as `total`."""

    WIDTH = 24
    EVERY = 0.2  # seconds between two drawings on a terminal
    EVERY_IN_A_LOG = 10.0

    def __init__(self, what: str, total: int, out: Out | None = None) -> None:
        self.what, self.total, self.out = what, max(total, 1), out or sys.stderr
        self.live = self.out.isatty()
        self.drawn = 0.0
        self.done = 0

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.done = self.total
        self._draw()
        if self.live:
            self.out.write("\n")

    def advance(self, done: int) -> None:
        self.done = min(done, self.total)
        if time.monotonic() - self.drawn > (self.EVERY if self.live else self.EVERY_IN_A_LOG):
            self._draw()

    def _draw(self) -> None:
        share = self.done / self.total
        bar = "█" * round(share * self.WIDTH)
        line = f"{self.what:<12} {bar:<{self.WIDTH}} {share:4.0%}"
        self.out.write(f"\r{line}" if self.live else f"{line}\n")
        self.out.flush()
        self.drawn = time.monotonic()
