"""Pages of people, each with cookies of its own, that fail the test on a console error, a script error or a CSP violation."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, Request, Response

from tests.browser import set_view

# Everything slower than this is a fault on a page of ours.
STEP_MILLISECONDS = 10_000


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

    def forget(self) -> None:
        self.forgiven = ()
        for seen in (self.faults, self.refused, self.under_way):
            seen.clear()

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
        if message.text.startswith("Failed to load resource") and "/live/stream?" in url:
            return  # a stream that was ended, or whose process is away, is asked for again, and its page goes on
        self.faults.append(f"console: {message.text} ({url})")


# What stays with a page or its context for good.
ATTACHES = ("add_init_script", "expose_binding", "expose_function", "grant_permissions", "new_cdp_session", "on", "once",
            "route", "set_extra_http_headers", "set_geolocation", "set_offline")  # fmt: skip


# Storage is emptied; false where the clock is not the machine's.
LEFT = "() => { localStorage.clear(); sessionStorage.clear(); return /native code/.test(Date) }"


class Room:
    """A page of its own browser context, as a person has one, and what went wrong on it."""

    def __init__(self, browser: Browser, **options: Any) -> None:
        self.context = browser.new_context(**options)
        self.context.set_default_timeout(STEP_MILLISECONDS)
        self.watched = Watched()
        self.context.on("page", self.watched.watch)
        self.page = self.context.new_page()
        self.is_as_it_was = True
        for thing in (self.page, self.context):
            for name in filter(partial(hasattr, thing), ATTACHES):
                setattr(thing, name, self._noting(getattr(thing, name)))

    def _noting(self, attach: Callable[..., Any]) -> Callable[..., Any]:
        def attached(*words: Any, **more: Any) -> Any:
            self.is_as_it_was = False
            return attach(*words, **more)

        return attached

    def settle(self) -> None:
        """A request that the server still works on would meet the emptying of the tables."""
        for _ in range(100):
            if not self.watched.under_way or self.page.is_closed():
                break
            self.page.wait_for_timeout(20)

    def clear(self) -> bool:
        """Takes away what somebody left behind; False where that cannot be done for sure."""
        home = urlsplit(self.page.url)
        if not self.is_as_it_was or self.page.is_closed() or home.hostname != "localhost":
            return False
        try:
            for other in self.context.pages:
                if other is not self.page:
                    other.close()
            # First, since Chromium asks for an icon by itself, and an answer to a member would bring a cookie later on.
            self.context.clear_cookies()
            # A place of the same site, so that Chromium keeps its process, and where no script of ours runs.
            self.page.goto(f"{home.scheme}://{home.netloc}{settings.STATIC_URL}img/favicon.svg")
            is_free = self.page.evaluate(LEFT)
            self.page.mouse.move(0, 0)
            self.context.clear_cookies()
            self.page.goto("about:blank")
        except Error:
            return False
        self.watched.forget()
        return is_free


class Rooms:
    """A new context costs two seconds of the processor: a process, an empty cache, scripts that nothing has read yet.
    So one that was left is cleared for whoever comes next.
    """

    def __init__(self, browser: Browser, *, keeps: bool = True) -> None:
        self.browser, self.keeps = browser, keeps
        self.free: dict[tuple[tuple[str, Any], ...], list[Room]] = defaultdict(list)

    @contextmanager
    def page(
        self, *, width: int = 1280, scheme: str = "light", forgiven: tuple[str, ...] = (), **options: Any
    ) -> Iterator[Page]:
        """A page of its own browser context; leaving it asserts that nothing went wrong on it."""
        options = {"service_workers": "block"} | options  # one that answers would hide requests from `page.route`
        free = self.free[tuple(sorted(options.items()))]
        room = free.pop() if free else Room(self.browser, **options)
        set_view(room.page, width, scheme)
        room.watched.forgiven = forgiven
        try:
            yield room.page
        finally:
            room.settle()
            faults = list(room.watched.faults)
            if self.keeps and room.clear():
                free.append(room)
            else:
                room.context.close()
        assert faults == [], faults


def watched_page(browser: Browser, **view: Any) -> AbstractContextManager[Page]:
    """A page that nobody had before and nobody has after."""
    return Rooms(browser, keeps=False).page(**view)
