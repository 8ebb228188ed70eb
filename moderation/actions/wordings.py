"""Words that hold what is written, are said otherwise, or are answered with help."""

from __future__ import annotations

from django.utils.translation import gettext as _

from forum.models import Space, Wording
from members.models import Member
from members.rules import NotAllowed
from moderation import rules
from moderation.actions import chosen_words
from moderation.models import Decision


def choose(*, moderator: Member, words: str, does: str, instead: str = "", space: Space | None) -> Decision:
    """Adds words. Raises NotAllowed."""
    rules.may_choose_words(moderator, space)
    words, instead = chosen_words.cleaned(words), " ".join(instead.split())
    if (does == Wording.Does.REPLACE) != bool(instead):
        raise NotAllowed(_("Words that are said otherwise need what is said instead, and only these."))
    row = Wording(words=words, does=Wording.Does(does), instead=instead, space=space, by=moderator)
    return chosen_words.add(moderator=moderator, row=row)
