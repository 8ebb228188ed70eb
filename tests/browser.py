"""Chromium for tests: who looks at a page in which view, and what is wrong with it as it stands."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
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


# What changes with the colour scheme; all else is the same document in the same place.
RULES_OF_COLOUR = ("color-contrast", "link-in-text-block")


def accessibility_faults(page: Page, *, colours_only: bool = False) -> list[str]:
    """axe-core's violations on the page as it stands, one line per element; [] is right.

    On a page without scripts axe would wait for ever, since no timer runs there.
    """
    assert not page.evaluate("matchMedia('(scripting: none)').matches"), "axe needs a page with scripts"
    # Without preload: axe would fetch what a stylesheet imports, at addresses relative to the page.
    options: dict[str, Any] = {"preload": False, "resultTypes": ["violations"]}
    if colours_only:
        options["runOnly"] = {"type": "rule", "values": list(RULES_OF_COLOUR)}
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate("options => axe.run(options)", options)["violations"]
    return [
        f"{rule['id']}: {node['target']} {node.get('failureSummary', '')}" for rule in found for node in rule["nodes"]
    ]


def scrolls_sideways(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
