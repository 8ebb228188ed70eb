"""Why a copy is not made or not put back, in a sentence for whoever hosts."""

from __future__ import annotations


class Refused(Exception):
    """Nothing was touched, or what was touched is as it was."""
