"""A moderator hides and suspends in a dialog over the page, and takes it back there; what those pages look like."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page

from forum.models import Post, Status
from members.models import Suspension
from moderation.actions import second_looks
from moderation.actions.accounts import suspend
from moderation.models import Decision
from tests import cast, make
from tests.browser import is_sound, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_hiding_and_suspending_over_the_topic(any_page: Page, live_server: Any) -> None:
    make.community()
    space = make.space(title="Cards and loans")
    topic = make.topic(space=space, by=cast.ines(), title="Is this a scam text?")
    seller = make.member(name="quickfix")
    post = make.answer(topic=topic, by=seller, body="Message me for the link")
    make.comment(post=post, by=seller, body="It is quick.")
    moderator = make.moderator(of=space, name="Marit")
    sign_in(any_page, live_server, moderator)
    any_page.goto(live_server.url + topic.get_absolute_url())
    menu = any_page.locator(f"#p{post.pk} .tending details.menu")
    menu.locator("summary").click()
    for item in menu.get_by_role("link").all():
        box = item.bounding_box()
        assert box is not None
        assert 0 <= box["x"] <= any_page.viewport_size["width"] - box["width"], item.inner_text()
    is_sound(any_page, "tend-menu")
    menu.get_by_text("Hide it").click()
    dialog = any_page.locator("dialog[open]")
    dialog.get_by_text("It sells something").click()
    is_sound(any_page, "tend-hide")
    dialog.get_by_role("button", name="Hide it").click()
    any_page.get_by_text("Done, and written down.").wait_for()
    assert topic.get_absolute_url() in any_page.url
    assert Post.objects.get(pk=post.pk).status == Status.HIDDEN
    is_sound(any_page, "tend-hidden")
    any_page.get_by_role("button", name="Undo").click()
    any_page.get_by_text("Taken back. It is as it was before.").wait_for()
    assert Post.objects.get(pk=post.pk).status == Status.VISIBLE
    any_page.goto(live_server.url + seller.get_absolute_url())
    any_page.locator("main details.menu > summary").click()
    any_page.get_by_text("Suspend, or end it").click()
    dialog.get_by_text("Selling something").click()
    is_sound(any_page, "tend-suspend")
    dialog.get_by_role("button", name="Suspend").click()
    any_page.get_by_text("Suspended. They read your reason.").wait_for()
    assert Suspension.objects.in_force().get().member == seller
    is_sound(any_page, "tend-person")
    any_page.goto(live_server.url + reverse("moderation:suspended"))
    is_sound(any_page, "tend-suspended")


def test_the_second_look_of_somebody_suspended(any_page: Page, live_server: Any) -> None:
    make.community()
    member, admin = cast.dorrie(), cast.nasreen()
    moderator = make.moderator(of=make.space(), by=admin, name="Marit")
    suspend(moderator=moderator, member=member, until=timezone.now() + timedelta(days=3), reason="Selling something.")
    decision = Decision.objects.get()
    sign_in(any_page, live_server, member)
    any_page.goto(live_server.url + reverse("moderation:second_look", args=[decision.pk]))
    is_sound(any_page, "look-ask")
    second_looks.ask(actor=member, decision=decision, words="I quoted a letter, so that others know it.")
    sign_in(any_page, live_server, admin)
    any_page.goto(live_server.url + reverse("moderation:desk"))
    any_page.locator(".case-reason > summary").click()
    is_sound(any_page, "look-desk")
