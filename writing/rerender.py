"""Renders again what an older version of the renderer made. The app that owns the rows calls this in a task."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db import models, transaction

from activity.locks import lock_free
from writing.render import RENDERER_VERSION

BATCH = 200


def rerender(
    rows: models.QuerySet[Any],
    *,
    make: Callable[[Any], None],
    fields: Iterable[str],
    batch: int = BATCH,
    after: Callable[[list[Any]], None] | None = None,
) -> int:
    """Calls `make(row)`, which sets `fields` on the row from its source, for every row whose `renderer` is old.

    Says how many rows were rendered. It may be stopped and started again at any time: each batch is a transaction of
    its own, and its rows are locked, so an edit at the same time is neither lost nor undone. `after` hears of the rows
    of each batch once it is committed. Rows that somebody is writing to are left to the next run.
    """
    done, last = 0, 0
    old = rows.filter(renderer__lt=RENDERER_VERSION).order_by("pk")
    while True:
        with transaction.atomic():
            # from where the last batch ended: what is done already is not walked over again
            found = list(lock_free(old.filter(pk__gt=last))[:batch])
            for row in found:
                make(row)
                row.renderer = RENDERER_VERSION
            rows.model._base_manager.bulk_update(found, [*fields, "renderer"])
        if not found:
            return done
        if after is not None:
            after(found)
        done, last = done + len(found), found[-1].pk
