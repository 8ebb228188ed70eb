"""The verbs of pictures."""

from uploads.actions.carrying import Carried, carry
from uploads.actions.faces import hide_face, show_face
from uploads.actions.sweeping import sweep
from uploads.actions.taking import keep_on, take

__all__ = ["Carried", "carry", "hide_face", "keep_on", "show_face", "sweep", "take"]
