"""The shape of the preferences form."""

from django import forms
from django.utils.translation import gettext_lazy as _

from notices.kinds import KINDS
from notices.push_wire import LONGEST_ENDPOINT


class DeviceForm(forms.Form):
    """What a browser says of its subscription."""

    endpoint = forms.CharField(max_length=LONGEST_ENDPOINT)
    p256dh = forms.CharField(max_length=100)
    auth = forms.CharField(max_length=40)


class ChoicesForm(forms.Form):
    """Which kinds come by mail as well."""

    by_mail = forms.MultipleChoiceField(
        choices=[(kind.name, kind.label) for kind in KINDS.values() if kind.is_choosable and not kind.by_rhythm],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    by_push = forms.MultipleChoiceField(
        choices=[(kind.name, kind.label) for kind in KINDS.values() if kind.is_choosable and not kind.by_rhythm],
        required=False,
    )
    digest = forms.ChoiceField(
        choices=[("", _("Never")), ("week", _("Each week")), ("day", _("Each day"))], required=False
    )
