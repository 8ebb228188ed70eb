"""What a member brought along from elsewhere, for them alone."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from forum.queries import keyset
from members.models import Member
from privacy.limits import RENDERED
from privacy.models import Brought, BroughtPicture
from uploads.holders import Sight
from uploads.models import Use
from uploads.queries import shapes_of_each
from writing.pictures import Shapes
from writing.render import TooLong, render

HEADING = 4  # below those of the page
SHORT = 20  # rows of a page: each is a whole text


@dataclass(frozen=True, slots=True)
class Shown:
    row: Brought
    html: str

    @property
    def first_words(self) -> str:
        return self.row.title or " ".join(self.row.body.split())[:80]


def shelf(member: Member, at: str = "") -> keyset.Page[Brought]:
    """The newest first."""
    return keyset.page(Brought.objects.filter(member=member), by="written_at", at=at, size=SHORT)


def shown(rows: list[Brought]) -> list[Shown]:
    """With their words as they would look here. Two queries at most."""
    shapes = shapes_of_each(Use.Kind.BROUGHT, [row.pk for row in rows if "![" in row.body])
    found, left = [], RENDERED
    for row in rows:
        left -= len(row.body)
        found.append(Shown(row, _html(row, shapes.get(row.pk, {})) if left >= 0 else ""))
    return found


def _html(row: Brought, shapes: Shapes) -> str:
    try:
        return render(row.body, first_heading=HEADING, shapes=shapes).html
    except TooLong:
        return ""


def pictures_to_come(member: Member) -> int:
    return BroughtPicture.objects.filter(member=member).count()


def own(member: Member, id: int) -> Brought:
    """Raises Brought.DoesNotExist."""
    return Brought.objects.get(member=member, pk=id)


class Words:
    """Who sees their pictures (uploads/holders.py): whoever brought them."""

    def sight(self, viewer: Member | None, use: Use) -> Sight:
        return Sight.of(viewer is not None and self.is_own(viewer, use.holder_id), kept=False)

    def is_own(self, member: Member, id: int) -> bool:
        return Brought.objects.filter(pk=id, member=member.pk).exists()

    def existing(self, ids: Collection[int]) -> set[int]:
        return set(Brought.objects.filter(pk__in=ids).values_list("pk", flat=True))
