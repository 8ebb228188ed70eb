"""Pictures as a text shows them, and how much room all of them take."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Sum

from members.models import Member
from uploads import rules
from uploads.models import Picture, Stored, Use
from writing.pictures import Shape, Shapes, names_in


@dataclass(frozen=True)
class Room:
    """What all pictures take, in bytes, and how many there are; `waiting`: those that nothing shows yet."""

    pictures: int
    waiting: int
    bytes: int


def room() -> Room:
    stored = Stored.objects.aggregate(all=Count("pk"), bytes=Sum("size"))
    waiting = Picture.objects.filter(owner_tag__isnull=False).count()
    return Room(stored["all"], waiting, stored["bytes"] or 0)


def load(name: str) -> Picture:
    """The picture with its files and what holds it. Raises Picture.DoesNotExist."""
    return Picture.objects.select_related("stored").prefetch_related("uses").get(pk=name)


def shape_of(picture: Picture) -> Shape:
    stored = picture.stored
    return Shape(picture.pk, stored.width, stored.height, stored.widths, stored.moves, stored.has_avif)


def shapes_held(kind: str, holder_id: int, text: str) -> Shapes:
    """The pictures that this row holds, for its text to be rendered again. Asks nothing where the text has none."""
    if "![" not in text:
        return {}
    uses = Use.objects.filter(kind=kind, holder_id=holder_id).select_related("picture__stored")
    return {use.address or use.picture_id: shape_of(use.picture) for use in uses}


def shapes_of_each(kind: str, holder_ids: Iterable[int]) -> dict[int, Shapes]:
    """The same of several rows, by their numbers. One query."""
    found: dict[int, dict[str, Shape]] = {}
    for use in Use.objects.filter(kind=kind, holder_id__in=list(holder_ids)).select_related("picture__stored"):
        found.setdefault(use.holder_id, {})[use.picture_id] = shape_of(use.picture)
    return dict(found)


def fetched(row: tuple[str, int] | None, text: str) -> Shapes:
    """What was fetched from strangers for this row, by their addresses."""
    held = shapes_held(*row, text) if row else {}
    return {where: shape for where, shape in held.items() if where != shape.name}


def shapes_for(member: Member, text: str, *, beside: Iterable[tuple[str, int]] = ()) -> Shapes:
    """The pictures that this member may show in a text of theirs, for a preview. `beside` are rows whose pictures may
    stand in it as well.
    """
    names = names_in(text)[: rules.MOST_IN_ONE]
    if not names:
        return {}
    found = Picture.objects.filter(pk__in=names).select_related("stored").prefetch_related("uses")
    return {
        picture.pk: shape_of(picture)
        for picture in found
        if rules.is_own(member, picture) or rules.is_held(picture, beside)
    }
