"""What somebody sees when the server could not do it: a sentence where they are, and every word that they wrote."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError
from django.test import RequestFactory
from playwright.sync_api import Page, Route, expect

from community.trouble import something_broke
from tests import cast, make
from tests.browser import is_sound_in_every_view, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORDS = "It went through on the second try."
COMMENTS = re.compile(r"/comments")
FORGIVEN = ("Failed to load resource", "Response Status Error", "htmx:")
UNREACHED = "The community can’t be reached right now. Your words are still here: try again in a moment."


def page_of(**headers: str) -> str:
    form = {"csrfmiddlewaretoken": "t" * 64, "title": "A question?", "body": WORDS, "as": "me"}
    try:
        raise OperationalError("lost")
    except OperationalError:
        return something_broke(RequestFactory().post("/ask/", form, headers=headers)).content.decode()


def away(route: Route) -> None:
    route.fulfill(status=503, content_type="text/html; charset=utf-8", body=page_of(**{"HX-Request": "true"}))


def cut_off(route: Route) -> None:
    route.abort()


def by_a_proxy(route: Route) -> None:
    route.fulfill(status=502, body="")


@pytest.mark.parametrize("lost", [away, cut_off, by_a_proxy])
def test_a_comment_that_could_not_be_sent_stays_and_goes_later(
    new_page: Callable[..., Page], live_server: Any, lost: Callable[[Route], None]
) -> None:
    page = new_page(forgiven=FORGIVEN)
    make.community()
    topic = make.topic()
    sign_in(page, live_server, cast.pau())
    page.goto(live_server.url + topic.get_absolute_url())
    page.get_by_role("link", name="Do it right under the question").click()
    form = page.locator("form[hx-post]", has=page.locator("textarea[name=body]")).first
    form.locator("textarea").fill(WORDS)
    send = form.get_by_role("button", name="Post reply")
    page.route(COMMENTS, lost)
    for _ in range(2):
        send.click()
        form.get_by_role("alert").first.wait_for()
        expect(send).not_to_have_attribute("aria-disabled", "true")
    assert form.locator("[data-trouble]").count() == 1
    assert form.get_by_role("alert").first.inner_text().strip() == UNREACHED
    assert form.locator("textarea").input_value() == WORDS
    page.unroute(COMMENTS)
    send.click()
    page.get_by_text(WORDS).first.wait_for()
    page.locator("[data-trouble]").wait_for(state="detached")


def test_the_page_of_a_lost_form_can_be_read_by_everybody(page: Page, live_server: Any) -> None:
    body = page_of()
    page.route("**/ask/", lambda route: route.fulfill(content_type="text/html; charset=utf-8", body=body))
    page.goto(f"{live_server.url}/ask/")
    assert page.get_by_label("Your words").last.input_value() == WORDS
    is_sound_in_every_view(page, "lost-form")
