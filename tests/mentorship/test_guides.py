"""The starter guide of a path: written by alumni, changed by who tends, every version kept."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from members.models import Journey, Member
from members.rules import NotAllowed
from mentorship.actions import guides
from mentorship.models import Guide, GuideVersion
from mentorship.queries.guides import for_home
from tests import make
from tests.races import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def journey() -> Journey:
    make.community()
    return make.journey(title="Out of debt", slug="out-of-debt")


def walked(journey: Journey, **fields: object) -> Member:
    alum = make.member(stage="alum", **fields)
    make.goal(member=alum, journey=journey, reached_at=timezone.now())
    return alum


def page(viewer: Member, path: str = "", **data: object) -> tuple[int, str]:
    client = Client()
    client.force_login(viewer)
    address = f"/paths/out-of-debt/guide/{path}"
    answer = client.post(address, data) if data else client.get(address)
    return answer.status_code, answer.content.decode()


def test_before_it_is_written_the_page_says_so_and_an_alum_may_begin(journey: Journey) -> None:
    assert "Nobody has written it yet" in page(make.member())[1]
    assert "Write the first lines" not in page(make.member())[1]
    assert "Write the first lines" in page(walked(journey))[1]


def test_an_alum_writes_and_whoever_begins_reads(journey: Journey) -> None:
    status, _body = page(walked(journey, name="Tobias"), "change/", text="Open **one** letter.", base=0, note="First")
    assert status == 303
    body = page(make.newcomer())[1]
    assert "Open <strong>one</strong> letter." in body
    assert "Last changed by Tobias" in body


def test_who_tends_a_space_and_admins_may_change_it(journey: Journey) -> None:
    for number, person in enumerate([make.moderator(of=make.space()), make.admin()]):
        guides.write(actor=person, journey=journey, text=f"Text {number}", base=number)
    assert Guide.objects.get().version == 2


@pytest.mark.parametrize("who", ["newcomer", "on the way", "another path", "suspended"])
def test_nobody_else_writes_it(journey: Journey, who: str) -> None:
    person = make.newcomer() if who == "newcomer" else make.member()
    if who == "on the way":
        make.goal(member=person, journey=journey)
    if who == "another path":
        person = walked(make.journey(title="Into work"))
    if who == "suspended":
        person = walked(journey)
        make.suspension(member=person)
    with pytest.raises(NotAllowed):
        guides.write(actor=person, journey=journey, text="Buy this.", base=0)
    assert page(person, "change/")[0] == 403
    assert not Guide.objects.exists()


def test_every_version_stays_with_its_writer_and_what_it_changed(journey: Journey) -> None:
    tobias = walked(journey, name="Tobias")
    for number, text in enumerate(["Open a letter.", "Open one letter."]):
        guides.write(actor=tobias, journey=journey, text=text, base=number, note=f"Note {number}")
    body = page(make.member(), "versions/")[1]
    assert body.index("Version 2") < body.index("Version 1")
    assert "<del>a</del>" in body
    assert "<ins>one</ins>" in body
    assert "Note 1" in body


def test_of_two_at_once_the_second_is_told_and_loses_nothing(journey: Journey) -> None:
    one, other = walked(journey), walked(journey)
    guides.write(actor=one, journey=journey, text="Mine.", base=0)
    status, body = page(other, "change/", text="Theirs.", base=0)
    assert status == 409
    assert "Theirs." in body
    assert "Mine." in body
    assert 'name="base" value="1"' in body
    assert Guide.objects.get().text == "Mine."


def test_the_same_words_make_no_version(journey: Journey) -> None:
    alum = walked(journey)
    guides.write(actor=alum, journey=journey, text="Mine.", base=0)
    guides.write(actor=alum, journey=journey, text=" Mine. ", base=1)
    assert GuideVersion.objects.count() == 1


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"text": ""}, "Write a line first."),
        ({"text": "x" * 20_001}, "at most 20000 characters"),
        ({"text": "x", "base": "many"}, "Please open the page again"),
    ],
)
def test_what_cannot_be_saved_is_said_beside_the_words(journey: Journey, sent: dict[str, object], said: str) -> None:
    status, body = page(walked(journey), "change/", **{"base": 0} | sent)
    assert status == 422
    assert said in body
    assert 'name="base" value="0"' in body
    assert not GuideVersion.objects.exists()


def test_the_database_keeps_one_of_each_number(journey: Journey) -> None:
    alum = walked(journey)
    guide = guides.write(actor=alum, journey=journey, text="Mine.", base=0)
    with pytest.raises(IntegrityError, match="guide_version_once"), transaction.atomic():
        GuideVersion.objects.create(guide=guide, number=1, text="Again.", member=alum)


@pytest.mark.django_db(transaction=True)
def test_two_first_versions_at_once_are_one_and_a_refusal(journey: Journey) -> None:
    people = [walked(journey), walked(journey)]

    def writes(person: Member) -> bool:
        try:
            guides.write(actor=person, journey=journey, text=f"By {person.pk}.", base=0)
        except guides.Outdated:
            return False
        return True

    assert sorted(at_once([lambda one=person: writes(one) for person in people])) == [False, True]
    assert GuideVersion.objects.count() == 1


def test_a_newcomers_home_leads_to_the_guide_of_their_path(journey: Journey) -> None:
    guides.write(actor=walked(journey), journey=journey, text="Mine.", base=0)
    other = make.journey(title="Into work")
    guides.write(actor=walked(other), journey=other, text="Mine.", base=0)
    make.journey(title="No guide yet")
    newcomer = make.newcomer()
    assert for_home(newcomer) == [other, journey]
    make.goal(member=newcomer, journey=journey)
    assert for_home(newcomer) == [journey]
    assert for_home(make.member(stage="alum")) == []
