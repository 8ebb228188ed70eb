"""Signing in through a provider: who comes in, and every answer that is not believed."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from django.utils import timezone

from members.models import Member
from oidc import protocol, under_way
from oidc.models import Connection, Provider
from tests import cast, make
from tests.oidc.conftest import row_of
from tests.oidc.going import BACK, BEGIN, connected, goes, returns, signs_in, who
from tests.oidc.provider import CLIENT, SECRET, FakeProvider, new_key, public, running

pytestmark = pytest.mark.django_db

NOT_BELIEVED = "was not right, so we did not sign you in"
BEGIN_AGAIN = "Please begin once more."


@pytest.fixture
def ines(provider: Provider) -> Member:
    member = cast.ines()
    connected(provider, member)
    return member


# --- coming in -----------------------------------------------------------------------------------------------


def test_whoever_is_connected_comes_in(client: Client, fake: FakeProvider, ines: Member) -> None:
    answer = signs_in(client, fake)
    assert (answer.status_code, answer["Location"], who(client)) == (302, "/", ines.pk)
    assert Connection.objects.get().used_on == timezone.now().date()
    assert "/me" not in fake.asked  # no more is asked about somebody who is known


def test_goes_on_to_the_page_that_was_asked_for(client: Client, fake: FakeProvider, ines: Member) -> None:
    assert signs_in(client, fake, next="/path/")["Location"] == "/path/"


def test_never_on_to_another_site(client: Client, fake: FakeProvider, ines: Member) -> None:
    assert signs_in(client, fake, next="https://evil.example/")["Location"] == "/"


def test_what_is_asked_of_the_provider(client: Client, fake: FakeProvider, provider: Provider) -> None:
    answer = client.post(BEGIN)
    there = answer.context["there"]
    asked = {name: values[0] for name, values in parse_qs(urlsplit(there).query).items()}
    assert there.startswith(f"{fake.origin}/authorize?")
    assert (asked["client_id"], asked["response_type"], asked["scope"]) == (CLIENT, "code", "openid email profile")
    assert asked["redirect_uri"] == f"http://localhost:8000{BACK}"
    assert asked["code_challenge_method"] == "S256"
    assert len({asked["state"], asked["nonce"], asked["code_challenge"]}) == 3
    assert "no-store" in answer["Cache-Control"]


def test_the_way_there_is_a_page_and_no_redirect(client: Client, provider: Provider) -> None:
    """Chromium follows no redirect to another site after a form under `form-action 'self'`."""
    answer = client.post(BEGIN)
    assert answer.status_code == 200
    words = answer.content.decode()
    assert '<meta http-equiv="refresh" content="0;url=http://127.0.0.1:' in words
    assert words.count("/authorize?") == 2  # by itself, and as a link
    assert "form-action 'self'" in answer["Content-Security-Policy"]


def test_the_second_lock_is_asked_for(client: Client, fake: FakeProvider, ines: Member) -> None:
    TOTP.activate(ines, generate_totp_secret())
    assert signs_in(client, fake)["Location"].startswith("/accounts/2fa/authenticate/")
    assert who(client) is None


def test_whoever_signed_in_meanwhile_goes_on(client: Client, fake: FakeProvider, ines: Member) -> None:
    there = goes(client)
    other = make.member()
    client.force_login(other)
    returns(client, fake, there)
    assert who(client) == other.pk


# --- who does not --------------------------------------------------------------------------------------------


def test_a_closed_account_stays_closed(client: Client, fake: FakeProvider, ines: Member) -> None:
    Member.objects.filter(pk=ines.pk).update(is_active=False)
    assert signs_in(client, fake)["Location"] == "/accounts/inactive/"
    assert who(client) is None


@pytest.mark.parametrize("kind", ["imported", "robot"])
def test_nobody_comes_in_as_what_is_no_person(client: Client, fake: FakeProvider, ines: Member, kind: str) -> None:
    Member.objects.filter(pk=ines.pk).update(kind=kind)
    assert signs_in(client, fake)["Location"] == "/accounts/inactive/"
    assert who(client) is None


def test_whoever_waits_for_a_yes_waits(client: Client, fake: FakeProvider, ines: Member) -> None:
    make.community(registration="approval")
    Member.objects.filter(pk=ines.pk).update(approved_at=None, applied_at=timezone.now())
    assert signs_in(client, fake)["Location"] == "/waiting/"
    assert who(client) is None


def test_somebody_suspended_reads_why_as_by_every_way(client: Client, fake: FakeProvider, ines: Member) -> None:
    make.suspension(member=ines, by=make.admin(), reason="Selling something.")
    answer = client.get(signs_in(client, fake)["Location"])
    assert "Selling something." in answer.content.decode()


def test_a_subject_of_another_provider_is_somebody_else(
    client: Client, fake: FakeProvider, ines: Member, settings: Any
) -> None:
    with running() as second:
        settings.OIDC_INSIDE = [fake.origin, second.origin]
        row_of(second, name="The School", slug="the-school")
        answer = signs_in(client, second, "the-school")
    assert (answer["Location"], who(client)) == ("/accounts/joining/", None)


# --- what is not believed ------------------------------------------------------------------------------------


def _foreign_key(fake: FakeProvider) -> None:
    fake.key = new_key()


def _secret_as_key(fake: FakeProvider) -> None:
    fake.key, fake.algorithm = SECRET.ljust(32, "."), "HS256"


def _unsigned(fake: FakeProvider) -> None:
    fake.key, fake.algorithm = None, "none"


LIES: dict[str, Callable[[FakeProvider], object]] = {
    "another nonce": lambda fake: fake.claims.update(nonce="of somebody else"),
    "no nonce": lambda fake: fake.claims.update(nonce=None),
    "a nonce that is a number": lambda fake: fake.claims.update(nonce=7),
    "a nonce of half a sign": lambda fake: fake.claims.update(nonce="\ud83d"),
    "another audience": lambda fake: fake.claims.update(aud="another-community"),
    "no audience": lambda fake: fake.claims.update(aud=None),
    "two audiences without saying for whom": lambda fake: fake.claims.update(aud=[CLIENT, "another"]),
    "for another of two audiences": lambda fake: fake.claims.update(aud=[CLIENT, "another"], azp="another"),
    "for another party": lambda fake: fake.claims.update(azp="another"),
    "another issuer": lambda fake: fake.claims.update(iss="https://evil.example"),
    "run out": lambda fake: fake.claims.update(exp=int(time.time()) - 3600),
    "for ever": lambda fake: fake.claims.update(exp=None),
    "from the future": lambda fake: fake.claims.update(iat=int(time.time()) + 3600),
    "of nobody": lambda fake: fake.claims.update(sub=""),
    "of nobody in words": lambda fake: fake.claims.update(sub=None),
    "of too long a number": lambda fake: fake.claims.update(sub="7" * 256),
    "signed by somebody else": _foreign_key,
    "signed with the secret": _secret_as_key,
    "not signed": _unsigned,
}


@pytest.mark.parametrize("lie", LIES)
def test_a_word_that_is_not_right_lets_nobody_in(client: Client, fake: FakeProvider, ines: Member, lie: str) -> None:
    LIES[lie](fake)
    answer = signs_in(client, fake)
    assert answer.status_code == 400
    assert NOT_BELIEVED in answer.content.decode()
    assert who(client) is None


@pytest.mark.parametrize("state", ["", "made-up"])
def test_another_state_lets_nobody_in(client: Client, fake: FakeProvider, ines: Member, state: str) -> None:
    answer = returns(client, fake, goes(client), state=state)
    assert (answer.status_code, who(client)) == (400, None)
    assert BEGIN_AGAIN in answer.content.decode()
    assert "/token" not in fake.asked


def test_a_state_of_another_browser_lets_nobody_in(client: Client, fake: FakeProvider, ines: Member) -> None:
    there = goes(Client())
    assert returns(client, fake, there).status_code == 400
    assert who(client) is None


def test_a_state_is_used_once(client: Client, fake: FakeProvider, ines: Member) -> None:
    """Shown to somebody who came back without signing in: signing out would empty the session as well."""
    there = goes(client)
    client.get(BACK, {"state": parse_qs(urlsplit(there).query)["state"][0], "error": "access_denied"})
    assert (returns(client, fake, there).status_code, who(client)) == (400, None)
    assert "/token" not in fake.asked


def test_a_state_of_another_provider_is_none(client: Client, fake: FakeProvider, ines: Member) -> None:
    row_of(fake, name="The School", slug="the-school", issuer="https://school.example")
    there = goes(client, "the-school")
    assert returns(client, fake, there).status_code == 400
    assert "/token" not in fake.asked  # nobody was even asked


def test_whoever_stays_away_for_long_begins_anew(
    client: Client, fake: FakeProvider, ines: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = goes(client)
    later = time.time() + under_way.AWAY_SECONDS + 1
    monkeypatch.setattr("oidc.under_way.time.time", lambda: later)
    assert returns(client, fake, there).status_code == 400


def test_a_code_of_another_sign_in_is_worth_nothing(client: Client, fake: FakeProvider, ines: Member) -> None:
    """PKCE: a code that was stolen from somebody's address bar opens nothing in another browser."""
    stolen, _state = fake.code_for(goes(Client()))
    answer = returns(client, fake, goes(client), code=stolen)
    assert (answer.status_code, who(client)) == (400, None)


def test_an_answer_that_names_another_provider_is_not_used(client: Client, fake: FakeProvider, ines: Member) -> None:
    answer = returns(client, fake, goes(client), iss="https://evil.example")
    assert (answer.status_code, who(client)) == (400, None)
    assert "/token" not in fake.asked


def test_a_provider_that_names_itself_always_must_do_so(client: Client, fake: FakeProvider, ines: Member) -> None:
    document = fake.says_of_itself() | {"authorization_response_iss_parameter_supported": True}
    Provider.objects.update(document=document)
    assert returns(client, fake, goes(client)).status_code == 400
    assert returns(client, fake, goes(client), iss=fake.origin)["Location"] == "/"


# --- when something goes wrong ---------------------------------------------------------------------------------


def test_whoever_cancels_reads_that_nothing_happened(client: Client, ines: Member) -> None:
    state = parse_qs(urlsplit(goes(client)).query)["state"][0]
    answer = client.get(BACK, {"state": state, "error": "access_denied"})
    assert answer.status_code == 403
    assert "You came back from The Library without signing in." in answer.content.decode()


def test_words_in_the_address_are_not_shown(client: Client, ines: Member) -> None:
    state = parse_qs(urlsplit(goes(client)).query)["state"][0]
    said = {"state": state, "error": "server_error", "error_description": "Call 0900 123"}
    assert "0900" not in client.get(BACK, said).content.decode()


@pytest.mark.parametrize("status", [302, 500, 503])
def test_a_provider_in_trouble_has_a_sentence(client: Client, fake: FakeProvider, ines: Member, status: int) -> None:
    there = goes(client)
    fake.status = status
    answer = returns(client, fake, there)
    assert answer.status_code == 503
    assert "We cannot reach The Library just now." in answer.content.decode()


def test_a_provider_that_is_gone_has_a_sentence(
    client: Client, fake: FakeProvider, ines: Member, settings: Any
) -> None:
    there = goes(client)
    settings.OIDC_INSIDE = []  # and so is any that leads inside
    assert returns(client, fake, there).status_code == 503


def test_one_that_was_switched_off_signs_nobody_in(client: Client, fake: FakeProvider, ines: Member) -> None:
    there = goes(client)
    Provider.objects.update(is_on=False)
    assert returns(client, fake, there).status_code == 403
    assert client.post(BEGIN).status_code == 404
    assert who(client) is None


def test_begins_with_a_form_alone(client: Client, provider: Provider) -> None:
    assert client.get(BEGIN).status_code == 405
    assert Client(enforce_csrf_checks=True).post(BEGIN).status_code == 403


def test_a_flood_of_beginnings_is_stopped(client: Client, provider: Provider) -> None:
    answers = [client.post(BEGIN).status_code for _ in range(31)]
    assert (answers[0], answers[-1]) == (200, 429)


# --- what the provider says of itself changes --------------------------------------------------------------------


def test_a_new_key_is_looked_up(client: Client, fake: FakeProvider, ines: Member) -> None:
    fake.key, fake.kid = new_key(), "two"
    fake.keys = [public(fake.key, "two")]
    signs_in(client, fake)
    assert who(client) == ines.pk
    assert [key["kid"] for key in Provider.objects.get().keys] == ["two"]


def test_a_key_for_encryption_signs_nothing(client: Client, fake: FakeProvider, ines: Member) -> None:
    fake.key, fake.kid = new_key(), "two"
    fake.keys = [*fake.keys, public(fake.key, "two", use="enc")]
    assert (signs_in(client, fake).status_code, who(client)) == (400, None)


def test_it_is_asked_anew_after_a_day(client: Client, fake: FakeProvider, provider: Provider) -> None:
    goes(client)
    assert fake.asked == []
    Provider.objects.update(read_at=timezone.now() - timedelta(days=2))
    fake.document = {"authorization_endpoint": f"{fake.origin}/elsewhere"}
    assert goes(client).startswith(f"{fake.origin}/elsewhere?")


def test_one_that_lies_about_itself_later_stays_what_it_was(
    client: Client, fake: FakeProvider, provider: Provider
) -> None:
    Provider.objects.update(read_at=timezone.now() - timedelta(days=2))
    fake.document = {"issuer": "https://evil.example"}
    assert goes(client).startswith(f"{fake.origin}/authorize?")
    assert Provider.objects.get().issuer == fake.origin


def test_a_secret_is_sent_where_it_belongs_alone(client: Client, fake: FakeProvider, ines: Member) -> None:
    """By the header where the provider takes it: nothing of it in an address, nor in what a browser sees."""
    answer = client.post(BEGIN)
    assert "a+secret" not in answer.content.decode()
    assert "a secret" not in answer.content.decode()


def test_the_challenge_is_that_of_the_standard() -> None:
    """RFC 7636, appendix B."""
    assert (
        protocol.challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
        == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    )
