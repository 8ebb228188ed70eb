"""The shape of thanks."""

from __future__ import annotations

from typing import Any, cast

from django import forms

from recognition.queries import thanks_words
from recognition.rules import LONGEST_NOTE, NO_WORD, TOO_LONG, TOO_MANY_WORDS, WORDS_AT_MOST


class ThanksForm(forms.Form):
    words = forms.MultipleChoiceField(error_messages={"required": NO_WORD})
    note = forms.CharField(
        required=False,
        max_length=LONGEST_NOTE,
        error_messages={"max_length": TOO_LONG},
    )
    masked = forms.BooleanField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = cast(forms.MultipleChoiceField, self.fields["words"])
        choice.choices = [(word.slug, word.label) for word in thanks_words()]

    def clean_words(self) -> list[str]:
        words: list[str] = self.cleaned_data["words"]
        if len(words) > WORDS_AT_MOST:
            raise forms.ValidationError(TOO_MANY_WORDS)
        return words
