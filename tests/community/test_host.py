"""The Host header: a name and a port of ours, or no answer; and no link is made of it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from members.models import Community
from tests import cast, make
from tests.forum import say

pytestmark = pytest.mark.django_db

PAGES = ("/healthz", "/readyz", "/", "/latest/", "/accounts/login/", "/nowhere/", "/static/css/main.css")
OTHER = "localhost"  # a name that is answered, and not the one that people use
OURS = "https://community.example"


@pytest.fixture(autouse=True)
def _community() -> Community:
    return make.community()


def status(host: str, path: str = "/healthz", **more: Any) -> int:
    return Client().get(path, headers={"host": host}, **more).status_code


@pytest.mark.parametrize("path", PAGES)
def test_a_port_that_is_not_ours_is_refused(path: str) -> None:
    assert status("localhost", path) in (200, 404)
    assert {status(f"localhost:{port}", path) for port in ("1", "81", "8001", "08000", "65536", "443")} == {400}


@pytest.mark.parametrize(
    "host", ["localhost:", "localhost:x", "localhost:80:80", "localhost:-80", "a@localhost", "[::1]:81"]
)
def test_so_is_what_is_no_host(host: str) -> None:
    assert status(host) == 400


def test_so_is_a_name_that_is_not_ours_whatever_its_port() -> None:
    assert {status(f"elsewhere.example{port}") for port in ("", ":80", ":8000")} == {400}


def test_a_form_is_refused_as_well() -> None:
    form = {"login": "ines", "password": make.PASSWORD}
    assert Client().post("/accounts/login/", form, headers={"host": "localhost:81"}).status_code == 400


@pytest.mark.parametrize(
    ("site", "host"),
    [
        ("http://localhost:8000", "localhost:8000"),
        ("http://localhost:8000", "127.0.0.1:8000"),
        ("http://localhost:8000", "[::1]:8000"),
        ("http://localhost:8000", "localhost"),
        ("http://localhost", "localhost:80"),
        ("https://localhost", "localhost:443"),
        ("https://localhost:8443", "localhost:8443"),
        ("https://localhost", "LOCALHOST:443"),
    ],
)
def test_the_port_of_the_address_that_people_use_is_ours(settings: Any, site: str, host: str) -> None:
    settings.SITE_URL = site
    assert status(host, SERVER_PORT="18000") == 200


@pytest.mark.parametrize(
    ("site", "port"), [("https://localhost", "80"), ("http://localhost", "443"), ("https://localhost:8443", "443")]
)
def test_the_port_of_another_scheme_is_not(settings: Any, site: str, port: str) -> None:
    settings.SITE_URL = site
    assert status(f"localhost:{port}", SERVER_PORT="18000") == 400


def test_the_port_at_which_the_server_listens_is_ours(settings: Any) -> None:
    """For a look from the machine itself, behind a proxy with another port."""
    settings.SITE_URL = OURS
    assert status("127.0.0.1:18000", SERVER_PORT="18000") == 200


# --- links ------------------------------------------------------------------------------------------------


@pytest.fixture
def _site(settings: Any) -> None:
    settings.SITE_URL = OURS


def links(text: str) -> set[str]:
    """Scheme and name of every address in it."""
    return set(re.findall(r"https?://[^/\s\"'<&]+", text))


@pytest.mark.usefixtures("_site")
def test_an_invitation_leads_to_the_site_whatever_the_host(client: Client) -> None:
    client.force_login(cast.marit())
    page = client.post("/settings/invitations/", {"note": ""}, headers={"host": OTHER}).content.decode()
    assert f"{OURS}/join/" in page
    assert OTHER not in page


@pytest.mark.usefixtures("_site")
@pytest.mark.parametrize(
    ("where", "form"),
    [
        ("/accounts/login/code/", {"email": "nobody@example.org"}),
        ("/accounts/password/reset/", {"email": "nobody@example.org"}),
        ("/accounts/login/code/", {"email": "ines@example.org"}),
        ("/accounts/password/reset/", {"email": "ines@example.org"}),
        ("/accounts/signup/", {"email": "ines@example.org", "name": "Wilf", "agreement": "on"}),
    ],
)
def test_a_mail_leads_to_the_site_whatever_the_host(
    client: Client, patient: None, where: str, form: dict[str, str]
) -> None:
    ines = cast.ines()
    ines.emailaddress_set.create(email=ines.email, verified=True, primary=True)
    if "name" in form:
        form = form | {"made_at": client.get(where).context["form"]["made_at"].value()}
    client.post(where, form, headers={"host": OTHER})
    (message,) = mail.outbox
    html = message.alternatives[0][0]  # type: ignore[attr-defined]
    assert links(str(message.body)) | links(str(html)) <= {OURS}
    assert f"//{OTHER}" not in str(message.message())


@pytest.mark.usefixtures("_site")
def test_a_page_names_its_address_on_the_site_whatever_the_host(client: Client) -> None:
    topic = say.ask(actor=cast.ines())
    say.end_grace()
    page = client.get(topic.get_absolute_url(), headers={"host": OTHER}).content.decode()
    assert f'<link rel="canonical" href="{OURS}{topic.get_absolute_url()}">' in page
    assert f"//{OTHER}" not in page


def test_the_way_to_https_leads_to_the_site() -> None:
    """In settings, which the environment alone changes."""
    from community import settings as written

    assert written.SITE_URL.endswith(f"//{written.SECURE_SSL_HOST}")
