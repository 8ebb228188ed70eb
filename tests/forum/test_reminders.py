"""A saved post is shown again on the day that its reader chose: once, to them alone, and only what they may still read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from forum.actions import reminders
from forum.models import Bookmark, Post, Space
from members.models import Member
from members.rules import NotAllowed
from notices.models import Message, Notice
from tests import cast, make
from tests.ledger import settle

pytestmark = pytest.mark.django_db


@pytest.fixture
def ines() -> Member:
    return cast.ines(time_zone="Asia/Tokyo")


def due(ines: Member, post: Post) -> Bookmark:
    bookmark = reminders.remind(actor=ines, post=post, day=(timezone.now() + timedelta(days=3)).date())
    Bookmark.objects.filter(pk=bookmark.pk).update(remind_at=timezone.now() - timedelta(minutes=1))
    return bookmark


def test_it_is_at_nine_in_the_readers_own_morning_and_saves_the_post(ines: Member) -> None:
    day = (timezone.now() + timedelta(days=3)).date()
    found = reminders.remind(actor=ines, post=make.answer(), day=day).remind_at
    assert found is not None
    assert found.astimezone(UTC) == datetime(day.year, day.month, day.day, 9, tzinfo=ZoneInfo("Asia/Tokyo"))
    assert ines.bookmarks.count() == 1


def test_it_comes_once_and_the_post_stays_saved(ines: Member) -> None:
    bookmark = due(ines, make.answer())
    assert reminders.send_due() == 1
    assert reminders.send_due() == 0
    settle()
    settle()
    assert [(notice.kind, notice.member, notice.actor) for notice in Notice.objects.all()] == [("reminder", ines, None)]
    bookmark.refresh_from_db()
    assert bookmark.remind_at is None
    assert not Message.objects.exists()  # mails of this kind are for who chose them


def test_it_may_be_asked_for_again(ines: Member) -> None:
    post = make.answer()
    for _time in range(2):
        due(ines, post)
        reminders.send_due()
        settle()
    assert Notice.objects.filter(kind="reminder").count() == 2


def test_what_is_not_due_waits(ines: Member) -> None:
    reminders.remind(actor=ines, post=make.answer(), day=(timezone.now() + timedelta(days=3)).date())
    assert reminders.send_due() == 0


@pytest.mark.parametrize("gone", ["hidden", "deleted", "held"])
def test_nothing_is_said_of_what_is_gone(ines: Member, gone: str) -> None:
    post = make.answer()
    due(ines, post)
    Post.objects.filter(pk=post.pk).update(status=gone)
    reminders.send_due()
    settle()
    assert not Notice.objects.exists()


def test_nothing_is_shown_of_a_space_that_closed_to_them(ines: Member) -> None:
    post = make.answer()
    due(ines, post)
    Space.objects.update(visibility=Space.Visibility.MODERATORS)
    reminders.send_due()
    settle()
    client = Client()
    client.force_login(ines)
    assert post.topic.title not in client.get("/notices/").content.decode()


@pytest.mark.parametrize("days", [0, -1, 800])
def test_a_day_that_is_over_or_far_away_is_refused(ines: Member, days: int) -> None:
    with pytest.raises(NotAllowed):
        reminders.remind(
            actor=ines, post=make.answer(), day=(timezone.now() + timedelta(days=days - (days == 0))).date()
        )
    assert not Bookmark.objects.exists()


# --- the page ------------------------------------------------------------------------------------------------------


def test_the_page_asks_for_the_day_and_keeps_what_was_chosen(client: Client, ines: Member) -> None:
    post = make.answer()
    client.force_login(ines)
    page = f"/p/{post.pk}/reminder/"
    assert "When would you like to see this again?" in client.get(page).content.decode()
    answer = client.post(page, {"when": "day", "day": ""})
    assert answer.status_code == 422
    assert "Choose the day." in answer.content.decode()
    answer = client.post(page, {"when": "day", "day": "2001-01-01"})
    assert answer.status_code == 422
    assert "That is over already." in answer.content.decode()
    assert 'value="2001-01-01"' in answer.content.decode()
    assert not Bookmark.objects.exists()
    assert client.post(page, {"when": "week"}).status_code == 303
    assert ines.bookmarks.get().remind_at is not None
    assert "You see it again" in client.get("/saved/").content.decode()
    assert client.post(page, {"forget": "1"}).status_code == 303
    assert ines.bookmarks.get().remind_at is None


def test_a_post_that_one_may_not_read_is_not_there(client: Client, ines: Member) -> None:
    post = make.answer(topic=make.topic(space=make.space(visibility=Space.Visibility.MODERATORS)))
    client.force_login(ines)
    assert client.post(f"/p/{post.pk}/reminder/", {"when": "week"}).status_code == 404
    assert client.get(f"/p/{post.pk + 99}/reminder/").status_code == 404
