"""What rendering gives back, and the limits of what is rendered."""

from __future__ import annotations

from dataclasses import dataclass

# Stored beside every rendered text; a task renders anew what an older version made.
RENDERER_VERSION = 1

# The worst pathological input of this length renders in well under a second (tests/writing/test_slow_input.py).
MAX_CHARACTERS = 32_000


@dataclass(frozen=True)
class Rendered:
    """Safe HTML, its plain words, and the handles it mentions (lower case, only people that exist)."""

    html: str
    text: str
    mentions: tuple[str, ...] = ()
