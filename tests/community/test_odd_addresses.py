"""Addresses that nobody was given: every one is answered, none with an error of ours (R25)."""

import pytest
from django.test import Client

from tests import cast, make

pytestmark = pytest.mark.django_db

EDGES = ("9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00%2B23:59", "2026-01-01T00:00:00", "x", "%00")
FOR_ALL = (
    "/tags/%00/",
    "/s/%00/",
    "/blog/%00/",
    *(f"/{page}/?before={at}~1" for page in ("blog", "log") for at in EDGES),
)
FOR_MEMBERS = (
    "/@%00/",
    "/members/?subject=%00",
    *(f"/notices/?before={at}_1" for at in EDGES),
    *(f"/settings/suggestions/?before={at}" for at in EDGES),
    "/notices/?before=2026-01-01T00:00:00%2B00:00_" + "9" * 40,
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
    assert client.get(f"/mentoring/pairs/{pair.pk}/?before={'9' * 5000}").status_code == 200
    kept = client.post("/ask/", {"do": "draft", "title": "A letter", "letter": "9" * 100})
    assert kept.status_code == 303
    assert client.get("/ask/").context["form"]["title"].value() == "A letter"
