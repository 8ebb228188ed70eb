"""What a page of the playbook consists of."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Part:
    """A heading and what stands below it; `steps` are things to do, one after the other."""

    heading: Promise
    words: tuple[Promise, ...] = ()
    steps: tuple[Promise, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """`slug` stands in its address. `lead` says in a sentence when to read it."""

    slug: str
    title: Promise
    lead: Promise
    parts: tuple[Part, ...]
