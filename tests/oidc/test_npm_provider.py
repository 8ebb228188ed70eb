"""Against npm's oidc-provider, which is certified and strict: another's understanding of the standard, not ours."""

from __future__ import annotations

import http.cookiejar
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch
from urllib.error import HTTPError
from urllib.parse import parse_qs, quote, urlencode, urljoin, urlsplit
from urllib.request import HTTPCookieProcessor, HTTPRedirectHandler, Request, build_opener

import pytest
from django.core import mail
from django.test import Client

from members.models import Member
from oidc import protocol
from oidc.models import Connection, Provider
from tests import cast, make, npm
from tests.harness import Process, free_port, wait_for
from tests.joining import CODE, code_in_mail
from tests.oidc.going import BACK, JOIN, connected, goes, joins, who

pytestmark = [pytest.mark.slow, pytest.mark.django_db, pytest.mark.usefixtures("patient")]

HERE = Path(__file__).parent / "npm"
CLIENT, SECRET = "our-community", "a secret of our own"
SLUGS = ("the-library", "the-school")
SITE = "http://localhost:8000"


@pytest.fixture(scope="module")
def installed() -> Path:
    place = npm.installed(HERE, "oidc-provider")
    shutil.copy(HERE / "op.mjs", place)
    return place


@dataclass
class Both:
    origins: list[str]


@pytest.fixture(scope="module")
def both(installed: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    ports = [str(free_port()), str(free_port())]
    backs = " ".join(f"{SITE}/accounts/with/{slug}/back/" for slug in SLUGS)
    env = {"PATH": os.environ["PATH"], "PORTS": " ".join(ports), "BACK": backs, "CLIENT": CLIENT, "SECRET": SECRET}
    log = tmp_path_factory.mktemp("op") / "log"
    process = Process("oidc-provider", ["node", str(installed / "op.mjs")], env, log)
    try:
        process.start()
        wait_for(lambda: "up\n" in log.read_text(), "oidc-provider")
        yield Both([f"http://127.0.0.1:{port}" for port in ports])
    finally:
        process.kill()


@pytest.fixture
def provider(both: Both, settings: Any) -> Provider:
    """Set up as an admin does: by what it says of itself."""
    settings.OIDC_INSIDE = both.origins
    make.community()
    rows = [_row(origin, slug) for origin, slug in zip(both.origins, SLUGS, strict=True)]
    return rows[0]


def _row(origin: str, slug: str) -> Provider:
    document = protocol.document_of(origin)
    more = {"document": document, "keys": protocol.keys_of(document), "client_id": CLIENT, "secret": SECRET}
    return Provider.objects.create(name=slug.title(), slug=slug, issuer=document["issuer"], is_on=True, **more)


# --- a browser at the provider -------------------------------------------------------------------------------------


class _Stays(HTTPRedirectHandler):
    def redirect_request(self, *_asked: Any) -> None:
        """Nobody is led on but by `signs_in_there`."""


class Browser:
    def __init__(self) -> None:
        self.opener = build_opener(HTTPCookieProcessor(http.cookiejar.CookieJar()), _Stays)

    def ask(self, url: str, body: dict[str, str] | None = None) -> tuple[int, str, str]:
        request = Request(url, urlencode(body).encode() if body else None)  # noqa: S310  a local provider
        try:
            answer = self.opener.open(request, timeout=20)
        except HTTPError as other:
            answer = other
        return answer.status, answer.headers.get("Location", ""), answer.read().decode()

    def signs_in_there(self, there: str, login: str) -> dict[str, str]:
        """Types a name, says yes; what they bring back to us."""
        form: dict[str, str] | None = None
        for _step in range(12):
            status, location, words = self.ask(there, form)
            form = None
            if status in (302, 303):
                there = urljoin(there, location)
                if there.startswith(SITE):
                    return {name: values[0] for name, values in parse_qs(urlsplit(there).query).items()}
                continue
            assert status == 200, words[-600:]
            is_login = 'name="login"' in words
            form = {"prompt": "login", "login": login, "password": "any"} if is_login else {"prompt": "consent"}
            found = re.search(r'action="([^"]+)"', words)
            assert found, words[-600:]
            there = urljoin(there, found[1])
        raise AssertionError("it never came back")


def brings(client: Client, login: str = "wilf", slug: str = SLUGS[0], **changed: str) -> dict[str, str]:
    """From our button to the provider and back, with something changed in the address on the way there."""
    there = goes(client, slug)
    for name, value in changed.items():
        there = re.sub(rf"(?<=[?&]){name}=[^&]*", f"{name}={quote(value, safe='')}", there)
    return Browser().signs_in_there(there, login)


def returns(client: Client, brought: dict[str, str], slug: str = SLUGS[0]) -> Any:
    return client.get(f"/accounts/with/{slug}/back/", brought)


# --- what is right -------------------------------------------------------------------------------------------


def test_a_newcomer_joins_and_comes_again(client: Client, provider: Provider) -> None:
    assert returns(client, brings(client))["Location"] == JOIN
    form = client.get(JOIN).context["form"]
    assert (form["email"].value(), form["name"].value()) == ("wilf@example.org", "Wilf of the Library")
    assert joins(client)["Location"] == "/"
    wilf = Member.objects.get(handle="wilf")
    assert who(client) == wilf.pk
    assert mail.outbox == []
    assert Connection.objects.get().subject == "wilf"
    later = Client()
    assert returns(later, brings(later))["Location"] == "/"
    assert who(later) == wilf.pk


def test_an_unverified_address_is_confirmed_here(client: Client, provider: Provider) -> None:
    returns(client, brings(client, "doubtful"))
    assert joins(client)["Location"] == CODE
    assert who(client) is None
    assert not Connection.objects.exists()
    client.post(CODE, {"code": code_in_mail()})
    assert Connection.objects.get().member_id == who(client)


def test_two_providers_with_one_address(client: Client, provider: Provider) -> None:
    returns(client, brings(client))
    joins(client)
    other = Client()
    answer = returns(other, brings(other, slug=SLUGS[1]), SLUGS[1])
    assert (answer.status_code, who(other)) == (409, None)
    assert Connection.objects.get().provider == provider


# --- what is not ---------------------------------------------------------------------------------------------


@pytest.fixture
def wilf(provider: Provider) -> Member:
    member = cast.ines()
    connected(provider, member, "wilf")
    return member


def test_another_nonce_lets_nobody_in(client: Client, wilf: Member) -> None:
    answer = returns(client, brings(client, nonce="of-another-sign-in"))
    assert (answer.status_code, who(client)) == (400, None)


def test_another_state_lets_nobody_in(client: Client, wilf: Member) -> None:
    answer = returns(client, brings(client, state="of-another-sign-in"))
    assert (answer.status_code, who(client)) == (400, None)


def test_a_token_for_another_audience_lets_nobody_in(client: Client, wilf: Member, provider: Provider) -> None:
    """A true token with the right nonce, which another community got: whoever runs that one holds it out to us."""
    verifier = "v" * 43
    theirs = brings(client, client_id="another-community", code_challenge=protocol.challenge(verifier))
    another = Provider(client_id="another-community", secret=SECRET, document=provider.document)
    got = protocol.tokens_for(another, code=theirs["code"], verifier=verifier, back=f"{SITE}{BACK}")
    with patch("oidc.protocol.tokens_for", return_value=got):
        answer = returns(client, theirs)
    assert (answer.status_code, who(client)) == (400, None)
    claims = protocol.claims_of(another, provider.keys, got[0], nonce=_nonce_in(got[0]))
    assert claims["aud"] == "another-community"  # nothing else about it was wrong


def _nonce_in(token: str) -> str:
    import jwt

    return str(jwt.decode(token, options={"verify_signature": False})["nonce"])


def test_a_code_of_another_provider_lets_nobody_in(client: Client, wilf: Member) -> None:
    """Mix-up: the answer of one is taken to the address of the other."""
    brought = brings(client, slug=SLUGS[1])
    assert returns(client, brought, SLUGS[0]).status_code == 400
    own = brings(client)
    assert returns(client, own | {"code": brought["code"], "iss": brought["iss"]}).status_code == 400
    assert who(client) is None


def test_a_code_without_its_verifier_lets_nobody_in(client: Client, wilf: Member) -> None:
    answer = returns(client, brings(client, code_challenge=protocol.challenge("x" * 43)))
    assert (answer.status_code, who(client)) == (400, None)


def test_a_wrong_secret_lets_nobody_in(client: Client, wilf: Member) -> None:
    Provider.objects.update(secret="wrong")
    assert (returns(client, brings(client)).status_code, who(client)) == (400, None)
