"""A change to a published article in a browser: proposed, read beside what is published, approved, and read."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from blog.models import Article
from members.models import Member
from tests import make
from tests.blog.room import LONG, room_of
from tests.browser import is_sound, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_way_of_a_change(any_page: Page, live_server: Any) -> None:
    make.community()
    room = room_of()
    article = room.published()
    where = live_server.url + reverse("blog:draft", args=[article.pk])
    public = live_server.url + article.get_absolute_url()

    def as_(member: Member, address: str) -> None:
        sign_in(any_page, live_server, member)
        any_page.goto(address)

    as_(room.moderator, public)
    any_page.get_by_role("link", name="Suggest a change").click()
    any_page.get_by_label("The text").fill(f"{LONG}\n\nAnd breathe, for a whole evening.")
    any_page.get_by_role("button", name="Save as a new version").click()
    any_page.get_by_role("heading", name="What readers would see change").wait_for()
    is_sound(any_page, "change-written")
    any_page.get_by_role("button", name="Propose this text").click()
    any_page.get_by_text("Sent to the author").first.wait_for()
    any_page.goto(public)
    assert any_page.get_by_text("And breathe").count() == 0
    as_(room.author, where)
    is_sound(any_page, "change-proposed")
    any_page.get_by_role("button", name="Approve this text").click()
    any_page.get_by_text("Everybody reads exactly this text now.").first.wait_for()
    is_sound(any_page, "change-out")
    any_page.context.clear_cookies()
    any_page.goto(public)
    assert any_page.get_by_text("And breathe").is_visible()
    is_sound(any_page, "article-changed")
    assert Article.objects.get().change == ""
