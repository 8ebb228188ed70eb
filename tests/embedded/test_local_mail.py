"""Without a mail server the mails are read on a local page, and on no other machine's."""

import sys
from collections.abc import Iterator
from importlib import import_module, reload
from pathlib import Path
from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives, get_connection
from django.test import Client
from django.urls import clear_url_caches

from community.embedded import mail

pytestmark = pytest.mark.django_db
TOKEN = "a-token-of-thirty-two-characters"


@pytest.fixture
def embedded(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.EMBEDDED, settings.LOCAL_MAIL_TOKEN, settings.VAR_DIR = True, TOKEN, tmp_path
    rebuild_urls()
    yield
    settings.EMBEDDED = False
    rebuild_urls()


def rebuild_urls() -> None:
    reload(import_module("community.urls"))
    sys.modules.pop("community.embedded.urls", None)
    clear_url_caches()


def send(*, subject: str = "Your code", text: str = "It is 1234.", html: str = "") -> None:
    message = EmailMultiAlternatives(subject, text, "Here <a@example.org>", ["Zoë <zoe@example.org>"])
    if html:
        message.attach_alternative(html, "text/html")
    backend = get_connection("community.embedded.mail.FileBackend")
    assert backend.send_messages([message]) == 1


def address(*more: str) -> str:
    return "/".join(["/local-mail", TOKEN, *more]) + "/"


@pytest.mark.usefixtures("embedded")
class TestWithTheToken:
    def test_says_so_when_nothing_was_sent(self, client: Client) -> None:
        answer = client.get(address())
        assert answer.status_code == 200
        assert "Nothing has been sent yet." in answer.content.decode()

    def test_lists_the_newest_first(self, client: Client) -> None:
        send(subject="The first")
        send(subject="The second, für Zoë")
        page = client.get(address()).content.decode()
        assert page.index("The second, für Zoë") < page.index("The first")
        assert "zoe@example.org" in page
        assert page.count("<li>") >= 2

    def test_shows_one_mail_with_its_links(self, client: Client) -> None:
        send(text="Open http://localhost:8000/confirm/abc/ please")
        answer = client.get(address(mail.latest()[0].name))
        assert '<a href="http://localhost:8000/confirm/abc/"' in answer.content.decode()
        assert "no-store" in answer.headers["Cache-Control"]

    def test_a_script_or_an_image_in_a_mail_does_nothing(self, client: Client) -> None:
        send(html='<p>Hi<script>alert(1)</script><img src="http://x.example/1.png" onerror="a()"><b>you</b></p>')
        page = client.get(address(mail.latest()[0].name)).content.decode()
        assert "<b>you</b>" in page
        assert "alert(1)" not in page
        assert "x.example" not in page

    def test_keeps_only_so_many(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(mail, "KEPT_MAILS", 2)
        for subject in ("one", "two", "three"):
            send(subject=subject)
        assert [found.subject for found in mail.latest()] == ["three", "two"]

    @pytest.mark.parametrize("name", ["nothing", "..%2F..%2Fkeys%2Fsecret", "%2Fetc%2Fpasswd"])
    def test_a_mail_that_is_not_there(self, client: Client, name: str) -> None:
        assert client.get(address(name)).status_code == 404

    @pytest.mark.parametrize("token", ["x", TOKEN[:-1], TOKEN + "0"])
    def test_another_token_finds_nothing(self, client: Client, token: str) -> None:
        assert client.get(f"/local-mail/{token}/").status_code == 404

    def test_an_empty_token_opens_nothing(self, client: Client, settings: Any) -> None:
        settings.LOCAL_MAIL_TOKEN = ""
        assert client.get(address()).status_code == 404


def test_elsewhere_the_page_does_not_exist(client: Client, settings: Any) -> None:
    settings.LOCAL_MAIL_TOKEN = TOKEN
    assert client.get(address()).status_code == 404
