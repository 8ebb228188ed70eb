"""The words of a form before they are posted."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

# The forms that keep drafts: a topic, a letter to who one was, an answer, a reply; changes of a post, of a reply, of an
# article; a letter of a pair; thanks; a change of what waits to be posted.
KINDS = ("letter", "topic", "comment", "edit", "comment-edit", "article", "pair", "thanks", "later")
CONTEXT = rf"\A(?:ask|(?:{'|'.join(KINDS)}):\d{{1,18}})\Z"

INDEX = "index"  # the sealed list of a member's sealed drafts
SEALED = "sealed"  # what the context column of a sealed draft says


def purpose(context: str) -> str:
    """What a sealed draft is sealed for."""
    return f"draft:{context}"


def together(one: str, other: str) -> str:
    """Two texts as one, without saying twice what one says already."""
    one, other = one.strip(), other.strip()
    if one in other or not one:
        return other
    return one if other in one else f"{one}\n\n{other}"


@dataclass(frozen=True, slots=True)
class DraftText:
    """A draft. `data` holds the other fields of its form; `masked` says under which name it would be posted."""

    context: str
    title: str
    body: str
    masked: bool
    updated_at: datetime
    data: dict[str, Any] = field(default_factory=dict)
    version: int = 1  # of this change alone
    tab: str = ""  # the open page that made it

    def as_text(self) -> str:
        """For sealing."""
        said = {"title": self.title, "body": self.body, "data": self.data, "version": self.version, "tab": self.tab}
        return json.dumps(said)

    @classmethod
    def from_text(cls, text: str, *, context: str, updated_at: datetime) -> DraftText:
        return cls(context=context, masked=True, updated_at=updated_at, **json.loads(text))

    @property
    def first_words(self) -> str:
        return self.title or " ".join(self.body.split())[:80]
