"""A walk along the links of a site: what is wrong with each page on the way."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve
from playwright.sync_api import Page

from tests.browser import FOUR_VIEWS, TWO_VIEWS, faults_on


def name_of(address: str) -> str:
    """The name of an address ("forum:topic"), or "" where there is none."""
    try:
        return resolve(urlsplit(address).path).view_name
    except Resolver404:
        return ""


@dataclass
class Crawl:
    """The first page of each name, in the order in which links lead to them."""

    page: Page
    base: str
    who: str
    leave_out: Iterable[str] = ()
    in_two: Iterable[str] = ()  # names of pages that two views are enough for
    seen: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)

    def walk(self, start: str = "/", only: str = "") -> Crawl:
        """From `start` along all links to names that begin with `only`. Django's admin is not ours."""
        waiting, known = deque([start]), {"", name_of(start), *self.leave_out}
        while waiting:
            self.look(waiting.popleft())
            for path in self.links():
                name = name_of(path)
                if name not in known and name.startswith(only) and not name.startswith("admin:"):
                    known.add(name)
                    waiting.append(path)
        return self

    def links(self) -> Iterable[str]:
        hrefs = self.page.locator("a[href]").evaluate_all("links => links.map(link => link.href)")
        return (href.removeprefix(self.base) for href in hrefs if href.startswith(self.base + "/"))

    def look(self, path: str, status: int = 200) -> None:
        """Opens an address and looks at the page to which it leads."""
        answer = self.page.goto(self.base + path)
        if answer is None or answer.status != status:
            label = f"{self.who} {name_of(path) or path.strip('/')}"
            self.faults.append(f"{label} ({path}): {answer and answer.status} in place of {status}")
        else:
            self.here()

    def here(self) -> None:
        """Looks at the page as it stands, unless it was looked at before."""
        path = urlsplit(self.page.url).path
        name = name_of(path)
        if name not in self.seen:
            self.seen.add(name)
            views = TWO_VIEWS if name in self.in_two else FOUR_VIEWS
            self.faults += faults_on(self.page, f"{self.who} {name or path.strip('/')}", views)
