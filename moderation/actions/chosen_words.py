"""What the lists of words share: those that call somebody (`phrases`) and those that are treated apart (`wordings`).

Moderators choose and remove them; each change is a line of the log that does not say them, and can be taken back.
"""

from __future__ import annotations

from typing import TypeAlias

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from activity.locks import lock
from forum.models import Wording
from members.models import Member
from members.rules import NotAllowed
from moderation import rules
from moderation.models import DangerPhrase, Decision
from moderation.reasons import SOME_ADDED, SOME_REMOVED
from writing.phrases import says_enough

Chosen: TypeAlias = DangerPhrase | Wording

MOST = 300  # of one list, in one space or in all: more are a dictionary
# How the line of the log names the row.
NAMED: dict[type[Chosen], str] = {DangerPhrase: "phrase", Wording: "wording"}


def cleaned(words: str) -> str:
    """With one blank between words. Raises NotAllowed for what would stand nearly everywhere."""
    words = " ".join(words.split())
    if not says_enough(words):
        raise NotAllowed(_("This would stand nearly everywhere. Please write a longer word, or several."))
    return words


@transaction.atomic
def add(*, moderator: Member, row: Chosen) -> Decision:
    """Raises NotAllowed; also for what stands here already."""
    if type(row)._default_manager.in_force().filter(space=row.space).count() >= MOST:
        raise NotAllowed(_("There are %(n)d already. Please remove some first.") % {"n": MOST})
    _save(row)
    return _write_down(moderator, row, stood=False)


@transaction.atomic
def remove(*, moderator: Member, kind: type[Chosen], pk: int) -> Decision:
    """Raises NotAllowed; `kind.DoesNotExist` where nothing of this number stands."""
    row = lock(kind._default_manager.in_force()).get(pk=pk)
    rules.may_choose_words(moderator, row.space)
    row.removed_at = timezone.now()
    row.save(update_fields=["removed_at"])
    return _write_down(moderator, row, stood=True)


def put_back(*, kind: type[Chosen], pk: int, stands: bool) -> None:
    """A change is taken back: the words stand, or do not, as before it. Raises NotAllowed where they do already."""
    row = lock(kind._default_manager.all()).get(pk=pk)
    if (row.removed_at is None) == stands:
        raise NotAllowed(_("It does not stand any more as that decision left it, so it cannot be as before."))
    row.removed_at = None if stands else timezone.now()
    _save(row)


def _save(row: Chosen) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise NotAllowed(_("These words stand here already.")) from None


def _write_down(moderator: Member, row: Chosen, *, stood: bool) -> Decision:
    return Decision.objects.create(
        moderator=moderator,
        verb=Decision.Verb.WORDS,
        space=row.space,
        reason=str(SOME_REMOVED if stood else SOME_ADDED),
        before={NAMED[type(row)]: row.pk, "stood": stood},
    )
