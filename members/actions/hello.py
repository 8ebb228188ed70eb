"""A hello to somebody who is new."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from activity.locks import lock
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
    words = _in_one_line(words)
    hello, is_first = Hello.objects.get_or_create(newcomer=newcomer, author=actor, defaults={"words": words})
    if not is_first:
        raise NotAllowed(_("You have said hello already."))
    record(verb="hello.said", actor=actor, target=hello)
    return hello


@transaction.atomic
def answer(*, actor: Member, hello: Hello, words: str) -> Hello:
    """The newcomer answers, once. Raises NotAllowed, and Hello.DoesNotExist for whom it is none of their business."""
    locked = lock(Hello.objects.select_related("newcomer", "author")).get(pk=hello.pk)
    rules.may_answer_hello(actor, locked)
    locked.answer, locked.answered_at = _in_one_line(words), timezone.now()
    locked.save(update_fields=["answer", "answered_at"])
    record(verb="hello.answered", actor=actor, target=locked)
    return locked


def _in_one_line(words: str) -> str:
    words = " ".join(words.split())
    if not words:
        raise NotAllowed(_("A hello needs a word or two."))
    if len(words) > Hello.WORDS_AT_MOST:
        raise NotAllowed(_("That is a little long for a hello."))
    return words
