"""Every page that links lead a member to: see test_every_page.py."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.look.every_page import finds_exactly_their_pages

pytestmark = pytest.mark.browser


def test_every_page_that_links_lead_to(new_page: Callable[..., Page], live_server: Any) -> None:
    finds_exactly_their_pages("i", new_page, live_server)
