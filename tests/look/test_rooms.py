"""A page that was left is used again, and whoever comes next finds nothing of whoever was there."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests import cast, make
from tests.browser import sign_in
from tests.rooms import Rooms

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

STATE = """() => ({
  local: {...localStorage}, session: {...sessionStorage}, cookie: document.cookie,
  width: innerWidth, dark: matchMedia("(prefers-color-scheme: dark)").matches,
  still: matchMedia("(prefers-reduced-motion: reduce)").matches, script: matchMedia("(scripting: enabled)").matches,
})"""


@pytest.fixture
def rooms(browser: Browser) -> Rooms:
    make.community()
    return Rooms(browser)


def state(page: Page, url: str) -> dict[str, Any]:
    page.goto(url + "/about/")
    return page.evaluate(STATE) | {"tabs": len(page.context.pages), "cookies": page.context.cookies()}


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_nothing_is_left_behind(rooms: Rooms, browser: Browser, live_server: Any, script: bool) -> None:
    fresh = Rooms(browser, keeps=False)
    with fresh.page(java_script_enabled=script) as page:
        expected = state(page, live_server.url)
    with rooms.page(java_script_enabled=script, width=390, scheme="dark", forgiven=("planted",)) as first:
        sign_in(first, live_server, cast.ines())
        first.goto(live_server.url + "/settings/")
        first.emulate_media(color_scheme="dark", reduced_motion="reduce")
        first.evaluate("localStorage.scheme = sessionStorage.x = 'dark'")
        first.evaluate("console.error('planted')")
        first.context.new_page().goto(live_server.url)
        left = state(first, live_server.url)
        assert {key for key in expected if left[key] != expected[key]} >= {"local", "session", "width", "dark", "tabs"}
    with rooms.page(java_script_enabled=script) as second:
        assert second is first
        assert second.url == "about:blank"
        assert state(second, live_server.url) == expected


def test_what_was_attached_goes_with_the_page(rooms: Rooms, live_server: Any) -> None:
    for attach in (
        lambda page: page.on("request", lambda _request: None),
        lambda page: page.route("**/*.css", lambda route: route.abort()),
        lambda page: page.context.add_init_script("window.planted = 1"),
        lambda page: page.context.new_cdp_session(page),
    ):
        with rooms.page() as first:
            first.goto(live_server.url + "/about/")
            attach(first)
        with rooms.page() as second:
            assert second is not first
            assert first.is_closed()


def test_faults_are_told_of_whom_they_are(rooms: Rooms, live_server: Any) -> None:
    with pytest.raises(AssertionError, match="planted"):
        goes_wrong(rooms, live_server)
    with rooms.page() as second:
        second.goto(live_server.url + "/about/")


def goes_wrong(rooms: Rooms, live_server: Any) -> None:
    with rooms.page() as page:
        page.goto(live_server.url + "/about/")
        page.evaluate("console.error('planted')")


def test_two_at_once_are_two_people(rooms: Rooms, live_server: Any) -> None:
    with rooms.page() as first, rooms.page() as second:
        sign_in(first, live_server, cast.ines())
        assert first.context.cookies()
        assert second.context.cookies() == []
