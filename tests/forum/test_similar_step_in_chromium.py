"""The step between writing and asking, in a browser without scripts; with scripts there is none."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from forum.models import Topic
from members.models import Member
from tests import cast, make
from tests.browser import TWO_VIEWS, is_sound_in_every_view, picture, scrolls_sideways, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TITLE = "How do I dispute a bank fee?"
STEP = "These may answer it already"


@pytest.fixture
def ines() -> Member:
    make.community()
    make.topic(title="Can I dispute a fee of my bank?", space=make.space(title="Banks and bills"))
    return cast.ines()


def write(page: Page, live_server: Any, member: Member) -> None:
    sign_in(page, live_server, member)
    page.goto(live_server.url + "/ask/")
    page.get_by_label("Your question in one line").fill(TITLE)
    page.locator("#b").fill("They took 50 pounds.\n\nTwice.")
    page.locator("details.more > summary").click()
    page.get_by_text("Banks and bills", exact=True).click()
    page.get_by_label("Tags").fill("bank fees")


@pytest.mark.parametrize(("width", "scheme"), TWO_VIEWS)
def test_without_scripts_one_click_goes_on(
    new_page: Callable[..., Page], live_server: Any, ines: Member, width: int, scheme: str
) -> None:
    page = new_page(width=width, scheme=scheme, java_script_enabled=False)
    write(page, live_server, ines)
    page.get_by_role("button", name="Ask the community").click()
    page.get_by_role("heading", name=STEP).wait_for()
    assert page.get_by_role("link", name="Can I dispute a fee of my bank?").is_visible()
    assert page.get_by_label("Your question in one line").input_value() == TITLE
    assert page.locator("#b").input_value() == "They took 50 pounds.\n\nTwice."
    assert page.get_by_label("Tags").input_value() == "bank fees"
    assert not scrolls_sideways(page)
    picture(page, "step-without-script")
    page.get_by_role("button", name="Ask mine").click()
    page.get_by_role("heading", name=TITLE).wait_for()
    assert Topic.objects.filter(title=TITLE).count() == 1


def test_the_draft_is_there_after_reading_one_of_them(
    new_page: Callable[..., Page], live_server: Any, ines: Member
) -> None:
    page = new_page(java_script_enabled=False)
    write(page, live_server, ines)
    page.get_by_role("button", name="Ask the community").click()
    page.get_by_role("link", name="Can I dispute a fee of my bank?").click()
    page.goto(live_server.url + "/ask/")
    assert page.get_by_label("Your question in one line").input_value() == TITLE
    assert page.locator("#b").input_value() == "They took 50 pounds.\n\nTwice."


def test_with_scripts_it_is_asked_at_once(page: Page, live_server: Any, ines: Member) -> None:
    write(page, live_server, ines)
    page.get_by_role("link", name="Can I dispute a fee of my bank?").wait_for()  # shown while the title was typed
    page.get_by_role("button", name="Ask the community").click()
    page.get_by_role("heading", name=TITLE).wait_for()
    assert page.get_by_text(STEP).count() == 0


def test_the_page_of_the_step_is_accessible(page: Page, live_server: Any, ines: Member) -> None:
    """Axe needs scripts: the field that they fill is emptied by hand."""
    write(page, live_server, ines)
    page.locator("[name=similar_seen]").evaluate("field => { field.value = '' }")
    page.get_by_role("button", name="Ask the community").click()
    page.get_by_role("heading", name=STEP).wait_for()
    is_sound_in_every_view(page, "step")
