"""A member's page: what it shows, and what it never does."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from members.models import Member
from tests import cast, make

pytestmark = pytest.mark.django_db


@pytest.fixture
def ines(client: Client) -> Member:
    make.community()
    viewer = cast.ines()
    client.force_login(viewer)
    return viewer


def test_visitors_do_not_learn_who_is_here(client: Client) -> None:
    make.community()
    cast.tobias()
    known, unknown = client.get("/@tobias/"), client.get("/@nobody/")
    assert known.status_code == unknown.status_code == 302
    assert known.headers["location"] == "/accounts/login/?next=/%40tobias/"


@pytest.mark.parametrize("kind", [Member.Kind.IMPORTED, Member.Kind.ROBOT, Member.Kind.TOMBSTONE])
def test_only_people_have_a_page(client: Client, ines: Member, kind: str) -> None:
    make.member(handle="somebody", kind=kind)
    assert client.get("/@somebody/").status_code == 404


def test_whoever_is_not_here_yet_or_no_more_has_no_page(client: Client, ines: Member) -> None:
    make.member(handle="waiting", approved_at=None)
    make.member(handle="closed", is_active=False)
    assert client.get("/@waiting/").status_code == 404
    assert client.get("/@closed/").status_code == 404


def test_the_handle_is_found_however_it_is_spelt(client: Client, ines: Member) -> None:
    cast.tobias()
    assert client.get("/@TOBIAS/").status_code == 200


def test_posts_without_the_name_are_not_on_the_page(client: Client, ines: Member) -> None:
    tobias = cast.tobias()
    named = make.topic(by=tobias, title="Said with my name on it")
    masked = make.masked_topic(by=tobias, title="Said without my name")
    page = client.get("/@tobias/").content.decode()
    assert named.title in page
    assert masked.title not in page


def test_posts_in_a_moderators_space_are_not_shown_to_others(client: Client, ines: Member) -> None:
    tobias = cast.tobias()
    topic = make.topic(by=tobias, space=make.space(visibility="moderators"), title="For moderators alone")
    assert topic.title not in client.get("/@tobias/").content.decode()


def test_hidden_posts_are_not_shown(client: Client, ines: Member) -> None:
    tobias = cast.tobias()
    topic = make.topic(by=tobias, title="Hidden by a moderator")
    topic.posts.update(status="hidden")
    assert topic.title not in client.get("/@tobias/").content.decode()


def test_a_private_goal_stays_private(client: Client, ines: Member) -> None:
    tobias = cast.tobias()
    make.goal(member=tobias, words="Clear three cards.", visibility="self")
    make.goal(member=tobias, journey=make.journey(title="Sleep"), words="Sleep through.", visibility="members")
    page = client.get("/@tobias/").content.decode()
    assert "Clear three cards." not in page
    assert "Sleep through." in page


def test_the_stage_stands_there_only_where_it_is_shown(client: Client, ines: Member) -> None:
    marit = cast.marit()
    assert b"stayed on" not in client.get("/@marit/").content
    marit.shows_stage = True
    marit.save()
    assert b"Reached the goal, stayed on" in client.get("/@marit/").content


def test_blocking_and_meeting_again(client: Client, ines: Member) -> None:
    tobias = cast.tobias()
    assert client.post("/@tobias/block/").headers["location"] == "/@tobias/"
    assert list(ines.blocks_made.values_list("blocked__handle", flat=True)) == ["tobias"]
    client.post("/@tobias/block/")
    assert ines.blocks_made.count() == 1
    assert b"Meet again" in client.get("/@tobias/").content
    assert tobias.shown_name in client.get("/settings/privacy/").content.decode()
    client.post("/@tobias/block/", {"undo": "1"})
    assert not ines.blocks_made.exists()


def test_the_other_person_is_not_told(client: Client, ines: Member) -> None:
    tobias = cast.tobias()
    client.post("/@tobias/block/")
    other = Client()
    other.force_login(tobias)
    page = other.get("/@ines/").content
    assert b"Meet again" not in page
    assert not tobias.blocks_received.model.objects.filter(blocker=tobias).exists()


def test_nobody_blocks_themselves(client: Client, ines: Member) -> None:
    assert client.post("/@ines/block/").status_code == 403
    assert not ines.blocks_made.exists()


def test_looking_changes_nothing(client: Client, ines: Member) -> None:
    cast.tobias()
    assert client.get("/@tobias/block/").status_code == 405


def test_the_page_asks_the_database_as_often_whatever_was_written(
    client: Client, ines: Member, django_assert_max_num_queries: Any
) -> None:
    tobias = cast.tobias()
    for number in range(8):
        make.answer(topic=make.topic(title=f"Question number {number}"), by=tobias)
    client.get("/@tobias/")
    with django_assert_max_num_queries(20):
        client.get("/@tobias/")
