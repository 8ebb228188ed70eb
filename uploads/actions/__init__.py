"""The verbs of pictures."""

from uploads.actions.carrying import Carried, carry
from uploads.actions.faces import hide_face, show_face
from uploads.actions.logos import hide_logo, show_logo
from uploads.actions.sweeping import sweep
from uploads.actions.taking import drop_doubled, keep_on, take

__all__ = [
    "Carried",
    "carry",
    "drop_doubled",
    "hide_face",
    "hide_logo",
    "keep_on",
    "show_face",
    "show_logo",
    "sweep",
    "take",
]
