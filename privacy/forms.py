"""What somebody types about their own data."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from members.models import Member


class HandleForm(forms.Form):
    handle = forms.CharField(
        label=_("Your new handle"),
        help_text=_("Letters, numbers and hyphens, at most 30. Others call you by it: @river-birch"),
        max_length=Member._meta.get_field("handle").max_length,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
