"""Tags: what makes two of them one, and that each has an address of its own."""

from __future__ import annotations

from importlib import import_module
from urllib.parse import quote, unquote

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from forum import words
from forum.models import Tag, Topic
from members.rules import NotAllowed
from tests import cast, make
from tests.forum import say

TOLD_APART = [
    ["c", "c++", "c#", "c--", ".c"],
    ["net", ".net", "net+"],
    ["o", "o+", "o-"],
    ["node.js", "nodejs", "node js"],
    ["q&a", "qa"],
    ["50%", "50", "50€"],
    ["กา", "กี", "กิ", "กู", "ก"],
    ["की", "कि", "का", "क"],
    ["தி", "தீ", "த"],
    ["తి", "తీ", "త"],
    ["កា", "កិ", "ក"],
    ["ກາ", "ກິ", "ກ"],
    ["မာ", "မိ", "မ"],
    ["كَتَب", "كُتُب", "كتب"],
    ["אַ", "אָ", "א"],
    ["か", "が"],
    ["cafe", "café"],
    ["gala", "gal·la"],
]
ONE = [
    ["C#", "c#", "C♯", "Ｃ＃", "#c#"],
    ["O-", "o−", "O–", "o‑"],
    ["bank fees", "Bank  Fees", "#bank fees", "bank-fees", "bank_fees", "bank - fees", "bank/fees", "“bank fees”"],
    ["café", "cafe\u0301", "CAFÉ"],
    ["İstanbul", "istanbul"],
    ["น้ำ", "น้\u0e4d\u0e32"],
    ["child’s play", "child's play"],
    ["می‌خواهم", "میخواهم"],
    ["help", "Help!", "help?", "(help)", "help,"],
    ["wil\u200bf", "wilf"],
]


@pytest.mark.parametrize("spellings", TOLD_APART, ids=lambda each: each[0])
def test_a_sign_makes_another_tag(spellings: list[str]) -> None:
    assert len({words.tag_slug(one) for one in spellings}) == len(spellings)


@pytest.mark.parametrize("spellings", ONE, ids=lambda each: each[0])
def test_spellings_of_one_tag(spellings: list[str]) -> None:
    assert len({words.tag_slug(one) for one in spellings}) == 1
    assert words.tag_slug(spellings[0])


@pytest.mark.parametrize("name", [name for group in [*TOLD_APART, *ONE] for name in group])
def test_a_slug_says_the_same_when_it_is_typed(name: str) -> None:
    slug = words.tag_slug(name)
    assert words.tag_slug(slug) == slug
    assert len(slug) <= words.LONGEST_TAG


@pytest.mark.django_db
@pytest.mark.parametrize("spellings", TOLD_APART, ids=lambda each: each[0])
def test_each_has_its_own_page(client: Client, spellings: list[str]) -> None:
    topics = {name: make.topic(title=f"About this one thing: {name}", tags=(name,)) for name in spellings}
    for topic in topics.values():
        address = topic.tags.get().get_absolute_url()
        assert address.isascii()
        page = client.get(address)
        assert page.status_code == 200
        assert [row.pk for row in page.context["found"].rows] == [topic.pk]


@pytest.mark.django_db
def test_the_address_is_percent_encoded() -> None:
    assert make.tag("c#").get_absolute_url() == "/tags/c%23/"
    assert unquote(make.tag("50%").get_absolute_url()) == "/tags/50%/"


@pytest.mark.django_db
def test_what_is_typed_into_the_address_finds_the_tag(client: Client) -> None:
    make.topic(tags=("c#",))
    for typed in ("C%23", "C♯"):
        response = client.get(f"/tags/{quote(typed, safe='%')}/")
        assert (response.status_code, response["Location"]) == (302, "/tags/c%23/")
    assert client.get("/tags/c/").status_code == 404


@pytest.mark.django_db
def test_the_address_of_a_tag_that_one_may_not_read_leads_nowhere(client: Client) -> None:
    make.topic(tags=("c#",), audience=Topic.Audience.MEMBERS)
    assert client.get("/tags/C%23/").status_code == 404


@pytest.mark.django_db
def test_asking_and_looking_for_them(client: Client) -> None:
    ines = cast.ines()
    plain = say.ask(actor=ines, title="How do pointers work?", tags=["C"])
    sharp = say.ask(actor=ines, title="How do pointers work here?", tags=["C#"])
    assert [tag.name for tag in sharp.tags.all()] == ["C#"]
    client.force_login(ines)
    for typed, topic in (("c", plain), ("C#", sharp), ("#C#", sharp)):
        page = client.get(reverse("forum:search"), {"q": "pointers", "tag": typed})
        assert [hit.topic.pk for hit in page.context["found"].hits] == [topic.pk], typed


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["#", "++", "…", "!!!", "-"])
def test_signs_alone_are_no_tag(typed: str) -> None:
    with pytest.raises(NotAllowed, match="needs a letter"):
        say.ask(actor=cast.ines(), tags=[typed])
    assert not Topic.objects.exists()


@pytest.mark.django_db
def test_a_tag_that_is_too_long_is_refused_rather_than_cut() -> None:
    ines = cast.ines()
    with pytest.raises(NotAllowed, match="40 characters"):
        say.ask(actor=ines, tags=["b" * 41])
    assert say.ask(actor=ines, tags=["b" * 40]).tags.get().slug == "b" * 40


@pytest.mark.django_db
def test_tags_from_before_are_carried_over(client: Client) -> None:
    signs = make.topic(title="Which compiler?")
    other = make.topic(title="Which letter?")
    signs.tags.add(Tag.objects.create(slug="c", name="C++"))
    other.tags.add(Tag.objects.create(slug="ग", name="गा"), Tag.objects.create(slug="bank-fees", name="Bank Fees"))
    import_module("forum.migrations.0004_tag_signs").tell_apart(apps, None)
    assert [tag.slug for tag in signs.tags.all()] == ["c++"]
    assert {tag.slug for tag in other.tags.all()} == {"गा", "bank-fees"}
    assert client.get("/tags/c++/").status_code == 200
    assert client.get("/tags/c/")["Location"] == "/tags/c++/"
    make.topic(tags=("c",))
    assert client.get("/tags/c/").status_code == 200


@pytest.mark.django_db
def test_a_tag_whose_new_address_is_taken_keeps_its_own() -> None:
    Tag.objects.create(slug="c++", name="c++")
    twin = Tag.objects.create(slug="c", name="C++")
    import_module("forum.migrations.0004_tag_signs").tell_apart(apps, None)
    twin.refresh_from_db()
    assert twin.slug == "c"
