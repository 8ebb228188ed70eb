"""Single keys, and the switch that turns them off: pressed in a browser."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests import cast, make
from tests.browser import sign_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


def test_keys_lead_through_a_page_and_can_be_turned_off(new_page: Callable[..., Page], live_server: Any) -> None:
    make.community()
    topic = make.topic()
    posts = [make.answer(topic=topic) for _ in range(2)]
    page = new_page()
    sign_in(page, live_server, cast.ines())
    page.goto(live_server.url + topic.get_absolute_url())

    for key in ("j", "j", "j", "k"):
        page.keyboard.press(key)
    expect(page.locator(f"#p{posts[0].pk}")).to_be_focused()
    page.keyboard.press("r")
    expect(page.locator("#answer")).to_be_focused()
    page.keyboard.type("j k ? r")
    expect(page.locator("#answer")).to_have_value("j k ? r")

    page.locator("#answer").fill("")
    page.locator("h1").click()
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keyboard")
    expect(dialog).to_be_visible()
    page.keyboard.press("j")  # one key of a dialog is not one of the page below
    dialog.get_by_role("checkbox").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("g")
    page.keyboard.press("l")
    page.keyboard.press("?")
    expect(dialog).to_be_hidden()
    assert page.url.startswith(live_server.url + topic.get_absolute_url())

    page.goto(f"{live_server.url}/keyboard/")
    box = page.get_by_role("checkbox")
    expect(box).not_to_be_checked()
    box.check()
    box.blur()
    page.keyboard.press("g")
    page.keyboard.press("l")
    page.wait_for_url("**/latest/")
