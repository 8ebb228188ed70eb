"""How the community looks."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from members.models import Community

BUILT_IN = _("petrol, as it came")


def hues() -> list[tuple[Any, Any]]:
    return [("", BUILT_IN), *Community.Hue.choices]


class HueForm(forms.Form):
    hue = forms.TypedChoiceField(
        label=_("Which colour?"),
        choices=hues,
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
