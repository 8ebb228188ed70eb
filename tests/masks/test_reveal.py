"""Breaking the glass: two admins, a reason, a line that nobody can change; each reads it once, and the author is told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from forum.models import Post
from masks import actions, sealed
from masks.models import Mask, Reveal
from members.models import Member
from members.queries.second_lock import ADDED
from members.rules import NotAllowed
from moderation.actions.decisions import decide
from moderation.models import Decision
from notices.actions.reveals import tell_of_reveals
from notices.models import Message, Notice
from tests import cast, make

pytestmark = pytest.mark.django_db
WHY = "She wrote where she is and what she took, and does not answer."


@pytest.fixture
def thing() -> Post:
    make.community()
    topic = make.topic(space=make.space(title="Cards"))
    return make.answer(topic=topic, mask=make.mask(of=cast.dorrie(), topic=topic))


@pytest.fixture
def asker() -> Member:
    return cast.nasreen()


@pytest.fixture
def other() -> Member:
    return make.admin(name="Osei")


def asked(asker: Member, thing: Post, **more: object) -> Reveal:
    return actions.ask_to_reveal(admin=asker, mask=thing.mask, reason=WHY, **more)


def agreed(asker: Member, other: Member, thing: Post, **more: object) -> Reveal:
    return actions.agree_to_reveal(admin=other, row=asked(asker, thing, **more))


def signed_in(member: Member) -> Client:
    """With the second lock shown."""
    client = Client()
    client.force_login(member)
    session = client.session
    session[ADDED] = member.pk
    session.save()
    return client


@pytest.fixture
def locks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everybody has one; what a session has to show stays to be shown."""
    monkeypatch.setattr("members.queries.second_lock.is_mfa_enabled", lambda member: True)


# --- two, once each -----------------------------------------------------------------------------------------------


def test_each_of_the_two_reads_it_once(thing: Post, asker: Member, other: Member) -> None:
    row = agreed(asker, other, thing)
    for admin in (asker, other):
        assert sealed.reveal(row, to=admin).handle == "dorrie"
        with pytest.raises(sealed.NotRevealed):
            sealed.reveal(row, to=admin)


def test_not_before_somebody_else_agreed(thing: Post, asker: Member, other: Member) -> None:
    row = asked(asker, thing)
    for admin in (asker, other):
        with pytest.raises(sealed.NotRevealed):
            sealed.reveal(row, to=admin)
    with pytest.raises(NotAllowed, match="You asked for it yourself"):
        actions.agree_to_reveal(admin=asker, row=row)


def test_not_to_a_third_admin_nor_to_one_who_is_none_any_more(thing: Post, asker: Member, other: Member) -> None:
    third, row = make.admin(name="Third"), agreed(asker, other, thing)
    with pytest.raises(sealed.NotRevealed):
        sealed.reveal(row, to=third)
    Member.objects.filter(pk=other.pk).update(is_staff=False)
    with pytest.raises(sealed.NotRevealed):
        sealed.reveal(row, to=asker)


def test_not_what_was_declined(thing: Post, asker: Member, other: Member) -> None:
    row = asked(asker, thing)
    actions.decline_to_reveal(admin=other, row=row)
    with pytest.raises(NotAllowed, match="decided already"):
        actions.agree_to_reveal(admin=other, row=row)
    with pytest.raises(sealed.NotRevealed):
        sealed.reveal(row, to=asker)
    assert asked(asker, thing).pk != row.pk


def test_with_one_admin_it_does_not_exist(thing: Post, asker: Member, locks: None) -> None:
    with pytest.raises(Reveal.DoesNotExist):
        asked(asker, thing)
    client = signed_in(asker)
    for name, args in (("reveals", []), ("reveal", ["post", thing.pk])):
        assert client.get(reverse(f"moderation:{name}", args=args)).status_code == 404
    assert "uncover" not in client.get(reverse("moderation:case", args=["post", thing.pk])).content.decode()


def test_for_nobody_but_admins(thing: Post, asker: Member, other: Member, locks: None) -> None:
    marit = make.moderator(of=thing.topic.space, by=asker, name="Marit")
    row = asked(asker, thing)
    for who in (marit, cast.pau(), Member.objects.get(handle="dorrie")):
        client = signed_in(who)
        assert client.get(reverse("moderation:reveals")).status_code == 404
        assert client.post(reverse("moderation:reveal", args=["post", thing.pk]), {"reason": WHY}).status_code == 404
        for step in ("agree", "decline", "read"):
            assert client.post(reverse(f"moderation:reveal_{step}", args=[row.pk])).status_code == 404
        with pytest.raises(Reveal.DoesNotExist):
            asked(who, thing)
    assert Reveal.objects.filter(agreed_by=None, declined_by=None).count() == 1


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"reason": "Because."}, "a sentence"),
        ({"law_hold": "Some Act, section 3"}, "an end within a year"),
        ({"until": timezone.localdate() + timedelta(days=9)}, "an end within a year"),
        ({"law_hold": "Some Act", "until": timezone.localdate() + timedelta(days=400)}, "an end within a year"),
        ({"law_hold": "Some Act", "until": timezone.localdate()}, "an end within a year"),
    ],
)
def test_what_must_be_said(thing: Post, asker: Member, other: Member, more: dict[str, object], why: str) -> None:
    given = {"reason": WHY} | more
    with pytest.raises(NotAllowed, match=why):
        actions.ask_to_reveal(admin=asker, mask=thing.mask, **given)
    assert not Reveal.objects.exists()


def test_one_question_at_a_time(thing: Post, asker: Member, other: Member) -> None:
    asked(asker, thing)
    with pytest.raises(NotAllowed, match="asked for this already"):
        asked(other, thing)


def test_a_mask_that_was_let_go_leads_to_nobody(thing: Post, asker: Member, other: Member) -> None:
    row = agreed(asker, other, thing)
    sealed.forget(Member.objects.get(handle="dorrie"))
    with pytest.raises(sealed.LetGo):
        sealed.reveal(row, to=asker)


# --- the line -----------------------------------------------------------------------------------------------------


def test_the_line_says_nothing_of_whose_it_is(thing: Post, asker: Member, other: Member) -> None:
    row = agreed(asker, other, thing)
    sealed.reveal(row, to=asker)
    dorrie = Member.objects.get(handle="dorrie")
    line = Reveal.objects.values().get()
    assert line["asker_read_at"] is not None
    people = {line["asked_by_id"], line["agreed_by_id"], line["declined_by_id"]}
    assert dorrie.pk not in people
    assert not any(str(value) in (dorrie.handle, dorrie.display_name, str(dorrie.pk)) for value in line.values())


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE masks_reveal SET reason = 'Another.'",
        "UPDATE masks_reveal SET agreed_by_id = NULL, at = NULL",
        "UPDATE masks_reveal SET asker_read_at = NULL",
        "UPDATE masks_reveal SET asked_by_id = agreed_by_id",
        "UPDATE masks_reveal SET law_hold = 'Some Act', law_hold_until = '2040-01-01'",
        "DELETE FROM masks_reveal",
        "SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE masks_reveal",
    ],
)
def test_the_database_lets_nobody_change_or_delete_it(thing: Post, asker: Member, other: Member, change: str) -> None:
    row = agreed(asker, other, thing)
    sealed.reveal(row, to=asker)
    before = Reveal.objects.values().get()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)
    assert Reveal.objects.values().get() == before


def test_the_database_takes_no_yes_from_who_asked(thing: Post, asker: Member, other: Member) -> None:
    row = asked(asker, thing)
    with pytest.raises(IntegrityError), transaction.atomic():
        Reveal.objects.filter(pk=row.pk).update(agreed_by=asker, at=timezone.now())


def test_an_admin_who_is_erased_becomes_the_tombstone_in_it(thing: Post, asker: Member, other: Member) -> None:
    agreed(asker, other, thing)
    tombstone = make.member(kind=Member.Kind.TOMBSTONE)
    Reveal.objects.filter(asked_by=asker).update(asked_by=tombstone)
    with pytest.raises(IntegrityError), transaction.atomic():
        Reveal.objects.update(agreed_by=cast.pau())


# --- the author is told -------------------------------------------------------------------------------------------


def test_the_author_is_told_by_the_next_hour(thing: Post, asker: Member, other: Member) -> None:
    asked(asker, thing)
    assert tell_of_reveals() == 0
    actions.agree_to_reveal(admin=other, row=Reveal.objects.get())
    assert tell_of_reveals() == 1
    notice = Notice.objects.get(kind="revealed")
    assert (notice.mask, notice.member) == (thing.mask, None)
    assert WHY in notice.data["reason"]
    assert Message.objects.get(kind="revealed").mask == thing.mask
    assert Reveal.objects.get().told_at is not None
    assert tell_of_reveals() == 0


def test_not_while_a_law_forbids_it_and_then_at_once(thing: Post, asker: Member, other: Member) -> None:
    until = timezone.localdate() + timedelta(days=30)
    agreed(asker, other, thing, law_hold="Some Act, section 3", until=until)
    assert tell_of_reveals() == 0
    later = timezone.now() + timedelta(days=31)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("notices.actions.reveals.timezone.localdate", lambda: later.date())
        assert tell_of_reveals() == 1


# --- the pages ----------------------------------------------------------------------------------------------------


def test_the_whole_way_through_the_pages(thing: Post, asker: Member, other: Member, locks: None) -> None:
    one, two = signed_in(asker), signed_in(other)
    asking = reverse("moderation:reveal", args=["post", thing.pk])
    assert asking in one.get(reverse("moderation:case", args=["post", thing.pk])).content.decode()
    assert one.post(asking, {"reason": WHY}).status_code == 303
    row = Reveal.objects.get()
    agree, read = (reverse(f"moderation:reveal_{step}", args=[row.pk]) for step in ("agree", "read"))
    assert one.post(agree).status_code == 403
    assert two.post(read).status_code == 403
    assert two.post(agree).status_code == 303
    for client in (one, two):
        said = client.post(read)
        assert "@dorrie" in said.content.decode()
        assert "no-store" in said["Cache-Control"]
        assert client.post(read).status_code == 403
        assert client.get(read).status_code == 405
        log = client.get(reverse("moderation:reveals")).content.decode()
        assert WHY in log
        assert "dorrie" not in log.lower()


def test_not_without_the_second_lock_in_this_session(thing: Post, asker: Member, other: Member, locks: None) -> None:
    client = Client()
    client.force_login(asker)
    assert client.post(reverse("moderation:reveal", args=["post", thing.pk]), {"reason": WHY}).status_code == 403
    row = agreed(asker, other, thing)
    assert client.post(reverse("moderation:reveal_read", args=[row.pk])).status_code == 403
    assert Reveal.objects.get().asker_read_at is None


def test_only_of_what_a_mask_wrote(thing: Post, asker: Member, other: Member, locks: None) -> None:
    named = make.answer(topic=thing.topic, by=cast.pau())
    assert signed_in(asker).get(reverse("moderation:reveal", args=["post", named.pk])).status_code == 404


def test_nothing_else_that_an_admin_does_says_whose_it_is(thing: Post, asker: Member, other: Member) -> None:
    agreed(asker, other, thing)
    client = Client()
    client.force_login(asker)
    decide(moderator=asker, thing=thing, verb=Decision.Verb.HIDE, reason="Read.")
    pages = [
        reverse("moderation:case", args=["post", thing.pk]),
        reverse("moderation:desk"),
        reverse("moderation:reveals"),
    ]
    for page in pages:
        assert "Dorrie" not in client.get(page).content.decode(), page
    assert Mask.objects.get(pk=thing.mask_id).name
