"""Joining and signing in: allauth's forms with our words and our questions."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.account import forms as allauth_forms
from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.core import ratelimit
from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum.limits import SIGN_UPS_PER_ADDRESS, check_address
from members import queries
from members.actions import accounts
from members.forms.fields import Address
from members.honeypot import HoneypotMixin
from members.models import Community, Member
from members.rules import NotAllowed
from web.http import address_of
from writing.domains import one_spelling

WHY_LENGTH = 500  # characters, as the column


class SignupForm(HoneypotMixin, allauth_forms.SignupForm):
    """A name to be called by, an address, the agreement; a password only for those who want one."""

    email = Address()
    name = forms.CharField(
        label=gettext_lazy("What should we call you?"),
        help_text=gettext_lazy("It doesn’t have to be your real name. Members see it beside what you write."),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "nickname", "dir": "auto"}),
    )
    application = forms.CharField(
        label=gettext_lazy("What brings you here?"),
        help_text=gettext_lazy("A line is enough. The people who run this community read it and answer you."),
        max_length=WHY_LENGTH,
        widget=forms.Textarea(attrs={"rows": "3", "dir": "auto"}),
    )
    agreement = forms.BooleanField(
        label=gettext_lazy("I have read the agreement and I’m fine with it."),
        error_messages={"required": gettext_lazy("Please read the agreement and tick the box if you’re fine with it.")},
    )
    time_zone = forms.CharField(required=False, widget=forms.HiddenInput(attrs={"data-time-zone": ""}))
    field_order = ("name", "email", "password1", "application", "agreement", "time_zone", "website", "made_at")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        email, password = self.fields["email"], self.fields["password1"]
        email.label = _("E-mail")
        email.help_text = _("To sign in and for the few messages you choose to get. Never shown to anyone.")
        password.label = _("Password")
        password.help_text = _("Leave it empty to sign in with a code that we mail you. Otherwise ten signs or more.")
        for field in (email, password):
            field.widget.attrs.pop("placeholder", None)
        if queries.community().registration != Community.Registration.APPROVAL:
            del self.fields["application"]

    def clean_name(self) -> str:
        try:
            return queries.free_name(self.cleaned_data["name"])
        except NotAllowed as refusal:
            raise forms.ValidationError(str(refusal)) from None

    def validate_unique_email(self, value: str) -> str:
        self.account_already_exists = queries.by_address(value) is not None
        return value

    def try_save(self, request: HttpRequest) -> tuple[Member | None, HttpResponse | None]:
        member = self.enrol(request)
        return member, None if member else render(request, "account/signup.html", {"form": self}, status=409)

    def enrol(self, request: HttpRequest) -> Member | None:
        """An address that belongs to somebody makes an account as well: one without an address, which nobody can
        confirm and which is forgotten after two days. So it takes as long, takes the name, and tells nobody anything.

        None where somebody else was quicker: the form says with what.
        """
        try:
            with transaction.atomic():
                return self.save(request)
        except NotAllowed as refusal:
            self.add_error(None, str(refusal))
            return None

    def save(self, request: HttpRequest) -> Member:
        adapter = get_adapter()
        member: Member = adapter.save_user(request, adapter.new_user(request), self)
        EmailAddress.objects.create(
            user=member, email=self.cleaned_data["email"], primary=True, verified=self.is_confirmed
        )
        return member

    @property
    def is_confirmed(self) -> bool:
        """Is it known already that the address is theirs?"""
        return False

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors:
            try:
                check_address(SIGN_UPS_PER_ADDRESS, address_of(allauth_forms.context.request))
            except NotAllowed as refusal:
                raise forms.ValidationError(str(refusal)) from None
        return cleaned


class LoginForm(allauth_forms.LoginForm):
    """By address or name, with a password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("E-mail or name")
        self.fields["login"].widget.attrs |= {"autocomplete": "username"}
        self.fields["password"].label = _("Password")
        self.fields["password"].help_text = ""

    def clean_login(self) -> str:
        return one_spelling(self.cleaned_data["login"])


class OurWords:
    """allauth's labels, in the words and the case of this place."""

    OURS: ClassVar[dict[str, Any]] = {
        "email": gettext_lazy("E-mail"),
        "oldpassword": gettext_lazy("Your password now"),
        "password1": gettext_lazy("The new password"),
        "password2": gettext_lazy("The new password once more"),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, forms.Field] = self.fields
        for name in self.OURS.keys() & fields.keys():
            fields[name].label = self.OURS[name]


class AddEmailForm(OurWords, allauth_forms.AddEmailForm):
    """Another address."""

    email = Address()


class ChangePasswordForm(OurWords, allauth_forms.ChangePasswordForm):
    """Another password, by whoever knows the present one."""


class SetPasswordForm(OurWords, allauth_forms.SetPasswordForm):
    """A first password."""


class ResetPasswordForm(OurWords, allauth_forms.ResetPasswordForm):
    """Asks for a code that allows a new password."""

    email = Address()

    def clean_email(self) -> str:
        self.users = [accounts.whoever_has(self.cleaned_data["email"])]
        return str(self.cleaned_data["email"])


class ResetPasswordKeyForm(OurWords, allauth_forms.ResetPasswordKeyForm):
    """A new password, with that code."""


class RequestLoginCodeForm(OurWords, allauth_forms.RequestLoginCodeForm):
    """Asks for a code to sign in with."""

    email = Address()

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"])
        if not ratelimit.consume(allauth_forms.context.request, action="request_login_code", key=email.lower()):
            raise get_adapter().validation_error("too_many_login_attempts")
        self._user = accounts.whoever_has(email)
        return email
