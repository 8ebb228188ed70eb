"""What somebody types about their own data."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from members.models import Member
from privacy.models import Erasure


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
