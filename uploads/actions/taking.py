"""A picture comes in: made anew, kept, and its sender's alone until they post it."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from activity import locks
from masks.hours import hour_of
from members.models import Member
from uploads import files, rules, workshop
from uploads.models import Picture, Stored, new_key, new_name
from uploads.workshop import Developed
from writing.pictures import names_in


def take(*, actor: Member, content: bytes) -> Picture:
    """Of what was sent nothing is kept but what we made of it. Raises NotAllowed."""
    return keep(workshop.develop(content, before=lambda: rules.may_send(actor, len(content))), owner=actor)


def keep(made: Developed, *, owner: Member | None) -> Picture:
    """The files first: a row without them would be half a picture."""
    key, name = new_key(), new_name()
    files.keep(key, made.files)
    try:
        return _rows(key, name, made, rules.owner_tag(owner, name) if owner else None)
    except BaseException:
        files.remove(key, made.files)
        raise


@transaction.atomic
def _rows(key: str, name: str, made: Developed, tag: bytes | None) -> Picture:
    stored = Stored.objects.create(
        key=key, width=made.width, height=made.height, files=list(made.files), size=made.size
    )
    until = hour_of(timezone.now()) + rules.UNUSED_FOR
    return Picture.objects.create(name=name, stored=stored, owner_tag=tag, kept_until=until)


def keep_on(*, actor: Member, text: str) -> None:
    """What a draft shows is kept as long as the draft."""
    names = names_in(text)[: rules.MOST_IN_ONE]
    if names:
        tags = [tag for name in names for tag in rules.owner_tags(actor, name)]
        waiting = Picture.objects.filter(pk__in=names, owner_tag__in=tags)  # by their keys: tags have no index
        locks.update(waiting, kept_until=hour_of(timezone.now()) + rules.UNUSED_FOR)


def drop_doubled(*, actor: Member, names: Collection[str]) -> None:
    """What is the same as behind a mask stands in no words that say whose they are before anybody else reads them."""
    tags = [rules.owner_tag(actor, name, is_doubled=True) for name in names]
    locks.delete(Picture.objects.filter(pk__in=names, owner_tag__in=tags))
