"""The address to which a mail is answered: whose it is, and what it does not tell."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from community.env import inbound_address
from notices import reply_address
from notices.reply_address import HOLDS

NOW = timezone.now()


@pytest.fixture(autouse=True)
def inbound(settings: Any) -> None:
    settings.INBOUND_ADDRESS = "reply@forum.example"


def made(*, member_id: int = 12, topic_id: int = 7, masked: bool = False) -> str:
    return reply_address.address(member_id=member_id, topic_id=topic_id, masked=masked, now=NOW)


@pytest.mark.parametrize("masked", [True, False])
def test_it_leads_back_to_one_person_and_one_topic(masked: bool) -> None:
    ticket = reply_address.read(made(member_id=2**40 - 1, topic_id=2**33, masked=masked))
    assert ticket is not None
    assert (ticket.member_id, ticket.topic_id, ticket.masked) == (2**40 - 1, 2**33, masked)


def test_it_fits_before_the_at_sign_and_needs_no_case() -> None:
    address = made()
    local = address.partition("@")[0]
    assert len(local) <= 64
    assert local == local.lower()
    assert reply_address.read(address.upper()) == reply_address.read(address)


def test_two_of_one_person_and_topic_have_nothing_in_common() -> None:
    one, other = (made().partition("+")[2].partition("@")[0] for _time in range(2))
    assert sum(a == b for a, b in zip(one, other, strict=True)) < 16


def test_those_of_a_name_and_of_a_mask_are_equally_long() -> None:
    assert len(made(member_id=1, masked=True)) == len(made(member_id=987_654, topic_id=123_456))


def test_it_is_over_after_a_while() -> None:
    ticket = reply_address.read(made())
    assert ticket is not None
    assert not ticket.is_over(NOW + HOLDS)
    assert ticket.is_over(NOW + HOLDS + timedelta(days=1))


def test_a_key_that_was_renewed_still_opens_it(settings: Any) -> None:
    address = made()
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another", [settings.SECRET_KEY]
    assert reply_address.read(address) is not None
    settings.SECRET_KEY_FALLBACKS = []
    assert reply_address.read(address) is None


def test_no_other_is_read() -> None:
    address = made()
    local, _at, domain = address.partition("@")
    changed = ("a" if local[-20] != "a" else "b").join((local[:-20], local[-19:]))
    for other in (
        f"{changed}@{domain}", f"{local[:-3]}@{domain}", f"{local}aa@{domain}", f"{local}@else.example", f"x{address}", "reply+@forum.example",
        "reply@forum.example", "reply+é@forum.example", "", "@", "reply+" + "a" * 52 + "@forum.example", "reply+========@forum.example",
    ):  # fmt: skip
        assert reply_address.read(other) is None, other


def test_without_the_setting_there_is_none(settings: Any) -> None:
    address = made()
    settings.INBOUND_ADDRESS = ""
    assert made() == ""
    assert reply_address.read(address) is None


@pytest.mark.parametrize(
    "wrong", ["reply", "reply+x@a.example", "@a.example", "a-long-name-of-a-box@a.example", "a b@c.example", "a@b@c"]
)
def test_a_setting_that_cannot_work_is_refused(wrong: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="INBOUND_ADDRESS"):
        inbound_address(wrong)
