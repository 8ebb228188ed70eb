"""Setting a provider up, and joining through one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.forms.accounts import SignupForm
from members.forms.changes import ChangesAlone
from members.forms.fields import Address
from members.handles import NAME_LENGTH
from members.models import Member
from members.rules import NotAllowed
from oidc import actions, protocol, under_way
from oidc.models import Provider
from oidc.protocol import Person
from oidc.rules import can_be_opened
from web.refusal import why_not


class NewProviderForm(forms.Form):
    """Its name and where it is. It is asked what it says of itself while the form is looked at."""

    name = forms.CharField(
        label=gettext_lazy("What do people call it?"),
        help_text=gettext_lazy("It stands on the button: “Continue with …”."),
        max_length=40,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    issuer = forms.CharField(
        label=gettext_lazy("Its issuer address"),
        help_text=gettext_lazy(
            "As it calls itself: https://login.example.org. We ask it now, and it cannot be changed later."
        ),
        max_length=500,
        widget=forms.URLInput(attrs={"autocomplete": "off", "dir": "ltr"}),
    )

    document: dict[str, Any]
    keys: list[dict[str, Any]]

    def clean_issuer(self) -> str:
        issuer = protocol.tidy_issuer(self.cleaned_data["issuer"])
        try:
            self.document = protocol.document_of(issuer)
            self.keys = protocol.keys_of(self.document)
        except protocol.Trouble as why:
            raise ValidationError(str(why)) from None
        return issuer


class ProviderForm(ChangesAlone, forms.Form):
    """What it knows us by. The secret is written and never shown."""

    name = forms.CharField(
        label=gettext_lazy("What do people call it?"), max_length=40, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    client_id = forms.CharField(
        label=gettext_lazy("Client ID"),
        help_text=gettext_lazy(
            "What it calls us, shown there once this community is registered with the address above."
        ),
        max_length=255,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "ltr", "class": "input mono"}),
    )
    secret = forms.CharField(
        label=gettext_lazy("Client secret"),
        max_length=1000,
        required=False,
        strip=True,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "dir": "ltr"}),
    )
    no_secret = forms.BooleanField(
        label=gettext_lazy("It gave us no secret"),
        help_text=gettext_lazy("Some ask for none. One that is kept here is forgotten then."),
        required=False,
    )

    def __init__(self, *args: Any, provider: Provider, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("secret", "no_secret"):  # nothing of them stands in the page
            self.fields[name].show_hidden_initial = False
        self.fields["secret"].help_text = (
            _("One is kept, and never shown. Leave this empty to keep it.")
            if provider.has_secret and not why_not(can_be_opened, provider)
            else _("It is kept, and never shown again.")
        )

    @staticmethod
    def of(provider: Provider) -> dict[str, str]:
        return {"name": provider.name, "client_id": provider.client_id}

    def values(self) -> dict[str, Any]:
        said = self.cleaned_data
        secret = "" if said.get("no_secret") else said.get("secret") or None
        return {"name": said.get("name"), "client_id": said.get("client_id"), "secret": secret}

    def ask_for_secret(self) -> None:
        """A page that comes back does not bring it along: sent once more, the form would keep the old one unnoticed."""
        if self.data.get("secret"):
            self.add_error("secret", _("Please type it again: it is never shown, and nothing was saved."))


class JoinForm(SignupForm):
    """As for everybody, without a password. An address that the provider has confirmed needs no code."""

    def __init__(self, *args: Any, person: Person, provider: Provider, **kwargs: Any) -> None:
        self.person, self.provider = person, provider
        suggested = " ".join(person.name.split())[:NAME_LENGTH]
        super().__init__(*args, initial={"name": suggested, "email": person.email}, **kwargs)
        del self.fields["password1"]
        if person.is_verified and person.email:
            self.fields["email"].help_text = _(
                "%(provider)s says that it is yours. For another one we mail you a code. Never shown to anyone."
            ) % {"provider": provider.name}

    def validate_unique_email(self, value: str) -> str:
        """Whoever holds an address is told that it is known here; anybody else learns nothing, as when joining by mail."""
        value = super().validate_unique_email(value)
        if self.account_already_exists and self.is_confirmed:
            raise ValidationError(_("That address already belongs to an account. Sign in as you do, then connect it."))
        return value

    def save(self, request: HttpRequest) -> Member:
        """With its connection: at once where the address is known to be theirs, else when it is."""
        try:
            with transaction.atomic():
                member = super().save(request)
        except IntegrityError:  # the address was confirmed by somebody else in this very moment
            raise NotAllowed(_("That didn’t work just now. Please send it once more.")) from None
        if self.is_confirmed:
            actions.connect(member=member, provider=self.provider, subject=self.person.subject)
        else:
            under_way.will_connect(request, self.provider, self.person.subject, member)
        return member

    @property
    def is_confirmed(self) -> bool:
        return self.person.is_verified and self.cleaned_data["email"] == self.person.email


def address_in(said: str) -> str:
    """In the one spelling in which addresses are kept; "" for what is none."""
    try:
        return str(Address().clean(said))
    except ValidationError:
        return ""
