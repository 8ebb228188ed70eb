"""The sentences that moderators are offered: chosen by the community's admins, each change a line of the log."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from activity.locks import lock
from members.models import Member
from members.rules import NotAllowed
from moderation import rules
from moderation.models import Decision, ReadyReasons


@transaction.atomic
def choose(*, moderator: Member, use: str, lines: list[str]) -> Decision:
    """These stand in place of what was offered; none: the built-in ones are offered again. Raises NotAllowed."""
    rules.may_choose_reasons(moderator)
    lines = list(dict.fromkeys(" ".join(line.split()) for line in lines if line.strip()))
    if len(lines) > ReadyReasons.MOST_LINES:
        raise NotAllowed(_("At most %(n)d, so that one can still choose.") % {"n": ReadyReasons.MOST_LINES})
    if any(len(line) > ReadyReasons.MOST_LETTERS for line in lines):
        words = ngettext("At most %(n)d letter each.", "At most %(n)d letters each.", ReadyReasons.MOST_LETTERS)
        raise NotAllowed(words % {"n": ReadyReasons.MOST_LETTERS})
    before = put(ReadyReasons.Use(use), lines)
    return Decision.objects.create(
        moderator=moderator,
        verb=Decision.Verb.REASONS,
        reason=str(ReadyReasons.Use(use).label),
        before={"use": use, "lines": before, "lines_after": lines},
    )


def put(use: str, lines: list[str]) -> list[str]:
    """Gives what stood there; [] stands for the built-in ones."""
    row, _made = ReadyReasons.objects.get_or_create(use=use)
    row = lock(ReadyReasons.objects.all()).get(pk=row.pk)
    before, row.lines = row.lines, lines
    row.save(update_fields=["lines"])
    return before


def put_back(*, use: str, before: list[str], after: list[str]) -> None:
    """A change is taken back. Raises NotAllowed where they were changed since."""
    row = lock(ReadyReasons.objects.all()).get(pk=use)
    if row.lines != after:
        raise NotAllowed(_("It does not stand any more as that decision left it, so it cannot be as before."))
    row.lines = before
    row.save(update_fields=["lines"])
