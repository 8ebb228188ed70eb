"""Putting a mask on, and knowing one's own."""

from __future__ import annotations

import hmac
from uuid import UUID

from django.db import connection, transaction

from activity.locks import lock
from masks import names
from masks.models import Authored, Mask, Seal, random_hue
from masks.sealed import ring
from masks.sealed.key_check import require_key_that_fits
from masks.sealed.keys import Broken, keys, random_box, random_tag, tag
from masks.sealed.ring import Own
from members.models import Member

MEMBER_BYTES = 8
PLAIN_TRIES = 8  # then the name gets a number; a topic with 2,000 masks needs the second try one time in six
TRIES = 100


def wear(*, member: Member, topic_id: int) -> Mask:
    """The member's mask in this topic: always the same one, made when it is first needed."""
    if mask := worn(member=member, topic_id=topic_id):
        return mask
    with transaction.atomic():
        # Two first posts of one member take turns, so that neither a topic nor a place in the ring is used twice.
        ring.take_turn(member)
        # What `mine` has said may be older than the end of the other's turn: the database is asked.
        setattr(member, _Kept.NAME, None)
        mask = worn(member=member, topic_id=topic_id)
        if mask is None:
            require_key_that_fits()
            mask = _new_mask(topic_id)
            _seal(mask, member)
            ring.add(mask, member)
    return mask


def worn(*, member: Member, topic_id: int) -> Mask | None:
    """The member's mask in this topic, if there is one. One query, none where `mine` has said that there is no mask."""
    kept: _Kept | None = getattr(member, _Kept.NAME, None)
    if kept is not None and kept.mask_ids == []:
        return None
    owner_tag = tag(keys().own, topic_id, member.pk)
    seal = Seal.objects.select_related("mask").filter(topic_id=topic_id, owner_tag=owner_tag).first()
    return seal.mask if seal else None


def owns(member: Member, mask: Mask | UUID) -> bool:
    """Is this the member's own mask? One query."""
    seal = Seal.objects.filter(pk=mask.pk if isinstance(mask, Mask) else mask).first()
    if seal is None:
        return False
    return hmac.compare_digest(bytes(seal.owner_tag), tag(keys().own, seal.topic_id, member.pk))


def mine(member: Member) -> list[UUID]:
    """The member's own masks. One query for every 64 of them, asked once for each loaded member: that is, once in
    a request. The answer never leaves the process: it is left out when the member is pickled.
    """
    kept: _Kept | None = getattr(member, _Kept.NAME, None)
    if kept is not None and kept.mask_ids is not None:
        return list(kept.mask_ids)
    found = [own.mask_id for own in ring.ring(member)]
    setattr(member, _Kept.NAME, _Kept(found))
    return list(found)


def same_person(member: Member, row: Authored) -> bool:
    """Did the member write this row, named or masked? Only to refuse or allow the member's own acts."""
    return owns(member, row.mask_id) if row.mask_id else row.member_id == member.pk


def export(member: Member) -> list[Own]:
    """The member's own masks, for the member alone and only after a fresh sign-in."""
    return list(ring.ring(member))


def forget(member: Member) -> int:
    """Cuts every link between the member and the own masks, for ever. Says how many masks were let go.

    Seals and slots are overwritten, not deleted: one dump does not show which masks were let go together.
    """
    with transaction.atomic():
        ring.take_turn(member)
        owned = [own.mask_id for own in ring.ring(member)]
        for seal in lock(Seal.objects.filter(pk__in=owned)):
            seal.owner_tag, seal.box = random_tag(), random_box(MEMBER_BYTES)
            seal.save(update_fields=["owner_tag", "box"])
        ring.overwrite(member)
    setattr(member, _Kept.NAME, None)
    return len(owned)


class _Kept:
    """A member's own masks, for as long as the member's object lives."""

    NAME = "_masks_kept"

    def __init__(self, mask_ids: list[UUID] | None = None) -> None:
        self.mask_ids = mask_ids

    def __reduce__(self) -> tuple[type[_Kept], tuple[()]]:
        return (_Kept, ())

    def __repr__(self) -> str:
        return "<kept>"


def _new_mask(topic_id: int) -> Mask:
    for attempt in range(TRIES):
        name = names.at_random(numbered=attempt >= PLAIN_TRIES)
        if mask := _insert_mask(topic_id, name):
            return mask
    raise RuntimeError("No name is free in this topic.")


def _insert_mask(topic_id: int, name: str) -> Mask | None:
    """The new mask, or nothing when somebody else has the name."""
    mask = Mask(topic_id=topic_id, name=name, hue=random_hue())
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO masks_mask (id, topic_id, name, hue, muted) VALUES (%s, %s, %s, %s, false) "
            "ON CONFLICT (topic_id, name) DO NOTHING",
            [mask.pk, topic_id, name, mask.hue],
        )
        if not cursor.rowcount:
            return None
    mask._state.adding = False
    mask._state.db = connection.alias
    return mask


def _seal(mask: Mask, member: Member) -> None:
    Seal(
        mask=mask,
        topic_id=mask.topic_id,
        owner_tag=tag(keys().own, mask.topic_id, member.pk),
        box=keys().encrypt(member.pk.to_bytes(MEMBER_BYTES), aad=mask.pk.bytes),
    ).save(force_insert=True)


def wearer(mask_id: UUID) -> int | None:
    """The number of the member behind a mask; nothing when the mask was let go. Never leaves this folder."""
    seal = Seal.objects.filter(pk=mask_id).first()
    if seal is None:
        return None
    try:
        return int.from_bytes(keys().decrypt(bytes(seal.box), aad=mask_id.bytes))
    except Broken:
        return None
