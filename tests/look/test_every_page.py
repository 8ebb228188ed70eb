"""Whoever one is, every page that links lead to: found, accessible, in both schemes and widths, nothing blocked.

A crawl of the demo community for each role: from the front page along the links, one page for each name of an
address. The admin's own pages come from Django and are not crawled.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.urls import Resolver404, resolve
from playwright.sync_api import Browser, Page, expect

from forum.models import Post
from importers.actions import demo
from members.models import Member
from tests import make
from tests.browser import HEIGHTS, accessibility_faults, scrolls_sideways, watched_page
from tests.look.test_pages import signed_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SHOTS = os.environ.get("SHOTS")  # a folder for pictures of every page, for whoever wants to look
# The new colours are painted, and nothing is on its way to them any more.
SETTLED = """async () => {
    for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
    await Promise.allSettled(document.getAnimations().map(animation => animation.finished));
}"""
NARROWEST = 320  # px; a page at 1280 that is enlarged to 400 % (WCAG 1.4.10)
# Not pages to read: a feed, a file, and what only monitors ask for.
NO_PAGES = {"blog:feed", "mfa_download_recovery_codes", "healthz", "readyz"}
# Fewer than this from one front page, and the crawl has lost its way.
LEAST_PAGES = {"": 10, "wilf": 25, "ines": 30, "tobias": 30, "marit": 32, "robin": 35}
# Pages that say no, for everybody or for this role: address and answer.
REFUSALS = {
    "": {"/nothing-here/": 404},
    "wilf": {"/nothing-here/": 404, "/desk/": 403},
    "robin": {"/t/999999/gone/": 404},
}


def show(page: Page, width: int, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
    page.set_viewport_size({"width": width, "height": HEIGHTS.get(width, 700)})
    page.evaluate(SETTLED)


def faults_on(page: Page, name: str) -> list[str]:
    """All that is wrong with the page as it stands; every line begins with the page's name. [] is right."""
    # What stands in an open dialog is a page of its own: the one behind it is inert.
    headings = page.locator("h1:not(dialog h1)").count()
    found = [] if headings == 1 else [f"{headings} headings of the first level"]
    for width in (1280, 390):
        for scheme in ("light", "dark"):
            show(page, width, scheme)
            faults = accessibility_faults(page, colours_only=scheme == "dark")
            found += [f"{width} {scheme}: {fault}" for fault in faults]
            _picture(page, name, width, scheme)
        found += [f"scrolls sideways at {width}"] if scrolls_sideways(page) else []
    show(page, NARROWEST, "light")
    found += [f"scrolls sideways at {NARROWEST}"] if scrolls_sideways(page) else []
    show(page, 1280, "light")
    return [f"{name} ({urlsplit(page.url).path}): {fault}" for fault in found]


def _picture(page: Page, name: str, width: int, scheme: str) -> None:
    if SHOTS and (width, scheme) in ((1280, "light"), (390, "dark")):
        where = Path(SHOTS) / f"{name.replace(':', '-').replace(' ', '-')}-{width}-{scheme}.png"
        page.screenshot(path=where, full_page=True)


@dataclass
class Crawl:
    """The first page of each name, in the order in which links lead to them."""

    page: Page
    base: str
    role: str
    seen: set[str] = field(default_factory=set)
    waiting: deque[str] = field(default_factory=deque)
    faults: list[str] = field(default_factory=list)

    def walk(self) -> None:
        self._note(["/"])
        while self.waiting:
            self.visit(self.waiting.popleft())
            links = self.page.locator("a[href]").evaluate_all("links => links.map(link => link.href.split('#')[0])")
            self._note([link.removeprefix(self.base) for link in links if link.startswith(self.base + "/")])

    def _note(self, paths: list[str]) -> None:
        for path in paths:
            name = _name(path)
            if name and name not in self.seen | NO_PAGES and not name.startswith("admin:"):
                self.seen.add(name)
                self.waiting.append(path)

    def visit(self, path: str, status: int = 200) -> None:
        label = f"{self.role or 'visitor'} {_name(path) or path.strip('/')}"
        answer = self.page.goto(self.base + path)
        if answer is None or answer.status != status:
            self.faults.append(f"{label} ({path}): {answer and answer.status} in place of {status}")
        else:
            self.faults += faults_on(self.page, label)


def _name(path: str) -> str:
    """The name of an address ("forum:topic"), or "" where there is none."""
    try:
        return resolve(urlsplit(path).path).view_name
    except Resolver404:
        return ""


@pytest.fixture
def demo_page(live_server: Any, new_page: Callable[..., Page]) -> Callable[[str], Page]:
    """demo_page("ines") → a page of somebody signed in to the demo; "" is a visitor."""
    make.thanks_words()
    demo.load()

    def open_as(handle: str) -> Page:
        page = new_page()
        if handle:
            member = Member.objects.get(handle=handle)
            member.set_password(make.PASSWORD)
            member.save(update_fields=["password"])
            signed_in(page, live_server, member)
        return page

    return open_as


@pytest.mark.parametrize("role", LEAST_PAGES, ids=lambda role: role or "visitor")
def test_every_page_that_links_lead_to(role: str, demo_page: Callable[[str], Page], live_server: Any) -> None:
    crawl = Crawl(demo_page(role), live_server.url, role)
    crawl.walk()
    for path, status in REFUSALS.get(role, {}).items():
        crawl.visit(path, status)
    assert crawl.faults == [], "\n".join(crawl.faults)
    assert len(crawl.seen) >= LEAST_PAGES[role], sorted(crawl.seen)


def thankable(handle: str) -> Post:
    """An answer of somebody else that this member has not thanked for."""
    answers = Post.objects.filter(position__gt=0, status="visible", topic__audience="everyone")
    return answers.exclude(member__handle=handle).filter(thanks__isnull=True).earliest("pk")


def test_a_topic_with_everything_that_opens(demo_page: Callable[[str], Page], live_server: Any) -> None:
    page = demo_page("ines")
    post = thankable("ines")
    page.goto(live_server.url + post.get_absolute_url())
    answer = page.locator(f"#p{post.pk}")

    page.get_by_text("Your menu").locator("..").click()
    expect(page.get_by_role("link", name="Sign out")).to_be_visible()
    faults = faults_on(page, "your menu open")
    page.keyboard.press("Escape")

    answer.locator(f"#thank-{post.pk}").click()  # a link that becomes the form
    expect(answer.get_by_role("button", name="Send thanks")).to_be_visible()
    faults += faults_on(page, "thank form open")

    answer.locator(".post-actions details.menu > summary").click()
    faults += faults_on(page, "menu of an answer open")
    answer.locator("a[href*='/report/']").click()
    expect(page.locator("dialog[open]").get_by_text("Unkind or shaming")).to_be_visible()
    faults += faults_on(page, "report dialog open")
    assert faults == [], "\n".join(faults)


PLANTED = {
    "color-contrast": """document.querySelector(".site-footer span").style.color = "light-dark(#000, #18222c)" """,
    "button-name": """document.querySelector("main").append(document.createElement("button"))""",
    "scrolls sideways at 320": """document.querySelector("h1").style.minWidth = "340px" """,
    "scrolls sideways at 390": """document.querySelector("h1").style.minWidth = "500px" """,
    "2 headings of the first level": """document.querySelector("main").append(document.querySelector("h1").cloneNode(true))""",
}


@pytest.mark.parametrize("fault", PLANTED)
def test_a_planted_fault_is_found(fault: str, page: Page, live_server: Any) -> None:
    make.community()
    page.goto(live_server.url + "/about/")
    assert faults_on(page, "about") == []
    page.evaluate(PLANTED[fault])
    assert any(fault in found for found in faults_on(page, "about"))


def test_what_the_policy_blocks_is_found(browser: Browser, live_server: Any) -> None:
    make.community()
    with pytest.raises(AssertionError, match="Content Security Policy"):
        _plant_a_script(browser, live_server.url)


def _plant_a_script(browser: Browser, url: str) -> None:
    with watched_page(browser) as page:
        page.goto(url + "/about/")
        page.evaluate("document.body.setAttribute('onclick', 'alert(1)')")
        page.locator("body").click()


def test_a_page_that_is_not_there_is_found(live_server: Any, page: Page) -> None:
    make.community()
    crawl = Crawl(page, live_server.url, "")
    crawl.visit("/nothing-here/")
    assert crawl.faults == ["visitor nothing-here (/nothing-here/): 404 in place of 200"]
