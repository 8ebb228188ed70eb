"""Whoever is new reads the hellos on their own page, and nobody else does."""

from __future__ import annotations

import pytest
from django.test import Client

from members.actions import hello
from members.models import Member
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def greeted() -> Member:
    wilf = make.newcomer(name="Wilf Barlow")
    hello.say(actor=make.member(name="Dorrie Hale"), newcomer=wilf, words="Good that you found us.")
    return wilf


def page(viewer: Member, person: Member) -> str:
    client = Client()
    client.force_login(viewer)
    return client.get(person.get_absolute_url()).content.decode()


def test_the_newcomer_reads_them(greeted: Member) -> None:
    text = page(greeted, greeted)
    assert "Good that you found us." in text
    assert "Dorrie Hale" in text


def test_others_do_not(greeted: Member) -> None:
    assert "Good that you found us." not in page(make.member(), greeted)


def test_nothing_is_said_where_nobody_said_anything() -> None:
    wilf = make.newcomer()
    assert 'id="hellos"' not in page(wilf, wilf)


def test_others_are_offered_to_say_hello_to_who_is_new(greeted: Member) -> None:
    offer = f"/@{greeted.handle}/hello/"
    assert offer in page(make.member(), greeted)
    assert offer not in page(greeted, greeted)
    assert offer not in page(greeted, make.member(name="An old hand"))
