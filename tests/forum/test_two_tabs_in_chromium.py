"""Two open pages of one form, and a browser that is killed while somebody types: no words are lost."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import BrowserType, Error, Page, expect

from forum.models import Topic
from forum.queries.drafts import draft
from members.models import Member
from tests import cast, make
from tests.browser import CHROMIUM_FLAGS, carry, chromium_path, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FORGIVEN = ("Failed to load resource", "htmx:")
ON_THIS_DEVICE = "Object.entries(localStorage).filter(([key]) => key.startsWith('draft:')).map(([, words]) => words)"
TOLD = "These words were changed in another tab"


def test_the_second_tab_is_told_and_chooses(new_page: Callable[..., Page], live_server: Any) -> None:
    ines, topic = cast.ines(), make.topic()
    one = new_page(forgiven=FORGIVEN)
    sign_in(one, live_server, ines)
    two = one.context.new_page()
    for tab in (one, two):
        tab.goto(live_server.url + topic.get_absolute_url())
        tab.locator("#answer-form").get_by_role("toolbar").wait_for()
    one.locator("#answer").press_sequentially("Written in the first.")
    expect(one.locator("#answer-saved")).to_contain_text("Draft saved just now")
    two.locator("#answer").press_sequentially("Written in the second.")
    expect(two.locator("#answer-saved")).to_contain_text(TOLD)
    two.get_by_text("The other text").click()
    expect(two.locator("[data-other]")).to_have_text("Written in the first.")
    assert two.evaluate(ON_THIS_DEVICE) == ["Written in the second."]
    two.locator("#answer").press_sequentially(" And more.")
    assert two.evaluate(ON_THIS_DEVICE) == ["Written in the second. And more."]
    two.get_by_role("button", name="Put both together").click()
    both = "Written in the first.\n\nWritten in the second. And more."
    expect(two.locator("#answer")).to_have_value(both)
    expect(two.locator("#answer-saved")).to_contain_text("Draft saved just now")
    words = draft(ines, f"topic:{topic.pk}")
    assert words is not None
    assert words.body == both
    two.locator("#answer").press("Control+z")
    expect(two.locator("#answer")).to_have_value("Written in the second. And more.")
    for tab in (one, two):
        tab.evaluate("document.querySelectorAll('form[data-keep]').forEach((form) => form.remove())")
    two.close()


def test_what_was_sent_leaves_no_draft_behind(page: Page, live_server: Any) -> None:
    """Its last letters are not kept yet when the next page comes: that is when a page keeps what it has."""
    ines, topic = cast.ines(), make.topic()
    sign_in(page, live_server, ines)
    page.goto(live_server.url + topic.get_absolute_url())
    page.locator("#answer-form").get_by_role("toolbar").wait_for()
    kept: list[str] = []
    page.on("request", lambda asked: kept.append(asked.url) if asked.url.endswith("/drafts/keep/") else None)
    page.locator("#answer").press_sequentially("Written in one go.")
    page.get_by_role("button", name="Post answer").click()
    expect(page.locator(".post .prose").last).to_have_text("Written in one go.")
    page.wait_for_timeout(2000)  # longer than a draft waits
    assert kept == []
    assert draft(ines, f"topic:{topic.pk}") is None


def test_a_form_that_was_sent_in_vain_is_kept_again(page: Page, live_server: Any) -> None:
    ines, topic = cast.ines(), make.topic()
    sign_in(page, live_server, ines)
    page.goto(live_server.url + topic.get_absolute_url())
    page.locator("#answer-form").get_by_role("toolbar").wait_for()
    page.locator("#answer-form form[data-keep]").evaluate(
        "form => form.addEventListener('submit', (event) => event.preventDefault())"
    )
    page.locator("#answer").fill("Once")
    page.get_by_role("button", name="Post answer").click()
    page.locator("#answer").fill("Once more.")
    expect(page.locator("#answer-saved")).to_contain_text("Draft saved just now")
    words = draft(ines, f"topic:{topic.pk}")
    assert words is not None
    assert words.body == "Once more."


# The check of the promise (R11) kills twenty times; the suite does it twice.
KILLS = int(os.environ.get("MURMURATION_KILLS", "2"))
MOST_LOST = 5  # seconds of typing


@pytest.mark.slow
def test_killed_while_typing_at_most_five_seconds_are_lost(page: Page, live_server: Any, tmp_path: Path) -> None:
    """R11. Somebody types without a pause, so nothing waits for one; then nothing of the browser gets to say goodbye."""
    ines = cast.ines()
    assert page.context.browser
    chromium = page.context.browser.browser_type
    for number in range(KILLS):
        profile, seconds = tmp_path / str(number), 6 + number % 4
        lost = _typed_and_killed(chromium, live_server, ines, make.topic(), profile, seconds)
        print(f"killed {number + 1}: {lost:.1f} s of typing lost")  # the figure is what is asked for
        assert lost <= MOST_LOST, f"{lost:.1f} s of typing lost"


def _typed_and_killed(
    chromium: BrowserType, live_server: Any, member: Member, topic: Topic, profile: Path, seconds: int
) -> float:
    browser = chromium.launch_persistent_context(
        str(profile), executable_path=chromium_path(), args=list(CHROMIUM_FLAGS)
    )
    page = browser.pages[0]
    client = Client()
    client.force_login(member)
    carry(client, page, live_server)
    page.goto(live_server.url + topic.get_absolute_url())
    page.locator("#answer-form").get_by_role("toolbar").wait_for()
    page.locator("#answer").focus()
    typed: list[tuple[str, float]] = []
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        letter = "many words without a pause "[len(typed) % 27]
        page.keyboard.type(letter)
        typed.append((letter, time.monotonic()))
        time.sleep(0.05)
    _kill(profile)
    killed = time.monotonic()
    with suppress(Error):
        browser.close()
    time.sleep(0.5)  # what had reached the server is written
    kept = draft(member, f"topic:{topic.pk}")
    body = kept.body if kept else ""
    assert "".join(letter for letter, _at in typed).startswith(body)
    is_whole = len(body) >= len("".join(letter for letter, _at in typed).rstrip())
    return 0 if is_whole else killed - typed[len(body)][1]


def _kill(profile: Path) -> None:
    """Every process of the browser of this profile, by its number."""
    for folder in Path("/proc").iterdir():
        try:
            if folder.name.isdecimal() and str(profile).encode() in (folder / "cmdline").read_bytes():
                os.kill(int(folder.name), signal.SIGKILL)
        except (FileNotFoundError, ProcessLookupError, PermissionError):
            continue
