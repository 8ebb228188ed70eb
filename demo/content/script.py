"""How the demo's community is written down: who they are and what they said, in hours before now."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Person:
    handle: str
    name: str
    joined: int  # days ago
    introduction: str = ""
    bio: str = ""
    location: str = ""
    helps_with: tuple[str, ...] = ()
    rather_not: tuple[str, ...] = ()
    role: str = ""  # "admin", "moderator"
    greets: bool = False
    hue: int = 0


@dataclass(frozen=True)
class Place:
    slug: str
    title: str
    purpose: str
    hue: int
    visibility: str = "public"
    norms: str = ""
    norms_for_asking: str = ""
    outside_help: str = ""
    sensitive: bool = False


@dataclass(frozen=True)
class Gratitude:
    giver: str
    words: tuple[str, ...]
    note: str = ""
    shown: bool = False
    masked: bool = False


@dataclass(frozen=True)
class Remark:
    author: str
    body: str
    ago: float
    masked: bool = False


@dataclass(frozen=True)
class Answer:
    author: str
    body: str
    ago: float
    masked: bool = False
    helped: str | None = None  # what changed for the asker; "" marks without words
    thanks: tuple[Gratitude, ...] = ()
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True)
class Thread:
    key: str
    author: str
    space: str
    title: str
    body: str
    ago: float
    kind: str = "question"
    masked: bool = False
    everyone: bool = True
    tags: tuple[str, ...] = ()
    answers: tuple[Answer, ...] = ()
    thanks: tuple[Gratitude, ...] = ()


@dataclass(frozen=True)
class Aim:
    """A goal; `reached` in days ago."""

    member: str
    words: str
    set: int
    visibility: str = "members"
    milestones: tuple[tuple[str, int | None], ...] = ()  # title, days ago
    reached: int | None = None
    stayed: bool = False


@dataclass(frozen=True)
class Guide:
    """A mentor."""

    member: str
    words: str
    topics: tuple[str, ...]
    capacity: int = 2


@dataclass(frozen=True)
class Line:
    """A letter of the mentor and the one they walk with."""

    author: str
    ago: float  # days
    words: str
    feeling: str = ""


@dataclass(frozen=True)
class Hello:
    newcomer: str
    author: str
    words: str


@dataclass(frozen=True)
class Story:
    """An article out of an answer: (thread, number of the answer)."""

    thread: str
    answer: int
    reason: str
    title: str
    standfirst: str
    body: str
    ago: float = 24.0
