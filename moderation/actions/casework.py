"""How the people of the desk share a case: looking at it, passing it on, notes, a promise to look again."""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from activity.locks import lock
from activity.record import record
from forum.models import Row
from members.models import Member
from members.rules import NotAllowed
from moderation import rules
from moderation.models import CaseFile, FollowUp, Note
from moderation.queries.work import colleagues

About = Row | Member


@transaction.atomic
def claim(*, member: Member, about: About) -> CaseFile:
    """They look at it now, unless somebody else does. It keeps nobody from deciding, and ends by itself."""
    rules.may_work_on(member, about)
    now = timezone.now()
    file = _file(about)
    if file.holder_id in (None, member.pk) or not file.is_held(now):
        file.holder, file.held_until = member, now + rules.CLAIMED_FOR
        file.save(update_fields=["holder", "held_until"])
    return file


def _file(about: About) -> CaseFile:
    """The one row of this case, locked."""
    row, _made = CaseFile.objects.get_or_create(**rules.columns(about))
    return lock(CaseFile.objects.all()).get(pk=row.pk)


@transaction.atomic
def give(*, member: Member, about: About, to: Member | None) -> CaseFile:
    """Passes it to a colleague, who is told; to nobody: whoever comes first takes it. Raises NotAllowed."""
    rules.may_work_on(member, about)
    space = None if isinstance(about, Member) else rules.space_of(about)
    if to is not None and to.pk != member.pk and not colleagues(member, space).filter(pk=to.pk).exists():
        raise NotAllowed(_("This is for somebody who tends the same place."))
    if to is not None:
        _may_take(to, about)
    file = _file(about)
    file.assignee, file.assigned_by, file.assigned_at = to, member, timezone.now()
    if file.holder_id == member.pk and to != member:
        file.holder = file.held_until = None
    file.save()
    if to is not None:
        space_id = space.pk if space is not None else None
        record(verb="case.given", actor=member, target=about, space_id=space_id, data={"to": to.pk})
    return file


def _may_take(to: Member, about: About) -> None:
    try:
        rules.may_work_on(to, about)
    except NotAllowed:
        raise NotAllowed(_("%(name)s cannot take this one. Please choose somebody else.") % {"name": to}) from None


def closed(thing: Row) -> None:
    """It has its answer: nobody looks at it or has it any more."""
    gone = {"holder": None, "held_until": None, "assignee": None, "assigned_by": None, "assigned_at": None}
    CaseFile.objects.filter(**rules.about(thing)).update(**gone)


@transaction.atomic
def note(*, member: Member, about: About, words: str, on_mask: bool = False) -> Note:
    """For the people of the desk alone. `on_mask`: about the name that stands beside it, in this topic. Raises NotAllowed."""
    rules.may_work_on(member, about)
    words = words.strip()
    if not words:
        raise NotAllowed(_("Please write a few words."))
    columns = rules.columns(about)
    if on_mask and not isinstance(about, Member) and about.is_masked:
        columns = {"mask": about.mask}
    return Note.objects.create(**columns, words=words, by=member, at=timezone.now())


@transaction.atomic
def remove_note(*, member: Member, note_id: int) -> Note:
    """One's own, or as an admin. Raises NotAllowed; Note.DoesNotExist where there is none of this number."""
    row = lock(Note.objects.filter(removed_at=None)).get(pk=note_id)
    if row.member_id == member.pk:
        raise Note.DoesNotExist
    if row.by_id != member.pk and not member.is_staff:
        raise NotAllowed(_("Whoever wrote a note, or an admin, can remove it."))
    row.removed_at = timezone.now()
    row.save(update_fields=["removed_at"])
    return row


@transaction.atomic
def put_note_back(*, member: Member, note_id: int) -> Note:
    row = lock(Note.objects.filter(removed_at__isnull=False)).get(pk=note_id)
    if row.member_id == member.pk or (row.by_id != member.pk and not member.is_staff):
        raise Note.DoesNotExist
    row.removed_at = None
    row.save(update_fields=["removed_at"])
    return row


@transaction.atomic
def promise(*, member: Member, about: About, due_on: date, words: str = "") -> FollowUp:
    """To look again on that day: a later promise about the same takes the place of the earlier. Raises NotAllowed."""
    rules.may_work_on(member, about)
    today = timezone.localdate()
    if not today < due_on <= today + rules.LONGEST_PROMISE:
        raise NotAllowed(_("Please choose a day to come, within a year."))
    columns = rules.columns(about)
    _end(columns, member)
    try:
        with transaction.atomic():
            return FollowUp.objects.create(**columns, due_on=due_on, words=words.strip(), by=member, at=timezone.now())
    except IntegrityError:
        raise rules.AlreadyDecided(_("Somebody else has just promised it. Please look once more.")) from None


@transaction.atomic
def keep_promise(*, member: Member, about: About) -> bool:
    """They have looked again. False where nothing was promised."""
    rules.may_work_on(member, about)
    return _end(rules.columns(about), member)


def _end(columns: dict[str, object], member: Member) -> bool:
    row = lock(FollowUp.objects.filter(**columns, done_at=None)).first()
    if row is None:
        return False
    row.done_at, row.done_by = timezone.now(), member
    row.save(update_fields=["done_at", "done_by"])
    return True
