"""The components page: no accessibility fault, nothing blocked by the policy, no sideways scrolling."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser import is_sound, is_sound_in_every_view
from tests.look.specimens import posts


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
def test_every_component_in_both_schemes_and_widths(specimens: str, page: Page) -> None:
    page.goto(specimens)
    is_sound_in_every_view(page, "components")


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
class TestBehaviour:
    def test_the_composer_marks_words_and_previews_them(self, specimens: str, page: Page) -> None:
        page.goto(specimens)
        area = page.get_by_label("Example composer", exact=True)
        area.fill("call before the 28th")
        area.evaluate("area => area.setSelectionRange(0, 4)")
        page.get_by_role("button", name="Bold").click()
        assert area.input_value() == "**call** before the 28th"
        area.press("Control+z")
        assert area.input_value() == "call before the 28th"
        area.fill("one\ntwo")
        area.evaluate("area => area.setSelectionRange(0, 7)")
        page.get_by_role("button", name="Numbered list").click()
        assert area.input_value() == "1. one\n2. two"
        page.get_by_role("button", name="How it will look, beside the words").click()  # now it has a tab of its own
        page.get_by_role("tab", name="Write").focus()
        page.keyboard.press("ArrowRight")
        expect(page.get_by_role("tabpanel", name="Preview")).to_have_text("You wrote: 1. one 2. two")
        is_sound(page, "component-preview")
        page.keyboard.press("ArrowLeft")
        expect(area).to_be_visible()

    def test_without_scripts_the_text_area_stands_alone(self, specimens: str, new_page: Callable[..., Page]) -> None:
        page = new_page(java_script_enabled=False)
        page.goto(specimens)
        expect(page.get_by_label("Example composer", exact=True)).to_be_visible()
        expect(page.get_by_role("tab", name="Preview")).to_be_hidden()

    def test_a_double_click_posts_once(self, specimens: str, page: Page) -> None:
        posts.clear()
        page.goto(specimens)
        page.get_by_role("button", name="Send it slowly").dblclick()
        expect(page.get_by_role("heading", name="Sent")).to_be_visible()
        assert len(posts) == 1

    def test_a_link_opens_in_a_dialog_and_the_focus_comes_back(self, specimens: str, page: Page) -> None:
        page.goto(specimens)
        link = page.get_by_role("link", name="Something’s wrong here")
        link.click()
        dialog = page.get_by_role("dialog", name="What’s wrong here?")
        expect(dialog).to_be_visible()
        expect(dialog.get_by_label("In a few words")).to_be_focused()
        is_sound(page, "component-dialog")
        page.keyboard.press("Escape")
        expect(dialog).to_be_hidden()
        expect(link).to_be_focused()

    def test_without_scripts_the_link_is_a_link(self, specimens: str, new_page: Callable[..., Page]) -> None:
        page = new_page(java_script_enabled=False)
        page.goto(specimens)
        page.get_by_role("link", name="Something’s wrong here").click()
        expect(page.get_by_role("heading", name="What’s wrong here?")).to_be_visible()

    def test_a_toast_confirms(self, specimens: str, page: Page) -> None:
        page.goto(specimens)
        page.get_by_role("button", name="Keep it, please").click()
        expect(page.locator(".toasts .toast")).to_have_text("Kept. Nobody is notified.Undo")
        is_sound(page, "component-toast")

    def test_times_say_how_long_ago_and_masks_only_the_hour(self, specimens: str, page: Page) -> None:
        page.goto(specimens)
        expect(page.locator(".byline time").nth(0)).to_have_text("4 hours ago")
        expect(page.locator(".byline time").nth(1)).to_have_text("1 March 2025")
        masked = page.locator("time[data-ago=hour]")
        assert (masked.get_attribute("datetime") or "")[14:16] == "00"
