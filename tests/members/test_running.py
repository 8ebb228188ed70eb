"""What admins do: the community's words, and yes or no to who asks to join."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from activity.models import Event
from members.actions import accounts, community
from members.models import Community, Member
from members.rules import NotAllowed
from tests import cast, make

pytestmark = pytest.mark.django_db

WORDS = {
    "name": "The Kitchen Table",
    "headline": "Next to people who have been there.",
    "purpose": "Company.",
    "non_goals": "Selling.",
    "agreement": "No shame.\nNobody sells here.",
    "registration": "approval",
    "time_zone": "UTC",
}


def applicant() -> Member:
    now = timezone.now()
    return make.member(handle="wilf", display_name="Wilf", approved_at=None, applied_at=now, application="My brother.")


@pytest.fixture
def admin(client: Client) -> Member:
    make.community()
    nasreen = cast.nasreen()
    client.force_login(nasreen)
    return nasreen


def test_an_admin_says_yes(client: Client, admin: Member) -> None:
    wilf = applicant()
    assert b"My brother." in client.get("/running/applicants/").content
    client.post(f"/running/applicants/{wilf.pk}/", {"admit": "1"})
    wilf.refresh_from_db()
    assert wilf.approved_at is not None
    assert Event.objects.get(verb="member.joined").member_id == wilf.pk
    assert b"Nobody asks to join" in client.get("/running/applicants/").content


def test_saying_yes_twice_joins_once(admin: Member) -> None:
    wilf = applicant()
    for _ in range(2):
        accounts.admit(applicant=wilf, by=admin)
    assert Event.objects.filter(verb="member.joined").count() == 1
    assert wilf.stage_changes.count() == 1


def test_an_admin_says_no_with_a_sentence(client: Client, admin: Member) -> None:
    wilf = applicant()
    client.post(f"/running/applicants/{wilf.pk}/", {"decline": "1", "sentence": "This is for people in the UK."})
    wilf.refresh_from_db()
    assert (wilf.approved_at, wilf.declined_because) == (None, "This is for people in the UK.")
    assert b"Nobody asks to join" in client.get("/running/applicants/").content


def test_a_no_without_a_sentence_is_refused(client: Client, admin: Member) -> None:
    wilf = applicant()
    client.post(f"/running/applicants/{wilf.pk}/", {"decline": "1", "sentence": " "})
    wilf.refresh_from_db()
    assert wilf.declined_at is None


def test_members_decide_nothing_of_this(client: Client) -> None:
    make.community()
    ines, wilf = cast.ines(), applicant()
    client.force_login(ines)
    for path in ("/running/community/", "/running/applicants/", f"/running/applicants/{wilf.pk}/"):
        assert client.post(path, {"admit": "1"}).status_code == 404
    with pytest.raises(NotAllowed):
        accounts.admit(applicant=wilf, by=ines)
    with pytest.raises(NotAllowed):
        accounts.decline(applicant=wilf, by=ines, sentence="No.")
    with pytest.raises(NotAllowed):
        community.change(by=ines, values={"name": "Mine"})


def test_whoever_belongs_cannot_be_declined(admin: Member) -> None:
    with pytest.raises(NotAllowed):
        accounts.decline(applicant=cast.ines(), by=admin, sentence="No.")


def test_the_communitys_words(client: Client, admin: Member) -> None:
    answer = client.post("/running/community/", WORDS | {"urgent_help": "**116 123** <script>"})
    assert answer.status_code == 302
    row = Community.objects.get()
    assert (row.headline, row.registration) == ("Next to people who have been there.", "approval")
    assert "<strong>116 123</strong>" in row.urgent_help_html
    assert "<script" not in row.urgent_help_html


def test_a_changed_agreement_is_a_new_version_and_the_same_is_not(client: Client, admin: Member) -> None:
    client.post("/running/community/", WORDS)
    assert Community.objects.get().agreement_version == 1
    client.post("/running/community/", WORDS | {"agreement": "No shame.\nNobody sells.\nBe kind."})
    assert Community.objects.get().agreement_version == 2


@pytest.mark.parametrize("address", ["javascript:alert(1)", "ftp://example.org/", "//evil"])
def test_the_hosts_address_is_a_web_address(client: Client, admin: Member, address: str) -> None:
    client.post("/running/community/", WORDS | {"host_url": address})
    assert not Community.objects.get().host_url.startswith(("javascript", "ftp"))
