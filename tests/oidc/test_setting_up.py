"""An admin sets a provider up in the browser: what is asked of it, what is written down, what is never shown."""

from __future__ import annotations

import re
from typing import Any
from unittest.mock import patch
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from activity.models import Event
from members.models import Member
from members.rules import NotAllowed
from oidc import actions, protocol, queries
from oidc.models import Connection, Provider
from oidc.sealing import sealed, secret_of
from tests import cast, make
from tests.members.test_two_admins import hidden, opened
from tests.oidc.going import BACK, BEGIN, connected, returns, signs_in
from tests.oidc.provider import CLIENT, KEY, SECRET, FakeProvider, public
from tests.oidc.test_own import alone, fresh
from web import outside

pytestmark = pytest.mark.django_db

LIST = "/running/ways-in/"
NEW = "/running/ways-in/new/"


def page_of(provider: Provider, part: str = "") -> str:
    return f"{LIST}{provider.pk}/{part}"


@pytest.fixture
def admin(client: Client, fake: FakeProvider) -> Member:
    make.community()
    nasreen = cast.nasreen()
    fresh(client, nasreen)
    return nasreen


def adds(client: Client, issuer: str, name: str = "The Library") -> Any:
    return client.post(NEW, {"name": name, "issuer": issuer})


def saves(client: Client, provider: Provider, **more: str) -> Any:
    return client.post(page_of(provider), {"name": provider.name, "client_id": CLIENT, "secret": SECRET} | more)


# --- adding one ----------------------------------------------------------------------------------------------


def test_from_nothing_to_a_button(client: Client, admin: Member, fake: FakeProvider) -> None:
    assert "No provider yet" in client.get(LIST).content.decode()
    answer = adds(client, fake.origin)
    row = Provider.objects.get()
    assert answer["Location"] == page_of(row)
    assert (row.slug, row.issuer, row.is_on) == ("the-library", fake.origin, False)
    words = client.get(page_of(row)).content.decode()
    assert f"http://localhost:8000{BACK}" in words
    assert "First the name by which The Library knows us." in words
    assert saves(client, row).status_code == 302
    assert client.post(page_of(row, "switch/"), {"on": "1"}).status_code == 302
    page = Client().get("/accounts/login/").content.decode()
    assert BEGIN in page
    assert "<bdi>The Library</bdi>" in page
    assert BEGIN in Client().get("/accounts/signup/").content.decode()


def test_no_button_before_it_is_switched_on(client: Client, provider: Provider) -> None:
    Provider.objects.update(is_on=False)
    assert BEGIN not in client.get("/accounts/login/").content.decode()


@pytest.mark.parametrize("typed", ["{}/", "{}/.well-known/openid-configuration", " {} "])
def test_an_issuer_may_be_copied_in_several_ways(client: Client, admin: Member, fake: FakeProvider, typed: str) -> None:
    adds(client, typed.format(fake.origin))
    assert Provider.objects.get().issuer == fake.origin


def test_it_is_called_as_it_calls_itself(client: Client, admin: Member, fake: FakeProvider) -> None:
    """Some have a stroke at the end, and so it stands in every token."""
    fake.document = {"issuer": f"{fake.origin}/"}
    fake.claims = {"iss": f"{fake.origin}/"}
    adds(client, fake.origin)
    row = Provider.objects.get()
    assert row.issuer == f"{fake.origin}/"
    saves(client, row)
    client.post(page_of(row, "switch/"), {"on": "1"})
    assert signs_in(Client(), fake)["Location"] == "/accounts/joining/"


REFUSED = {
    "speaks of another provider": {"issuer": "https://evil.example"},
    "says nothing of: token_endpoint": {"token_endpoint": None},
    "names an address that cannot be used: jwks_uri": {"jwks_uri": "http://10.0.0.1/keys"},
    "names an address that cannot be used: authorization_endpoint": {"authorization_endpoint": "javascript:alert(1)"},
    "names an address that cannot be used: token_endpoint": {"token_endpoint": "https://[::1"},
    "names an address that cannot be used: userinfo_endpoint": {"userinfo_endpoint": "http://login.example.org/me"},
    "signs in no way that can be checked": {"id_token_signing_alg_values_supported": ["HS256", "none"]},
}


@pytest.mark.parametrize("words", REFUSED)
def test_a_document_that_is_not_right_is_refused_beside_the_field(
    client: Client, admin: Member, fake: FakeProvider, words: str
) -> None:
    fake.document = REFUSED[words]
    answer = adds(client, fake.origin)
    assert answer.status_code == 422
    assert words in answer.context["form"].errors["issuer"][0]
    assert f'value="{fake.origin}"' in answer.content.decode()
    assert not Provider.objects.exists()


@pytest.mark.parametrize(
    "keys",
    [[], ["no key"], [{"kty": "oct", "k": "c2VjcmV0"}], [public(KEY, use="enc")]],
    ids=["none", "words", "secret", "enc"],
)
def test_without_a_key_that_signs_it_is_refused(
    client: Client, admin: Member, fake: FakeProvider, keys: list[Any]
) -> None:
    fake.keys = keys
    answer = adds(client, fake.origin)
    assert "shows no key with which it signs" in answer.context["form"].errors["issuer"][0]


@pytest.mark.parametrize("status", [302, 404, 500])
def test_one_that_does_not_answer_is_refused(client: Client, admin: Member, fake: FakeProvider, status: int) -> None:
    fake.status = status
    answer = adds(client, fake.origin)
    assert f"127.0.0.1 answered with an error: {status}" in answer.context["form"].errors["issuer"][0]


INSIDE = (
    "http://login.example.org",
    "https://127.0.0.1",
    "https://localhost",
    "https://[::1]",
    "https://login.example.org:8443",
    "https://user:password@login.example.org",
    "ftp://login.example.org",
    "login.example.org",
    "https://169.254.169.254",
    "https://[::1",
)


@pytest.mark.parametrize("issuer", INSIDE)
def test_nothing_inside_is_asked(client: Client, admin: Member, issuer: str) -> None:
    with patch("web.outside.socket.create_connection") as connects:
        answer = adds(client, issuer)
    said = answer.context["form"].errors["issuer"][0]
    assert said == f"{issuer}{protocol.WELL_KNOWN} is no address that this server may ask."
    connects.assert_not_called()


def test_a_public_name_that_leads_inside_is_not_asked(client: Client, admin: Member) -> None:
    found = [(2, 1, 6, "", ("10.0.0.7", 443))]
    with (
        patch("web.outside.socket.getaddrinfo", return_value=found),
        patch("web.outside.socket.create_connection") as to,
    ):
        answer = adds(client, "https://login.example.org")
    assert "login.example.org does not answer." in answer.context["form"].errors["issuer"][0]
    to.assert_not_called()


def test_one_place_inside_opens_no_other(settings: Any) -> None:
    settings.OIDC_INSIDE = ["https://login.corp.example:8443"]
    assert protocol._target("https://login.corp.example:8443/keys").is_known
    for other in (
        "https://login.corp.example/keys",
        "https://login.corp.example:8443@evil.example/",
        "http://10.0.0.1/",
    ):
        try:
            to = protocol._target(other)
        except outside.Unreached:
            continue
        assert not to.is_known


def test_an_answer_without_an_end_is_cut(client: Client, admin: Member, fake: FakeProvider) -> None:
    fake.document = {"padding": "x" * protocol.LONGEST_ANSWER}
    assert "127.0.0.1 does not answer." in adds(client, fake.origin).context["form"].errors["issuer"][0]


def test_the_same_one_twice_is_refused(client: Client, admin: Member, fake: FakeProvider) -> None:
    adds(client, fake.origin)
    answer = adds(client, fake.origin, "Another name")
    assert answer.context["form"].errors["issuer"] == ["That provider is here already."]
    assert Provider.objects.count() == 1


@pytest.mark.parametrize(("name", "slug"), [("The Library", "the-library-2"), ("Бібліотека", "provider")])
def test_addresses_differ(client: Client, admin: Member, fake: FakeProvider, name: str, slug: str) -> None:
    Provider.objects.create(name="The Library", slug="the-library", issuer="https://one.example")
    adds(client, fake.origin, name)
    assert Provider.objects.latest("pk").slug == slug


# --- the secret --------------------------------------------------------------------------------------------------


def test_the_secret_is_never_shown(client: Client, admin: Member, provider: Provider) -> None:
    for path in (LIST, page_of(provider), page_of(provider, "removal/")):
        assert SECRET not in client.get(path).content.decode()
    answer = saves(client, provider, client_id="")  # a form with an error does not show it either
    assert answer.status_code == 422
    assert SECRET not in answer.content.decode()
    Provider.objects.update(name="Another", client_id="other")
    saves(client, provider, secret="a new secret 7")
    assert "a new secret 7" not in str(list(Event.objects.values_list("data", flat=True)))


def test_an_empty_field_keeps_it(client: Client, admin: Member, provider: Provider) -> None:
    saves(client, provider, secret="", name="Another name")
    provider.refresh_from_db()
    assert (secret_of(provider), provider.name) == (SECRET, "Another name")


def test_it_can_be_forgotten(client: Client, admin: Member, provider: Provider) -> None:
    saves(client, provider, secret="", no_secret="on")
    provider.refresh_from_db()
    assert not provider.has_secret


def test_what_changed_is_written_down(client: Client, admin: Member, provider: Provider) -> None:
    saves(client, provider, secret="another", client_id=CLIENT)
    event = Event.objects.get(verb="provider.changed")
    assert (event.member_id, event.data) == (admin.pk, {"fields": ["The Library", "secret"]})
    saves(client, provider, secret="")
    assert Event.objects.filter(verb="provider.changed").count() == 1  # nothing did


def test_what_another_admin_changed_meanwhile_stands(client: Client, admin: Member, provider: Provider) -> None:
    mine = opened(client, page_of(provider))
    assert "secret" not in "".join(name for name in mine if name.startswith("initial-"))
    Provider.objects.update(client_id="another", sealed_secret=sealed("newer"))
    assert client.post(page_of(provider), mine | {"name": "The reading room"}).status_code == 302
    provider.refresh_from_db()
    assert (provider.name, provider.client_id, secret_of(provider)) == ("The reading room", "another", "newer")


def test_the_same_words_changed_by_two_admins_are_not_written_over_unseen(
    client: Client, admin: Member, provider: Provider
) -> None:
    mine = opened(client, page_of(provider)) | {"client_id": "mine", "name": "The reading room"}
    Provider.objects.update(client_id="theirs")
    answer = client.post(page_of(provider), mine)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["client_id"]
    words = " ".join(answer.content.decode().split())
    assert "Somebody else has changed this meanwhile. It says now: “theirs”." in words
    assert 'value="mine"' in words
    provider.refresh_from_db()
    assert (provider.client_id, provider.name) == ("theirs", "The Library")
    assert not Event.objects.filter(verb="provider.changed").exists()
    assert client.post(page_of(provider), mine | {"initial-client_id": hidden(answer, "client_id")}).status_code == 302
    provider.refresh_from_db()
    assert (provider.client_id, provider.name) == ("mine", "The reading room")


def test_a_secret_that_was_typed_is_asked_for_again(client: Client, admin: Member, provider: Provider) -> None:
    """It does not come back in the page, and an empty field keeps the old one."""
    mine = opened(client, page_of(provider)) | {"client_id": "mine", "secret": "a new secret 7"}
    Provider.objects.update(client_id="theirs")
    answer = client.post(page_of(provider), mine)
    assert answer.context["form"].errors["secret"] == [
        "Please type it again: it is never shown, and nothing was saved."
    ]
    assert "a new secret 7" not in answer.content.decode()
    provider.refresh_from_db()
    assert secret_of(provider) == SECRET
    untyped = client.post(page_of(provider), mine | {"client_id": "", "secret": ""})
    assert list(untyped.context["form"].errors) == ["client_id"]


def test_the_issuer_stays(client: Client, admin: Member, provider: Provider) -> None:
    """It says whose number is whose: another one would sign strangers in as members."""
    saves(client, provider, issuer="https://evil.example")
    assert Provider.objects.get().issuer == provider.issuer


# --- trying it -----------------------------------------------------------------------------------------------


def tries(client: Client, fake: FakeProvider, provider: Provider, **more: str) -> Any:
    there = client.post(page_of(provider, "try/")).context["there"]
    return returns(client, fake, there, **more)


def test_trying_shows_what_is_learned_and_connects_nothing(
    client: Client, admin: Member, fake: FakeProvider, provider: Provider
) -> None:
    Provider.objects.update(is_on=False)
    fake.userinfo = {"email": "n@example.org", "email_verified": True, "name": "Nasreen"}
    words = tries(client, fake, provider).content.decode()
    assert "It works" in words
    assert "n@example.org" in words
    assert "(confirmed there)" in words
    assert not Connection.objects.exists()
    assert Provider.objects.get().tried_at is not None
    assert "not tried yet" not in client.get(LIST).content.decode()


@pytest.mark.parametrize(
    ("lie", "words"),
    [
        ({"nonce": "another"}, "given for another sign-in"),
        ({"aud": "another"}, "meant for somebody else"),
        ({"exp": 1}, "has run out"),
        ({"iss": "https://evil.example"}, "names another provider"),
    ],
)
def test_trying_says_what_is_wrong(
    client: Client, admin: Member, fake: FakeProvider, provider: Provider, lie: dict[str, Any], words: str
) -> None:
    fake.claims = lie
    answer = tries(client, fake, provider)
    assert answer.status_code == 400
    assert words in answer.content.decode()
    assert Provider.objects.get().tried_at is None


def test_a_wrong_secret_is_said(client: Client, admin: Member, fake: FakeProvider, provider: Provider) -> None:
    Provider.objects.update(secret="wrong")
    assert "answered with an error: 400 invalid_grant" in tries(client, fake, provider).content.decode()


def test_an_error_that_it_brings_back_is_said(client: Client, admin: Member, provider: Provider) -> None:
    there = client.post(page_of(provider, "try/")).context["there"]
    state = parse_qs(urlsplit(there).query)["state"][0]
    words = client.get(BACK, {"state": state, "error": "invalid_scope"}).content.decode()
    assert "It answered with an error: invalid_scope" in words


def test_another_secret_has_not_been_tried(client: Client, admin: Member, provider: Provider) -> None:
    actions.tried(provider=provider)
    saves(client, provider, secret="another")
    assert Provider.objects.get().tried_at is None


def test_nothing_is_tried_without_a_client_id(client: Client, admin: Member, provider: Provider) -> None:
    Provider.objects.update(client_id="", is_on=False)
    assert client.post(page_of(provider, "try/")).status_code == 403


# --- switching and removing --------------------------------------------------------------------------------------


def test_it_is_switched_off(client: Client, admin: Member, provider: Provider) -> None:
    client.post(page_of(provider, "switch/"), {"on": "0"})
    assert not Provider.objects.get().is_on
    assert Event.objects.get(verb="provider.switched_off").member_id == admin.pk


def test_without_a_client_id_it_stays_off(client: Client, admin: Member, provider: Provider) -> None:
    Provider.objects.update(client_id="", is_on=False)
    client.post(page_of(provider, "switch/"), {"on": "1"})
    assert not Provider.objects.get().is_on
    assert not Event.objects.filter(verb="provider.switched_on").exists()


def test_removing_says_whom_it_leaves_outside(client: Client, admin: Member, provider: Provider) -> None:
    connected(provider, make.member(), "1")
    stranded = make.member()
    connected(provider, stranded, "2")
    alone(stranded)
    words = re.sub(r"\s+", " ", client.get(page_of(provider, "removal/")).content.decode())
    assert "It signs 2 members in." in words
    assert "1 of them has no other way to sign in" in words
    assert Provider.objects.exists()
    client.post(page_of(provider, "removal/"))
    assert not Provider.objects.exists()
    assert not Connection.objects.exists()
    event = Event.objects.get(verb="provider.removed")
    assert (event.member_id, event.data) == (admin.pk, {"fields": ["The Library"]})


def test_where_everybody_has_another_way_it_says_so(client: Client, admin: Member, provider: Provider) -> None:
    connected(provider, make.member())
    assert queries.left_outside(provider) == 0
    assert "Each of them can also sign in" in client.get(page_of(provider, "removal/")).content.decode()


# --- who may -----------------------------------------------------------------------------------------------------

PATHS = ("", "new/", "{pk}/", "{pk}/removal/")


@pytest.mark.parametrize("path", PATHS)
def test_for_members_it_does_not_exist(client: Client, provider: Provider, path: str) -> None:
    fresh(client, cast.ines())
    path = LIST + path.format(pk=provider.pk)
    assert client.get(path).status_code == 404
    assert client.post(path, {"name": "x", "issuer": "https://x.example"}).status_code in (404, 405)
    assert Provider.objects.count() == 1


@pytest.mark.parametrize("part", ["", "switch/", "removal/"])
def test_an_admin_who_signed_in_long_ago_is_asked_first(client: Client, provider: Provider, part: str) -> None:
    client.force_login(cast.nasreen())
    assert client.post(page_of(provider, part), {"on": "0"})["Location"].startswith("/accounts/reauthenticate/")
    assert Provider.objects.get().is_on


@pytest.mark.parametrize(
    "act",
    [
        lambda by, row: actions.add(by=by, name="x", document={"issuer": "https://x.example"}, keys=[]),
        lambda by, row: actions.change(by=by, provider=row, name="x", client_id="x", secret="x"),
        lambda by, row: actions.switch(by=by, provider=row, on=False),
        lambda by, row: actions.remove(by=by, provider=row),
    ],
)
def test_nobody_else_sets_one_up(provider: Provider, act: Any) -> None:
    with pytest.raises(NotAllowed):
        act(cast.ines(), provider)
    assert Provider.objects.get().is_on
