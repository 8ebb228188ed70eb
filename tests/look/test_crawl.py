"""The crawl finds what is wrong: each kind of fault, planted."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests import make
from tests.browser import faults_on
from tests.look.crawl import Crawl
from tests.rooms import watched_page

pytestmark = pytest.mark.browser

PLANTED = {
    "color-contrast": """document.querySelector(".site-footer span").style.color = "light-dark(#000, #18222c)" """,
    "button-name": """document.querySelector("main").append(document.createElement("button"))""",
    "scrolls sideways at 320": """document.querySelector("h1").style.minWidth = "340px" """,
    "scrolls sideways at 390": """document.querySelector("h1").style.minWidth = "500px" """,
    "2 headings of the first level": """document.querySelector("main").append(document.querySelector("h1").cloneNode(true))""",
}


def test_planted_faults_are_found(page: Page, live_server: Any) -> None:
    make.community()
    page.goto(live_server.url + "/about/")
    assert faults_on(page, "about") == []
    for fault, plant in PLANTED.items():
        page.reload()
        page.evaluate(plant)
        assert any(fault in found for found in faults_on(page, "about")), fault


def test_what_the_policy_blocks_is_found(browser: Browser, live_server: Any) -> None:
    make.community()
    with pytest.raises(AssertionError, match="Content Security Policy"):
        plant_a_script(browser, live_server.url)


def plant_a_script(browser: Browser, url: str) -> None:
    with watched_page(browser) as page:
        page.goto(url + "/about/")
        page.evaluate("document.body.setAttribute('onclick', 'alert(1)')")
        page.locator("body").click()


def test_a_page_that_is_not_there_is_found(live_server: Any, page: Page) -> None:
    make.community()
    crawl = Crawl(page, live_server.url, "visitor")
    crawl.look("/nothing-here/")
    assert crawl.faults == ["visitor nothing-here (/nothing-here/): 404 in place of 200"]
