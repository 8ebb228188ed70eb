"""The two lists of words."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from forum.models import Wording
from moderation.forms.fields import InASpace
from moderation.models import DangerPhrase


def _words(most: int) -> forms.CharField:
    return forms.CharField(
        label=_("Words"),
        help_text=_("As people write them. A star at the end of a word stands for any ending."),
        max_length=most,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class WordsForm(InASpace):
    """Words that call somebody who tends the place."""

    words = _words(DangerPhrase.MOST_LETTERS)

    field_order = ["words", "space"]


class WordingForm(InASpace):
    """Words that hold, are said otherwise, or are answered with help."""

    words = _words(Wording.MOST_LETTERS)
    does = forms.ChoiceField(label=_("What happens"), choices=Wording.Does.choices)
    instead = forms.CharField(
        label=_("Said instead"),
        help_text=_("Only where it is said in other words."),
        max_length=Wording.MOST_LETTERS,
        required=False,
    )

    field_order = ["words", "does", "instead", "space"]
