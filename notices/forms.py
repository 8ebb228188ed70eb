"""The shape of the preferences form."""

from django import forms
from django.utils.translation import gettext_lazy as _

from notices.kinds import KINDS


class ChoicesForm(forms.Form):
    """Which kinds come by mail as well."""

    by_mail = forms.MultipleChoiceField(
        choices=[(kind.name, kind.label) for kind in KINDS.values() if kind.is_choosable and not kind.by_rhythm],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    digest = forms.ChoiceField(
        choices=[("", _("Never")), ("week", _("Each week")), ("day", _("Each day"))], required=False
    )
