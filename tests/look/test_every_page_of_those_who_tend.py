"""The crawl of tests/look/test_every_page.py for a mentor, a moderator and an admin: a file is run by one worker."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.look.every_page import PEOPLE, finds_exactly_their_pages

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("letter", "tmr", ids=PEOPLE.get)
def test_every_page_that_links_lead_to(letter: str, new_page: Callable[..., Page], live_server: Any) -> None:
    finds_exactly_their_pages(letter, new_page, live_server)
