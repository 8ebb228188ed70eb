"""Reporting and the desk in a browser: by script and without, in both schemes, narrow and wide."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from forum.models import Post, Status
from moderation.actions.decisions import decide
from moderation.actions.reports import report
from moderation.models import Alarm, Decision, Report
from tests import cast, make
from tests.browser import is_sound, sign_in
from tests.ledger import settle

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def scene() -> tuple[object, list[Post]]:
    """A moderator, and two answers of a seller in the space that she tends."""
    make.community()
    space = make.space(title="Cards and loans")
    topic = make.topic(space=space, by=cast.ines(), title="Is this a scam text?")
    seller = make.member(name="quickfix")
    posts = [make.answer(topic=topic, by=seller, body=f"Message me for the link {n}") for n in range(2)]
    return make.moderator(of=space, name="Marit"), posts


def test_something_is_wrong_here(any_page: Page, live_server: Any) -> None:
    _moderator, posts = scene()
    sign_in(any_page, live_server, cast.pau())
    any_page.goto(live_server.url + posts[0].get_absolute_url())
    any_page.locator(f"#p{posts[0].pk} .post-actions details.menu > summary").click()
    any_page.locator(f"#p{posts[0].pk} a[href*='/report/']").click()
    dialog = any_page.locator("dialog[open]")
    dialog.get_by_text("It is selling something").click()
    is_sound(any_page, "report")
    dialog.get_by_role("button", name="Send to a moderator").click()
    any_page.get_by_text("Thank you. A moderator will read it.").wait_for()
    assert Report.objects.get().reason == "selling"


def test_reporting_without_the_script(new_page: Callable[..., Page], live_server: Any) -> None:
    _moderator, posts = scene()
    page = new_page(java_script_enabled=False)
    sign_in(page, live_server, cast.pau())
    page.goto(live_server.url + reverse("moderation:report", args=["post", posts[0].pk]))
    page.get_by_label("Unkind or shaming").check()
    page.get_by_role("button", name="Send to a moderator").click()
    page.get_by_text("Thank you. A moderator will read it.").wait_for()


def test_the_desk_by_keys(any_page: Page, live_server: Any) -> None:
    moderator, posts = scene()
    for post in posts:
        report(actor=cast.pau() if post is posts[0] else cast.callum(), thing=post, reason="selling")
    sign_in(any_page, live_server, moderator)
    any_page.goto(live_server.url + reverse("moderation:desk"))
    assert any_page.locator("h1").inner_text() == "Two things need a person"
    is_sound(any_page, "desk")
    any_page.keyboard.press("j")
    assert str(posts[1].pk) in any_page.locator(".queue > [aria-current]").get_attribute("id")
    any_page.keyboard.press("k")
    any_page.keyboard.press("h")
    any_page.keyboard.type("Selling something.")
    any_page.keyboard.press("Enter")
    any_page.get_by_role("heading", name="One thing needs a person").wait_for()
    assert Post.objects.get(pk=posts[0].pk).status == Status.HIDDEN
    any_page.locator(".toast").get_by_role("button", name="Undo").wait_for()
    is_sound(any_page, "desk-undo")
    any_page.locator(".toast").get_by_role("button", name="Undo").click()
    any_page.get_by_role("heading", name="Two things need a person").wait_for()
    assert Post.objects.get(pk=posts[0].pk).status == Status.VISIBLE


def test_keys_can_be_turned_off(page: Page, live_server: Any) -> None:
    moderator, posts = scene()
    report(actor=cast.pau(), thing=posts[0], reason="selling")
    sign_in(page, live_server, moderator)
    page.goto(live_server.url + reverse("moderation:desk"))
    page.get_by_role("button", name="Turn keys off").click()
    page.locator("h1").click()
    page.keyboard.press("a")
    page.get_by_role("button", name="Turn keys on").wait_for()
    assert page.locator("[aria-keyshortcuts]").count() == 0
    assert not Decision.objects.exists()


def test_the_second_moderator_reads_who_was_quicker(page: Page, live_server: Any) -> None:
    moderator, posts = scene()
    report(actor=cast.pau(), thing=posts[0], reason="selling")
    sign_in(page, live_server, cast.nasreen())
    page.goto(live_server.url + reverse("moderation:desk"))
    decide(moderator=moderator, thing=posts[0], verb=Decision.Verb.HIDE, reason="Selling.")
    page.get_by_role("button", name="Keep it").click()
    page.get_by_text("Marit has just taken this").wait_for()
    is_sound(page, "desk-taken")


def test_the_desk_without_the_script(new_page: Callable[..., Page], live_server: Any) -> None:
    moderator, posts = scene()
    for post in posts:
        report(actor=cast.pau() if post is posts[0] else cast.callum(), thing=post, reason="selling")
    page = new_page(java_script_enabled=False)
    sign_in(page, live_server, moderator)
    page.goto(live_server.url + reverse("moderation:desk"))
    page.get_by_role("link", name="Review").last.click()
    page.get_by_text("Hide, with a reason").click()
    page.get_by_label("Your reason").fill("Selling something.")
    page.get_by_role("button", name="Hide it").click()
    page.get_by_role("heading", name="One thing needs a person").wait_for()


def test_who_opens_a_case_of_danger_has_seen_it(new_page: Callable[..., Page], live_server: Any) -> None:
    """The page says so by itself, and then that nobody else is called."""
    moderator, posts = scene()
    report(actor=cast.pau(), thing=posts[0], reason="danger")
    settle()
    page = new_page()
    sign_in(page, live_server, moderator)
    page.goto(live_server.url + reverse("moderation:case", args=["post", posts[0].pk]))
    page.get_by_text("Seen by Marit. Nobody else is called.").wait_for()
    assert page.get_by_role("button", name="I have seen it").count() == 0
    assert Alarm.objects.get().next_at is None
