"""Choosing words and quoting them: with a mouse, with keys, on a narrow screen, and without a script."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from forum.models import Post
from members.models import Member
from tests import cast, make
from tests.browser import is_sound, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CHOOSE = """([selector, words]) => {
  const text = [...document.querySelector(selector).querySelectorAll("p")].map((p) => p.firstChild)
    .find((node) => node.data.includes(words));
  const start = text.data.indexOf(words);
  getSelection().setBaseAndExtent(text, start, text, start + words.length);
}"""
ASKED, ANSWERED, SAID = (
    "Four cards, and no plan. Which one do I pay first?",
    "I rang each of them.",
    "Did they pick up?",
)


@pytest.fixture
def answer() -> Post:
    make.community()
    topic = make.topic(by=make.member(name="Pau Ortega"), body=ASKED)
    answer = make.answer(topic=topic, by=make.member(name="Dorrie Hale"), body=ANSWERED)
    make.comment(post=answer, mask=make.mask(of=cast.tobias(), topic=topic), body=SAID)
    return answer


def read(page: Page, live_server, answer: Post, member: Member | None = None, more: str = "") -> None:
    sign_in(page, live_server, member or cast.ines())
    page.goto(live_server.url + answer.topic.get_absolute_url() + more)


def choose(page: Page, selector: str, words: str) -> None:
    page.evaluate(CHOOSE, [selector, words])
    page.locator(".quote-chosen").wait_for()


def test_chosen_words_of_the_question_begin_the_answer(any_page, live_server, answer) -> None:
    page = any_page
    read(page, live_server, answer)
    choose(page, ".post.question .prose", "Which one do I pay first?")
    is_sound(page, "quote-chosen")
    page.locator(".quote-chosen").click()
    box = page.locator("#answer")
    expect(box).to_be_focused()
    expect(box).to_have_value("> Pau Ortega wrote:\n>\n> Which one do I pay first?\n\n")
    page.keyboard.type("The dearest.")
    expect(box).to_have_value("> Pau Ortega wrote:\n>\n> Which one do I pay first?\n\nThe dearest.")
    expect(page.locator(".quote-chosen")).to_have_count(0)


def test_those_of_an_answer_begin_a_reply_below_it(new_page, live_server, answer) -> None:
    page = new_page(width=390)
    read(page, live_server, answer)
    choose(page, f"#p{answer.pk} > .body > .prose", "rang each")
    page.locator(".quote-chosen").click()
    box = page.locator(f"#cf-{answer.pk}")
    expect(box).to_be_focused()
    expect(box).to_have_value("> Dorrie Hale wrote:\n>\n> rang each\n\n")
    page.keyboard.type("All of them?")
    page.get_by_role("button", name="Post reply").click()
    expect(page.locator(".comment blockquote")).to_contain_text("rang each")
    expect(page.locator(".comment", has_text="All of them?")).to_have_count(1)


def test_those_of_a_mask_name_nobody(page, live_server, answer) -> None:
    read(page, live_server, answer)
    choose(page, ".comment .prose", "pick up")
    page.locator(".quote-chosen").click()
    expect(page.locator(f"#cf-{answer.pk}")).to_have_value("> Somebody without a name wrote:\n>\n> pick up\n\n")


def test_with_keys_alone(page, live_server, answer) -> None:
    read(page, live_server, answer)
    choose(page, f"#p{answer.pk} > .body > .prose", "rang each")
    page.keyboard.press("Tab")
    expect(page.locator(".quote-chosen")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(f"#cf-{answer.pk}")).to_be_focused()
    expect(page.locator(f"#cf-{answer.pk}")).to_have_value("> Dorrie Hale wrote:\n>\n> rang each\n\n")


def test_a_second_quotation_stands_below_what_was_written(page, live_server, answer) -> None:
    read(page, live_server, answer)
    box = page.locator("#answer")
    box.fill("I would begin with the rent.")
    choose(page, ".post.question .prose", "no plan")
    page.locator(".quote-chosen").click()
    expect(box).to_have_value("I would begin with the rent.\n\n> Pau Ortega wrote:\n>\n> no plan\n\n")


def test_reply_quotes_what_is_chosen_and_else_puts_the_cursor_in_the_box(page, live_server, answer) -> None:
    read(page, live_server, answer)
    page.locator(".post.question a[data-reply]").click()
    expect(page.locator("#answer")).to_be_focused()
    expect(page.locator("#answer")).to_have_value("")
    page.locator(f"#p{answer.pk} a[data-reply]").click()
    expect(page.locator(f"#cf-{answer.pk}")).to_be_focused()
    expect(page.locator(f"#cf-{answer.pk}")).to_have_value("")
    page.evaluate(CHOOSE, [f"#p{answer.pk} > .body > .prose", "rang"])
    page.locator(f"#p{answer.pk} a[data-reply]").click()
    expect(page.locator(f"#cf-{answer.pk}")).to_have_value("> Dorrie Hale wrote:\n>\n> rang\n\n")


def test_the_askers_box_opens(page, live_server, answer) -> None:
    read(page, live_server, answer, answer.topic.member)
    expect(page.locator("#answer")).to_be_hidden()
    page.locator(".post.question a[data-reply]").click()
    expect(page.locator("#answer")).to_be_focused()


def test_nothing_is_offered_where_no_words_are_chosen_or_none_of_one_post(page, live_server, answer) -> None:
    read(page, live_server, answer)
    expect(page.locator(".quote-chosen")).to_have_count(0)
    page.evaluate("getSelection().selectAllChildren(document.querySelector('main'))")
    page.wait_for_timeout(100)
    expect(page.locator(".quote-chosen")).to_have_count(0)
    choose(page, ".post.question .prose", "no plan")
    page.evaluate("getSelection().removeAllRanges()")
    expect(page.locator(".quote-chosen")).to_have_count(0)


def test_without_a_script(new_page, live_server, answer) -> None:
    page = new_page(java_script_enabled=False)
    read(page, live_server, answer)
    page.locator(".post.question a[data-reply]").click()
    assert page.url.endswith("#answer")
    page.keyboard.type("The dearest.")
    expect(page.locator("#answer")).to_have_value("The dearest.")
    page.locator(f"#p{answer.pk} summary", has_text="More for what").click()
    page.locator(f"#p{answer.pk}").get_by_role("link", name="Reply with a quote").click()
    expect(page.locator(f"#cf-{answer.pk}")).to_have_value(f"> Dorrie Hale wrote:\n>\n> {ANSWERED}\n\n")
    expect(page.locator(f"#cf-{answer.pk}")).to_be_focused()
