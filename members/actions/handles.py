"""Another handle. The one of before leads to the new one, and nobody else can go by it."""

from __future__ import annotations

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from activity import locks
from activity.record import record
from members import handles, lookalikes, queries
from members.models import FormerHandle, Member
from members.rules import NotAllowed, may_write
from writing import dates

# Others know somebody by it: who changed it every week could not be found again, and would hold many.
BETWEEN_CHANGES = timedelta(days=30)


@transaction.atomic
def change_handle(*, member: Member, handle: str) -> Member:
    """Raises NotAllowed for one that may not be carried or is somebody's, or so soon after the last change."""
    may_write(member)
    locked = locks.lock(Member.objects.all()).get(pk=member.pk)
    new = _carried(handle)
    if new == locked.handle:
        raise NotAllowed(_("That is the one you have now."))
    _not_too_soon(locked)
    if not queries.is_free_handle(new, except_for=locked):
        raise queries.NameTaken(_("That handle is taken here. Please choose another."))
    _keep(locked)
    locked.handle, locked.handle_key = new, lookalikes.fold(new)
    try:
        with transaction.atomic():
            locked.save(update_fields=["handle", "handle_key", "search"])
    except IntegrityError:  # somebody took it in this very moment
        raise queries.NameTaken(_("That handle is taken here. Please choose another.")) from None
    record(verb="member.renamed", actor=locked, target=locked)
    return locked


def _carried(typed: str) -> str:
    plain = typed.strip().removeprefix("@").lower()
    made = handles.handle_from(handles.clean_name(plain.replace("-", " ")))
    if not made:
        raise NotAllowed(_("A handle needs at least one letter or number."))
    if made != plain:
        raise NotAllowed(_("A handle has letters, numbers and hyphens. “%(made)s” would do.") % {"made": made})
    if handles.is_reserved(made):
        raise NotAllowed(_("That name could be taken for the people who run this place. Please choose another."))
    return made


def _not_too_soon(member: Member) -> None:
    last = FormerHandle.objects.filter(member=member).order_by("-at").first()
    if last is not None and timezone.now() - last.at < BETWEEN_CHANGES:
        day = dates.day(last.at + BETWEEN_CHANGES)
        raise NotAllowed(_("You changed it lately. You can change it again on %(day)s.") % {"day": day})


def _keep(member: Member) -> None:
    """The handle of now is one of before. Its row may be there: somebody who had it, and has it again."""
    digest = handles.digest_of(member.handle)
    FormerHandle.objects.filter(digest=digest).delete()
    FormerHandle.objects.create(handle=member.handle, digest=digest, member=member)
