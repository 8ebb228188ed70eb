"""A member without a connection reads what they read before, keeps what they write, and leaves nothing when they sign out."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from forum.models import Draft
from recognition.models import Thanks
from tests import cast, make
from tests.browser import sign_in, until

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORDS = "What helped me was to write one line a day."
READY = "async () => { await navigator.serviceWorker.ready; return (await (await caches.open('kept')).keys()).length }"
LEFT = (
    "async () => [await caches.has('kept'), Object.keys(localStorage).filter((key) => key.startsWith('draft:')).length]"
)
FORGIVEN = ("Failed to load resource", "htmx:")


def test_reading_writing_and_signing_out(new_page: Callable[..., Page], live_server: Any) -> None:
    make.community()
    ines = cast.ines()
    topic, other = (
        make.topic(title="How do I begin again?", body="I have stopped twice."),
        make.topic(title="Elsewhere?"),
    )
    make.answer(topic=topic, by=cast.dorrie(), body="With the smallest thing.")
    page = new_page(forgiven=FORGIVEN, service_workers="allow")
    sign_in(page, live_server, ines)
    path = live_server.url + topic.get_absolute_url()
    page.goto(path)
    until(page, f"({READY})().then((kept) => kept === 1)")
    page.goto(path)  # from now on the worker answers
    until(page, "navigator.serviceWorker.controller !== null")

    page.context.set_offline(True)
    page.locator("#answer").fill(WORDS)
    expect(page.locator("#answer-saved")).to_have_text("No connection. Kept on this device until it is back.")
    page.evaluate("window.onbeforeunload = null")
    page.once("dialog", lambda dialog: dialog.accept())
    page.goto(path)
    expect(page.get_by_role("heading", name="How do I begin again?")).to_be_visible()
    expect(page.get_by_text("With the smallest thing.")).to_be_visible()
    assert page.locator("form, input, script").count() == 0
    assert ines.display_name not in page.content()
    page.goto(live_server.url + other.get_absolute_url())
    expect(page.get_by_role("link", name="How do I begin again?")).to_be_visible()

    Draft.objects.all().delete()  # what Chromium says did not arrive does arrive behind a worker, now and then
    page.context.set_offline(False)
    page.goto(path)
    expect(page.locator("#answer")).to_have_value(WORDS)
    expect(page.locator("#answer-saved")).to_contain_text("Draft saved just now")
    assert Draft.objects.filter(member=ines).exists()
    assert page.evaluate(LEFT) == [True, 0]

    page.goto(f"{live_server.url}/accounts/logout/")
    page.locator("main").get_by_role("button").first.click()
    until(page, f"({LEFT})().then(([kept, drafts]) => !kept && !drafts)")
    page.context.set_offline(True)
    page.goto(path)
    expect(page.get_by_text("Nothing is kept on this device.")).to_be_visible()


BELIEVES_IT_IS_ONLINE = "Object.defineProperty(navigator, 'onLine', { get: () => true })"
ONLY_HERE = (
    "(words) => localStorage.setItem("
    "'draft:' + document.querySelector('#answer').form.elements.context.value + '#' + draftTab, words)"
)


def test_words_stay_until_the_server_has_taken_them(new_page: Callable[..., Page], live_server: Any) -> None:
    """In a network without internet the browser says that it is online, and the form goes nowhere."""
    make.community()
    ines, topic = cast.ines(), make.topic()
    page = new_page(forgiven=FORGIVEN, service_workers="allow")
    sign_in(page, live_server, ines)
    path = live_server.url + topic.get_absolute_url()
    page.goto(path)
    until(page, "navigator.serviceWorker.ready.then(() => true)")
    page.goto(path)
    until(page, "navigator.serviceWorker.controller !== null")

    page.evaluate(BELIEVES_IT_IS_ONLINE)
    page.evaluate(ONLY_HERE, "What helped me")
    page.locator("#answer").evaluate("(area, words) => { area.value = words }", WORDS)
    page.context.set_offline(True)
    page.get_by_role("button", name="Post answer").click()
    page.wait_for_url("chrome-error://chromewebdata/")
    page.context.set_offline(False)
    page.goto(path)
    expect(page.locator("#answer")).to_have_value(WORDS)
    # The second is what the server says of a draft that it has already: Chromium may load the page anew by itself.
    expect(page.locator("#answer-saved")).to_contain_text(re.compile("Draft saved just now|Draft kept"))
    assert page.evaluate(LEFT) == [True, 0]

    page.evaluate(ONLY_HERE, WORDS)
    page.get_by_role("button", name="Post answer").click()
    expect(page.locator("article").get_by_text(WORDS)).to_be_visible()
    until(page, f"({LEFT})().then(([, drafts]) => !drafts)")
    expect(page.locator("#answer")).to_have_value("")
    until(page, "() => sessionStorage.getItem('sent') === null")


def test_what_is_written_behind_a_mask_is_not_kept(new_page: Callable[..., Page], live_server: Any) -> None:
    make.community()
    topic = make.topic()
    page = new_page(forgiven=FORGIVEN, service_workers="allow")
    sign_in(page, live_server, cast.ines())
    page.goto(live_server.url + topic.get_absolute_url())
    page.get_by_role("radio", name="Post without my name").check()
    page.context.set_offline(True)
    page.locator("#answer").fill(WORDS)
    expect(page.locator("#answer-saved")).to_contain_text("not kept on this device")
    assert WORDS not in page.evaluate("JSON.stringify(localStorage)")
    page.locator("#answer").fill("")
    page.evaluate("window.onbeforeunload = null")


THANKS = "Your list got me through the first call."


def begin_thanks(page: Page, path: str) -> Locator:
    page.goto(path)
    page.get_by_role("link", name="Thank Dorrie").click()
    note = page.get_by_label("A few words to")
    expect(note).to_be_visible()
    return note


def test_thanks_are_kept_as_well_and_put_back_where_their_form_comes_later(
    new_page: Callable[..., Page], live_server: Any
) -> None:
    make.community()
    make.thanks_words()
    topic = make.topic(title="How do I begin again?")
    post = make.answer(topic=topic, by=cast.dorrie(), body="With the smallest thing.")
    page = new_page(forgiven=FORGIVEN, service_workers="allow")
    ines = cast.ines()
    sign_in(page, live_server, ines)
    path = live_server.url + topic.get_absolute_url()
    note = begin_thanks(page, path)
    page.context.set_offline(True)
    note.fill(THANKS)
    expect(page.locator(f"#tn-{post.pk}-saved")).to_have_text("No connection. Kept on this device until it is back.")
    page.evaluate("window.onbeforeunload = null")
    page.context.set_offline(False)
    Draft.objects.all().delete()  # what Chromium says did not arrive does arrive, now and then
    note = begin_thanks(page, path)
    expect(note).to_have_value(THANKS)
    expect(page.locator(f"#tn-{post.pk}-saved")).to_contain_text(re.compile("Draft saved just now|Draft kept"))
    assert Draft.objects.get(member=ines).body == THANKS
    assert page.evaluate(LEFT)[1] == 0

    page.evaluate(ONLY_THANKS, [f"thanks:{post.pk}", f"{THANKS} And the second."])
    note = begin_thanks(page, path)
    expect(note).to_have_value(f"{THANKS} And the second.")
    page.locator("form.sheet").get_by_role("checkbox").first.check()
    page.get_by_role("button", name="Send thanks").click()
    expect(page.get_by_role("button", name="Take thanks back")).to_be_visible()
    assert Thanks.objects.get().note == f"{THANKS} And the second."
    until(page, f"({LEFT})().then(([, drafts]) => !drafts)")


ONLY_THANKS = "([context, words]) => localStorage.setItem(`draft:${context}#before`, words)"


def test_thanks_without_ones_name_are_not_kept(new_page: Callable[..., Page], live_server: Any) -> None:
    make.community()
    make.thanks_words()
    topic = make.topic()
    post = make.answer(topic=topic, by=cast.dorrie(), body="With the smallest thing.")
    page = new_page(forgiven=FORGIVEN, service_workers="allow")
    sign_in(page, live_server, cast.ines())
    note = begin_thanks(page, live_server.url + topic.get_absolute_url())
    page.get_by_role("radio", name="A name for this topic only").check()
    page.context.set_offline(True)
    note.fill(THANKS)
    expect(page.locator(f"#tn-{post.pk}-saved")).to_contain_text("not kept on this device")
    assert THANKS not in page.evaluate("JSON.stringify(localStorage)")
