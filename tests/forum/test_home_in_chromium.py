"""Home, lists, spaces and search in a browser: light and dark, 390 and 1280, with the script and without."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from forum.models import Topic
from members.models import Hello, Member
from notices.models import Notice
from tests import cast, make
from tests.browser import is_sound, is_sound_in_every_view, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def evening() -> Member:
    """A community on an evening: questions of all kinds, a newcomer, a reply, words of thanks."""
    make.community()
    ines = cast.ines(can_help_with=["bank fees", "council tax"])
    cards, first = make.space(title="Cards and loans", hue=21), make.space(title="First steps", hue=14)
    make.moderator(of=cards, name="Mara")
    letter = "I opened the council tax letter. What do I do with it now?"
    make.masked_topic(by=cast.dorrie(), title=letter, space=first, tags=("council-tax",))
    overdraft = "My bank says the overdraft fee is final. Is it?"
    make.topic(
        by=cast.tobias(),
        title=overdraft,
        space=cards,
        tags=("bank-fees",),
        body="They take the overdraft fee every month.",
    )
    mine = make.topic(by=ines, title="A sheet for people who hate sheets", space=first)
    told = make.answer(topic=mine, by=cast.pau(), body="Changed the dates to weekly.")
    Notice.objects.create(kind="answered", dedupe_key="one", member=ines, actor=told.member, topic=mine, post=told)
    helped = make.topic(by=cast.marit(), title="How did you tell your partner?", space=first)
    make.helped_mark(post=make.answer(topic=helped, by=ines), what_changed="I made the call you talked me through.")
    cast.wilf(introduction="Retired, and it’s catalogues and one loan. My daughter found you.")
    return ines


def test_home_says_hello_and_swaps_its_questions(any_page: Page, live_server: Any, evening: Member) -> None:
    page = any_page
    sign_in(page, live_server, evening)
    page.goto(live_server.url + "/")
    assert page.locator("h1").inner_text() == "Two people are asking about things you know, Ines."
    is_sound(page, "home")
    page.get_by_role("link", name="Say hello to Wilf").click()
    dialog = page.locator("dialog[open]")
    dialog.get_by_label("A few words").fill("Good that you are here, Wilf.")
    is_sound(page, "hello")
    dialog.get_by_role("button", name="Say hello").click()
    page.get_by_text("Wilf will read it.").first.wait_for()
    assert Hello.objects.get().words == "Good that you are here, Wilf."
    assert page.get_by_role("link", name="Say hello to Wilf").count() == 0


def test_the_tabs_swap_the_list_and_going_back_brings_it_back(
    any_page: Page, live_server: Any, evening: Member
) -> None:
    page = any_page
    sign_in(page, live_server, evening)
    page.goto(live_server.url + "/latest/")
    is_sound(page, "latest")
    with page.expect_response(lambda response: "/unanswered/" in response.url):
        page.get_by_role("navigation", name="Topics").get_by_role("link", name="Unanswered").click()
    page.get_by_role("heading", name="Unanswered", level=1).wait_for()
    assert page.url.endswith("/unanswered/")
    assert page.title().startswith("Unanswered")
    assert page.evaluate("document.activeElement.tagName") == "H1"
    is_sound(page, "unanswered")
    page.go_back()
    page.get_by_role("heading", name="Latest", level=1).wait_for()
    assert page.locator(".site-header").count() == 1


def test_the_other_lists(page: Page, live_server: Any, evening: Member) -> None:
    sign_in(page, live_server, evening)
    space = Topic.objects.get(title__startswith="My bank").space.get_absolute_url()
    for address in ("/following/", "/own/", "/saved/", "/spaces/", space, "/tags/bank-fees/"):
        page.goto(live_server.url + address)
        is_sound_in_every_view(page, f"list {address}")


def test_search_as_a_visitor(any_page: Page, live_server: Any, evening: Member) -> None:
    page = any_page
    page.goto(live_server.url + "/search/")
    page.locator("#id_q").fill("overdraft fees")
    page.locator("main").get_by_role("button", name="Search").click()
    page.locator("#found mark").first.wait_for()
    assert "q=overdraft" in page.url
    page.get_by_text("Narrow it down").click()
    is_sound(page, "search")
    page.locator("#id_q").fill("overdarft fee final")
    page.locator("main").get_by_role("button", name="Search").click()
    page.get_by_text("Nobody has written about this in these words").wait_for()
    is_sound(page, "search-nothing")


def test_everything_works_without_the_script(new_page: Callable[..., Page], live_server: Any, evening: Member) -> None:
    page = new_page(java_script_enabled=False)
    sign_in(page, live_server, evening)
    page.goto(live_server.url + "/")
    page.get_by_role("link", name="Say hello to Wilf").click()
    page.get_by_label("A few words").fill("Good that you are here.")
    page.get_by_role("button", name="Say hello").click()
    assert "Wilf will read it." in page.content()
    page.get_by_role("navigation", name="Topics").get_by_role("link", name="Unanswered").click()
    assert page.locator("h1").inner_text() == "Unanswered"
    page.locator("#site-search").fill("overdraft")
    page.locator("#site-search").press("Enter")
    assert page.locator("#found mark").count() > 0
