"""A hello to somebody who is new."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from activity.record import record
from members import rules
from members.models import Hello, Member
from members.rules import NotAllowed


@transaction.atomic
def say(*, actor: Member, newcomer: Member, words: str) -> Hello:
    """Leaves a few words on a newcomer's page. Once from each person.

    A second one changes nothing and raises NotAllowed, so a double click says hello once.
    """
    rules.may_greet(actor, newcomer)
    words = " ".join(words.split())
    if not words:
        raise NotAllowed(_("A hello needs a word or two."))
    if len(words) > Hello.WORDS_AT_MOST:
        raise NotAllowed(_("That is a little long for a hello."))
    hello, is_first = Hello.objects.get_or_create(newcomer=newcomer, author=actor, defaults={"words": words})
    if not is_first:
        raise NotAllowed(_("You have said hello already."))
    record(verb="hello.said", actor=actor, target=hello)
    return hello
