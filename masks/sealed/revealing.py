"""Breaking the glass: the only call in this folder that returns a member, for two admins who agreed, once for each."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from activity.locks import lock
from masks.models import Reveal
from masks.sealed.wearing import wearer
from members.models import Member

READ = {True: "asker_read_at", False: "other_read_at"}  # which column says that they have read it


class NotRevealed(Exception):
    """It is not agreed, or they are not one of the two, or they have read it already."""


class LetGo(NotRevealed):
    """Nobody wears this mask any more: its member took the link away, or the key is another."""


@transaction.atomic
def reveal(case: Reveal, *, to: Member) -> Member:
    """Who wears the mask of a case, to one of the two admins who agreed about it. The line is written before it is said."""
    row = lock(Reveal.objects.all()).get(pk=case.pk)
    two = {row.asked_by_id, row.agreed_by_id}
    admins = Member.objects.people().filter(pk__in=[pk for pk in two if pk], is_staff=True).count()
    column = READ[to.pk == row.asked_by_id]
    if row.at is None or to.pk not in two or not to.is_staff or admins != 2 or getattr(row, column) is not None:
        raise NotRevealed
    setattr(row, column, timezone.now())
    row.save(update_fields=[column])
    member = Member.objects.filter(pk=wearer(row.mask_id) or 0).first()
    if member is None:
        raise LetGo
    return member
