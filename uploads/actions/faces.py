"""The picture beside a member's name."""

from __future__ import annotations

from django.db import transaction

from activity import locks
from members.models import Member
from uploads import rules, workshop
from uploads.actions import taking
from uploads.models import Picture, Use


def show_face(*, actor: Member, content: bytes) -> None:
    """The square in the middle of a picture stands beside their name from now on. Raises NotAllowed."""
    made = workshop.develop(content, face=True, before=lambda: rules.may_send(actor, len(content)))
    _change(actor, taking.keep(made, owner=actor))


def hide_face(*, actor: Member) -> None:
    """The first letters of the name stand there again."""
    _change(actor, None)


@transaction.atomic
def _change(actor: Member, picture: Picture | None) -> None:
    if picture is not None:
        locks.update(Picture.objects.filter(pk=picture.pk), owner_tag=None, kept_until=None)
    locks.delete(Use.objects.filter(kind=Use.Kind.FACE, holder_id=actor.pk))
    if picture is not None:
        Use.objects.create(kind=Use.Kind.FACE, holder_id=actor.pk, picture=picture)
    Member.objects.filter(pk=actor.pk).update(face=picture.pk if picture else "")
