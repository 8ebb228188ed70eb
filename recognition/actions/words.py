"""The words that the community thanks with."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.core.cache import cache
from django.db import transaction
from django.utils.translation import gettext as _

from activity.record import record
from members.actions import shaping
from members.models import Member
from members.rules import NotAllowed
from recognition.models import ThanksWord
from recognition.queries.words import CACHE_KEY


@transaction.atomic
def keep(
    *, by: Member, word: ThanksWord, fields: Collection[str], shown: Mapping[str, str] = shaping.NOTHING
) -> ThanksWord:
    """Saves a word: a new one, or these `fields` of one that is there; one that is closed stays on old thanks.

    Raises NotAllowed.
    """
    if not by.is_staff:
        raise NotAllowed(_("Only an admin changes the words of thanks."))
    row = shaping.as_it_is(word, fields, shown)
    shaping.save(row)
    transaction.on_commit(lambda: cache.delete(CACHE_KEY))
    record(verb="word.changed", actor=by, target=row)
    return row
