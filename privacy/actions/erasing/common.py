"""What the steps of an erasure share. Each does one batch and says whether there is more: so it may stop anywhere."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from activity import locks
from members.actions.bulk import tombstone
from members.models import FormerHandle, Member
from privacy.models import Erasure
from uploads.models import Use

BATCH = 100  # rows of one transaction: a reader waits for none of them, a writer for some milliseconds


@dataclass
class Leaving:
    """Whose erasure it is, as its steps need it."""

    erasure: Erasure
    member: Member

    @cached_property
    def former(self) -> Member:
        return tombstone()

    @cached_property
    def handles(self) -> set[str]:
        """All that they were ever called by after an @, in lower case."""
        before = FormerHandle.objects.filter(member=self.member).values_list("handle", flat=True)
        return {self.member.handle.lower(), *(handle.lower() for handle in before)}

    @property
    def takes_words(self) -> bool:
        return self.erasure.words == Erasure.Words.TAKE


Step: TypeAlias = Callable[[Leaving], bool]  # True: there is more to do


def gone_words() -> str:
    return _("A former member took these words with them.")


def gone_title() -> str:
    return _("Taken away by a former member")


def former_member() -> str:
    return _("a former member")


def some(rows: QuerySet[Any]) -> list[Any]:
    """The keys of the next batch."""
    return list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH])


def delete_some(rows: QuerySet[Any]) -> bool:
    keys = some(rows)
    if keys:
        locks.delete(rows.model._base_manager.filter(pk__in=keys))
    return len(keys) == BATCH


def change_some(rows: QuerySet[Any], **values: Any) -> bool:
    """`rows` must not hold what was changed already, or it would never end."""
    keys = some(rows)
    if keys:
        locks.update(rows.model._base_manager.filter(pk__in=keys), **values)
    return len(keys) == BATCH


def show_nothing(kind: str, holders: Collection[int]) -> None:
    """Whose words went hold no pictures any more; the daily sweep deletes what nothing shows."""
    locks.delete(Use.objects.filter(kind=kind, holder_id__in=holders))
