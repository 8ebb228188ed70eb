"""The one table of what a member can be told: in which words, whether by mail, and how it is stopped.

One module for each section of the preferences page holds its rows; what a row consists of stands in `shape`.
Subjects and leads never name the matter or whoever wrote: somebody else may see the screen.
"""

from __future__ import annotations

from notices.kinds import account, articles, kindness, mentoring, replies, suggestions, tending
from notices.kinds.kind import GROUP_LABELS, Duty, Group, Kind, Words

__all__ = ["DIGEST", "GROUP_LABELS", "IN_DIGEST", "KINDS", "Duty", "Group", "Kind", "Words"]

_SECTIONS = (replies, kindness, articles, mentoring, tending, suggestions, account)

KINDS: dict[str, Kind] = {kind.name: kind for section in _SECTIONS for kind in section.ROWS}

DIGEST = "digest"
# What can stand in a digest: news. What asks for something is a mail of its own, or none.
_NEWS = (Group.REPLIES, Group.KINDNESS, Group.ARTICLES, Group.MENTORING)
IN_DIGEST = [kind for kind in KINDS.values() if kind.group in _NEWS and kind.line and not kind.calls]
