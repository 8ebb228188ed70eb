"""An address is kept in one spelling: `faß.de` and `xn--fa-hia.de` are one account, and never `fass.de`."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.core.context import request_context
from django.apps import apps
from django.core import mail
from django.test import Client, RequestFactory

from members.forms.accounts import AddEmailForm
from members.models import Member
from members.queries import by_login
from tests import make

pytestmark = pytest.mark.django_db

KEPT = "wilf@xn--fa-hia.de"
SPELLINGS = ("wilf@faß.de", "Wilf@FAß.de", "wilf@xn--fa-hia.de", "wilf@XN--FA-HIA.DE")


@pytest.fixture(autouse=True)
def _community(patient: None) -> None:
    make.community()


def joins(client: Client, address: str) -> Any:
    made_at = client.get("/accounts/signup/").context["form"]["made_at"].value()
    form = {"name": "Wilf", "email": address, "agreement": "on", "made_at": made_at}
    return client.post("/accounts/signup/", form)


def member_with_address() -> Member:
    member = make.member(handle="wilf", email=KEPT)
    EmailAddress.objects.create(user=member, email=KEPT, verified=True, primary=True)
    return member


@pytest.mark.parametrize("address", SPELLINGS)
def test_joining(client: Client, address: str) -> None:
    assert joins(client, address).status_code == 302
    assert Member.objects.get(handle="wilf").email == KEPT
    assert EmailAddress.objects.get().email == KEPT
    assert [one.to for one in mail.outbox] == [[KEPT]]


@pytest.mark.parametrize("address", SPELLINGS)
def test_signing_in_with_a_password(client: Client, address: str) -> None:
    member = member_with_address()
    assert by_login(address) == member
    client.post("/accounts/login/", {"login": address, "password": make.PASSWORD})
    assert client.session["_auth_user_id"] == str(member.pk)


@pytest.mark.parametrize("where", ["/accounts/login/code/", "/accounts/password/reset/"])
@pytest.mark.parametrize("address", SPELLINGS[:2])
def test_a_code_is_for_the_same_account(client: Client, where: str, address: str) -> None:
    member_with_address()
    client.post(where, {"email": address})
    Client().post("/accounts/login/code/", {"email": "wilf@fass.de"})
    known, unknown = mail.outbox
    assert (known.to, unknown.to) == ([KEPT], ["wilf@fass.de"])
    assert "code" in known.subject.lower()
    assert known.subject != unknown.subject


@pytest.mark.parametrize(("address", "kept"), [("new@faß.de", "new@xn--fa-hia.de"), ("Wilf@faß.de", None)])
def test_another_address(rf: RequestFactory, address: str, kept: str | None) -> None:
    with request_context(rf.get("/")):
        form = AddEmailForm(member_with_address(), {"email": address})
        assert form.is_valid() is bool(kept)  # that of today in another spelling is none
    assert form.cleaned_data.get("email") == kept


@pytest.mark.parametrize(
    "address", ["wilf@", "@faß.de", "wilf@fa ß.de", "wilf@..ß", f"wilf@{'ß' * 70}.de", "wílf@faß.de"]
)
def test_what_is_no_address_is_refused(client: Client, address: str) -> None:
    assert joins(client, address).context["form"].errors["email"]
    assert not Member.objects.filter(handle="wilf").exists()


def test_rows_from_before_are_respelled() -> None:
    respell = import_module("members.migrations.0004_one_spelling_of_addresses").respell
    plain, other, twice = (make.member(handle=name) for name in ("plain", "other", "twice"))
    Member.objects.filter(pk=other.pk).update(email="other@faß.de")
    EmailAddress.objects.bulk_create([EmailAddress(user=other, email="other@faß.de", verified=True)])
    make.member(handle="first", email="two@xn--fa-hia.de")
    Member.objects.filter(pk=twice.pk).update(email="two@faß.de")
    respell(apps, None)
    addresses = dict(Member.objects.values_list("handle", "email"))
    assert addresses["other"] == "other@xn--fa-hia.de"
    assert addresses["plain"] == plain.email
    assert addresses["twice"] == "two@faß.de"
    assert EmailAddress.objects.get().email == "other@xn--fa-hia.de"
