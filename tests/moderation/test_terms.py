"""Moderators are appointed to a space for a term; every term ends."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from forum.models import Appointment
from forum.rules import tends
from members.models import Member
from members.rules import NotAllowed
from moderation.actions.appointments import appoint, end_term
from moderation.models import Decision
from tests import cast, make
from tests.moderation.place import Place


def fresh(member: Member) -> Member:
    """As the next request loads them."""
    return Member.objects.get(pk=member.pk)


def in_days(days: int) -> object:
    return timezone.now() + timedelta(days=days)


def test_an_appointed_member_tends_the_space_and_no_other(place: Place) -> None:
    appoint(admin=place.admin, member=place.reader, space=place.space, ends_at=in_days(90), why="Knows cards.")
    assert tends(fresh(place.reader), place.space)
    assert not tends(fresh(place.reader), make.space())
    assert Decision.objects.get().verb == Decision.Verb.APPOINT


def test_the_term_ends_by_itself(place: Place) -> None:
    row = appoint(admin=place.admin, member=place.reader, space=place.space, ends_at=in_days(1))
    Appointment.objects.filter(pk=row.pk).update(starts_at=in_days(-9), ends_at=in_days(-1))
    assert not tends(fresh(place.reader), place.space)
    again = appoint(admin=place.admin, member=place.reader, space=place.space, ends_at=in_days(30))
    assert tends(fresh(place.reader), place.space)
    row.refresh_from_db()
    assert row.ended_at == row.ends_at
    assert again.pk != row.pk


def test_an_admin_ends_it_early(place: Place) -> None:
    row = Appointment.objects.get(member=place.moderator)
    end_term(admin=place.admin, appointment=row)
    assert not tends(fresh(place.moderator), place.space)
    with pytest.raises(NotAllowed, match="over already"):
        end_term(admin=place.admin, appointment=row)


@pytest.mark.parametrize("who", ["moderator", "reader"])
def test_only_admins_appoint_and_end(place: Place, who: str) -> None:
    with pytest.raises(NotAllowed, match="Only an admin"):
        appoint(admin=getattr(place, who), member=place.reader, space=place.space, ends_at=in_days(9))
    with pytest.raises(NotAllowed, match="Only an admin"):
        end_term(admin=getattr(place, who), appointment=Appointment.objects.get(member=place.moderator))


@pytest.mark.parametrize("days", [-1, 0, 367, 4000])
def test_a_term_that_is_over_or_does_not_end_is_refused(place: Place, days: int) -> None:
    with pytest.raises(NotAllowed, match="A term ends"):
        appoint(admin=place.admin, member=place.reader, space=place.space, ends_at=in_days(days))


def test_nobody_is_appointed_twice(place: Place) -> None:
    with pytest.raises(NotAllowed, match="tends this space already"):
        appoint(admin=place.admin, member=place.moderator, space=place.space, ends_at=in_days(9))


def test_an_imported_account_is_not_appointed(place: Place) -> None:
    ghost = make.member(kind=Member.Kind.IMPORTED)
    with pytest.raises(NotAllowed, match="living member"):
        appoint(admin=place.admin, member=ghost, space=place.space, ends_at=in_days(9))


def test_the_page_appoints_and_ends(place: Place, client: object) -> None:
    client.force_login(place.admin)
    address = reverse("moderation:appointments")
    until = (timezone.localdate() + timedelta(days=30)).isoformat()
    sent = {"space": place.space.pk, "handle": "@Pau", "ends_at": until, "why": ""}
    assert client.post(address, sent).status_code == 303
    page = client.get(address).content.decode()
    assert "Pau" in page
    row = Appointment.objects.get(member=place.reader)
    assert client.post(reverse("moderation:end_term", args=[row.pk])).status_code == 303
    row.refresh_from_db()
    assert row.ended_at is not None


def test_the_page_says_what_is_wrong_and_keeps_what_was_typed(place: Place, client: object) -> None:
    client.force_login(place.admin)
    sent = {"space": place.space.pk, "handle": "nobody-here", "ends_at": "2020-01-01", "why": "Because."}
    answer = client.post(reverse("moderation:appointments"), sent)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Nobody here has this name" in page
    assert "Because." in page


def test_the_page_is_refused_to_everybody_else(place: Place, client: object) -> None:
    for who in (place.moderator, place.reader, cast.callum()):
        client.force_login(who)
        assert client.get(reverse("moderation:appointments")).status_code == 403
