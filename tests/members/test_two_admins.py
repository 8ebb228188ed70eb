"""Two admins who have the same form open: each saves what they changed, and what the other saved meanwhile stands."""

from __future__ import annotations

import re
from functools import partial
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from forum.actions import spaces
from forum.models import Space
from hosting.models import Act
from members.actions import community
from members.models import Community, Journey, Member
from tests import cast, make
from tests.hosting.test_acts import hear_all
from tests.races import at_once

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


def test_two_who_save_one_space_in_the_same_moment_lose_nothing(
    client: Client, admin: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each of them has read the row before the other one writes it."""
    space = make.space(title="Letters", purpose="Old words.")
    path = reverse("members:shape", args=["spaces", space.pk])
    mine, meanwhile = opened(client, path), Client()
    meanwhile.force_login(make.admin())
    theirs = opened(meanwhile, path)
    keep, began = spaces.keep, []

    def save_theirs_first(**said: Any) -> Space:
        if not began:
            began.append(True)
            save(
                meanwhile, path, theirs | {"visibility": "moderators", "outside_help": "**StepChange**", "closed": "on"}
            )
        return keep(**said)

    monkeypatch.setattr(spaces, "keep", save_theirs_first)
    save(client, path, mine | {"purpose": "For what comes in the post."})
    space.refresh_from_db()
    assert (space.purpose, space.visibility) == ("For what comes in the post.", "moderators")
    assert space.outside_help_html.strip() == "<p><strong>StepChange</strong></p>"
    assert space.archived_at is not None


@pytest.mark.django_db(transaction=True)
def test_many_who_save_at_once_each_keep_their_word(client: Client, admin: Member) -> None:
    space = make.space(title="Letters", purpose="", norms="", norms_for_asking="")
    path = reverse("members:shape", args=["spaces", space.pk])
    changes = {
        "title": "Mail",
        "purpose": "Post.",
        "norms": "Be kind.",
        "norms_for_asking": "Say when.",
        "position": "7",
    }
    sent = opened(client, path)
    clients = [Client() for _ in changes]
    for one in clients:
        one.force_login(admin)
    acts = [
        partial(one.post, path, sent | {name: said}) for one, (name, said) in zip(clients, changes.items(), strict=True)
    ]
    assert {answer.status_code for answer in at_once(acts)} == {302}
    space.refresh_from_db()
    assert {name: str(getattr(space, name)) for name in changes} == changes


@pytest.mark.django_db(transaction=True)
def test_two_spaces_of_one_name_at_once_are_one_and_a_sentence(client: Client, admin: Member) -> None:
    sent = {"title": "Letters", "purpose": "", "norms": "", "visibility": "members", "outside_help": ""}
    clients = [Client() for _ in range(4)]
    for one in clients:
        one.force_login(admin)
    answers = at_once([partial(one.post, reverse("members:new_shape", args=["spaces"]), sent) for one in clients])
    assert sorted(answer.status_code for answer in answers) == [302, 422, 422, 422]
    assert all(
        "There is one with that name already." in answer.content.decode()
        for answer in answers
        if answer.status_code == 422
    )
    assert Space.objects.filter(slug="letters").count() == 1


def test_a_place_in_the_list_that_is_emptied_stays_what_it_is_now(client: Client, admin: Member) -> None:
    space = make.space(title="Letters", position=3)
    path = reverse("members:shape", args=["spaces", space.pk])
    mine = opened(client, path)
    Space.objects.filter(pk=space.pk).update(position=5)
    save(client, path, mine | {"position": ""})
    space.refresh_from_db()
    assert space.position == 5


def test_the_same_words_changed_by_both_are_not_written_over_unseen(client: Client, admin: Member) -> None:
    space = make.space(title="Letters", norms="Old.")
    path = reverse("members:shape", args=["spaces", space.pk])
    mine = opened(client, path) | {"norms": "Say what you did.", "purpose": "For the post."}
    Space.objects.filter(pk=space.pk).update(norms="Be kind.")
    answer = client.post(path, mine)
    assert answer.status_code == 422
    words = " ".join(answer.content.decode().split())
    assert "Somebody else has changed this meanwhile. It says now: “Be kind.”." in words
    assert "Say what you did." in words  # nothing that was typed is lost
    assert list(answer.context["form"].errors) == ["norms"]
    space.refresh_from_db()
    assert (space.norms, space.purpose) == ("Be kind.", mine["initial-purpose"])
    again = mine | {"initial-norms": hidden(answer, "norms")}
    save(client, path, again)  # it was seen
    space.refresh_from_db()
    assert (space.norms, space.purpose) == ("Say what you did.", "For the post.")


def hidden(answer: Any, name: str) -> str:
    """What the page sends along as what stood there."""
    found = re.search(rf'name="initial-{name}" value="([^"]*)"', " ".join(answer.content.decode().split()))
    assert found
    return found[1]


def test_nor_the_words_of_the_community(client: Client, admin: Member) -> None:
    mine = opened(client, COMMUNITY) | {"agreement": "No shame.\r\nBe kind.", "headline": "Here."}
    community.change(by=make.admin(), values={"agreement": ["Nobody sells here."]})
    answer = client.post(COMMUNITY, mine)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["agreement"]
    row = Community.objects.get()
    assert (row.agreement, row.headline) == (["Nobody sells here."], "Next to you.")
    save(client, COMMUNITY, mine | {"initial-agreement": hidden(answer, "agreement")})
    row = Community.objects.get()
    assert (row.agreement, row.headline) == (["No shame.", "Be kind."], "Here.")


def test_both_who_write_the_same_agree(client: Client, admin: Member) -> None:
    mine = opened(client, COMMUNITY) | {"headline": "Here."}
    community.change(by=make.admin(), values={"headline": "Here."})
    save(client, COMMUNITY, mine)


def test_ends_of_lines_are_no_change_of_somebody_else(client: Client, admin: Member) -> None:
    """Browsers send them otherwise than they came."""
    Community.objects.update(purpose="One line.\nAnother.")
    mine = opened(client, COMMUNITY)
    mine["initial-purpose"] = mine["initial-purpose"].replace("\n", "\r\n")
    save(client, COMMUNITY, mine | {"purpose": "Something else."})
    assert Community.objects.get().purpose == "Something else."


def test_the_steps_of_a_path_stand_too(client: Client, admin: Member) -> None:
    journey = make.journey(title="First home")
    path = reverse("members:shape", args=["paths", journey.pk])
    mine = opened(client, path)
    Journey.objects.filter(pk=journey.pk).update(suggested_milestones=["See a room"])
    save(client, path, mine | {"description": "For whoever moves out."})
    journey.refresh_from_db()
    assert (journey.suggested_milestones, journey.description) == (["See a room"], "For whoever moves out.")
