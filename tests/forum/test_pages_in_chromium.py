"""The topic page and the ask page in a browser: by script and without, in both schemes, narrow and wide."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from forum import actions
from forum.actions import drafts
from forum.models import Post, Topic
from members.models import Member
from tests import cast, make
from tests.browser import is_sound, is_sound_in_every_view, sign_in
from tests.forum import say

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CARDS = """I’ve put this off for weeks. After rent, food and the electric I have about £140 left.

| Card | Owed | Minimum |
|------|-----:|--------:|
| A | £3,150 | £79 |
| B | £1,980 | £58 |

What would you do first? I haven’t told anyone about this."""


def busy_topic() -> tuple[Topic, Member, Member]:
    ines, dorrie = cast.ines(), cast.dorrie()
    tobias = cast.tobias()
    space = make.space(title="Cards and loans", outside_help_html="<p>StepChange, 0800 138 1111</p>")
    topic = say.ask(
        actor=ines,
        space=space,
        title="Four cards, not enough for four minimums. Which one do I pay first?",
        body=CARDS,
        tags=["minimum payments", "UK"],
        masked=True,
    )
    say.end_grace()
    first = say.answer(
        actor=tobias, topic=topic, body="Open the letters with somebody. One pile for *needs an answer*."
    )
    post = say.answer(
        actor=dorrie,
        topic=topic,
        body="You wrote it all down.\n\n1. **Rent first.**\n2. **Call before the 28th.**\n\n```\ncard A  140 * 3150 / 7260 = 60\n```",
    )
    say.comment(actor=ines, post=post, body="Did calling put a mark on your file?", masked=True)
    say.comment(actor=dorrie, post=post, body="Two of them did, yes.")
    say.end_grace()
    actions.mark_helped(actor=ines, post=post, what_changed="I called card A at lunch. They said yes.")
    say.answer(actor=cast.wilf(), topic=topic, body="Me too.", masked=True)
    say.end_grace()
    assert first.pk
    return topic, ines, dorrie


def visit(page: Page, live_server: Any, path: str, name: str) -> None:
    page.goto(live_server.url + path)
    is_sound_in_every_view(page, name)


def test_the_topic_page_for_the_asker(page: Page, live_server: Any) -> None:
    topic, ines, _dorrie = busy_topic()
    sign_in(page, live_server, ines)
    visit(page, live_server, topic.get_absolute_url(), "topic-asker")


def test_the_topic_page_for_a_visitor(page: Page, live_server: Any) -> None:
    topic, _ines, _dorrie = busy_topic()
    visit(page, live_server, topic.get_absolute_url(), "topic-visitor")


def test_the_ask_page(page: Page, live_server: Any) -> None:
    make.space(title="Banks and bills", purpose="Fees, letters, complaints")
    make.space(title="Cards and loans", purpose="Minimums, rates")
    sign_in(page, live_server, cast.ines())
    visit(page, live_server, reverse("forum:ask"), "ask")
    page.get_by_role("button", name="Ask the community").click()
    page.wait_for_selector("[aria-invalid=true]")
    is_sound_in_every_view(page, "ask-errors")


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_a_member_asks_looks_at_a_preview_and_posts(
    new_page: Callable[..., Page], live_server: Any, script: bool
) -> None:
    page = new_page(java_script_enabled=script)
    make.space(title="Banks and bills")
    sign_in(page, live_server, cast.ines())
    page.goto(live_server.url + reverse("forum:ask"))
    page.get_by_label("Your question in one line").fill("My bank says the letter is final")
    page.locator("textarea[name=body]").fill("They wrote **final**.")
    page.locator("details.more > summary").click()
    page.get_by_text("Banks and bills", exact=True).click()
    page.get_by_label("Tags").fill("bank fees, complaints")
    if not script:  # with one it stands beside the words
        page.get_by_role("button", name="Preview").click()
    page.wait_for_selector("strong:text('final')")
    page.get_by_role("button", name="Ask the community").click()
    page.wait_for_url("**/t/*/my-bank-says-the-letter-is-final/")
    assert page.locator("h1").inner_text() == "My bank says the letter is final"
    assert page.locator("a.tag").all_inner_texts() == ["bank fees", "complaints"]


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_a_member_answers_and_the_asker_says_it_helped(
    new_page: Callable[..., Page], live_server: Any, script: bool
) -> None:
    ines, dorrie = cast.ines(), cast.dorrie()
    topic = say.ask(actor=ines)
    page = new_page(java_script_enabled=script)
    sign_in(page, live_server, dorrie)
    page.goto(live_server.url + topic.get_absolute_url())
    page.locator("#answer").fill("Call them before the day.")
    page.get_by_role("button", name="Post answer").click()
    page.wait_for_selector("article.post:has-text('Call them before the day.')")
    other = new_page(java_script_enabled=script)
    sign_in(other, live_server, ines)
    other.goto(live_server.url + topic.get_absolute_url())
    other.get_by_role("button", name="This helped").click()
    other.wait_for_selector("article.helped")
    assert Post.objects.get(position=1).helped


def test_words_are_kept_while_they_are_typed(page: Page, live_server: Any) -> None:
    dorrie, topic = cast.dorrie(), make.topic()
    sign_in(page, live_server, dorrie)
    page.goto(live_server.url + topic.get_absolute_url())
    page.locator("#answer").press_sequentially("Half a thou")
    page.wait_for_selector("text=Draft saved just now")
    page.goto(live_server.url + topic.get_absolute_url())
    assert page.locator("#answer").input_value() == "Half a thou"


def test_a_double_click_posts_once(page: Page, live_server: Any) -> None:
    topic = make.topic()
    sign_in(page, live_server, cast.dorrie())
    page.goto(live_server.url + topic.get_absolute_url())
    page.locator("#answer").fill("Call them.")
    page.get_by_role("button", name="Post answer").dblclick()
    page.wait_for_selector("article.post:has-text('Call them.')")
    assert Post.objects.filter(position__gt=0).count() == 1


def test_the_smaller_pages(page: Page, live_server: Any) -> None:
    topic, ines, dorrie = busy_topic()
    post = topic.posts.get(position=2)
    actions.edit(actor=dorrie, post=post, body=post.body + "\n\nIt took a morning.", base=0, reason="How long it took")
    drafts.keep_draft(actor=ines, context="ask", title="Which letter is final?", body="They wrote")
    drafts.keep_draft(actor=ines, context=f"topic:{topic.pk}", body="Half a thought", masked=True)
    sign_in(page, live_server, ines)
    visit(page, live_server, reverse("forum:drafts"), "drafts")
    visit(page, live_server, reverse("forum:versions", args=[post.pk]), "versions")
    visit(page, live_server, reverse("forum:edit", args=[say.opening(topic).pk]), "edit")
    visit(page, live_server, reverse("forum:comments", args=[post.pk]), "comment")
    visit(page, live_server, reverse("forum:mask_removal", args=[topic.pk]), "mask-removal")


def test_states_of_a_post_for_whoever_tends_the_space(page: Page, live_server: Any) -> None:
    topic, _ines, dorrie = busy_topic()
    wilf = make.newcomer()
    say.answer(actor=wilf, topic=topic, body="See www.cheap-loans.com now")
    actions.hide(row=topic.posts.get(position=1))
    actions.delete(actor=dorrie, row=say.answer(actor=dorrie, topic=topic, body="Never mind."))
    marit = make.moderator(of=topic.space, name="Marit")
    make.block(blocker=marit, blocked=dorrie)
    sign_in(page, live_server, marit)
    visit(page, live_server, topic.get_absolute_url(), "topic-moderator")


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_a_visitor_asks_first_and_joins_after(new_page: Callable[..., Page], live_server: Any, script: bool) -> None:
    page = new_page(java_script_enabled=script)
    make.community()
    make.space(title="Banks and bills")
    page.goto(live_server.url + reverse("forum:ask"))
    assert page.context.cookies() == []
    page.get_by_label("Your question in one line").fill("My bank says the letter is final")
    page.locator("textarea[name=body]").fill("They wrote **final**.")
    page.locator("details.more > summary").click()
    page.get_by_text("Banks and bills", exact=True).click()
    page.get_by_text("Ask without my name").click()
    page.get_by_role("button", name="Go on: join and ask").click()
    page.wait_for_url("**/accounts/signup/?next=*")
    page.goto(live_server.url + reverse("forum:ask"))
    assert page.get_by_label("Your question in one line").input_value() == "My bank says the letter is final"
    assert page.locator("input[name=as][value=mask]").is_checked()


def test_people_are_offered_while_a_handle_is_typed(page: Page, live_server: Any) -> None:
    cast.tobias()
    topic = make.topic()
    sign_in(page, live_server, cast.dorrie())
    page.goto(live_server.url + topic.get_absolute_url())
    page.locator("#answer").press_sequentially("As @tob")
    page.wait_for_selector("[data-composer] [role=option]")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.locator("#answer").input_value() == "As @tobias "
    is_sound(page, "people-offered")


def test_a_comment_is_written_in_place(page: Page, live_server: Any) -> None:
    topic = make.topic()
    post = make.answer(topic=topic)
    sign_in(page, live_server, cast.ines())
    page.goto(live_server.url + topic.get_absolute_url())
    page.locator(f"#p{post.pk} [data-reply]").click()
    page.get_by_label(f"Your reply to {post.author.shown_name}").fill("Did that take long?")
    is_sound(page, "comment-form")
    page.get_by_role("button", name="Post reply").click()
    page.wait_for_selector(".comment:has-text('Did that take long?')")
    assert page.url == live_server.url + topic.get_absolute_url()


def test_a_sensitive_page_is_left_at_once(page: Page, live_server: Any) -> None:
    topic = make.topic(space=make.space(is_sensitive=True))
    page.route("https://www.wikipedia.org/", lambda route: route.fulfill(body="<title>Elsewhere</title>"))
    page.goto(live_server.url + topic.get_absolute_url())
    page.get_by_role("link", name="Leave this page quickly").click()
    page.wait_for_url("https://www.wikipedia.org/")


def test_close_questions_are_shown_while_the_title_is_typed(page: Page, live_server: Any) -> None:
    make.space(title="Banks and bills")
    make.topic(title="My bank says the overdraft fee is final. Is it?")
    sign_in(page, live_server, cast.ines())
    page.goto(live_server.url + reverse("forum:ask"))
    page.get_by_label("Your question in one line").press_sequentially("My bank says the letter is final")
    page.wait_for_selector("#similar a:has-text('overdraft fee is final')")
    is_sound(page, "similar")
