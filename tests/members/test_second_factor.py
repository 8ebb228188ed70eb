"""A code of an authenticator app opens one door once, whatever happens to the cache."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.core.cache import cache
from django.test import Client

from members.models import Member
from tests import cast, make

pytestmark = pytest.mark.django_db

STEP = 30  # seconds for which a code is shown
NOW = 60_000_000 * STEP + 7
ACTIVATE = "/accounts/2fa/totp/activate/"


@contextmanager
def at(seconds: int) -> Iterator[None]:
    """So many seconds after the beginning, as the authenticator's clock goes; what the cache kept is gone."""
    cache.clear()
    now = (NOW + seconds) // STEP
    with patch("allauth.mfa.totp.internal.auth.yield_hotp_counters_from_time", lambda: range(now - 1, now + 2)):
        yield


def code(secret: str, seconds: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, (NOW + seconds) // STEP))


def signs_in(login: str, typed: str) -> bool:
    client = Client()
    client.post("/accounts/login/", {"login": login, "password": make.PASSWORD})
    client.post("/accounts/2fa/authenticate/", {"code": typed})
    return "_auth_user_id" in client.session


@pytest.fixture
def ines() -> Member:
    make.community()
    member = cast.ines()
    member.emailaddress_set.create(email=member.email, verified=True, primary=True)
    return member


@pytest.fixture
def secret(ines: Member) -> str:
    made = generate_totp_secret()
    TOTP.activate(ines, made)
    return made


def set_up(client: Client, seconds: int = 0) -> tuple[str, str, Any]:
    """The secret, the code that was typed, and what was answered."""
    client.post("/accounts/login/", {"login": "ines", "password": make.PASSWORD})
    client.post("/accounts/reauthenticate/", {"password": make.PASSWORD, "next": "/"})
    secret = client.get(ACTIVATE).context["form"].secret
    typed = code(secret, seconds)
    return secret, typed, client.post(ACTIVATE, {"code": typed})


def test_the_code_of_the_set_up_opens_nothing_more(client: Client, ines: Member) -> None:
    with at(0):
        secret, typed, answer = set_up(client)
    assert answer.status_code == 302
    for later in (0, 1, STEP - 8, STEP, STEP + 20):
        with at(later):
            assert not signs_in("ines", typed), later
    with at(STEP):
        assert signs_in("ines", code(secret, STEP))


@pytest.mark.parametrize("ahead", [-STEP, 0, STEP])
def test_a_code_signs_in_once(secret: str, ahead: int) -> None:
    """A clock may be half a minute off, so a code is right for a minute and a half."""
    typed = code(secret, ahead)
    with at(0):
        assert signs_in("ines", typed)
    for later in range(0, 3 * STEP, 10):
        with at(later):
            assert not signs_in("ines", typed), later


def test_an_older_code_is_over_once_a_newer_one_was_used(secret: str) -> None:
    with at(0):
        assert signs_in("ines", code(secret, STEP))
        assert not signs_in("ines", code(secret, 0))
        assert not signs_in("ines", code(secret, -STEP))
    with at(2 * STEP):
        assert signs_in("ines", code(secret, 2 * STEP))


def test_a_code_that_signed_in_does_not_show_again_that_it_is_them(client: Client, secret: str) -> None:
    with at(0):
        client.post("/accounts/login/", {"login": "ines", "password": make.PASSWORD})
        client.post("/accounts/2fa/authenticate/", {"code": code(secret)})
        assert "_auth_user_id" in client.session
    with at(20):
        assert client.post("/accounts/2fa/reauthenticate/", {"code": code(secret)}).status_code == 200
    with at(STEP):
        assert client.post("/accounts/2fa/reauthenticate/", {"code": code(secret, STEP)}).status_code == 302


def test_a_used_code_does_not_give_back_the_tries(secret: str) -> None:
    """Else whoever saw one over a shoulder could guess without end, with it between the guesses."""
    used = code(secret)
    with at(0):
        assert signs_in("ines", used)
        for _time in range(3):
            assert not signs_in("ines", "000000")
            assert not signs_in("ines", used)
        assert not signs_in("ines", code(secret, STEP))


def test_a_code_of_one_member_uses_up_none_of_another(secret: str) -> None:
    pau = cast.pau()
    pau.emailaddress_set.create(email=pau.email, verified=True, primary=True)
    TOTP.activate(pau, secret)
    with at(0):
        assert signs_in("ines", code(secret))
        assert signs_in("pau", code(secret))


def test_a_new_authenticator_begins_anew(client: Client, ines: Member) -> None:
    with at(0):
        set_up(client, STEP)
        client.post("/accounts/2fa/totp/deactivate/")
        _secret, _typed, answer = set_up(client)
    assert answer.status_code == 302


@pytest.mark.parametrize("typed", ["", "000000", "12345", "einszwei", "１２３４５６", "\x00"])
def test_what_is_no_code_is_refused(secret: str, typed: str) -> None:
    with at(0):
        assert not signs_in("ines", typed)


def test_a_recovery_code_still_helps(client: Client, ines: Member) -> None:
    from allauth.mfa.models import Authenticator

    with at(0):
        set_up(client)
        codes = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()
        assert signs_in("ines", codes[0])
        assert not signs_in("ines", codes[0])
