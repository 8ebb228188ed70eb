"""Chromium for tests: pages that fail the test on a console error, a script error or a CSP violation."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Response, sync_playwright

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
# Everything slower than this is a fault on a page of ours.
STEP_MILLISECONDS = 10_000


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


@dataclass
class Watched:
    """What went wrong on one page. An answer that says no (4xx to a click or a form) is not a fault.

    `forgiven`: the beginnings of console errors that a test brings about itself.
    """

    forgiven: tuple[str, ...] = ()
    faults: list[str] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    under_way: set[Request] = field(default_factory=set)

    def watch(self, page: Page) -> None:
        page.on("request", lambda request: self.under_way.add(request))
        page.on("requestfinished", lambda request: self.under_way.discard(request))
        page.on("requestfailed", lambda request: self.under_way.discard(request))
        page.on("response", self._response)
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))

    def _response(self, response: Response) -> None:
        asked = response.request.is_navigation_request() or response.request.resource_type in ("xhr", "fetch")
        if asked and 400 <= response.status < 500:
            self.refused.add(response.url)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type != "error" or message.text.startswith(self.forgiven):
            return
        url = message.location["url"]
        if message.text.startswith("Failed to load resource") and (url in self.refused or url.endswith("/favicon.ico")):
            return  # of a page that was left before its head was read, Chromium asks for the icon where others have it
        self.faults.append(f"console: {message.text} ({url})")


@contextmanager
def watched_page(
    browser: Browser, *, width: int = 1280, scheme: str = "light", forgiven: tuple[str, ...] = (), **options: object
) -> Iterator[Page]:
    """A page of its own browser context; leaving it asserts that nothing went wrong on it."""
    context = browser.new_context(
        viewport={"width": width, "height": HEIGHTS.get(width, 900)}, color_scheme=scheme, **options
    )
    context.set_default_timeout(STEP_MILLISECONDS)
    watched = Watched(forgiven)
    context.on("page", watched.watch)
    page = context.new_page()
    try:
        yield page
    finally:
        # A request that the server still works on would meet the emptying of the tables.
        for _ in range(100):
            if not watched.under_way or page.is_closed():
                break
            page.wait_for_timeout(20)
        context.close()
    assert watched.faults == [], watched.faults


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
