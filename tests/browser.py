"""Chromium for tests: who looks at a page in which view, and what is wrong with it as it stands."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, sync_playwright

from members.models import Member

WIDTHS = (390, 1280)
SCHEMES = ("light", "dark")
VIEWS = tuple((width, scheme) for width in WIDTHS for scheme in SCHEMES)
HEIGHTS = {390: 844, 1280: 900}
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
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
        raise RuntimeError("Chromium is missing: apt-get install chromium")
    return found


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=list(CHROMIUM_FLAGS))
        yield browser
        browser.close()


def set_view(page: Page, width: int, scheme: str, motion: str = "null") -> None:
    page.emulate_media(color_scheme=scheme, reduced_motion=motion)  # type: ignore[arg-type]
    page.set_viewport_size({"width": width, "height": HEIGHTS.get(width, 700)})


def sign_in(page: Page, live_server: Any, member: Member) -> Page:
    """Puts a session of the member into the browser."""
    client = Client()
    client.force_login(member)
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
    return page


def scrolls_sideways(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
