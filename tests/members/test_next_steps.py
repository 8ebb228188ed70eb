"""What a new community has still to do: ticked from what is there, on the home of admins until it is done or put away."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forum.models import Space
from members.actions import upkeep
from members.actions.test_mail import Answer
from members.models import Community, Member
from moderation.queries.beginning import COPIES_EVERY, beginning, for_home
from recognition.actions import words
from recognition.models import ThanksWord
from tests import make

pytestmark = pytest.mark.django_db
PAGE = "/running/next/"


@pytest.fixture
def admin() -> Member:
    make.community()
    Community.objects.update(privacy_note="")
    return make.admin()


def signed_in(member: Member) -> Client:
    client = Client()
    client.force_login(member)
    return client


def read(member: Member, address: str = "/") -> str:
    return " ".join(signed_in(member).get(address).content.decode().split())


def do(name: str, admin: Member, settings: object) -> None:
    """What makes it true."""
    match name:
        case "space":
            make.space()
        case "words":
            words.keep(by=admin, word=ThanksWord(slug="steady", label="steady"), fields=[])
        case "moderators":
            make.moderator(of=Space.objects.first() or make.space())
        case "backups":
            call_command("note_backup")
        case "mail":
            Community.objects.update(mail_worked_at=timezone.now())
        case "privacy":
            Community.objects.update(privacy_note="We read nothing.")


ALL = ("space", "words", "backups", "mail", "privacy", "moderators")


@pytest.mark.parametrize("name", ALL)
def test_each_is_done_when_it_is_there(admin, settings, name) -> None:
    assert not beginning().done[name]
    do(name, admin, settings)
    assert beginning().done[name]


def test_the_list_stands_on_an_admins_home_until_all_of_it_is_done(admin, settings) -> None:
    for name in ALL:
        assert "What to do next" in read(admin)
        do(name, admin, settings)
    assert 'id="next"' not in read(admin)


def test_what_is_done_is_ticked(admin, settings) -> None:
    done = r'<li class="done">\s*<svg.*?<span class="visually-hidden">done: </span>\s*<div>\s*<a [^>]*>What you do with'
    assert not re.search(done, read(admin), re.DOTALL)
    do("privacy", admin, settings)
    assert re.search(done, read(admin), re.DOTALL)


def test_nobody_else_sees_it_and_nothing_is_asked_for_them(admin) -> None:
    moderator = make.moderator(of=make.space())
    for member in (make.member(), moderator):
        assert 'id="next"' not in read(member)
        assert signed_in(member).get(PAGE).status_code == 404
        with CaptureQueriesContext(connection) as queries:
            assert for_home(member) is None
        assert len(queries) == 0


def test_one_question_to_the_database(admin) -> None:
    with CaptureQueriesContext(connection) as queries:
        beginning()
    assert len(queries) == 1


def test_it_can_be_put_away_and_is_found_again(admin) -> None:
    answer = signed_in(admin).post("/running/next/put-away/")
    assert answer.status_code == 303
    assert 'id="next"' not in read(admin)
    assert 'id="next"' not in read(make.admin())
    assert "What to do next" in read(admin, "/running/")
    assert "Put this list away" not in read(admin, PAGE)


def test_a_look_puts_nothing_away(admin) -> None:
    assert signed_in(admin).get("/running/next/put-away/").status_code == 405
    assert 'id="next"' in read(admin)


@pytest.mark.parametrize("who", ["member", "moderator"])
def test_others_put_nothing_away(admin, who) -> None:
    member = make.member() if who == "member" else make.moderator(of=make.space())
    assert signed_in(member).post("/running/next/put-away/").status_code == 404
    assert Community.objects.get().next_put_away_at is None


def test_a_copy_of_long_ago_is_none_and_its_day_is_said(admin) -> None:
    old = timezone.now() - COPIES_EVERY - timedelta(days=1)
    Community.objects.update(backed_up_at=old)
    assert not beginning().backups
    assert "The last one that we know of:" in read(admin)


def test_an_appointment_that_ended_is_nobody_who_tends(admin) -> None:
    moderator = make.moderator(of=make.space())
    moderator.appointments.update(
        starts_at=timezone.now() - timedelta(days=9), ends_at=timezone.now() - timedelta(days=1)
    )
    assert not beginning().moderators


# --- a test mail ------------------------------------------------------------------------------------------------------


def answers(monkeypatch: pytest.MonkeyPatch, *, ok: bool) -> list[str]:
    asked: list[str] = []

    def send(to: str) -> Answer:
        asked.append(to)
        return Answer("mail.example.org", 587, "250 queued" if ok else "535 who are you", ok)

    monkeypatch.setattr(upkeep, "send_test_mail", send)
    return asked


def test_mail_that_was_taken_ticks_it_and_says_where_it_went(admin, monkeypatch) -> None:
    asked = answers(monkeypatch, ok=True)
    page = signed_in(admin).post(PAGE, {"email": ""}).content.decode()
    assert asked == [admin.email]
    assert all(said in page for said in ("mail.example.org", "587", "250 queued"))
    assert beginning().mail


def test_mail_that_was_refused_does_not(admin, monkeypatch) -> None:
    answers(monkeypatch, ok=False)
    page = signed_in(admin).post(PAGE, {"email": "n@example.org"}).content.decode()
    assert "535 who are you" in page
    assert not beginning().mail


def test_nor_does_mail_that_stays_on_this_machine(admin, monkeypatch, settings) -> None:
    settings.EMAIL_BACKEND = upkeep.STAYS_HERE
    answers(monkeypatch, ok=True)
    signed_in(admin).post(PAGE, {"email": "n@example.org"})
    assert not beginning().mail


def test_what_is_no_address_is_refused_with_a_sentence(admin, monkeypatch) -> None:
    asked = answers(monkeypatch, ok=True)
    answer = signed_in(admin).post(PAGE, {"email": "nobody"})
    assert answer.status_code == 422
    assert "Please give an address." in answer.content.decode()
    assert asked == []
