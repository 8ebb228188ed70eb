"""One act about several things, and one undo of it. Each is decided by itself: what somebody else has taken in the
meantime stays theirs, and keeps nothing else from being done.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field

from forum.models import Row
from members.models import Member
from members.rules import NotAllowed
from moderation import rules
from moderation.actions.decisions import decide, undo
from moderation.models import Decision

MOST = 50  # as many as the queue shows
VERBS = (Decision.Verb.KEEP, Decision.Verb.RELEASE, Decision.Verb.HIDE)  # what can be done to several at once


@dataclass
class Several:
    """What came of it; `batch` is how it is undone."""

    batch: uuid.UUID
    done: list[Decision] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)  # a sentence for each


def decide_all(
    *, moderator: Member, things: Sequence[tuple[Row, int]], verb: Decision.Verb, reason: str = ""
) -> Several:
    """`things`: each with the newest decision that the moderator knew of. Raises NotAllowed where nothing can be done."""
    reason = rules.reason_for(verb, reason)
    several = Several(uuid.uuid4())
    for thing, seen in things[:MOST]:
        try:
            made = decide(moderator=moderator, thing=thing, verb=verb, reason=reason, seen=seen, batch=several.batch)
            several.done.append(made)
        except NotAllowed as refusal:
            several.refused.append(str(refusal))
    return several


def undo_all(*, moderator: Member, batch: uuid.UUID) -> Several:
    """Takes back what still can be, the newest first. Decision.DoesNotExist where there was no such act."""
    several = Several(batch)
    standing = Decision.objects.filter(batch=batch)
    if not standing.exists():
        raise Decision.DoesNotExist
    for decision in standing.filter(undone_by=None).order_by("-pk"):
        try:
            several.done.append(undo(moderator=moderator, decision=decision))
        except NotAllowed as refusal:
            several.refused.append(str(refusal))
    return several
