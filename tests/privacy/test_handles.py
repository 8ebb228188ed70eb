"""Another handle: what led to the old one leads on, and nobody goes by it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from forum.actions.posts import answer
from forum.queries.people import mentioned
from members import lookalikes, queries
from members.actions.accounts import enrol
from members.actions.handles import change_handle
from members.models import FormerHandle, Member
from members.rules import NotAllowed
from tests import cast, make

pytestmark = pytest.mark.django_db


@pytest.fixture
def dorrie() -> Member:
    make.community()
    return cast.dorrie()


def signed_in(member: Member) -> Client:
    client = Client()
    client.force_login(member)
    return client


def long_ago() -> None:
    FormerHandle.objects.update(at=timezone.now() - timedelta(days=31))


def test_the_old_address_leads_to_the_new_one(dorrie) -> None:
    client = signed_in(dorrie)
    answer = client.post(reverse("privacy:handle"), {"handle": "@River-Birch"})
    assert answer.status_code == 303
    assert client.get("/@dorrie/")["Location"] == "/@river-birch/"
    assert client.get("/@river-birch/").status_code == 200
    assert client.get("/@DORRIE/")["Location"] == "/@river-birch/"


def test_every_handle_of_before_leads_on(dorrie) -> None:
    for handle in ("second", "third"):
        dorrie = change_handle(member=dorrie, handle=handle)
        long_ago()
    client = signed_in(dorrie)
    assert [client.get(f"/@{handle}/")["Location"] for handle in ("dorrie", "second")] == ["/@third/"] * 2


def test_mentions_of_the_old_one_still_mean_them(dorrie) -> None:
    old = make.answer(by=cast.ines())
    before = answer(actor=old.member, topic=old.topic, body="@dorrie knows.", masked=False, submit_key=None)
    change_handle(member=dorrie, handle="river-birch")
    after = answer(actor=old.member, topic=old.topic, body="Ask @dorrie too.", masked=False, submit_key=None)
    assert (mentioned(before), mentioned(after)) == ([dorrie.pk], [dorrie.pk])
    assert 'href="/@river-birch/"' in after.html


def test_the_new_one_is_found_by(dorrie) -> None:
    changed = change_handle(member=dorrie, handle="river-birch")
    assert queries.person_called("river-birch") == changed
    assert [one.pk for one in queries.directory(words="river").people] == [dorrie.pk]


@pytest.mark.parametrize("taken", ["dorrie", "Dorrie", "d0rrie", "dоrrie"])
def test_nobody_else_goes_by_the_old_one(dorrie, taken: str) -> None:
    change_handle(member=dorrie, handle="river-birch")
    with pytest.raises(NotAllowed):
        change_handle(member=cast.pau(), handle=taken)


def test_nor_by_a_name_like_it_nor_in_signing_up(dorrie) -> None:
    change_handle(member=dorrie, handle="river-birch")
    Member.objects.filter(pk=dorrie.pk).update(display_name="Birch", name_key="birch", name_look="birch")
    with pytest.raises(queries.NameTaken):
        queries.free_name("Dorrie")
    with pytest.raises(queries.NameTaken):
        enrol(member=Member(email="x@example.org"), name="Dörrie", agreement_version=1)


def test_one_can_have_it_back(dorrie) -> None:
    changed = change_handle(member=dorrie, handle="river-birch")
    long_ago()
    back = change_handle(member=changed, handle="dorrie")
    assert back.handle == "dorrie"
    assert signed_in(back).get("/@river-birch/")["Location"] == "/@dorrie/"
    assert signed_in(back).get("/@dorrie/").status_code == 200


def test_once_in_thirty_days(dorrie) -> None:
    changed = change_handle(member=dorrie, handle="river-birch")
    page = signed_in(changed).post(reverse("privacy:handle"), {"handle": "oak"})
    assert page.status_code == 422
    assert "You changed it lately" in page.content.decode()
    assert Member.objects.get(pk=dorrie.pk).handle == "river-birch"


@pytest.mark.parametrize(
    "handle",
    [
        "pau",
        "PAU",
        "admin",
        "mod3rator",
        "somebody-who-left",
        "dorrie",
        "a b",
        "-",
        "",
        "x" * 31,
        "dorrie\u200b",
        "<b>",
        "pau@x",
    ],
)
def test_what_cannot_be_carried_is_refused_beside_the_field(dorrie, handle: str) -> None:
    cast.pau()
    page = signed_in(dorrie).post(reverse("privacy:handle"), {"handle": handle})
    assert page.status_code == 422
    assert 'aria-invalid="true"' in page.content.decode()
    assert Member.objects.get(pk=dorrie.pk).handle == "dorrie"
    assert not FormerHandle.objects.exists()


def test_one_that_is_another_members_name_is_refused(dorrie) -> None:
    make.member(handle="somebody", **lookalikes.keys("River Birch"))
    with pytest.raises(NotAllowed):
        change_handle(member=dorrie, handle="river-birch")


def test_whoever_may_not_write_changes_nothing(dorrie) -> None:
    with pytest.raises(NotAllowed):
        change_handle(member=cast.noor(), handle="river-birch")


def test_an_imported_handle_is_taken(dorrie) -> None:
    make.member(handle="elsewhere", kind="imported")
    with pytest.raises(NotAllowed):
        change_handle(member=dorrie, handle="elsewhere")
