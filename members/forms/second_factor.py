"""The second step of signing in: allauth's forms, in which a code counts once."""

from __future__ import annotations

from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as base
from allauth.mfa.base.internal.flows import check_rate_limit
from allauth.mfa.totp import forms as totp
from django import forms

from members.actions import second_factor
from members.models import Member


class Once(forms.Form):
    """A code that was used is as wrong as any other: it gives back none of the tries."""

    user: Member

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"])
        if second_factor.is_over(self.user, code):
            check_rate_limit(self.user)
            raise get_adapter().validation_error("incorrect_code")
        code = super().clean_code()
        if not second_factor.take(member=self.user, code=code):
            raise get_adapter().validation_error("incorrect_code")
        return code


class AuthenticateForm(Once, base.AuthenticateForm):
    """At sign-in."""


class ReauthenticateForm(Once, base.ReauthenticateForm):
    """Before something that only the member may do."""


class ActivateForm(totp.ActivateTOTPForm):
    """Sets an authenticator up."""

    def clean_code(self) -> str:
        code = str(super().clean_code())
        second_factor.begin(member=self.user, secret=self.secret, code=code)
        return code
