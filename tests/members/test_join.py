"""Joining by a mailed code: what is made, and everything that is refused."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from activity.models import Event
from members.actions import accounts
from members.models import AgreementAcceptance, Community, Member, StageChange
from tests import cast, make
from tests.joining import CODE, SIGN_UP, code_in_mail, join, sign_up, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("patient")]


def test_a_newcomer_joins_with_a_code(client: Client) -> None:
    make.community(agreement_version=3)
    assert sign_up(client).headers["location"] == CODE
    wilf = Member.objects.get(handle="wilf")
    assert wilf.approved_at is None
    answer = client.post(CODE, {"code": code_in_mail()})
    assert (answer.status_code, answer.headers["location"]) == (302, "/")
    wilf.refresh_from_db()
    assert wilf.approved_at is not None
    assert (wilf.display_name, wilf.time_zone, wilf.stage) == ("Wilf", "Europe/London", "newcomer")
    assert not wilf.has_usable_password()
    assert AgreementAcceptance.objects.get(member=wilf).version == 3
    assert StageChange.objects.get(member=wilf).after == "newcomer"
    assert Event.objects.get(verb="member.joined").member_id == wilf.pk
    assert int(client.session["_auth_user_id"]) == wilf.pk


def test_nothing_is_recorded_before_the_code(client: Client) -> None:
    make.community()
    sign_up(client)
    assert not Event.objects.exists()
    assert "_auth_user_id" not in client.session


def test_goes_on_to_where_they_wanted_to_go(client: Client) -> None:
    make.community()
    client.post(SIGN_UP, words(client, next="/ask/"))
    assert client.post(CODE, {"code": code_in_mail()}).headers["location"] == "/ask/"


def test_next_stays_on_this_site(client: Client) -> None:
    make.community()
    client.post(SIGN_UP, words(client, next="https://evil.example/"))
    assert client.post(CODE, {"code": code_in_mail()}).headers["location"] == "/"


def test_a_wrong_code_lets_nobody_in(client: Client) -> None:
    make.community()
    sign_up(client)
    answer = client.post(CODE, {"code": "AAAA-1111"})
    assert b"That isn\xe2\x80\x99t the code" in answer.content
    assert Member.objects.get(handle="wilf").approved_at is None


def test_three_wrong_codes_end_it(client: Client) -> None:
    make.community()
    sign_up(client)
    right = code_in_mail()
    for _ in range(3):
        client.post(CODE, {"code": "AAAA-1111"})
    client.post(CODE, {"code": right})
    assert Member.objects.get(handle="wilf").approved_at is None


def test_without_the_agreement_nobody_joins(client: Client) -> None:
    make.community()
    answer = sign_up(client, agreement="")
    assert answer.status_code == 200
    assert b"Please read the agreement" in answer.content
    assert not Member.objects.exists()


def test_what_was_typed_is_kept(client: Client) -> None:
    make.community()
    answer = sign_up(client, agreement="", name="Wilf the second")
    assert b'value="Wilf the second"' in answer.content
    assert b'value="wilf@example.org"' in answer.content


def test_a_taken_name_is_refused_with_one_that_is_free(client: Client) -> None:
    make.community()
    join(client)
    other = Client()
    answer = sign_up(other, email="other@example.org", name="WILF")
    assert "That name is taken here. “WILF A” is free." in answer.content.decode()


def test_an_address_that_belongs_to_somebody_takes_the_same_steps(client: Client) -> None:
    make.community()
    ines = cast.ines()
    known = sign_up(client, email=ines.email, name="Wilma")
    assert (known.status_code, known.headers["location"]) == (302, CODE)
    assert list(Member.objects.filter(email__isnull=False)) == [ines]
    assert list(Member.objects.people()) == [ines]
    assert mail.outbox[-1].subject == "About your sign-up"
    unknown = sign_up(Client(), email="new@example.org", name="Nobody yet")
    assert (unknown.status_code, unknown.headers["location"]) == (302, CODE)
    assert client.get(CODE).status_code == 200


def test_nobody_joins_with_an_address_that_belongs_to_somebody(client: Client) -> None:
    """Not with the code that was made, which no mail held, nor by name and password; and in two days all is gone."""
    make.community()
    ines = cast.ines()
    sign_up(client, email=ines.email, name="Wilma", password1="a long one of my own 7")
    code = client.session["account_email_verification_code"]["code"]
    (message,) = mail.outbox
    assert code not in str(message.body) + str(message.alternatives)  # type: ignore[attr-defined]
    cache.clear()  # a while later
    other = Client()
    answer = other.post("/accounts/login/", {"login": "wilma", "password": "a long one of my own 7"})
    assert answer.headers["location"] == CODE
    assert "_auth_user_id" not in other.session
    client.post(CODE, {"code": code})
    assert "_auth_user_id" not in client.session
    Member.objects.filter(handle="wilma").update(joined_at=timezone.now() - timedelta(days=3))
    assert accounts.forget_unconfirmed() == 1
    assert list(Member.objects.filter(kind="person")) == [ines]


def test_a_script_that_fills_in_every_field_gets_no_account(client: Client) -> None:
    make.community()
    answer = sign_up(client, website="https://buy.example/")
    assert answer.status_code == 200
    assert not Member.objects.exists()
    assert mail.outbox == []


def test_a_form_that_is_sent_at_once_gets_no_account(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("members.honeypot.FASTEST_PERSON_SECONDS", 2)
    make.community()
    assert sign_up(client).status_code == 200
    assert not Member.objects.exists()


def test_the_sixth_account_of_one_address_in_a_day_is_refused(client: Client) -> None:
    make.community()
    for letter in "abcde":
        assert sign_up(Client(), email=f"{letter}@example.org", name=f"Person {letter}").status_code == 302
    answer = sign_up(client, email="f@example.org", name="Person f")
    assert answer.status_code == 200
    assert Member.objects.count() == 5


def test_before_set_up_nobody_joins(client: Client) -> None:
    make.community(set_up_at=None)
    assert b"being prepared" in client.get(SIGN_UP).content
    client.post(SIGN_UP, {"email": "wilf@example.org", "name": "Wilf", "agreement": "on"})
    assert not Member.objects.exists()


def test_whoever_squats_an_address_does_not_keep_a_password(client: Client) -> None:
    make.community()
    squatter = Client()
    sign_up(squatter, password1="I will wait for you 77")
    assert Member.objects.get(handle="wilf").has_usable_password()
    client.post("/accounts/login/code/", {"email": "wilf@example.org"})
    client.post("/accounts/login/code/confirm/", {"code": code_in_mail()})
    wilf = Member.objects.get(handle="wilf")
    assert wilf.approved_at is not None
    assert not wilf.has_usable_password()


def test_mails_say_neither_the_name_of_the_community_nor_the_matter_in_the_subject(client: Client) -> None:
    community = make.community()
    sign_up(client)
    message = mail.outbox[0]
    assert message.subject == "Your code"
    assert community.name not in message.subject
    [(html, kind)] = message.alternatives
    assert kind == "text/html"
    assert code_in_mail() in html
    assert "<img" not in html


class TestApproval:
    def test_an_admin_says_yes_first(self, client: Client) -> None:
        make.community(registration=Community.Registration.APPROVAL)
        answer = join(client, application="My brother found you.")
        assert answer.headers["location"] == "/waiting/"
        wilf = Member.objects.get(handle="wilf")
        assert (wilf.approved_at, wilf.application) == (None, "My brother found you.")
        assert "_auth_user_id" not in client.session
        assert Event.objects.get().verb == "member.applied"
        assert b"Somebody will read it" in client.get("/waiting/").content

    def test_whoever_waits_cannot_sign_in(self, client: Client) -> None:
        make.community(registration=Community.Registration.APPROVAL)
        join(client, application="My brother found you.")
        again = Client()
        again.post("/accounts/login/code/", {"email": "wilf@example.org"})
        answer = again.post("/accounts/login/code/confirm/", {"code": code_in_mail()})
        assert answer.headers["location"] == "/waiting/"
        assert "_auth_user_id" not in again.session
        assert Event.objects.filter(verb="member.applied").count() == 1

    def test_a_line_is_asked_for(self, client: Client) -> None:
        make.community(registration=Community.Registration.APPROVAL)
        assert sign_up(client).status_code == 200
        assert not Member.objects.exists()

    def test_the_waiting_page_is_for_those_who_wait(self, client: Client) -> None:
        make.community()
        assert client.get("/waiting/").status_code == 404


def test_a_closed_account_cannot_sign_in(client: Client) -> None:
    make.community()
    ines = cast.ines(is_active=False)
    ines.emailaddress_set.create(email=ines.email, verified=True, primary=True)
    client.post("/accounts/login/", {"login": ines.email, "password": make.PASSWORD})
    assert "_auth_user_id" not in client.session


def test_a_suspended_member_signs_in_and_reads_why(client: Client) -> None:
    make.community()
    ines = cast.ines()
    ines.emailaddress_set.create(email=ines.email, verified=True, primary=True)
    make.suspension(member=ines, by=cast.nasreen(), reason="Selling something.")
    answer = client.post("/accounts/login/", {"login": "ines", "password": make.PASSWORD})
    assert answer.status_code == 302
    said = " ".join(str(message) for message in client.get("/accounts/email/").context["messages"])
    assert "Selling something." in said


def test_accounts_that_nobody_confirmed_are_forgotten(client: Client) -> None:
    from members.actions.accounts import forget_unconfirmed

    make.community()
    sign_up(client)
    assert forget_unconfirmed() == 0
    Member.objects.update(joined_at=timezone.now() - timezone.timedelta(days=3))
    ines = cast.ines()
    assert forget_unconfirmed() == 1
    assert list(Member.objects.all()) == [ines]
