"""The components page: no accessibility fault, nothing blocked by the policy, no sideways scrolling."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser import accessibility_faults, scrolls_sideways


@pytest.fixture
def specimens(settings: Any, live_server: Any) -> str:
    settings.ROOT_URLCONF = "tests.look.specimens"
    settings.TEMPLATES = [
        {
            **settings.TEMPLATES[0],
            "DIRS": [*settings.TEMPLATES[0]["DIRS"], Path(__file__).parent / "templates"],
        }
    ]
    return f"{live_server.url}/components/"


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_every_component_in_both_schemes_and_widths(specimens: str, any_page: Page) -> None:
    any_page.goto(specimens)
    any_page.locator("details.thanks summary").click()
    assert accessibility_faults(any_page) == []
    assert not scrolls_sideways(any_page)
