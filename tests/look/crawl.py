"""A look at a page as it stands, and a walk along the links of a site: what is wrong with each page on the way."""

from __future__ import annotations

import os
import re
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from django.test import Client
from django.urls import Resolver404, resolve
from playwright.sync_api import Page

from members.models import Member
from tests import make
from tests.axe import accessibility_faults
from tests.browser import HEIGHTS, SCHEMES, scrolls_sideways

SHOTS = os.environ.get("SHOTS")  # a folder for pictures of every page, for whoever wants to look
NARROWEST = 320  # px; a page at 1280 that is enlarged to 400 % (WCAG 1.4.10)


# Every page is seen in all four once: by a visitor or an admin where they have it. The others see those in two.
FOUR_VIEWS = tuple((width, scheme) for width in (1280, 390) for scheme in SCHEMES)
TWO_VIEWS = ((1280, "light"), (390, "dark"))


def show(page: Page, width: int, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
    page.set_viewport_size({"width": width, "height": HEIGHTS.get(width, 700)})
    page.evaluate("() => new Promise(requestAnimationFrame)")


def faults_on(page: Page, name: str, views: Iterable[tuple[int, str]] = FOUR_VIEWS) -> list[str]:
    """All that is wrong with the page as it stands; every line begins with the page's name. [] is right."""
    # What stands in an open dialog is a page of its own: the one behind it is inert.
    headings = page.locator("h1:not(dialog h1)").count()
    found = [] if headings == 1 else [f"{headings} headings of the first level"]
    for width, scheme in views:
        show(page, width, scheme)
        faults = accessibility_faults(page)
        found += [f"{width} {scheme}: {fault}" for fault in faults]
        found += [f"scrolls sideways at {width}"] if scrolls_sideways(page) else []
        if SHOTS:
            where = Path(SHOTS) / f"{re.sub('[^a-z0-9_]+', '-', name)}-{width}-{scheme}.png"
            page.screenshot(path=where, full_page=True)
    show(page, NARROWEST, "light")
    found += [f"scrolls sideways at {NARROWEST}"] if scrolls_sideways(page) else []
    show(page, 1280, "light")
    return [f"{name} ({urlsplit(page.url).path}): {fault}" for fault in found]


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


def signed_in(page: Page, base: str, member: Member) -> Page:
    """Puts the session of a member into the browser, as if they had just signed in with their password."""
    client = Client()
    member.set_password(make.PASSWORD)
    member.save(update_fields=["password"])
    member.emailaddress_set.get_or_create(email=member.email, verified=True, primary=True)
    answer = client.post("/accounts/login/", {"login": member.email, "password": make.PASSWORD})
    assert answer.status_code == 302, answer.status_code
    page.context.add_cookies([{"name": "session", "value": client.cookies["session"].value, "url": base}])
    return page
