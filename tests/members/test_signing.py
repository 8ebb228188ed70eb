"""The signature of our mails (DKIM): what holds, what breaks it, and which key is refused at the start."""

from __future__ import annotations

import re
from email import message_from_bytes
from functools import cache
from io import StringIO
from pathlib import Path
from typing import Any

import dkim
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command

from community.dkim_key import DkimKey, dkim_key
from members.mail import Mail
from members.signing import SEALED
from notices.actions.mailer import build
from notices.kinds import KINDS
from notices.models import Message
from tests import make
from tests.sink import Sink

SENDER = "Murmuration <community@forum.example>"


@cache
def pem(bits: int = 2048) -> str:
    return written(rsa.generate_private_key(public_exponent=65537, key_size=bits))


def written(key: Any, password: bytes | None = None) -> str:
    sealed = serialization.BestAvailableEncryption(password) if password else serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, sealed).decode()


def key_of(**more: str) -> DkimKey | None:
    said = {"file": "", "text": pem(), "selector": "murmuration", "domain": "", "sender": SENDER}
    return dkim_key(**said | more)  # type: ignore[arg-type]


@pytest.fixture
def key(settings: Any) -> DkimKey:
    settings.DEFAULT_FROM_EMAIL = SENDER
    settings.DKIM_KEY = key_of()
    return settings.DKIM_KEY


def holds(raw: bytes, key: DkimKey) -> bool:
    """As a receiver sees it, who finds the record in the DNS."""
    records = {f"{key.name}.".encode(): key.record.encode()}
    return dkim.verify(raw, dnsfunc=lambda name, **_more: records.get(name))


def raw(**more: Any) -> bytes:
    headers = {"List-Id": "<replies.forum.example>", "List-Unsubscribe": "<https://forum.example/stop/x/>"}
    headers |= {"List-Unsubscribe-Post": "List-Unsubscribe=One-Click", "Message-ID": "<a@forum.example>"}
    said = {
        "subject": "Ines, there is something new",
        "body": "Grüße. ŒŒŒ\n",
        "to": ["ines@example.org"],
        "headers": headers,
    }
    mail = Mail(from_email=SENDER, **said | more)
    mail.attach_alternative("<p>Grüße.</p>\n", "text/html")
    return mail.message().as_bytes(linesep="\r\n")  # type: ignore[call-arg]


def test_a_receiver_finds_it_whole(key: DkimKey) -> None:
    assert holds(raw(), key)


@pytest.mark.parametrize(
    "more", [{"subject": "Žluťoučký kůň " * 7}, {"body": "ein sehr langes Wort " * 90}, {"body": ""}]
)
def test_whatever_is_in_it(key: DkimKey, more: dict[str, str]) -> None:
    assert holds(raw(**more), key)


def test_it_leaves_whole_with_both_heads_to_unsubscribe_sealed(key: DkimKey, smtp_sink: Sink, db: None) -> None:
    """R39: as it comes out of the outbox, through a mail server, byte by byte."""
    ines = make.member(name="Ines")
    row = Message.objects.create(
        dedupe_key="w", message_id="<w@forum.example>", kind="waiting_question", member=ines, topic=make.topic(), why=""
    )
    build(row, ines, KINDS["waiting_question"]).send()
    arrived = smtp_sink.wait_for(1)[-1]
    assert holds(smtp_sink.raw[-1], key)
    sealed = re.search(r"h=([^;]*);", arrived["DKIM-Signature"]).group(1).replace(" ", "").lower().split(":")  # type: ignore[union-attr]
    for name in ("from", "to", "subject", "date", "message-id", "list-id", "list-unsubscribe", "list-unsubscribe-post"):
        assert name in sealed, name
    assert arrived.get_body(("plain",)) is not None


def test_no_part_of_it_needs_eight_bits(key: DkimKey) -> None:
    assert raw().isascii()
    body = message_from_bytes(raw()).get_payload(0).get_payload(decode=True).decode()  # type: ignore[union-attr]
    assert body == "Grüße. ŒŒŒ\r\n"


SIGNED = "From To Subject Date Message-ID List-Id List-Unsubscribe List-Unsubscribe-Post Content-Type".split()


@pytest.mark.parametrize("name", SIGNED)
def test_whoever_changes_a_head_breaks_it(key: DkimKey, name: str) -> None:
    assert name in SEALED
    changed = re.sub(rb"(?m)^(%s: )" % name.encode(), rb"\1x", raw(), count=1)
    assert changed != raw()
    assert not holds(changed, key)


@pytest.mark.parametrize("name", ["From", "To", "Subject", "Date", "Message-ID"])
def test_whoever_adds_a_second_one_breaks_it(key: DkimKey, name: str) -> None:
    assert not holds(f"{name}: somebody@else.example\r\n".encode() + raw(), key)


def test_whoever_changes_a_word_breaks_it(key: DkimKey) -> None:
    assert not holds(raw().replace(b"Gr=C3=BC=C3=9Fe", b"Gr=C3=BC=C3=9Fa"), key)


def test_without_a_key_nothing_is_signed(settings: Any) -> None:
    settings.DKIM_KEY = None
    assert b"DKIM-Signature" not in raw()


def test_another_key_is_not_taken_for_ours(key: DkimKey) -> None:
    other = key_of(text=written(rsa.generate_private_key(public_exponent=65537, key_size=2048)))
    assert other is not None
    assert not holds(raw(), key._replace(public=other.public))


# --- at the start -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"text": "not a key"}, "openssl genrsa"),
        ({"text": "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"}, "not understood"),
        ({"file": "/nowhere/dkim.key"}, "cannot be read"),
        ({"selector": "a b"}, "DKIM_SELECTOR"),
        ({"selector": ""}, "DKIM_SELECTOR"),
        ({"domain": "else.example"}, "mails come from forum.example"),
        ({"domain": "orum.example"}, "mails come from forum.example"),
        ({"sender": "Murmuration <community@localhost>"}, "DKIM_DOMAIN"),
    ],
)
def test_what_cannot_work_is_refused_in_words(more: dict[str, str], said: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=said) as refused:
        key_of(**more)
    assert "PRIVATE" not in str(refused.value)


def test_other_keys_are_refused() -> None:
    elliptic = ec.generate_private_key(ec.SECP256R1())
    for wrong in (written(elliptic), written(elliptic, password=b"secret")):
        with pytest.raises(ImproperlyConfigured):
            key_of(text=wrong)


def test_a_file_and_a_domain_above_the_sender_s_are_taken(tmp_path: Path) -> None:
    file = tmp_path / "dkim.key"
    file.write_text(pem())
    key = key_of(file=str(file), text="", domain="Forum.Example.", sender="Murmuration <us@mail.forum.example>")
    assert key is not None
    assert key.name == "murmuration._domainkey.forum.example"


def test_a_key_in_one_line_is_taken() -> None:
    assert key_of(text=pem().replace("\n", "\\n")) == key_of()
    assert key_of(text="") is None


def test_it_is_not_shown() -> None:
    key = key_of()
    assert repr(key) == "<DkimKey murmuration._domainkey.forum.example>"


def test_the_command_says_what_to_write_into_the_dns(key: DkimKey) -> None:
    said = StringIO()
    call_command("dkim_record", stdout=said)
    assert "murmuration._domainkey.forum.example" in said.getvalue()
    assert key.record in said.getvalue()
    assert all(len(piece) <= 255 for piece in re.findall(r'"([^"]*)"', said.getvalue()))


def test_the_command_without_a_key_says_so(settings: Any) -> None:
    settings.DKIM_KEY = None
    with pytest.raises(CommandError, match="DKIM_KEY_FILE"):
        call_command("dkim_record")
