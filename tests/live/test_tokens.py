"""What a page may listen to: signed, short-lived, and without a word about who listens."""

from __future__ import annotations

import time
from base64 import urlsafe_b64decode

import pytest
from django.core import signing

from live import tokens

KEY = "k" * 50
PERSON = tokens.person_channel(4711, KEY)


def made(*, topic: str = "t3", key: str = KEY, made_at: float | None = None) -> str:
    return tokens.make(person=PERSON, topic=topic, key=key, made_at=time.time() if made_at is None else made_at)


def test_what_was_made_is_read() -> None:
    token = tokens.read(made(), key=KEY)
    assert (token.person, token.topic) == (PERSON, "t3")
    assert abs(token.made_at - time.time()) < 5


def test_it_is_never_younger_than_it_was_said_to_be() -> None:
    """Not by a part of a millisecond: whoever was told off in it would hear on."""
    assert tokens.read(made(made_at=1_000.0006), key=KEY).made_at <= 1_000.0006


def test_it_holds_no_members_number() -> None:
    body = made().split(":")[0]
    assert b"4711" not in urlsafe_b64decode(body + "=" * (-len(body) % 4))
    assert "4711" not in PERSON
    assert tokens.person_channel(4711, "another key") != PERSON


@pytest.mark.parametrize("value", ["", "x", "a:b:c", "é:é:é", "." * 10_000])
def test_what_is_no_token_is_refused(value: str) -> None:
    with pytest.raises(tokens.Unreadable):
        tokens.read(value, key=KEY)


def test_a_forged_one_is_refused() -> None:
    body, *rest = made().split(":")
    other = made(topic="t4").split(":")[0]
    for forged in (":".join([other, *rest]), made(key="other"), signing.dumps([PERSON, "t3", 1.0], key=KEY, salt="x")):
        with pytest.raises(tokens.Unreadable):
            tokens.read(forged, key=KEY)
    assert body != other


@pytest.mark.parametrize("shape", [["p"], {"person": "p"}, ["p", "t", "now"], 7])
def test_another_shape_is_refused(shape: object) -> None:
    with pytest.raises(tokens.Unreadable):
        tokens.read(signing.dumps(shape, key=KEY, salt=tokens.SALT), key=KEY)


def test_an_old_one_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    value, now = made(), time.time()
    monkeypatch.setattr(time, "time", lambda: now + tokens.SECONDS - 2)
    tokens.read(value, key=KEY)
    monkeypatch.setattr(time, "time", lambda: now + tokens.SECONDS + 2)
    with pytest.raises(tokens.Unreadable):
        tokens.read(value, key=KEY)
