"""What the desk keeps: what was said, what was decided, and how its people share the work."""

from moderation.models.casework import CaseFile, DeskDay, FollowUp, Note, ReadyReasons
from moderation.models.decisions import (
    Alarm,
    AlarmQuerySet,
    DangerPhrase,
    DangerPhraseQuerySet,
    Decision,
    Hold,
    Report,
    SecondLook,
    Watcher,
)

__all__ = [
    "Alarm",
    "AlarmQuerySet",
    "CaseFile",
    "DangerPhrase",
    "DangerPhraseQuerySet",
    "Decision",
    "DeskDay",
    "FollowUp",
    "Hold",
    "Note",
    "ReadyReasons",
    "Report",
    "SecondLook",
    "Watcher",
]
