"""A change to a published article in a browser: proposed, read beside what is published, approved, and read."""

from __future__ import annotations

import pytest
from django.urls import reverse

from blog.models import Article
from tests import make
from tests.blog.room import LONG, room_of
from tests.axe import accessibility_faults
from tests.browser import scrolls_sideways
from tests.forum.test_pages_in_chromium import keep, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_way_of_a_change(any_page, live_server, client):
    make.community()
    room = room_of()
    article = room.published()
    where = live_server.url + reverse("blog:draft", args=[article.pk])
    public = live_server.url + article.get_absolute_url()

    def as_(member, address: str) -> None:
        sign_in(any_page, live_server, client, member)
        any_page.goto(address)

    def fine(name: str) -> None:
        keep(any_page, name)
        assert accessibility_faults(any_page) == []
        assert not scrolls_sideways(any_page)

    as_(room.moderator, public)
    any_page.get_by_role("link", name="Suggest a change").click()
    any_page.get_by_label("The text").fill(f"{LONG}\n\nAnd breathe, for a whole evening.")
    any_page.get_by_role("button", name="Save as a new version").click()
    any_page.get_by_role("heading", name="What readers would see change").wait_for()
    fine("change-written")
    any_page.get_by_role("button", name="Propose this text").click()
    any_page.get_by_text("Sent to the author").first.wait_for()
    any_page.goto(public)
    assert any_page.get_by_text("And breathe").count() == 0
    as_(room.author, where)
    fine("change-proposed")
    any_page.get_by_role("button", name="Approve this text").click()
    any_page.get_by_text("Everybody reads exactly this text now.").first.wait_for()
    fine("change-out")
    any_page.context.clear_cookies()
    any_page.goto(public)
    assert any_page.get_by_text("And breathe").is_visible()
    fine("article-changed")
    assert Article.objects.get().change == ""
