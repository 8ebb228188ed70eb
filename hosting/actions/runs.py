"""Writes down what was done and how it ended, also where it failed."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.db import DatabaseError
from django.utils import timezone

from hosting.models import Run
from hosting.refusal import Refused

LONGEST_WORDS = 1000


@contextmanager
def noted(kind: Run.Kind) -> Iterator[Run]:
    """The row of a run, from its beginning, so that one that was killed is seen as well."""
    run = Run.objects.create(kind=kind)
    try:
        yield run
    except BaseException as error:
        with suppress(DatabaseError):
            end(run, ok=False, words=sentence(error))
        raise
    end(run, ok=True, words=run.words)


def end(run: Run, *, ok: bool, words: str) -> None:
    run.ended_at, run.ok, run.words = timezone.now(), ok, words[:LONGEST_WORDS]
    run.save()


def sentence(error: BaseException) -> str:
    if isinstance(error, Refused):
        return str(error)
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "The disk is full. Make room and start again."
    if isinstance(error, KeyboardInterrupt):
        return "It was stopped."
    return f"It ended with {type(error).__name__}, which should not be."
