"""What a person does: presses the button, signs in at the provider, comes back."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.urls import reverse

from oidc.models import Provider
from tests.oidc.provider import FakeProvider

BEGIN = "/accounts/with/the-library/"
BACK = "/accounts/with/the-library/back/"
JOIN = "/accounts/joining/"


def goes(client: Client, slug: str = "the-library", **sent: str) -> str:
    """The address of the provider to which the page leads."""
    answer = client.post(reverse("oidc:begin", args=[slug]), sent)
    assert answer.status_code == 200, answer.status_code
    return str(answer.context["there"])


def returns(client: Client, fake: FakeProvider, there: str, slug: str = "the-library", **more: str) -> Any:
    code, state = fake.code_for(there)
    return client.get(reverse("oidc:back", args=[slug]), {"code": code, "state": state} | more)


def signs_in(client: Client, fake: FakeProvider, slug: str = "the-library", **sent: str) -> Any:
    return returns(client, fake, goes(client, slug, **sent), slug)


def connected(provider: Provider, member: Any, subject: str = "7") -> Any:
    member.emailaddress_set.get_or_create(email=member.email, defaults={"verified": True, "primary": True})
    return provider.connections.create(member=member, subject=subject)


def who(client: Client) -> int | None:
    """Whoever is signed in here."""
    found = client.session.get("_auth_user_id")
    return int(found) if found else None


def joins(client: Client, **more: str) -> Any:
    """Fills in the form after coming back."""
    form = client.get(JOIN).context["form"]
    filled = {
        "name": "Wilf",
        "email": form["email"].value() or "",
        "agreement": "on",
        "made_at": form["made_at"].value(),
    }
    return client.post(JOIN, filled | more)
