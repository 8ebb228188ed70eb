"""From a member to the own masks: places that only the key can find."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from activity import locks, raw_query
from masks.models import Mask, Ring
from masks.sealed.keys import Broken, keys, random_box, random_tag, tag
from members.models import Member

PROBE = 64  # slots that one query asks for; few members ever wear more masks
FIRST_PROBE = 4  # slots of the first query, which each page of a member asks: most members have fewer masks
BOXES = "SELECT slot, box FROM masks_ring WHERE slot = ANY(%s::bytea[])"
CONTENT_BYTES = 16 + 8  # a mask's uuid and a topic's number


@dataclass(frozen=True, slots=True)
class Own:
    """One of a member's own masks."""

    mask_id: UUID
    topic_id: int


def take_turn(member: Member) -> None:
    """Two changes of one member's ring wait for each other, until the end of the transaction."""
    locks.take_turn("ring", tag(keys().slot, "turn", member.pk).hex())


def ring(member: Member) -> Iterator[Own]:
    """The member's own masks."""
    for slot, box in _slots(member):
        if box is not None and (own := _open(slot, box)):
            yield own


def add(mask: Mask, member: Member) -> None:
    *_, (slot, _) = _slots(member)
    content = mask.pk.bytes + mask.topic_id.to_bytes(8)
    Ring(slot=slot, box=keys().encrypt(content, aad=slot)).save(force_insert=True)


def overwrite(member: Member) -> None:
    """Leaves noise where the member's ring was: neither the masks nor their number can be read from it."""
    for slot, box in list(_slots(member)):
        if box is not None:
            Ring.objects.filter(slot=slot).update(slot=random_tag(), box=random_box(CONTENT_BYTES))


def _slots(member: Member) -> Iterator[tuple[bytes, bytes | None]]:
    """Every slot up to the first that is free, and its box; the free one comes last, without a box."""
    start, probe = 0, FIRST_PROBE
    while True:
        asked = [tag(keys().slot, member.pk, n) for n in range(start, start + probe)]
        found = _boxes(asked)
        for slot in asked:
            yield slot, found.get(slot)
            if slot not in found:
                return
        start, probe = start + probe, PROBE


def _boxes(slots: list[bytes]) -> dict[bytes, bytes]:
    return {bytes(slot): bytes(box) for slot, box in raw_query.rows(BOXES, [raw_query.as_array(slots)])}


def _open(slot: bytes, box: bytes) -> Own | None:
    try:
        content = keys().decrypt(box, aad=slot)
    except Broken:  # noise: a mask that was given up
        return None
    return Own(mask_id=UUID(bytes=content[:16]), topic_id=int.from_bytes(content[16:]))
