"""What keeps scripts out of forms that a stranger may send: a field that people do not see, and a clock."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core import signing
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# Nobody reads a form and fills it in faster than this, not even with a password manager.
FASTEST_PERSON_SECONDS = 2
# A form left open for longer is not suspicious, but its clock says nothing any more: it passes.
CLOCK_SALT = "members.honeypot"


class HoneypotMixin(forms.Form):
    """Adds a field that only a script fills in and the time at which the form was made.

    Render both with `{% include "components/_honeypot.html" %}`. A person whose browser filled the field reads
    why, and loses nothing.
    """

    website = forms.CharField(
        required=False,
        label=gettext_lazy("Leave this field empty"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )
    made_at = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["made_at"].initial = signing.TimestampSigner(salt=CLOCK_SALT).sign("form")

    def clean_website(self) -> str:
        if self.cleaned_data.get("website"):
            # Emptied for the next try: a person cannot see what their browser put there.
            self.data = self.data.copy()  # type: ignore[attr-defined]
            self.data[self.add_prefix("website")] = ""  # type: ignore[index]
            raise forms.ValidationError(
                _("Your browser filled in a field that people do not see. It is empty now: please send it once more.")
            )
        return ""

    def clean_made_at(self) -> str:
        signer = signing.TimestampSigner(salt=CLOCK_SALT)
        given = self.cleaned_data.get("made_at") or ""
        try:
            signer.unsign(given, max_age=FASTEST_PERSON_SECONDS)
        except signing.SignatureExpired:
            return given  # older than the fastest person: good
        except signing.BadSignature:
            raise forms.ValidationError(_("This form was open for too long. Please send it again.")) from None
        raise forms.ValidationError(_("That was quicker than we can read. Please send it once more."))
