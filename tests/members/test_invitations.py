"""Invitation links: each lets one person join, once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from members.actions import invitations
from members.models import Community, Invitation, Member
from members.rules import INVITATIONS_OPEN, NotAllowed
from tests import cast, make
from tests.joining import join, sign_up

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("patient")]


def invited(client: Client, token: str) -> None:
    assert client.get(f"/join/{token}/").status_code == 200


def closed() -> Community:
    return make.community(registration=Community.Registration.INVITATION)


def test_who_was_invited_joins(client: Client) -> None:
    closed()
    marit = cast.marit()
    invitation, token = invitations.invite(by=marit, note="Come and sit with us.")
    assert "Come and sit with us." in client.get(f"/join/{token}/").content.decode()
    assert join(client).headers["location"] == "/"
    wilf = Member.objects.get(handle="wilf")
    invitation.refresh_from_db()
    assert (invitation.used_by, wilf.approved_at is not None) == (wilf, True)
    assert invitation.used_at is not None


def test_without_an_invitation_nobody_joins(client: Client) -> None:
    closed()
    assert b"Members invite each other here" in client.get("/accounts/signup/").content
    client.post("/accounts/signup/", {"email": "wilf@example.org", "name": "Wilf", "agreement": "on"})
    assert not Member.objects.exists()


def test_a_used_invitation_is_gone(client: Client) -> None:
    closed()
    _invitation, token = invitations.invite(by=cast.marit())
    invited(client, token)
    join(client)
    other = Client()
    assert other.get(f"/join/{token}/").status_code == 404
    assert b"Members invite each other here" in other.get("/accounts/signup/").content


def test_two_who_opened_one_link_do_not_both_get_in(client: Client) -> None:
    closed()
    _invitation, token = invitations.invite(by=cast.marit())
    second = Client()
    invited(client, token)
    invited(second, token)
    sign_up(client)
    answer = second.get("/accounts/signup/")
    assert b"Members invite each other here" in answer.content


def test_one_that_was_begun_and_left_is_free_again_after_an_hour(client: Client) -> None:
    closed()
    _invitation, token = invitations.invite(by=cast.marit())
    invited(client, token)
    sign_up(client)
    Member.objects.filter(handle="wilf").update(joined_at=timezone.now() - timedelta(hours=2))
    second = Client()
    invited(second, token)
    assert join(second, email="ife@example.org", name="Ife").headers["location"] == "/"


@pytest.mark.parametrize("field", ["withdrawn_at", "expires_at"])
def test_a_withdrawn_or_old_one_is_gone(client: Client, field: str) -> None:
    closed()
    invitation, token = invitations.invite(by=cast.marit())
    Invitation.objects.filter(pk=invitation.pk).update(**{field: timezone.now()})
    assert client.get(f"/join/{token}/").status_code == 404


def test_only_a_digest_is_kept() -> None:
    invitation, token = invitations.invite(by=cast.marit())
    assert token not in str(Invitation.objects.values().get(pk=invitation.pk))


def test_newcomers_do_not_invite_yet() -> None:
    with pytest.raises(NotAllowed):
        invitations.invite(by=cast.callum())


def test_no_more_than_five_at_once() -> None:
    marit = cast.marit()
    for _ in range(INVITATIONS_OPEN):
        made, _token = invitations.invite(by=marit)
    with pytest.raises(NotAllowed):
        invitations.invite(by=marit)
    invitations.withdraw(by=marit, invitation=made)
    invitations.invite(by=marit)


def test_somebody_elses_invitation_does_not_exist(client: Client) -> None:
    invitation, _token = invitations.invite(by=cast.marit())
    client.force_login(cast.pau())
    assert client.post(f"/settings/invitations/{invitation.pk}/withdrawal/").status_code == 404
    invitation.refresh_from_db()
    assert invitation.withdrawn_at is None


def test_the_page_shows_the_link_once(client: Client) -> None:
    make.community()
    client.force_login(cast.marit())
    answer = client.post("/settings/invitations/", {"note": "Come."})
    assert "/join/" in answer.context["link"]
    assert b"/join/" in answer.content
    assert b"/join/" not in client.get("/settings/invitations/").content


def test_a_suspended_member_does_not_invite() -> None:
    pau = cast.pau()
    make.suspension(member=pau, by=cast.nasreen())
    with pytest.raises(NotAllowed):
        invitations.invite(by=pau)
