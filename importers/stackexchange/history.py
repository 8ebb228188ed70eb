"""Why questions were closed there, from the dump's history. No database."""

from __future__ import annotations

import json
from dataclasses import dataclass

from forum.models import Closing
from importers.stackexchange.source import Row

CLOSED, REOPENED, MIGRATED = "10", "11", "35"
REVISIONS = {*"123456789", "24"}  # titles, texts and tags, as they were written, changed and rolled back
DUPLICATE = "3"  # of a link between two posts

Reason = Closing.Reason
# Stack Exchange's numbers, those of before 2013 among them; the words where there is no reason of ours.
REASONS: dict[str, tuple[Reason, str]] = {
    "1": (Reason.DUPLICATE, ""),
    "2": (Reason.OFF_TOPIC, ""),
    "3": (Reason.OPINION, ""),
    "4": (Reason.UNCLEAR, ""),
    "7": (Reason.OTHER, "too localized"),
    "10": (Reason.OTHER, "general reference"),
    "20": (Reason.OTHER, "noise or pointless"),
    "101": (Reason.DUPLICATE, ""),
    "102": (Reason.OFF_TOPIC, ""),
    "103": (Reason.UNCLEAR, ""),
    "104": (Reason.BROAD, ""),
    "105": (Reason.OPINION, ""),
}
UNKNOWN = (Reason.OTHER, "")


@dataclass(frozen=True, slots=True)
class Why:
    """Why a question was closed, and the numbers of the questions that ask the same."""

    reason: Reason = Reason.OTHER
    words: str = ""
    same: tuple[int, ...] = ()


def why(row: Row) -> Why:
    """What one entry of the history says about a closing."""
    if row.get("PostHistoryTypeId") == MIGRATED:
        return Why(Reason.OFF_TOPIC, "it was moved to another community")
    reason, words = REASONS.get(row.get("Comment", "").strip(), UNKNOWN)
    same = _originals(row.get("Text", ""))
    return Why(Reason.DUPLICATE if same else reason, words, same)


def _originals(text: str) -> tuple[int, ...]:
    """Of a duplicate the entry's JSON names the questions that were asked before."""
    try:
        said = json.loads(text)
        return tuple(int(one) for one in said.get("OriginalQuestionIds") or ())
    except (ValueError, TypeError, AttributeError, RecursionError):
        return ()
