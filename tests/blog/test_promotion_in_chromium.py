"""From an answer to an article in a browser: the desk, the author's yes, the text, the page, and taking it down."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from blog.models import Article, ArticleInvitation, QuoteConsent
from members.models import Member
from tests import make
from tests.blog.room import LONG, QUESTION, Room, room_of
from tests.browser import is_sound, picture, scrolls_sideways, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


class Walk:
    """The whole way, each person in turn on one page."""

    def __init__(self, page: Page, live_server: Any, room: Room, *, script: bool = True) -> None:
        self.page, self.live_server, self.room, self.script = page, live_server, room, script

    def fine(self, name: str) -> None:
        if self.script:  # axe needs it, and the markup is the same without
            is_sound(self.page, name)
        else:
            picture(self.page, name)
            assert not scrolls_sideways(self.page)

    def as_(self, member: Member, address: str) -> Page:
        sign_in(self.page, self.live_server, member)
        self.page.goto(self.live_server.url + address)
        return self.page

    def draft(self) -> str:
        return reverse("blog:draft", args=[Article.objects.get().pk])

    def press(self, name: str, said: str) -> None:
        self.page.get_by_role("button", name=name).click()
        self.page.get_by_text(said).first.wait_for()

    def invite(self) -> None:
        page = self.as_(self.room.moderator, reverse("moderation:desk"))
        page.get_by_role("link", name="Invite Dorrie H").click()
        page.get_by_label("Why this answer").fill("It keeps helping people.")
        self.fine("invite")
        self.press("Send the invitation", "nobody else sees which")

    def accept(self) -> None:
        page = self.as_(self.room.author, reverse("blog:invitation", args=[ArticleInvitation.objects.get().pk]))
        self.fine("invitation")
        page.get_by_text("As Dorrie H").click()
        self.press("Yes, let’s", "This is your draft")

    def write(self) -> None:
        page = self.as_(self.room.author, self.draft())
        page.get_by_label("Title", exact=True).fill("Call before the day it is due")
        page.get_by_label("The text").fill(f"{LONG}\n\n> {QUESTION}")
        self.press("Save as a new version", "Saved as a new version")
        self.fine("draft")
        assert page.locator(".diff ins").count()

    def agree(self) -> None:
        self.as_(self.room.moderator, self.draft())
        self.press("Propose this text", "Sent to the author")
        self.as_(self.room.author, self.draft())
        self.fine("proposed")
        self.press("Approve this text", "exactly this text")
        self.as_(self.room.asker, reverse("blog:quote", args=[QuoteConsent.objects.get().pk]))
        self.fine("quote")
        self.press("Yes, you may", "Thank you")

    def publish(self) -> None:
        self.as_(self.room.moderator, self.draft())
        self.press("Publish it", "Published.")

    def read(self) -> None:
        article = Article.objects.get()
        self.page.context.clear_cookies()
        self.page.goto(self.live_server.url + article.get_absolute_url())
        self.fine("article")
        self.page.get_by_role("link", name=self.room.post.topic.title).click()
        self.page.get_by_role("link", name="Call before the day it is due").click()
        self.page.goto(self.live_server.url + reverse("blog:home"))
        self.fine("blog")

    def take_down(self) -> None:
        self.as_(self.room.author, self.draft())
        self.press("Take it down", "Taken down")
        answer = self.page.goto(self.live_server.url + Article.objects.get().get_absolute_url())
        assert answer.status == 410
        self.fine("article-gone")

    def all(self) -> None:
        for step in (self.invite, self.accept, self.write, self.agree, self.publish, self.read, self.take_down):
            step()


def test_the_whole_way(any_page: Page, live_server: Any) -> None:
    make.community()
    Walk(any_page, live_server, room_of()).all()


def test_the_whole_way_without_the_script(new_page: Callable[..., Page], live_server: Any) -> None:
    make.community()
    page = new_page(java_script_enabled=False)
    Walk(page, live_server, room_of(), script=False).all()
