"""What the beat does with many rows, each in a transaction of its own: one that fails holds up no other."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import structlog

log = structlog.get_logger(__name__)


def each(keys: Iterable[int], do: Callable[[int], bool], *, what: str, most: int) -> int:
    """Until `most` of them are done; says how many. What fails does not count towards it, is said in the log as `what`, and
    is tried again by the next run.
    """
    done = 0
    for key in keys:
        if done == most:
            break
        try:
            done += do(key)
        except Exception:
            log.exception(what, row=key)
    return done
