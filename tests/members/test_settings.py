"""What a member says about themselves, and who may see it."""

from __future__ import annotations

import pytest
from django.test import Client

from members import lookalikes
from members.actions import accounts
from members.models import Member
from nudges.actions import summoning
from nudges.models import Offer, Summons
from tests import cast, make

pytestmark = pytest.mark.django_db

PAGE = {
    "name": "Ines Calder",
    "introduction": "Two cards and a cat.",
    "bio": "I **listen** first.",
    "can_help_with": "bank fees,  Bank fees, first calls",
    "rather_not": "",
    "location": "York",
    "time_zone": "Europe/London",
}


@pytest.fixture
def ines(client: Client) -> Member:
    make.community()
    member = cast.ines()
    client.force_login(member)
    return member


def test_the_language_is_chosen_and_stays_where_nothing_is_said(client: Client, ines: Member) -> None:
    client.post("/settings/", PAGE | {"language": "cy"})
    client.post("/settings/", PAGE)
    ines.refresh_from_db()
    assert ines.language == "cy"
    assert client.post("/settings/", PAGE | {"language": "xx"}).status_code == 422


def test_the_page_is_changed(client: Client, ines: Member) -> None:
    assert client.post("/settings/", PAGE).headers["location"] == "/settings/"
    ines.refresh_from_db()
    assert ines.introduction == "Two cards and a cat."
    assert ines.bio_html.strip() == "<p>I <strong>listen</strong> first.</p>"
    assert ines.can_help_with == ["bank fees", "first calls"]
    assert ines.time_zone == "Europe/London"


def test_scripts_in_a_bio_are_words(client: Client, ines: Member) -> None:
    client.post("/settings/", PAGE | {"bio": "<script>alert(1)</script> <img src=x onerror=alert(1)>"})
    ines.refresh_from_db()
    assert "<script" not in ines.bio_html
    assert "<img" not in ines.bio_html


def test_somebody_elses_name_is_refused_and_the_rest_is_kept_in_the_form(client: Client, ines: Member) -> None:
    accounts.enrol(member=Member(), name="Tobias W", agreement_version=1)
    answer = client.post("/settings/", PAGE | {"name": "TOBIAS W"})
    assert answer.status_code == 422
    assert b"That name is taken here." in answer.content
    assert b"Two cards and a cat." in answer.content
    ines.refresh_from_db()
    assert ines.display_name == "Ines Calder"


def test_ones_own_name_spelt_differently_is_fine(client: Client, ines: Member) -> None:
    client.post("/settings/", PAGE | {"name": "Ines C."})
    ines.refresh_from_db()
    assert (ines.display_name, ines.name_key) == ("Ines C.", lookalikes.fold("Ines C."))
    assert client.post("/settings/", PAGE | {"name": "INES C."}).status_code == 302


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "moderator"),
        ("name", ""),
        ("bio", "x" * 4001),
        ("time_zone", "Mars/Olympus"),
        ("can_help_with", "x" * 41),
        ("can_help_with", ",".join(str(number) for number in range(30))),
    ],
)
def test_what_does_not_fit_is_refused(client: Client, ines: Member, field: str, value: str) -> None:
    assert client.post("/settings/", PAGE | {field: value}).status_code == 422
    ines.refresh_from_db()
    assert ines.introduction == ""


def test_fields_that_are_not_in_the_form_stay_as_they_are(client: Client, ines: Member) -> None:
    client.post("/settings/", PAGE | {"is_staff": "on", "stage": "mentor", "email": "x@example.org", "handle": "root"})
    ines.refresh_from_db()
    assert (ines.is_staff, ines.stage, ines.handle) == (False, Member.Stage.PURSUING, "ines")


def test_a_suspended_member_does_not_change_their_page(client: Client, ines: Member) -> None:
    make.suspension(member=ines, by=cast.nasreen(), reason="Selling something.")
    answer = client.post("/settings/", PAGE)
    assert answer.status_code == 422
    assert b"Selling something." in answer.content


def test_privacy(client: Client, ines: Member) -> None:
    client.post("/settings/privacy/", {"shows_stage": "on"})
    ines.refresh_from_db()
    assert (ines.is_listed, ines.shows_stage, ines.shows_counts) == (False, True, False)


@pytest.mark.parametrize("path", ["/settings/", "/settings/privacy/", "/settings/invitations/"])
def test_visitors_are_asked_to_sign_in(client: Client, path: str) -> None:
    make.community()
    assert client.get(path).headers["location"] == f"/accounts/login/?next={path}"


def test_a_zone_that_a_browser_named_stays_on_offer(client: Client, ines: Member) -> None:
    Member.objects.filter(pk=ines.pk).update(time_zone="Etc/GMT-3")
    assert b'<option value="Etc/GMT-3" selected>' in client.get("/settings/").content
    assert client.post("/settings/", PAGE | {"time_zone": "Etc/GMT-3"}).status_code == 302


def test_a_newcomer_chooses_whether_it_says_so_beside_their_name(client: Client) -> None:
    wilf, topic = make.newcomer(name="Wilf"), make.topic()
    make.answer(topic=topic, by=wilf)
    reader = Client()
    reader.force_login(make.member())
    client.force_login(wilf)
    assert 'name="shows_new"' in client.get("/settings/privacy/").content.decode()
    pages = [topic.get_absolute_url(), wilf.get_absolute_url(), "/"]
    assert all("New here" in reader.get(page).content.decode() for page in pages)
    client.post("/settings/privacy/", {"is_listed": "on"})
    for page in pages:
        text = reader.get(page).content.decode()
        assert "New here" not in text
        assert "Say hello" not in text
    assert reader.post(f"/@{wilf.handle}/hello/", {"words": "Hi."}).status_code == 403
    client.post("/settings/privacy/", {"is_listed": "on", "shows_new": "on"})
    assert "New here" in reader.get(topic.get_absolute_url()).content.decode()


def test_nobody_is_called_to_greet_somebody_who_would_rather_not(client: Client) -> None:
    greeter, wilf = make.member(), make.newcomer(shows_new=False)
    Offer.objects.create(member=greeter, kind=Offer.Kind.GREET)
    assert summoning.greet_wave(wilf) == 0
    assert summoning.next_waves() == 0
    assert not Summons.objects.exists()


def test_whoever_is_not_new_is_not_asked_about_it_and_keeps_their_choice(client: Client, ines: Member) -> None:
    assert 'name="shows_new"' not in client.get("/settings/privacy/").content.decode()
    Member.objects.filter(pk=ines.pk).update(shows_new=False)
    client.post("/settings/privacy/", {"shows_new": "on"})
    ines.refresh_from_db()
    assert not ines.shows_new
