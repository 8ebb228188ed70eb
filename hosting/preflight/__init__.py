"""Is everything there that an installation and its next version need? Looks, and changes nothing."""

from hosting.preflight.answers import BAD, Answer, State
from hosting.preflight.look import look

__all__ = ["BAD", "Answer", "State", "look"]
