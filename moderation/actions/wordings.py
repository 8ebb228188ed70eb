"""Choosing words that hold, are said otherwise, or are answered with help; each change is a line of the log."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from activity.locks import lock
from forum.models import Space, Wording
from members.models import Member
from members.rules import NotAllowed
from moderation import rules
from moderation.models import Decision
from writing.phrases import says_enough

MOST = 300  # in one space, or in all


@transaction.atomic
def choose(*, moderator: Member, words: str, does: str, instead: str = "", space: Space | None) -> Decision:
    """Raises NotAllowed; also for what would stand nearly everywhere, and for what stands here already."""
    rules.may_choose_words(moderator, space)
    words, instead = " ".join(words.split()), " ".join(instead.split())
    if not says_enough(words):
        raise NotAllowed(_("This would stand nearly everywhere. Please write a longer word, or several."))
    if (does == Wording.Does.REPLACE) != bool(instead):
        raise NotAllowed(_("Words that are said otherwise need what is said instead, and only these."))
    if Wording.objects.in_force().filter(space=space).count() >= MOST:
        raise NotAllowed(_("There are %(n)d already. Please remove some first.") % {"n": MOST})
    try:
        with transaction.atomic():
            row = Wording.objects.create(
                words=words, does=Wording.Does(does), instead=instead, space=space, by=moderator, at=timezone.now()
            )
    except IntegrityError:
        raise NotAllowed(_("These words stand here already.")) from None
    return _write_down(moderator, row, stood=False)


@transaction.atomic
def remove(*, moderator: Member, wording_id: int) -> Decision:
    """Raises NotAllowed; Wording.DoesNotExist where nothing of this number stands."""
    row = lock(Wording.objects.in_force()).get(pk=wording_id)
    rules.may_choose_words(moderator, row.space)
    row.removed_at = timezone.now()
    row.save(update_fields=["removed_at"])
    return _write_down(moderator, row, stood=True)


def put_back(*, wording_id: int, stands: bool) -> None:
    """A change is taken back: they stand, or do not, as before it. Raises NotAllowed where they do already."""
    row = lock(Wording.objects.all()).get(pk=wording_id)
    if (row.removed_at is None) == stands:
        raise NotAllowed(_("It does not stand any more as that decision left it, so it cannot be as before."))
    row.removed_at = None if stands else timezone.now()
    try:
        with transaction.atomic():
            row.save(update_fields=["removed_at"])
    except IntegrityError:
        raise NotAllowed(_("These words stand here already.")) from None


def _write_down(moderator: Member, row: Wording, *, stood: bool) -> Decision:
    return Decision.objects.create(
        moderator=moderator,
        verb=Decision.Verb.WORDS,
        space=row.space,
        reason=_("Some were removed.") if stood else _("Some were added."),
        before={"wording": row.pk, "stood": stood},
    )
