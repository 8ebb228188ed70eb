"""What admins shape: spaces, paths and words of thanks, in pages of our own."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from activity.models import Event
from forum.models import Space
from members.models import Community, Journey, Member
from recognition.models import ThanksWord
from tests import cast, make

pytestmark = pytest.mark.django_db

SPACE = {"title": "Letters and calls", "purpose": "", "norms": "", "visibility": "members", "outside_help": ""}


@pytest.fixture
def admin(client: Client) -> Member:
    make.community()
    nasreen = cast.nasreen()
    client.force_login(nasreen)
    return nasreen


def address(kind: str, thing: int | None = None) -> str:
    return reverse("members:shape", args=[kind, thing]) if thing else reverse("members:new_shape", args=[kind])


def test_the_communitys_page_leads_to_each(client: Client, admin: Member) -> None:
    page = client.get(reverse("hosting:settings")).content.decode()
    assert all(reverse("members:shapes", args=[kind]) in page for kind in ("spaces", "paths", "words"))


def test_a_space_is_changed_and_keeps_its_address(client: Client, admin: Member) -> None:
    space = make.space(title="Letters", slug="letters")
    said = SPACE | {"norms": "Say what you did.", "outside_help": "**StepChange**", "slug": "hijacked"}
    assert client.post(address("spaces", space.pk), said | {"outside_help_html": "<script>"}).status_code == 302
    space.refresh_from_db()
    assert (space.title, space.slug, space.visibility) == ("Letters and calls", "letters", "members")
    assert space.outside_help_html.strip() == "<p><strong>StepChange</strong></p>"
    assert Event.objects.filter(verb="space.changed", member_id=admin.pk).exists()


def test_without_a_number_a_space_keeps_its_place(client: Client, admin: Member) -> None:
    make.space()
    space = make.space(title="Letters", position=7)
    client.post(address("spaces", space.pk), SPACE)
    assert Space.objects.get(pk=space.pk).position == 7


def test_a_new_space_stands_last_with_an_address_of_its_name(client: Client, admin: Member) -> None:
    make.space()
    make.space()
    assert client.post(address("spaces"), SPACE).status_code == 302
    made = Space.objects.get(slug="letters-and-calls")
    assert made.position == 2
    assert Event.objects.filter(verb="space.opened", target_id=made.pk).exists()


def test_a_name_in_another_script_has_an_address_too(client: Client, admin: Member) -> None:
    assert client.post(address("spaces"), SPACE | {"title": "Письма"}).status_code == 302
    assert Space.objects.get(title="Письма").slug


def test_a_space_is_closed_and_opened_again_and_never_deleted(client: Client, admin: Member) -> None:
    space = make.space(title="Letters")
    client.post(address("spaces", space.pk), SPACE | {"closed": "on"})
    closed = Space.objects.get(pk=space.pk).archived_at
    assert closed
    client.post(address("spaces", space.pk), SPACE | {"closed": "on"})
    assert Space.objects.get(pk=space.pk).archived_at == closed
    client.post(address("spaces", space.pk), SPACE)
    assert Space.objects.get(pk=space.pk).archived_at is None


def test_a_taken_name_is_refused_beside_it_and_nothing_typed_is_lost(client: Client, admin: Member) -> None:
    make.space(title="Letters and calls", slug="letters-and-calls")
    answer = client.post(address("spaces"), SPACE | {"purpose": "For what comes in the post."})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "There is one with that name already." in page
    assert "For what comes in the post." in page
    assert Space.objects.count() == 1


def test_a_path_and_a_word_are_added(client: Client, admin: Member) -> None:
    path = {"title": "First home", "suggested_milestones": "See a room\n\nPack", "is_open": "on"}
    assert client.post(address("paths"), path).status_code == 302
    assert Journey.objects.get(slug="first-home").suggested_milestones == ["See a room", "Pack"]
    assert client.post(address("words"), {"label": "patient", "lead": "being", "is_open": "on"}).status_code == 302
    assert ThanksWord.objects.filter(slug="patient", is_open=True).exists()


def test_a_closed_word_stays_in_the_list(client: Client, admin: Member) -> None:
    word = ThanksWord.objects.create(slug="patient", label="patient")
    client.post(address("words", word.pk), {"label": "patient", "lead": "being"})
    assert "closed" in client.get(reverse("members:shapes", args=["words"])).content.decode()
    assert not ThanksWord.objects.get(pk=word.pk).is_open


def test_an_empty_list_says_what_that_means(client: Client, admin: Member) -> None:
    assert "nobody can ask anything" in client.get(reverse("members:shapes", args=["spaces"])).content.decode()


@pytest.mark.parametrize("kind", ["people", "masks", "space"])
def test_nothing_else_is_shaped_here(client: Client, admin: Member, kind: str) -> None:
    assert client.get(f"/running/shape/{kind}/").status_code == 404
    assert client.get(f"/running/shape/{kind}/new/").status_code == 404


def test_nobody_else_finds_it(client: Client) -> None:
    make.community()
    space = make.space(title="Letters")
    for person in (cast.dorrie(), make.moderator(of=space)):
        client.force_login(person)
        assert client.get(reverse("members:shapes", args=["spaces"])).status_code == 404
        assert client.post(address("spaces", space.pk), SPACE).status_code == 404
    assert Space.objects.get(pk=space.pk).title == "Letters"


def test_the_words_that_make_a_first_post_wait_can_be_written(client: Client, admin: Member) -> None:
    page = client.get(reverse("members:community"))
    values = {name: page.context["form"][name].value() for name in page.context["form"].fields}
    values = {name: value for name, value in values.items() if value}  # as a browser sends no box that is not ticked
    values |= {"headline": "A line", "purpose": "A purpose", "non_goals": "No sales", "agreement": "Be kind"}
    values |= {"blocked_words": "guaranteed approval\nquick loan", "privacy_note": "Ask us."}
    answer = client.post(reverse("members:community"), values)
    assert answer.status_code == 302, answer.context["form"].errors
    row = Community.objects.get()
    assert row.blocked_words == ["guaranteed approval", "quick loan"]
    assert row.privacy_note == "Ask us."
