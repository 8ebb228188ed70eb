"""A member connects an account elsewhere and disconnects it; what is kept of it, and what goes when they go."""

from __future__ import annotations

import time
from typing import Any

import pytest
from django.core import mail
from django.db import transaction
from django.test import Client
from django.urls import reverse

from members.models import Member
from members.rules import NotAllowed
from oidc import actions, queries, under_way
from oidc.models import Connection, Provider
from privacy.actions.erasing.account import shut
from privacy.actions.erasing.common import Leaving
from privacy.models import Erasure
from privacy.records import SETS
from tests import cast, make
from tests.oidc.going import BEGIN, connected, goes, returns, who
from tests.oidc.provider import FakeProvider

pytestmark = pytest.mark.django_db

OWN = "/settings/ways-in/"
CONNECT = "/settings/ways-in/the-library/"
REMOVAL = "/settings/ways-in/the-library/removal/"


def fresh(client: Client, member: Member) -> Client:
    """They have just shown that it is them."""
    member.set_password(make.PASSWORD)
    member.save()
    member.emailaddress_set.get_or_create(email=member.email, defaults={"verified": True, "primary": True})
    client.post("/accounts/login/", {"login": member.email, "password": make.PASSWORD})
    client.post("/accounts/reauthenticate/", {"password": make.PASSWORD, "next": "/"})
    return client


@pytest.fixture
def ines(client: Client, provider: Provider) -> Member:
    member = cast.ines()
    fresh(client, member)
    return member


def comes_back(client: Client, fake: FakeProvider) -> Any:
    there = client.post(CONNECT).context["there"]
    return returns(client, fake, there)


def test_an_account_is_connected(client: Client, fake: FakeProvider, ines: Member) -> None:
    assert "Connect" in client.get(OWN).content.decode()
    assert comes_back(client, fake)["Location"] == OWN
    row = Connection.objects.get()
    assert (row.member, row.subject) == (ines, "7")
    assert "/me" not in fake.asked  # their address there is none of our business
    assert mail.outbox[-1].subject == "An account elsewhere signs you in now"
    other = Client()
    returns(other, fake, goes(other))
    assert who(other) == ines.pk


def test_whoever_signed_in_long_ago_is_asked_first(client: Client, fake: FakeProvider, provider: Provider) -> None:
    client.force_login(cast.ines())
    assert client.post(CONNECT)["Location"].startswith("/accounts/reauthenticate/")


def test_whoever_has_no_password_signs_in_once_more(client: Client, fake: FakeProvider, provider: Provider) -> None:
    ines = cast.ines()
    ines.set_unusable_password()
    ines.save()
    client.force_login(ines)
    again = client.post(CONNECT)["Location"]
    assert again.startswith(reverse("privacy:again"))
    assert not Connection.objects.exists()


def test_an_account_of_somebody_else_is_not_taken_over(
    client: Client, fake: FakeProvider, ines: Member, provider: Provider
) -> None:
    connected(provider, make.member())
    words = client.get(comes_back(client, fake)["Location"]).content.decode()
    assert "That account already signs in somebody else here." in words
    assert Connection.objects.get().member != ines


def test_a_second_account_at_one_provider_is_refused(ines: Member, provider: Provider) -> None:
    actions.connect(member=ines, provider=provider, subject="7")
    with pytest.raises(NotAllowed, match="One account at The Library is enough"):
        actions.connect(member=ines, provider=provider, subject="8")


def test_comes_back_to_another_member_and_connects_nothing(client: Client, fake: FakeProvider, ines: Member) -> None:
    """Signing out empties the session; this would hold even where it did not."""
    there = client.post(CONNECT).context["there"]
    kept = client.session[under_way.GONE]
    client.force_login(make.member())
    session = client.session
    session[under_way.GONE] = kept
    session.save()
    assert returns(client, fake, there).status_code == 400
    assert not Connection.objects.exists()


@pytest.mark.parametrize("lie", [{"nonce": "another"}, {"aud": "another"}])
def test_a_word_that_is_not_right_connects_nothing(
    client: Client, fake: FakeProvider, ines: Member, lie: dict[str, str]
) -> None:
    fake.claims = lie
    assert comes_back(client, fake).status_code == 400
    assert not Connection.objects.exists()


def test_a_provider_that_is_off_is_not_on_offer(client: Client, ines: Member) -> None:
    Provider.objects.update(is_on=False)
    assert client.post(CONNECT).status_code == 404


def test_is_disconnected(client: Client, ines: Member, provider: Provider) -> None:
    connected(provider, ines)
    client.post(REMOVAL)
    assert not Connection.objects.exists()
    assert mail.outbox[-1].subject == "An account elsewhere signs you in no more"


def test_nobody_disconnects_anothers(client: Client, ines: Member, provider: Provider) -> None:
    connected(provider, make.member())
    assert client.post(REMOVAL).status_code == 404
    assert Connection.objects.exists()


def alone(member: Member) -> Member:
    """Without a password, and no address that was confirmed."""
    member.set_unusable_password()
    member.save()
    member.emailaddress_set.all().delete()
    return member


def test_the_only_way_in_stays(client: Client, provider: Provider, fake: FakeProvider) -> None:
    ines = cast.ines()
    row = connected(provider, ines)
    alone(ines)
    with pytest.raises(NotAllowed, match="your only way in"):
        actions.disconnect(connection=row)
    client.force_login(ines)
    words = client.get(OWN).content.decode()
    assert "This is your only way in." in words
    assert REMOVAL not in words


@pytest.mark.parametrize("way", ["password", "address", "another"])
def test_with_another_way_it_may_go(provider: Provider, way: str) -> None:
    ines = cast.ines()
    row = connected(provider, ines)
    alone(ines)
    if way == "password":
        ines.set_password(make.PASSWORD)
        ines.save()
    elif way == "address":
        ines.emailaddress_set.create(email=ines.email, verified=True)
    else:
        connected(_school(on=True), ines)
        ines.emailaddress_set.all().delete()
    actions.disconnect(connection=row)
    assert not Connection.objects.filter(pk=row.pk).exists()


def _school(*, on: bool) -> Provider:
    more = {"client_id": "we", "document": {}, "keys": []}
    return Provider.objects.create(
        name="The School", slug="the-school", issuer="https://school.example", is_on=on, **more
    )


def test_another_account_at_a_provider_that_is_off_is_no_way_in(provider: Provider) -> None:
    ines = cast.ines()
    row = connected(provider, ines)
    connected(_school(on=False), ines)
    alone(ines)
    with pytest.raises(NotAllowed):
        actions.disconnect(connection=row)
    assert queries.left_outside(provider) == 1


def test_the_page_says_so_where_there_is_none(client: Client, fake: FakeProvider, ines: Member) -> None:
    assert "None is connected" in client.get(OWN).content.decode()


def test_who_was_erased_comes_in_no_more(client: Client, fake: FakeProvider, provider: Provider) -> None:
    ines = cast.ines()
    connected(provider, ines)
    with transaction.atomic():
        shut(Leaving(Erasure(member=ines), ines))
    assert not Connection.objects.exists()
    answer = returns(client, fake, goes(client))
    assert who(client) is None
    assert answer["Location"] == "/accounts/joining/"


def test_the_copy_of_ones_data_names_it(provider: Provider) -> None:
    [part] = [part for part in SETS if part.model == "oidc.Connection"]
    assert not part.hide
    assert part.mine == ("member",)


def test_nothing_but_the_number_is_kept() -> None:
    kept = {field.name for field in Connection._meta.fields}
    assert kept == {"id", "provider", "member", "subject", "connected_at", "used_on"}


def test_signing_in_where_one_is_signed_in_leads_on(client: Client, ines: Member) -> None:
    assert client.post(BEGIN, {"next": "/path/"})["Location"] == "/path/"


def test_a_stolen_moment_is_not_enough(client: Client, ines: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    later = time.time() + 3600
    monkeypatch.setattr("allauth.account.internal.flows.reauthentication.time.time", lambda: later)
    assert client.post(CONNECT)["Location"].startswith("/accounts/reauthenticate/")
