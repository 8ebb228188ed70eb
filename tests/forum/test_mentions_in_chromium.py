"""Handles are offered while somebody types one, in any script."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests import cast, make
from tests.browser import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


CASES = [
    ("As ", "@wi", "wilf", "As @wilf "),
    ("जैसा ", "@सी", "सीता", "जैसा @सीता "),
    ("はい", "@田", "田中", "はい@田中 "),
    ("(", "@O’Br", "o-brien", "(@o-brien "),
    ("", "@သူဇာ", "သူဇာ", "@သူဇာ "),
]


def test_handles_are_offered_and_put_in(page: Page, live_server: Any) -> None:
    for _before, _typed, handle, _after in CASES:
        make.member(handle=handle)
    sign_in(page, live_server, cast.ines())
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(live_server.url + make.topic().get_absolute_url())
    area = page.locator("[data-handles-url] textarea").first
    area.fill("me@ines")
    page.wait_for_timeout(500)  # twice the pause after which is asked
    for before, typed, handle, after in CASES:
        area.fill(before + typed)
        page.get_by_role("option", name=f"@{handle}").click()
        expect(area).to_have_value(after)
    assert not [url for url in asked if "q=ines" in url]  # the end of an address is nobody's handle
