"""Addresses that nobody was given: every one is answered, none with an error of ours (R25)."""

import pytest
from django.test import Client

from tests import cast, make

pytestmark = pytest.mark.django_db

# The ends of what a cursor can say (forum/queries/keyset.py), just beyond them, and what was one once.
EDGES = (
    "o0-0",
    "n0-0",
    "o14e714fxmo0-1y2p0ij32e8e7",
    "n14e714fxmo0-1y2p0ij32e8e7",
    "o14e714fxmo0-1y2p0ij32e8e8",
    "o" + "z" * 12 + "-1",
    "o1-" + "z" * 25,
    "2026-01-01T00:00:00%2B00:00~1",
    "x",
    "%00",
)
FOR_ALL = (
    "/tags/%00/",
    "/s/%00/",
    "/blog/%00/",
    *(f"/{page}/?at={at}" for page in ("blog", "log", "latest") for at in EDGES),
)
FOR_MEMBERS = (
    "/@%00/",
    "/members/?subject=%00",
    *(f"/notices/?at={which}{at}" for which in ("n", "r", "") for at in EDGES),
    *(f"/settings/suggestions/?at={which}{at}" for which in ("m", "c", "") for at in EDGES),
)


@pytest.mark.parametrize("address", FOR_ALL)
def test_a_visitor_is_answered(address: str) -> None:
    assert Client(raise_request_exception=False).get(address).status_code in (200, 404)


@pytest.mark.parametrize("address", [*FOR_ALL, *FOR_MEMBERS])
def test_a_member_is_answered(address: str) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(cast.pau())
    assert client.get(address).status_code in (200, 404)


def test_a_pair_and_a_draft_with_a_long_number_are_answered() -> None:
    pair, client = make.pair(), Client(raise_request_exception=False)
    client.force_login(pair.mentee)
    for at in ("9" * 5000, *EDGES):
        assert client.get(f"/mentoring/pairs/{pair.pk}/?at={at}").status_code == 200
    kept = client.post("/ask/", {"do": "draft", "title": "A letter", "letter": "9" * 100})
    assert kept.status_code == 303
    assert client.get("/ask/").context["form"]["title"].value() == "A letter"
