"""The shape of the preferences form."""

from django import forms

from notices.kinds import KINDS


class ChoicesForm(forms.Form):
    """Which kinds come by mail as well."""

    by_mail = forms.MultipleChoiceField(
        choices=[(kind.name, kind.label) for kind in KINDS.values() if kind.is_choosable],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
