"""Chromium for tests: pages of people with cookies of their own, and what is wrong with a page as it stands."""

from __future__ import annotations

import os
import re
import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.test import Client
from django.views.static import serve
from playwright.sync_api import Browser, Page, sync_playwright

from community.embedded.check import CHROMIUM_NAMES
from members.models import Member
from tests import make
from tests.axe import accessibility_faults

WIDTHS = (390, 1280)
SCHEMES = ("light", "dark")
# Every page is seen in all four once; where somebody goes on from page to page, two have each width and each scheme.
# From one to the next only one of both changes.
FOUR_VIEWS = ((1280, "light"), (1280, "dark"), (390, "dark"), (390, "light"))
TWO_VIEWS = ((1280, "dark"), (390, "light"))
HEIGHTS = {390: 844, 1280: 900}
NARROWEST = 320  # px; a page at 1280 that is enlarged to 400 % (WCAG 1.4.10)
PICTURES = os.environ.get("MURMURATION_PICTURES")  # a folder for pictures of every page, for whoever wants to look
DRAWN_SO = """async ([width, scheme]) => {
  while (innerWidth !== width || !matchMedia(`(prefers-color-scheme: ${scheme})`).matches) await new Promise(requestAnimationFrame);
}"""
CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def chromium_path() -> str:
    found = next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    if found is None:
        raise RuntimeError(f"Chromium is missing: apt-get install {CHROMIUM_NAMES[0]}")
    return found


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=list(CHROMIUM_FLAGS))
        yield browser
        browser.close()


class CollectedFiles(StaticFilesHandler):
    """Files under names that carry their hash: no browser asks for one twice."""

    def serve(self, request: HttpRequest) -> HttpResponseBase:
        answer = serve(request, self.file_path(request.path), document_root=settings.STATIC_ROOT)
        answer["Cache-Control"] = "max-age=31536000, immutable"
        return answer


# --- who is there ------------------------------------------------------------------------------------------


def sign_in(page: Page, live_server: Any, member: Member) -> Page:
    """Puts a session of the member into the browser."""
    client = Client()
    client.force_login(member)
    return carry(client, page, live_server)


def sign_in_by_password(page: Page, live_server: Any, member: Member) -> Page:
    """As if they had just typed their password, so that nothing asks for it once more."""
    client = Client()
    member.set_password(make.PASSWORD)
    member.save(update_fields=["password"])
    member.emailaddress_set.get_or_create(email=member.email, verified=True, primary=True)
    answer = client.post("/accounts/login/", {"login": member.email, "password": make.PASSWORD})
    assert answer.status_code == 302, answer.status_code
    return carry(client, page, live_server)


def carry(client: Client, page: Page, live_server: Any) -> Page:
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
    return page


# --- what is wrong -----------------------------------------------------------------------------------------


def until(page: Page, truth: str, seconds: float = 10) -> None:
    """Waits for an expression, or what a function of JavaScript answers, to be true. Playwright's own waiting asks a second
    time from inside the page, where our policy forbids `eval`.
    """
    end = time.monotonic() + seconds
    while not page.evaluate(truth):
        assert time.monotonic() < end, f"It was not true within {seconds:g} seconds: {truth}"
        page.wait_for_timeout(50)


def is_sound(page: Page, name: str) -> None:
    """Nothing is wrong with the page as it stands, in the one view that it has."""
    faults = _faults_here(page, name, *view_of(page))
    assert faults == [], "\n".join(faults)


def is_sound_in_every_view(page: Page, name: str) -> None:
    faults = faults_on(page, name)
    assert faults == [], "\n".join(faults)


def faults_on(page: Page, name: str, views: Iterable[tuple[int, str]] = FOUR_VIEWS) -> list[str]:
    """All that is wrong with the page as it stands; every line begins with the page's name. [] is right."""
    # What stands in an open dialog is a page of its own: the one behind it is inert.
    headings = page.locator("h1:not(dialog h1)").count()
    found = [] if headings == 1 else [f"{headings} headings of the first level"]
    before = view_of(page)
    page.emulate_media(reduced_motion="reduce")
    page.evaluate("() => new Promise(requestAnimationFrame)")  # what moved has arrived
    for width, scheme in views:
        show(page, width, scheme, motion="reduce")
        found += _faults_here(page, name, width, scheme)
    show(page, NARROWEST, "light", motion="reduce")
    found += [f"scrolls sideways at {NARROWEST}"] if scrolls_sideways(page) else []
    show(page, *before)
    return [f"{name} ({urlsplit(page.url).path}): {fault}" for fault in found]


def show(page: Page, width: int, scheme: str, *, motion: str = "null") -> None:
    """Gives the page this view, and waits until it is drawn so."""
    set_view(page, width, scheme, motion)
    page.evaluate(DRAWN_SO, [width, scheme])


def set_view(page: Page, width: int, scheme: str, motion: str = "null") -> None:
    page.emulate_media(color_scheme=scheme, reduced_motion=motion)  # type: ignore[arg-type]  # names that Playwright knows
    page.set_viewport_size({"width": width, "height": HEIGHTS.get(width, 700)})


def _faults_here(page: Page, name: str, width: int, scheme: str) -> list[str]:
    picture(page, name)
    found = [f"{width} {scheme}: {fault}" for fault in accessibility_faults(page)]
    return found + ([f"scrolls sideways at {width}"] if scrolls_sideways(page) else [])


def scrolls_sideways(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


def view_of(page: Page) -> tuple[int, str]:
    is_dark = page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    return page.viewport_size["width"] if page.viewport_size else 0, "dark" if is_dark else "light"


def picture(page: Page, name: str) -> None:
    if PICTURES:
        width, scheme = view_of(page)
        where = Path(PICTURES) / f"{re.sub('[^a-z0-9_]+', '-', name.lower())}-{width}-{scheme}.png"
        page.screenshot(path=where, full_page=True)
