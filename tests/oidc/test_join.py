"""Joining through a provider: what everybody is asked, and whose address is believed."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client

from activity.models import Event
from members.actions import accounts, invitations
from members.models import AgreementAcceptance, Member
from oidc.models import Connection, Provider
from tests import cast, make
from tests.joining import CODE, code_in_mail
from tests.oidc.conftest import row_of
from tests.oidc.going import JOIN, connected, goes, joins, returns, signs_in, who
from tests.oidc.provider import FakeProvider, running

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("patient", "provider")]

CONFIRMED = {"email": "wilf@example.org", "email_verified": True, "name": "Wilf of the Library"}


def test_a_newcomer_is_asked_what_everybody_is_asked(client: Client, fake: FakeProvider) -> None:
    fake.userinfo = CONFIRMED
    assert signs_in(client, fake)["Location"] == JOIN
    assert not Member.objects.exists()
    words = client.get(JOIN).content.decode()
    assert 'value="Wilf of the Library"' in words
    assert 'value="wilf@example.org"' in words
    answer = joins(client)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    wilf = Member.objects.get(handle="wilf")
    assert who(client) == wilf.pk
    assert wilf.approved_at is not None
    assert not wilf.has_usable_password()
    assert EmailAddress.objects.get(user=wilf).verified
    assert AgreementAcceptance.objects.filter(member=wilf).exists()
    assert Connection.objects.get().member == wilf
    assert mail.outbox == []
    assert Event.objects.filter(verb="member.joined").count() == 1


def test_comes_in_the_next_time(client: Client, fake: FakeProvider) -> None:
    fake.userinfo = CONFIRMED
    signs_in(client, fake)
    joins(client)
    later = Client()
    signs_in(later, fake)
    assert who(later) == Member.objects.get(handle="wilf").pk


def test_an_address_in_the_token_needs_no_second_question(client: Client, fake: FakeProvider) -> None:
    fake.claims = CONFIRMED
    signs_in(client, fake)
    assert "/me" not in fake.asked
    assert client.get(JOIN).context["form"]["email"].value() == "wilf@example.org"


def test_goes_on_to_the_page_that_was_asked_for(client: Client, fake: FakeProvider) -> None:
    fake.userinfo = CONFIRMED
    signs_in(client, fake, next="/ask/")
    assert joins(client)["Location"] == "/ask/"


# --- addresses -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("verified", [False, None, "false", "true", 1])
def test_an_unconfirmed_address_is_confirmed_here(client: Client, fake: FakeProvider, verified: Any) -> None:
    fake.userinfo = CONFIRMED | {"email_verified": verified}
    signs_in(client, fake)
    assert joins(client)["Location"] == CODE
    assert who(client) is None
    assert not Connection.objects.exists()
    assert not EmailAddress.objects.filter(verified=True).exists()
    client.post(CODE, {"code": code_in_mail()})
    wilf = Member.objects.get(handle="wilf")
    assert who(client) == wilf.pk
    assert Connection.objects.get().member == wilf


def test_another_address_than_the_confirmed_one_is_confirmed_here(client: Client, fake: FakeProvider) -> None:
    fake.userinfo = CONFIRMED
    signs_in(client, fake)
    assert joins(client, email="other@example.org")["Location"] == CODE
    assert mail.outbox[-1].to == ["other@example.org"]
    assert not EmailAddress.objects.filter(verified=True).exists()


def test_without_an_address_one_is_typed(client: Client, fake: FakeProvider) -> None:
    signs_in(client, fake)
    assert joins(client).status_code == 422
    assert joins(client, email="wilf@example.org")["Location"] == CODE


def test_nobody_waits_in_an_account_for_whoever_holds_its_address(client: Client, fake: FakeProvider) -> None:
    """Who joins with somebody else's address and never confirms it is connected with nothing, whoever does so later."""
    fake.userinfo = CONFIRMED | {"email_verified": False}
    signs_in(client, fake)
    joins(client)
    owner = Client()
    owner.post("/accounts/login/code/", {"email": "wilf@example.org"})
    owner.post("/accounts/login/code/confirm/", {"code": code_in_mail()})
    assert who(owner) == Member.objects.get(handle="wilf").pk
    assert not Connection.objects.exists()
    attacker = Client()
    signs_in(attacker, fake)
    assert who(attacker) is None


def test_an_address_of_a_member_signs_nobody_in(client: Client, fake: FakeProvider) -> None:
    ines = cast.ines()
    fake.userinfo = CONFIRMED | {"email": ines.email}
    answer = signs_in(client, fake)
    assert answer.status_code == 409
    assert "please sign in as you do. Then connect" in " ".join(answer.content.decode().split())
    assert who(client) is None
    assert not Connection.objects.exists()
    assert client.get(JOIN)["Location"] == "/accounts/login/"


def test_another_spelling_of_it_neither(client: Client, fake: FakeProvider) -> None:
    ines = cast.ines()
    fake.userinfo = CONFIRMED | {"email": ines.email.upper()}
    assert signs_in(client, fake).status_code == 409


def test_an_unconfirmed_address_of_a_member_says_nothing(client: Client, fake: FakeProvider) -> None:
    """The same steps as for an address that nobody here has, and a mail to its owner alone."""
    ines = cast.ines()
    fake.userinfo = {"email": ines.email, "email_verified": False}
    assert signs_in(client, fake)["Location"] == JOIN
    assert joins(client)["Location"] == CODE
    assert mail.outbox[-1].subject == "About your sign-up"
    code = client.session["account_email_verification_code"]["code"]
    client.post(CODE, {"code": code})
    assert who(client) is None
    assert not Connection.objects.exists()


def test_an_address_that_is_taken_while_the_form_is_open(client: Client, fake: FakeProvider) -> None:
    fake.userinfo = CONFIRMED
    signs_in(client, fake)
    make.member(email="wilf@example.org")
    answer = joins(client)
    assert answer.status_code == 422
    assert "already belongs to an account" in answer.content.decode()
    assert not Connection.objects.exists()


def test_two_providers_with_one_address_are_two_people(client: Client, fake: FakeProvider, settings: Any) -> None:
    fake.userinfo = CONFIRMED
    signs_in(client, fake)
    joins(client)
    with running() as second:
        settings.OIDC_INSIDE = [fake.origin, second.origin]
        row_of(second, name="The School", slug="the-school")
        second.userinfo = CONFIRMED
        stranger = Client()
        answer = signs_in(stranger, second, "the-school")
    assert (answer.status_code, who(stranger)) == (409, None)
    assert Connection.objects.get().provider.slug == "the-library"


def test_data_of_somebody_else_is_not_used(client: Client, fake: FakeProvider) -> None:
    fake.userinfo = CONFIRMED | {"sub": "8"}
    assert signs_in(client, fake).status_code == 400
    assert client.get(JOIN)["Location"] == "/accounts/login/"


@pytest.mark.parametrize("email", ["no address", "a@b@c", 7, "x" * 300 + "@example.org", "wilf\0@example.org"])
def test_what_is_no_address_is_left_out(client: Client, fake: FakeProvider, email: Any) -> None:
    fake.userinfo = CONFIRMED | {"email": email}
    assert signs_in(client, fake)["Location"] == JOIN
    assert client.get(JOIN).context["form"]["email"].value() in ("", None)


def test_half_a_sign_in_a_name_is_left_out(client: Client, fake: FakeProvider) -> None:
    """JSON can hold one, and no page."""
    fake.userinfo = CONFIRMED | {"name": "Wilf \ud83d"}
    signs_in(client, fake)
    assert 'value="Wilf"' in client.get(JOIN).content.decode()


# --- the ways of registration ------------------------------------------------------------------------------------


def test_by_invitation_nobody_joins_without_one(client: Client, fake: FakeProvider) -> None:
    make.community(registration="invitation")
    fake.userinfo = CONFIRMED
    answer = signs_in(client, fake)
    assert "Members invite each other here" in answer.content.decode()
    assert client.get(JOIN)["Location"] == "/accounts/login/"
    assert not Member.objects.exists()


def test_an_invitation_is_used(client: Client, fake: FakeProvider) -> None:
    make.community(registration="invitation")
    invitation, token = invitations.invite(by=cast.ines(), note="")
    client.get(f"/join/{token}/")
    fake.userinfo = CONFIRMED
    signs_in(client, fake)
    joins(client)
    invitation.refresh_from_db()
    assert invitation.used_by == Member.objects.get(handle="wilf")
    assert who(client) == invitation.used_by_id


def test_where_an_admin_says_yes_first_they_wait(client: Client, fake: FakeProvider) -> None:
    make.community(registration="approval")
    fake.userinfo = CONFIRMED
    signs_in(client, fake)
    assert joins(client).status_code == 422  # it asks what brings them here
    assert joins(client, application="A friend told me.")["Location"] == "/waiting/"
    assert who(client) is None
    wilf = Member.objects.get(handle="wilf")
    accounts.admit(applicant=wilf, by=make.admin())
    signs_in(client, fake)
    assert who(client) == wilf.pk


def test_before_the_community_is_set_up_nobody_joins(client: Client, fake: FakeProvider) -> None:
    make.community(set_up_at=None)
    fake.userinfo = CONFIRMED
    assert "This community is being prepared" in signs_in(client, fake).content.decode()


# --- the form ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sent", [{"agreement": ""}, {"name": ""}, {"website": "https://buy.example/"}])
def test_the_form_refuses_what_the_other_one_refuses(client: Client, fake: FakeProvider, sent: dict[str, str]) -> None:
    fake.userinfo = CONFIRMED
    signs_in(client, fake)
    answer = joins(client, **sent)
    assert answer.status_code == 422
    assert 'value="wilf@example.org"' in answer.content.decode()
    assert not Member.objects.exists()


def test_a_taken_name_is_refused(client: Client, fake: FakeProvider) -> None:
    make.member(name="Wilf", email="w@example.org", name_key="wilf")
    fake.userinfo = CONFIRMED
    signs_in(client, fake)
    answer = joins(client)
    assert answer.status_code in (409, 422)
    assert "That name is taken here." in answer.content.decode()


def test_nobody_joins_without_having_been_there(client: Client) -> None:
    assert client.get(JOIN)["Location"] == "/accounts/login/"
    assert client.post(JOIN, {"name": "Wilf", "email": "w@example.org", "agreement": "on"}).status_code == 302
    assert not Member.objects.exists()


def test_a_form_of_a_provider_that_was_switched_off_makes_nothing(client: Client, fake: FakeProvider) -> None:
    fake.userinfo = CONFIRMED
    signs_in(client, fake)
    Provider.objects.update(is_on=False)
    assert client.get(JOIN)["Location"] == "/accounts/login/"


def test_who_joined_in_one_tab_is_in_the_other_too(client: Client, fake: FakeProvider) -> None:
    fake.userinfo = CONFIRMED
    there = goes(client)
    signs_in(client, fake)
    joins(client)
    assert returns(client, fake, there)["Location"] == "/"


def test_a_connection_is_one_persons(fake: FakeProvider) -> None:
    row = Provider.objects.get()
    connected(row, cast.ines())
    with pytest.raises(IntegrityError), transaction.atomic():
        connected(row, make.member())
