"""Two weeks to change one's mind, and what is free again afterwards."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from forum.actions import scheduling
from forum.models import Post
from members import queries
from members.models import FormerHandle, Member, StageChange
from members.rules import NotAllowed
from notices.models import Message, Notice
from privacy.actions import erasures
from privacy.models import Erasure
from tests import cast, make
from tests.forum.later import answer_later, pass_time
from tests.privacy.copies import signed_in
from tests.privacy.room import World, erase, everything, numbers_left

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


# --- two weeks to think -------------------------------------------------------------------------------------------------


@pytest.fixture
def pau() -> Member:
    make.community()
    member = cast.pau()
    EmailAddress.objects.create(user=member, email=member.email, verified=True, primary=True)
    return member


CHOICE = {"words": "take", "masked": "stay", "sure": "on"}


def test_asking_signs_out_and_a_mail_says_how_to_stop_it(pau) -> None:
    client = signed_in(pau, fresh=True)
    answer = client.post(reverse("privacy:erase"), CHOICE)
    assert (answer.status_code, answer["Location"]) == (303, "/")
    assert "_auth_user_id" not in client.session
    assert Notice.objects.get(member=pau).kind == "leaving"
    assert Message.objects.get(member=pau).kind == "leaving"
    erasure = Erasure.objects.get()
    assert timedelta(days=13.9) < erasure.due_at - timezone.now() <= timedelta(days=14)
    erasures.sweep()
    assert Member.objects.get(pk=pau.pk).is_active


def test_signing_in_leads_to_the_click_that_stops_it(pau) -> None:
    stage = pau.stage
    erasures.ask(member=pau, words="take", masked="stay")
    client = Client()
    said = {"login": pau.handle, "password": make.PASSWORD}
    led = client.post(reverse("account_login") + "?next=/members/", said)
    assert led["Location"] == reverse("privacy:leaving")
    assert "Keep my account" in client.get(led["Location"]).content.decode()
    assert client.post(reverse("privacy:stop")).status_code == 303
    assert not Erasure.objects.exists()
    assert Member.objects.get(pk=pau.pk).stage == stage
    assert StageChange.objects.filter(member=pau).count() == 2


def test_nothing_appears_under_a_name_that_is_about_to_go(pau) -> None:
    topic = make.topic()
    row = pass_time(answer_later(pau, topic, body="Call them first."))
    erasures.ask(member=pau, words="keep", masked="stay")
    assert scheduling.post_due() == 0
    assert not Post.objects.filter(member=pau).exists()
    erasures.stop(member=pau)
    assert scheduling.post_due() == 0
    row.refresh_from_db()
    assert (row.at, row.body) == (None, "Call them first.")


def test_once_begun_it_cannot_be_stopped(pau) -> None:
    erasure = erasures.ask(member=pau, words="keep", masked="stay")
    Erasure.objects.update(due_at=timezone.now())
    erasures.sweep()
    assert erasures.stop(member=pau) is False
    assert Erasure.objects.filter(pk=erasure.pk).exists()


@pytest.mark.parametrize("said", [{}, {"words": "all"}, {"sure": ""}, {"masked": "x"}])
def test_a_choice_that_is_none_is_refused_beside_the_field(pau, said: dict[str, str]) -> None:
    data = CHOICE | said if said else {}
    answer = signed_in(pau, fresh=True).post(reverse("privacy:erase"), data)
    assert answer.status_code == 422
    assert 'class="error' in answer.content.decode() or 'aria-invalid="true"' in answer.content.decode()
    assert not Erasure.objects.exists()


def test_only_after_a_fresh_sign_in(pau) -> None:
    answer = signed_in(pau).post(reverse("privacy:erase"), CHOICE)
    assert answer.status_code == 302
    assert not Erasure.objects.exists()


def test_twice_is_once(pau) -> None:
    erasures.ask(member=pau, words="keep", masked="stay")
    with pytest.raises(NotAllowed):
        erasures.ask(member=pau, words="take", masked="go")


def test_the_last_admin_stays_until_there_is_another(pau) -> None:
    admin = cast.nasreen()
    with pytest.raises(NotAllowed, match="only admin"):
        erasures.ask(member=admin, words="keep", masked="stay")
    other = make.member(is_staff=True)
    erasures.ask(member=admin, words="keep", masked="stay")
    with pytest.raises(NotAllowed):  # the other would now be the last
        erasures.ask(member=other, words="keep", masked="stay")
    assert "only admin" in signed_in(other).get(reverse("privacy:leaving")).content.decode()


def test_who_becomes_the_last_admin_meanwhile_waits(pau) -> None:
    admin, other = cast.nasreen(), make.member(is_staff=True)
    erasures.ask(member=admin, words="keep", masked="stay")
    Member.objects.filter(pk=other.pk).update(is_active=False)
    Erasure.objects.update(due_at=timezone.now())
    erasures.sweep()
    erasure = Erasure.objects.get()
    assert erasure.began_at is None
    assert erasure.due_at > timezone.now()


def test_a_suspended_member_can_go(pau) -> None:
    noor = cast.noor()
    number = noor.pk
    assert erase(noor, words="take").done_at is not None
    assert numbers_left(number) == []


# --- afterwards ---------------------------------------------------------------------------------------------------------


def test_the_handle_is_nobodys_for_a_year(pau) -> None:
    erase(pau)
    assert not FormerHandle.objects.exclude(handle="").exists()
    with pytest.raises(queries.NameTaken):
        queries.free_name("Pau")
    FormerHandle.objects.update(until=timezone.now())
    assert queries.free_name("Pau") == "Pau"


def test_the_address_can_join_again_and_the_old_page_is_gone(pau) -> None:
    erase(pau)
    assert queries.by_address("pau@example.org") is None
    assert signed_in(cast.ines()).get("/@pau/").status_code == 404
    assert "pau@example.org" not in everything()


def test_nobody_else_loses_anything(world) -> None:
    before = {row: Post.objects.get(pk=row).body for row in (world.reply.pk,)}
    members = set(Member.objects.values_list("pk", flat=True))
    erase(world.erased, words="take")
    assert {row: Post.objects.get(pk=row).body for row in before} == before
    assert members - set(Member.objects.values_list("pk", flat=True)) == {world.erased.pk}


def test_a_copy_that_was_put_back_brings_nobody_back(pau, capsys) -> None:
    """The list is kept beside the copies; the members on it are erased once more."""
    call_command("erased")
    assert "Nobody was erased" in capsys.readouterr().out
    number = pau.pk
    with pytest.raises(CommandError, match="no member"):
        call_command("erased", "--again", str(number), "999999")
    assert Member.objects.filter(pk=number).exists()
    call_command("erased", "--again", str(number))
    assert not Member.objects.filter(pk=number).exists()
    assert capsys.readouterr().out.startswith(f"{number}\t")
