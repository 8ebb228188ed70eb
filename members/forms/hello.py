"""A few words to somebody who is new."""

from django import forms
from django.utils.translation import gettext_lazy as _

from members.models import Hello


class AnswerForm(forms.Form):
    words = forms.CharField(
        label=_("Your answer"),
        help_text=_("A line is enough. Only the two of you read it."),
        max_length=Hello.WORDS_AT_MOST,
        widget=forms.Textarea(attrs={"rows": "3", "dir": "auto"}),
        error_messages={"required": _("A word or two are enough.")},
    )


class HelloForm(forms.Form):
    words = forms.CharField(
        label=_("A few words"),
        help_text=_("Short is fine. Only they read it, on their own page."),
        max_length=Hello.WORDS_AT_MOST,
        widget=forms.Textarea(attrs={"rows": "3", "dir": "auto"}),
        error_messages={"required": _("A hello needs a word or two.")},
    )
