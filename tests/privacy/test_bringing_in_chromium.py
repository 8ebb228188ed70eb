"""The walk of somebody who brings their copy along, with a script and without one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests import cast, make
from tests.browser import is_sound, is_sound_in_every_view, sign_in
from tests.privacy.zips import says

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SETS = {
    "forum.Topic": [{"id": 4, "title": "What is a fee for?", "tags": ["fees"]}],
    "forum.Post": [
        {
            "id": 1,
            "topic": {"id": 4, "name": "What is a fee for?"},
            "position": 0,
            "body": "It **rose** again.\n\n- in March\n- in May",
            "status": "visible",
            "created_at": "2025-03-04T10:00:00Z",
        }
    ],
    "forum.Comment": [
        {"id": 9, "body": "That helped me as well. " * 20, "status": "visible", "created_at": "2025-01-04T10:00:00Z"}
    ],
    "members.Goal": [{"id": 3, "journey": {"id": 1, "name": "Out of debt"}, "words": "All cards gone."}],
}


@pytest.mark.parametrize("script", [True, False], ids=["with a script", "without"])
def test_from_the_page_of_ones_data_to_a_new_question(
    script: bool, new_page: Callable[..., Page], live_server: Any, tmp_path: Path
) -> None:
    make.community()
    make.space()
    make.journey(title="Out of debt")
    file = tmp_path / "ines-2026-11-30.zip"
    file.write_bytes(says(SETS))
    page = new_page(java_script_enabled=script)
    sign_in(page, live_server, cast.ines(bio="", introduction=""))
    page.goto(f"{live_server.url}/settings/data/")
    page.get_by_role("link", name="Bring it along").click()
    page.get_by_role("button", name="Bring it along").click()
    page.get_by_label("Your copy").set_input_files(tmp_path / "ines-2026-11-30.zip")
    page.get_by_role("button", name="Bring it along").click()
    expect(page.get_by_text("2 texts are here. 1 goal stands on your path.")).to_be_visible()
    question = page.get_by_role("listitem").filter(has_text="What is a fee for?")
    question.get_by_text("Read it").click()
    expect(question.locator("strong", has_text="rose")).to_be_visible()
    if script:
        is_sound_in_every_view(page, "brought")
    question.get_by_role("button", name="Begin something with it").click()
    expect(page.get_by_label("Your question in one line")).to_have_value("What is a fee for?")
    page.go_back()
    reply = page.get_by_role("listitem").filter(has_text="That helped me as well.")
    reply.get_by_text("Throw away").click()
    reply.get_by_role("button", name="Yes, for good").click()
    expect(reply).to_have_count(0)
    page.get_by_text("Throw all of it away").click()
    page.get_by_role("button", name="Yes, for good").last.click()
    expect(page.get_by_text("Nothing here")).to_be_visible()


def test_what_is_no_copy_is_said_beside_the_field(
    new_page: Callable[..., Page], live_server: Any, tmp_path: Path
) -> None:
    make.community()
    file = tmp_path / "holiday.zip"
    file.write_bytes(b"no archive")
    page = new_page(forgiven=("Failed to load resource",))
    sign_in(page, live_server, cast.ines())
    page.goto(f"{live_server.url}/settings/data/bring/")
    page.get_by_label("Your copy").set_input_files(file)
    page.get_by_role("button", name="Bring it along").click()
    expect(page.get_by_text("This is not a copy that Murmuration made.")).to_be_visible()
    page.get_by_text("All that stays, and why").click()
    expect(page.get_by_text("Others gave it to you there.")).to_be_visible()
    is_sound(page, "bring-refused")
