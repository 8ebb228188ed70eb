"""Suspending a named account for a while, with a reason that its member reads."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from members.models import Suspension
from members.rules import NotAllowed, may_write
from moderation.actions.accounts import lift, suspend
from moderation.models import Decision
from notices.models import Notice
from tests import make
from tests.forum import say
from tests.ledger import settle
from tests.moderation.place import Place


def until(days: int) -> object:
    return timezone.now() + timedelta(days=days)


def do(place: Place, **more: object) -> Suspension:
    fields = {"moderator": place.moderator, "member": place.author, "until": until(7), "reason": "Selling."}
    return suspend(**fields | more)


def test_a_suspended_member_writes_nothing_under_any_name_and_reads_why(place: Place) -> None:
    do(place)
    with pytest.raises(NotAllowed, match="Selling"):
        may_write(place.author)
    for masked in (False, True):
        with pytest.raises(NotAllowed):
            say.answer(actor=place.author, topic=place.post.topic, masked=masked)
    settle()
    assert Notice.objects.filter(member=place.author, kind="suspended").exists()


def test_it_is_written_down_but_not_in_the_public_log(place: Place, client: object) -> None:
    do(place)
    assert not Decision.objects.get().is_public
    page = client.get(reverse("moderation:log")).content.decode()
    assert place.author.shown_name not in page
    assert "Selling" not in page


def test_old_masked_posts_stay(place: Place) -> None:
    do(place)
    place.masked.refresh_from_db()
    assert place.masked.status == "visible"


def test_it_can_be_lifted(place: Place) -> None:
    row = do(place)
    lift(moderator=place.moderator, suspension=row)
    may_write(place.author)
    with pytest.raises(NotAllowed, match="over already"):
        lift(moderator=place.moderator, suspension=row)


def test_another_moderator_does_not_lift_it_but_an_admin_does(place: Place) -> None:
    row = do(place)
    with pytest.raises(NotAllowed, match="Only whoever"):
        lift(moderator=place.stranger, suspension=row)
    lift(moderator=place.admin, suspension=row)


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"reason": " "}, "reason"),
        ({"until": -1}, "day to come"),
        ({"until": 15}, "At most 14 days"),
        ({"moderator": "reader"}, "Only moderators"),
        ({"member": "moderator"}, "This is you"),
        ({"member": "stranger"}, "by an admin"),
        ({"member": "admin"}, "by nobody"),
    ],
)
def test_refusals(place: Place, more: dict[str, object], sentence: str) -> None:
    given = {
        key: getattr(place, value) if key in ("moderator", "member") else until(value) if key == "until" else value
        for key, value in more.items()
    }
    with pytest.raises(NotAllowed, match=sentence):
        do(place, **given)
    assert not Suspension.objects.exists()


def test_an_admin_may_for_longer_and_also_a_moderator(place: Place) -> None:
    do(place, moderator=place.admin, member=place.moderator, until=until(60))
    assert Suspension.objects.count() == 1


def test_not_twice_at_once(place: Place) -> None:
    do(place)
    with pytest.raises(NotAllowed, match="already"):
        do(place)


def test_the_page(place: Place, client: object) -> None:
    client.force_login(place.moderator)
    address = reverse("moderation:suspension", args=[place.author.handle])
    assert client.get(address).status_code == 200
    day = (timezone.localdate() + timedelta(days=3)).isoformat()
    assert client.post(address, {"until": day, "reason": "Selling."}).status_code == 303
    assert "is suspended" in client.get(address).content.decode()
    row = Suspension.objects.get()
    assert client.post(reverse("moderation:lift", args=[row.pk])).status_code == 303
    may_write(place.author)


def test_the_page_is_refused_to_members(place: Place, client: object) -> None:
    client.force_login(place.reader)
    assert client.get(reverse("moderation:suspension", args=[place.author.handle])).status_code == 403
    row = make.suspension(member=place.author)
    assert client.post(reverse("moderation:lift", args=[row.pk])).status_code == 403
