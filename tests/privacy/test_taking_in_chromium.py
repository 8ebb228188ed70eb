"""The walk of somebody who takes their copy, and is asked first whether it is them."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from privacy.archive import MANIFEST
from tests import cast, make
from tests.browser import sign_in
from tests.privacy.copies import made

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("script", [True, False], ids=["with a script", "without"])
def test_the_page_that_asks_is_shown_and_then_the_file_comes(
    script: bool, new_page: Callable[..., Page], live_server: Any, tmp_path: Path
) -> None:
    make.community()
    ines = cast.ines()
    made(ines)
    page = new_page(java_script_enabled=script)
    sign_in(page, live_server, ines)  # some time ago, for all that its session says
    page.goto(f"{live_server.url}/settings/data/")
    page.get_by_role("link", name="Take your copy").click()
    word = page.locator("main input[type=password]")
    expect(word).to_be_visible()
    word.fill(make.PASSWORD)
    with page.expect_download() as taken:
        page.locator("main form").get_by_role("button").first.click()
    taken.value.save_as(tmp_path / "copy.zip")
    assert taken.value.suggested_filename.startswith(f"{ines.handle}-")
    assert MANIFEST in zipfile.ZipFile(tmp_path / "copy.zip").namelist()
