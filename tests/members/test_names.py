"""Names that could be taken for another, or for the people who run this place."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from members import handles, lookalikes, queries
from members.actions import accounts
from members.models import Member
from members.rules import NotAllowed
from tests import make

CORPORA = Path(os.environ.get("MURMURATION_CORPORA", "/nowhere"))
CORPUS = CORPORA / "usernames_confusable.json"


def joined(name: str) -> Member:
    return accounts.enrol(member=Member(), name=name, agreement_version=1)


@pytest.mark.parametrize(
    "name",
    [
        "admin",
        "аdmin",
        "ádmin",
        "Adm1n",
        "ａｄｍｉｎ",
        "𝐚𝐝𝐦𝐢𝐧",
        "moderator",
        "rnoderator",
        "system",
        "everyone",
        "null",
    ],
)
def test_names_that_speak_for_the_community_are_refused(name: str) -> None:
    with pytest.raises(NotAllowed):
        handles.clean_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "",
        " ",
        ".",
        "..",
        "😀",
        "Wil\u200bf",
        "\u202enimda",
        "a\tb",
        "a\nb",
        "<b>x</b>",
        "@x",
        "x@y",
        "u/../x",
        "a" * 61,
        "a" + "\u0300" * 5,
    ],
)
def test_signs_that_no_name_needs_are_refused(name: str) -> None:
    with pytest.raises(NotAllowed):
        handles.clean_name(name)


@pytest.mark.parametrize(
    "name", ["Ines Calder", "Zoë O’Neil", "Jean-Luc", "Иван", "李雷", "محمد", "Łukasz", "Wilf 2", "D. H."]
)
def test_names_that_people_have_are_welcome(name: str) -> None:
    assert handles.clean_name(f" {name} ") == name
    assert handles.handle_from(name)


@pytest.mark.django_db
@pytest.mark.parametrize("other", ["TOBIAS W", "Tobias  W", "Tobías W", "T0bias W", "Tob1as W", "TobiasW", "Ｔobias W"])
def test_a_name_that_looks_like_a_members_is_taken(other: str) -> None:
    joined("Tobias W")
    with pytest.raises(queries.NameTaken, match="is free"):
        queries.free_name(other)


@pytest.mark.django_db
def test_what_is_offered_is_free() -> None:
    joined("Wilf")
    joined("Wilf A")
    with pytest.raises(queries.NameTaken, match="“wilf B” is free"):
        queries.free_name("wilf")


@pytest.mark.django_db
def test_a_handle_is_taken_too() -> None:
    make.member(handle="dorrie", handle_key=lookalikes.fold("dorrie"))
    with pytest.raises(queries.NameTaken):
        queries.free_name("Dorrie")


@pytest.mark.django_db
def test_imported_names_do_not_stand_in_anybodys_way() -> None:
    make.member(handle="imported-1", display_name="Ada", kind=Member.Kind.IMPORTED)
    assert joined("Ada").handle == "ada"


@pytest.mark.django_db
def test_names_without_letters_for_an_address_get_one() -> None:
    assert joined("D. H.").handle == "d-h"
    assert joined("李雷").handle == "李雷"


@pytest.mark.django_db
@pytest.mark.skipif(not CORPUS.exists(), reason=f"the corpus of look-alike names is not at {CORPUS}")
def test_no_two_of_the_corpus_that_look_alike_both_get_in() -> None:
    accepted: dict[str, str] = {}
    for entry in json.loads(CORPUS.read_text()):
        try:
            member = joined(entry["username"])
        except NotAllowed:
            continue
        assert lookalikes.fold(member.display_name) not in accepted
        accepted[lookalikes.fold(member.display_name)] = member.display_name
    assert {name.casefold() for name in accepted.values()}.isdisjoint({"admin", "moderator", "system", "everyone"})
