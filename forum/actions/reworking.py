"""What its author made of something that a moderator has hidden. It is shown by nothing but a moderator's decision."""

from __future__ import annotations

from django.db.models import F

from activity.locks import lock
from forum.models import Post, Rework, Row
from masks.hours import now_for


def reworked(row: Row, *, title: str, body: str) -> None:
    """A locked hidden row was changed, so it waits for a moderator again. `title` and `body`: as they stood before."""
    column = {str(row._meta.model_name): row}
    # Whoever may read its earlier versions once it is back shall not read there what it was hidden for.
    withheld = row.revision_count - 1 if isinstance(row, Post) else 0
    waits = lock(Rework.objects.filter(**column, is_open=True)).first()
    if waits is None:
        Rework.objects.create(**column, title=title, body=body, withheld=withheld, at=now_for(row))
    else:
        Rework.objects.filter(pk=waits.pk).update(saves=F("saves") + 1, withheld=withheld)
