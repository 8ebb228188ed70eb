"""Two admins who have the same form open: each saves what they changed, and what the other saved meanwhile stands."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from forum.models import Space
from hosting.models import Act
from members.actions import community
from members.models import Community, Journey, Member
from tests import cast, make
from tests.hosting.test_acts import hear_all

pytestmark = pytest.mark.django_db
COMMUNITY = "/running/community/"
WORDS = {"name": "The table", "headline": "Next to you.", "purpose": "Company.", "non_goals": "Selling."}


@pytest.fixture
def admin(client: Client) -> Member:
    make.community(**WORDS, agreement=["No shame.", "Nobody sells here."], blocked_words=["quick loan"])
    nasreen = cast.nasreen()
    client.force_login(nasreen)
    return nasreen


def opened(client: Client, path: str) -> dict[str, Any]:
    """The form as a browser would send it if nothing was touched."""
    form, sent = client.get(path).context["form"], {}
    for field in form:
        if field.value() not in (None, False, []):
            sent[field.html_name] = field.value()
        if field.value() is not None:
            sent[field.html_initial_name] = field.value()
    return sent


def save(client: Client, path: str, sent: dict[str, Any]) -> None:
    answer = client.post(path, sent)
    assert answer.status_code == 302, answer.context["form"].errors


def test_what_somebody_else_saved_while_it_was_open_stands(client: Client, admin: Member) -> None:
    mine = opened(client, COMMUNITY)
    other = make.admin(name="Teo")
    meanwhile = {"name": "The long table", "agreement": ["Be kind."], "topic_languages": ["de"], "formulas": True}
    community.change(by=other, values=meanwhile)
    save(client, COMMUNITY, mine | {"headline": "Here.", "blocked_words": ""})
    row = Community.objects.get()
    assert (row.name, row.agreement, row.topic_languages, row.formulas) == (
        *("The long table", ["Be kind."]),
        *(["de"], True),
    )
    assert (row.headline, row.blocked_words, row.agreement_version) == ("Here.", [], 2)
    hear_all()
    assert [act.data["names"] for act in Act.objects.filter(by=admin)] == [["blocked_words", "headline"]]


def test_whoever_saves_without_a_change_has_changed_nothing(client: Client, admin: Member) -> None:
    save(client, COMMUNITY, opened(client, COMMUNITY))
    hear_all()
    assert not Act.objects.filter(by=admin).exists()


def test_a_box_that_is_unticked_and_a_choice_that_is_emptied_are_changes(client: Client, admin: Member) -> None:
    Community.objects.update(formulas=True, topic_languages=["de", "fr"])
    sent = opened(client, COMMUNITY)
    save(client, COMMUNITY, {name: said for name, said in sent.items() if name not in ("formulas", "topic_languages")})
    row = Community.objects.get()
    assert (row.formulas, row.topic_languages) == (False, [])


def test_what_is_refused_still_knows_what_stood_there_when_it_was_opened(client: Client, admin: Member) -> None:
    mine = opened(client, COMMUNITY) | {"headline": "Here.", "host_url": "ftp://example.org"}
    community.change(by=make.admin(), values={"name": "The long table"})
    again = client.post(COMMUNITY, mine)
    assert again.status_code == 422
    assert 'name="initial-name" value="The table"' in " ".join(again.content.decode().split())


def test_a_space_that_was_closed_to_others_meanwhile_is_not_opened_again(client: Client, admin: Member) -> None:
    space = make.space(title="Letters")
    path = reverse("members:shape", args=["spaces", space.pk])
    mine = opened(client, path)
    meanwhile = {"visibility": Space.Visibility.MODERATORS, "is_sensitive": True, "archived_at": timezone.now()}
    Space.objects.filter(pk=space.pk).update(**meanwhile)
    save(client, path, mine | {"purpose": "For what comes in the post."})
    space.refresh_from_db()
    assert {name: getattr(space, name) for name in meanwhile} == meanwhile
    assert space.purpose == "For what comes in the post."


def test_the_steps_of_a_path_stand_too(client: Client, admin: Member) -> None:
    journey = make.journey(title="First home")
    path = reverse("members:shape", args=["paths", journey.pk])
    mine = opened(client, path)
    Journey.objects.filter(pk=journey.pk).update(suggested_milestones=["See a room"])
    save(client, path, mine | {"description": "For whoever moves out."})
    journey.refresh_from_db()
    assert (journey.suggested_milestones, journey.description) == (["See a room"], "For whoever moves out.")
