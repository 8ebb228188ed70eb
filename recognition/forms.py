"""The shape of thanks."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from recognition.queries import thanks_words
from recognition.rules import LONGEST_NOTE, WORDS_AT_MOST


class ThanksForm(forms.Form):
    words = forms.MultipleChoiceField(error_messages={"required": _("Choose a word for what it was.")})
    note = forms.CharField(
        required=False,
        max_length=LONGEST_NOTE,
        error_messages={"max_length": _("280 characters at most, so that it is read in one breath.")},
    )
    masked = forms.BooleanField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = cast(forms.MultipleChoiceField, self.fields["words"])
        choice.choices = [(word.slug, word.label) for word in thanks_words()]

    def clean_words(self) -> list[str]:
        words: list[str] = self.cleaned_data["words"]
        if len(words) > WORDS_AT_MOST:
            raise forms.ValidationError(_("Three words at most: the ones that say it best."))
        return words
