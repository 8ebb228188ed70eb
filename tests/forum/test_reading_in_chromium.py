"""Where a reader goes on, in a browser: what has stood before their eyes is read, what was loaded is not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests import cast, make
from tests.browser import sign_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]

LONG = "\n\n".join(["A long answer, so that it does not fit on one screen with the others."] * 25)


def test_one_goes_on_where_one_stopped(new_page: Callable[..., Page], live_server: Any) -> None:
    make.community()
    ines, topic = cast.ines(), make.topic()
    posts = [make.answer(topic=topic, body=LONG) for _ in range(4)]
    page = new_page()
    sign_in(page, live_server, ines)
    path = live_server.url + topic.get_absolute_url()

    page.goto(path)
    expect(page.get_by_text("New since you were here")).to_have_count(0)
    actions = page.locator(f"#p{posts[1].pk} > .body > .post-actions")
    with page.expect_response(lambda answer: f"post={posts[1].pk}" in (answer.request.post_data or "")):
        actions.scroll_into_view_if_needed()
    assert ines.reading_marks.get().position == posts[1].position

    page.goto(path)
    line = page.locator(f".line-between + #p{posts[2].pk}")
    expect(line).to_have_count(1)
    page.get_by_role("link", name="Go to what is new").click()
    expect(page.locator(f"#p{posts[2].pk}")).to_be_in_viewport()
    with page.expect_response(lambda answer: "position=4" in (answer.request.post_data or "")):
        page.locator("#new-answers").scroll_into_view_if_needed()
    page.goto(path)
    page.wait_for_load_state("networkidle")
    expect(page.get_by_text("New since you were here")).to_have_count(0)
