"""The words that call somebody."""

from __future__ import annotations

from django.utils.translation import gettext as _

from forum.models import Space
from members.models import Member
from members.rules import NotAllowed
from moderation import rules
from moderation.actions import chosen_words
from moderation.models import DangerPhrase, Decision
from writing.phrases import phrase


def choose(*, moderator: Member, words: str, space: Space | None) -> Decision:
    """Adds words. Raises NotAllowed."""
    rules.may_choose_words(moderator, space)
    words = chosen_words.cleaned(words)
    spelling = phrase(words).spelling
    if len(spelling) > DangerPhrase.SPELLING_AT_MOST:  # one sign can be a dozen letters
        raise NotAllowed(_("This is too long. Please choose fewer words."))
    row = DangerPhrase(words=words, spelling=spelling, space=space, by=moderator)
    return chosen_words.add(moderator=moderator, row=row)
