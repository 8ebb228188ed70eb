"""One click stops one kind of mail, without signing in, and a look changes nothing (RFC 8058, R21, R39)."""

import re
from base64 import urlsafe_b64decode
from contextlib import suppress
from typing import Any

import pytest
from django.core import mail, signing
from django.test import Client

from members.models import Member
from notices import unsubscribe
from notices.actions import mailer
from notices.actions.tell import tell
from notices.models import Choice, Message
from tests import make

pytestmark = pytest.mark.django_db
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def url(member: Member, kind: str = "answered") -> str:
    return unsubscribe.url(member.pk, kind).removeprefix("http://localhost:8000")


def test_a_post_without_cookies_stops_it_without_a_redirect() -> None:
    ines = make.member()
    answer = Client(enforce_csrf_checks=True).post(url(ines), ONE_CLICK)
    assert answer.status_code == 200
    choice = Choice.objects.get()
    assert (choice.member, choice.kind, choice.by_mail, choice.how) == (ines, "answered", False, "one click")


def test_twice_is_once() -> None:
    ines = make.member()
    for _time in range(2):
        assert Client().post(url(ines), ONE_CLICK).status_code == 200
    assert Choice.objects.count() == 1


@pytest.mark.parametrize("method", ["get", "head"])
def test_a_look_changes_nothing(method: str) -> None:
    ines = make.member()
    answer = getattr(Client(), method)(url(ines))
    assert answer.status_code == 200
    assert not Choice.objects.exists()


def test_the_page_has_one_button_and_names_the_kind(client: Client) -> None:
    page = client.get(url(make.member())).content.decode()
    main = page.partition("<main")[2].partition("</main>")[0]
    assert main.count("<button") == 1
    assert "Somebody answers what I asked or began" in main


def test_the_page_says_nothing_about_whose_it_is(client: Client) -> None:
    ines = make.member(name="Ines Calder", handle="ines")
    page = client.get(url(ines)).content.decode().lower()
    assert "ines@" not in page
    assert "calder" not in page


def test_it_can_be_taken_back(client: Client) -> None:
    ines = make.member()
    client.post(url(ines), ONE_CLICK)
    page = client.post(url(ines), {"again": "1"}).content.decode()
    assert "come again" in page
    assert Choice.objects.get().by_mail


def test_only_that_kind_stops(client: Client) -> None:
    from notices.kinds import KINDS
    from notices.rules import wants_by_mail

    ines = make.member()
    client.post(url(ines, "thanked"), ONE_CLICK)
    assert not wants_by_mail(ines, KINDS["thanked"])
    assert wants_by_mail(ines, KINDS["answered"])


def forged(member: Member) -> dict[str, str]:
    real = unsubscribe.token(member.pk, "answered")
    return {
        "cut": real[:-4],
        "changed": ("A" if real[0] != "A" else "B") + real[1:],
        "other salt": signing.dumps([member.pk, "answered"], salt="notices.other"),
        "no signature": "eyJhIjoxfQ",
        "account mail": unsubscribe.token(member.pk, "suspended"),
        "no such kind": unsubscribe.token(member.pk, "everything"),
        "page only": unsubscribe.token(member.pk, "hello"),
        "not a pair": signing.dumps("x", salt=unsubscribe.SALT),
        "nobody": unsubscribe.token(10**9, "answered"),
    }


@pytest.mark.parametrize(
    "which",
    [
        "cut",
        "changed",
        "other salt",
        "no signature",
        "account mail",
        "no such kind",
        "page only",
        "not a pair",
        "nobody",
    ],
)
def test_a_forged_address_stops_nothing(client: Client, which: str) -> None:
    token = forged(make.member())[which]
    for method in (client.get, client.post):
        assert method(f"/stop/{token}/").status_code == 404
    assert not Choice.objects.exists()


def test_the_token_names_no_topic_and_no_mask() -> None:
    ines = make.member()
    assert unsubscribe.read(unsubscribe.token(ines.pk, "answered")) == unsubscribe.Stop(ines.pk, "answered")


def readable(mail: str) -> str:
    """The mail and whatever of it opens without a key."""
    found = [mail]
    for word in re.findall(r"[\w-]{6,}", mail):
        with suppress(ValueError):
            found.append(urlsafe_b64decode(word + "=" * (-len(word) % 4)).decode("latin-1"))
        with suppress(ValueError):
            found.append(str(signing.b62_decode(word)))
    return "\n".join(found)


def masked_mail(wearer: Member, number: int) -> str:
    topic = make.masked_topic(by=wearer)
    answer = make.answer(topic=topic, by=make.member())
    tell(to=topic.mask, kind="answered", dedupe_key=str(number), actor=answer.member, topic=topic, post=answer)
    mailer.deliver(Message.objects.get(mask=topic.mask))
    sent = mail.outbox[-1].message()
    bodies = [part.get_payload(decode=True).decode() for part in sent.walk() if not part.is_multipart()]
    return "\n".join([str(sent.items()), *bodies])


def test_a_mail_to_a_mask_holds_nothing_that_says_whose_it_is() -> None:
    """Neither the number, in the open or written otherwise, nor anything that two mails to one person share."""
    number = 7_654_321
    ines = make.member(pk=number, handle="ines")
    tokens = []
    for mask in range(2):
        text = masked_mail(ines, mask)
        opened = readable(text)
        assert str(number) not in opened
        assert number.to_bytes(3).decode("latin-1") not in opened
        assert "ines" not in opened.lower().replace("ines@example.org", "")
        (found,) = set(re.findall(r"/stop/([^/]+)/", text))
        tokens.append(found)
    assert len({found[:10] for found in tokens}) == 2
    assert len({len(found) for found in (*tokens, unsubscribe.token(1, "answered"))}) == 1


def test_an_address_of_before_still_stops(client: Client) -> None:
    ines = make.member()
    assert (
        client.post(f"/stop/{signing.dumps([ines.pk, 'answered'], salt=unsubscribe.SALT)}/", ONE_CLICK).status_code
        == 200
    )
    assert Choice.objects.get().member == ines


def test_an_address_stops_after_the_secret_key_was_changed(client: Client, settings: Any) -> None:
    ines = make.member()
    address = url(ines)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another " * 8
    assert client.post(address, ONE_CLICK).status_code == 200
    settings.SECRET_KEY_FALLBACKS = []
    assert client.post(address, ONE_CLICK).status_code == 404


def test_years_later_it_still_stops(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    ines = make.member()
    address = url(ines)
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 10 * 365 * 24 * 3600)
    assert client.post(address, ONE_CLICK).status_code == 200
