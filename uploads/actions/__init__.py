"""The verbs of pictures."""

from uploads.actions.carrying import Carried, carry
from uploads.actions.sweeping import sweep
from uploads.actions.taking import take

__all__ = ["Carried", "carry", "sweep", "take"]
