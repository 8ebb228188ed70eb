"""A name at the door is what people type, in any case and any form of its letters, and never what only looks like it."""

from __future__ import annotations

import unicodedata

import pytest
from django.test import Client

from members.queries import by_login
from tests import make
from writing.domains import one_spelling

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _open() -> None:
    make.community()


@pytest.mark.parametrize(
    ("handle", "typed"),
    [
        ("jose-b", "jose-b"), ("jose-b", "JOSE-B"), ("jose-b", " Jose-B "), ("jose-b", "José B"), ("jose-b", "@jose-b"),
        ("jose-b", unicodedata.normalize("NFD", "JOSÉ B")), ("иван", "ИВАН"), ("सीता", "सीता"), ("o-brien", "O'Brien"),
        ("o-brien", "O’BRIEN"), ("jose-b", "jose b"),
    ],
)  # fmt: skip
def test_as_people_type_it(handle: str, typed: str) -> None:
    member = make.member(handle=handle)
    assert by_login(one_spelling(typed)) == member


def test_by_a_name_as_it_is_shown(client: Client) -> None:
    member = make.member(handle="jose-b", name="José B")
    member.emailaddress_set.create(email=member.email, verified=True, primary=True)
    client.post("/accounts/login/", {"login": "José B", "password": make.PASSWORD})
    assert client.session.get("_auth_user_id") == str(member.pk)


@pytest.mark.parametrize(
    ("handle", "typed"),
    [
        ("karl", "kari"), ("karl", "kar1"), ("karl", "kаrl"), ("иван", "ivan"), ("jose-b", "joseb"), ("anna", "arma"),
        ("jose-b", "jose"), ("jose-b", ""), ("jose-b", "@"), ("jose-b", "%"), ("jose-b", "_ose-b"),
    ],
)  # fmt: skip
def test_what_looks_like_it_is_nobody(handle: str, typed: str) -> None:
    make.member(handle=handle)
    assert by_login(one_spelling(typed)) is None


def test_the_handle_as_it_stands_comes_first() -> None:
    """Two accounts of long ago, which today could not both be made."""
    plain, other = make.member(handle="jose"), make.member(handle="josé")
    assert by_login("José") == other
    assert by_login("jose") == plain


@pytest.mark.parametrize("typed", ["jose-b", "nobody", "José B"])
def test_it_takes_one_question_whoever_is_meant(typed: str, django_assert_num_queries: object) -> None:
    make.member(handle="jose-b")
    with django_assert_num_queries(1):  # type: ignore[operator]
        by_login(typed)
