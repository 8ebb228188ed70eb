"""What somebody types about their own data."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from members.models import Member
from privacy.models import Erasure


class BringForm(forms.Form):
    copy = forms.FileField(
        label=_("Your copy"),
        help_text=_("The ZIP file that the other community gave you under “Your data”."),
        widget=forms.FileInput(attrs={"accept": ".zip,application/zip"}),
        allow_empty_file=True,  # what it is not gets a sentence of ours
        error_messages={"required": _("Choose the file first.")},
    )


class HandleForm(forms.Form):
    handle = forms.CharField(
        label=_("Your new handle"),
        help_text=_("Letters, numbers and hyphens, at most 30. Others call you by it: @river-birch"),
        max_length=Member._meta.get_field("handle").max_length,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )


class LeaveForm(forms.Form):
    words = forms.ChoiceField(
        label=_("What you wrote under your name"), choices=Erasure.Words, widget=forms.RadioSelect, initial="keep"
    )
    masked = forms.ChoiceField(
        label=_("What you wrote without your name"), choices=Erasure.Masked, widget=forms.RadioSelect, initial="stay"
    )
    sure = forms.BooleanField(
        label=_("I know that after 14 days nobody can bring it back."),
        error_messages={"required": _("Please tick this, so that we know that you mean it.")},
    )


class LawForm(forms.Form):
    text = forms.CharField(
        label=_("What stands there"),
        help_text=_("Markdown works here. Without a word, the words that it began with are there again."),
        max_length=40_000,
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"dir": "auto", "rows": "24"}),
    )


class RecordForm(forms.Form):
    begin = forms.DateField(
        label=pgettext_lazy("the first day", "From"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    end = forms.DateField(
        label=pgettext_lazy("the last day", "To"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    form = forms.ChoiceField(
        label=_("As"), choices=[("", _("a page")), ("csv", "CSV"), ("json", "JSON")], required=False
    )
