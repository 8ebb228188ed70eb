"""The words that call somebody: chosen and removed by moderators, each change a line of the log that does not say them."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from activity.locks import lock
from forum.models import Space
from members.models import Member
from members.rules import NotAllowed
from moderation import rules
from moderation.models import DangerPhrase, Decision
from writing.phrases import phrase, says_enough

MOST_PHRASES = 300  # of one space, or of all: more are a dictionary, and call somebody for everything


@transaction.atomic
def choose(*, moderator: Member, words: str, space: Space | None) -> Decision:
    """Adds words. Raises NotAllowed; also for what would stand nearly everywhere, and for what stands here already."""
    rules.may_choose_words(moderator, space)
    words = " ".join(words.split())
    if not says_enough(words):
        raise NotAllowed(_("This would stand nearly everywhere. Please write a longer word, or several."))
    spelling = phrase(words).spelling
    if len(spelling) > DangerPhrase.SPELLING_AT_MOST:  # one sign can be a dozen letters
        raise NotAllowed(_("This is too long. Please choose fewer words."))
    if DangerPhrase.objects.in_force().filter(space=space).count() >= MOST_PHRASES:
        raise NotAllowed(_("There are %(n)d already. Please remove some first.") % {"n": MOST_PHRASES})
    try:
        with transaction.atomic():
            row = DangerPhrase.objects.create(
                words=words, spelling=spelling, space=space, by=moderator, at=timezone.now()
            )
    except IntegrityError:
        raise NotAllowed(_("These words stand here already.")) from None
    return _write_down(moderator, row, stood=False)


@transaction.atomic
def remove(*, moderator: Member, phrase_id: int) -> Decision:
    """Raises NotAllowed; DangerPhrase.DoesNotExist where nothing of this number stands."""
    row = lock(DangerPhrase.objects.in_force()).get(pk=phrase_id)
    rules.may_choose_words(moderator, row.space)
    row.removed_at = timezone.now()
    row.save(update_fields=["removed_at"])
    return _write_down(moderator, row, stood=True)


def put_back(*, phrase_id: int, stands: bool) -> None:
    """A change is taken back: the words stand, or do not, as before it. Raises NotAllowed where they do already."""
    row = lock(DangerPhrase.objects.all()).get(pk=phrase_id)
    if (row.removed_at is None) == stands:
        raise NotAllowed(_("It does not stand any more as that decision left it, so it cannot be as before."))
    row.removed_at = None if stands else timezone.now()
    try:
        with transaction.atomic():
            row.save(update_fields=["removed_at"])
    except IntegrityError:
        raise NotAllowed(_("These words stand here already.")) from None


def _write_down(moderator: Member, row: DangerPhrase, *, stood: bool) -> Decision:
    return Decision.objects.create(
        moderator=moderator,
        verb=Decision.Verb.WORDS,
        space=row.space,
        reason=_("Some were removed.") if stood else _("Some were added."),
        before={"phrase": row.pk, "stood": stood},
    )
