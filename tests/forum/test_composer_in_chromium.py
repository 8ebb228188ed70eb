"""The composer in a browser: tools by button and by key, what is pasted, how the words will look, what is offered."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests import cast, make
from tests.browser import is_sound, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASTE = """(area, said) => {
  const data = new DataTransfer();
  for (const [kind, text] of Object.entries(said)) data.setData(kind, text);
  area.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""
CHOOSE = "(area, [from, to]) => { area.focus(); area.setSelectionRange(from, to); }"
CHOSEN = "area => area.value.slice(area.selectionStart, area.selectionEnd)"


def composer(page: Page, live_server: Any) -> Locator:
    sign_in(page, live_server, cast.ines())
    page.goto(live_server.url + make.topic().get_absolute_url())
    page.locator("#answer-form").get_by_role("toolbar", name="Formatting").wait_for()
    return page.locator("#answer")


def test_tools_by_button_and_by_key(page: Page, live_server: Any) -> None:
    area = composer(page, live_server)
    bar = page.locator("#answer-form").get_by_role("toolbar", name="Formatting")
    area.fill("call before the 28th")
    area.evaluate(CHOOSE, [0, 4])
    for key, word in (("b", "**call**"), ("i", "***call***"), ("b", "*call*"), ("i", "call")):
        area.press(f"Control+{key}")
        expect(area).to_have_value(f"{word} before the 28th")
        assert area.evaluate(CHOSEN) == "call"
    area.press("Control+z")
    expect(area).to_have_value("*call* before the 28th")
    area.fill("one\n\ntwo")
    area.evaluate(CHOOSE, [0, 8])
    bar.get_by_role("button", name="Hide until opened").click()
    expect(area).to_have_value(">! one\n>! \n>! two")
    for quoted in ("> one\n> \n> two", "one\n\ntwo"):
        area.press("Control+Shift+Period")
        expect(area).to_have_value(quoted)
    area.fill("words")
    area.evaluate(CHOOSE, [2, 2])
    area.press("Control+k")
    expect(area).to_have_value("wo[](https://)rds")
    area.fill("about a death")
    bar.get_by_role("button", name="Note on what is ahead").click()
    expect(area).to_have_value("::: note what it is about\nabout a death\n:::")
    assert area.evaluate(CHOSEN) == "what it is about"

    assert bar.locator("[tabindex='0']").count() == 1  # one stop of the Tab key
    bar.get_by_role("button", name="Bold").focus()
    page.keyboard.press("ArrowRight")
    expect(bar.get_by_role("button", name="Italic")).to_be_focused()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowLeft")
    expect(bar.get_by_role("link", name="Add a picture")).to_be_focused()
    assert bar.get_by_role("button", name="Bold").get_attribute("aria-keyshortcuts") == "Control+B Meta+B"


def test_enter_goes_on_with_what_was_begun_and_leaves_it(page: Page, live_server: Any) -> None:
    area = composer(page, live_server)
    area.press_sequentially("- rent\nfood\n\nand 9. no list\n\n9. first\nnext\n\n> said\nmore\n\nend")
    expect(area).to_have_value("- rent\n- food\nand 9. no list\n\n9. first\n10. next\n> said\n> more\nend")
    area.fill("```\n- code")
    area.press("End")
    area.press("Enter")
    expect(area).to_have_value("```\n- code\n")
    area.fill("- one")
    area.press("Shift+Enter")
    expect(area).to_have_value("- one\n")


DOCS = """<meta charset="utf-8"><b style="font-weight:normal;" id="docs-internal-guid-1"><h2>What I owe</h2>
<p><span style="font-weight:700">Rent</span> and <span style="font-style:italic">food</span>, see
<a href="https://www.google.com/url?q=https://example.org/help%3Futm_source%3Dmail%26a%3D1&amp;sa=D">this</a>.</p>
<img src="https://stranger.example/pixel.gif"><script>window.ran = 1</script><style>p { color: red }</style>
<span style="display:none">secret</span><a href="javascript:window.ran=1">bad</a><ul><li>one</li><li>two<ul><li>inner</li></ul></li></ul>
<table><tbody><tr><td><p>Card</p></td><td>Owed</td></tr><tr><td>A|B</td><td><p>£3</p><p>each</p></td></tr></tbody></table></b>"""
FROM_DOCS = """## What I owe

**Rent** and *food*, see [this](https://example.org/help?a=1).

bad

- one
- two
  - inner

| Card | Owed |
| --- | --- |
| A\\|B | £3 each |"""
WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style><!-- p.MsoNormal {margin:0} --></style></head><body>
<!--StartFragment--><p class=MsoNormal><b style='mso-bidi-font-weight:normal'>To do</b> <i style='mso-bidi-font-style:normal'>today</i>
<span style='mso-bidi-font-weight:bold'>or so</span><o:p></o:p></p>
<p class=MsoListParagraphCxSpFirst style='mso-list:l0 level1 lfo1'><![if !supportLists]><span style='mso-list:Ignore'>1.<span>&nbsp; </span></span><![endif]>call<o:p></o:p></p>
<p class=MsoListParagraphCxSpLast style='mso-list:l0 level1 lfo1'><![if !supportLists]><span style='mso-list:Ignore'>2.<span>&nbsp; </span></span><![endif]>write<o:p></o:p></p><!--EndFragment--></body></html>"""
# What this browser says of some words that it copies from a page.
CHROMIUM = """<b style="color: rgb(0, 0, 0); font-style: normal; font-variant-ligatures: normal; letter-spacing: normal;">call</b><span> </span>
<i style="color: rgb(0, 0, 0); font-weight: 400; letter-spacing: normal;">today</i>"""
EDITOR = '<div style="color:#ccc"><div><span style="color:#f00">let</span> a = 1;</div></div>'


def test_what_is_pasted_comes_as_markdown_and_nothing_unseen_with_it(page: Page, live_server: Any) -> None:
    area = composer(page, live_server)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    area.fill("Before. ")
    area.evaluate(PASTE, {"text/html": DOCS, "text/plain": "What I owe"})
    expect(area).to_have_value("Before. " + FROM_DOCS)
    area.press("Control+z")
    expect(area).to_have_value("Before. ")
    assert not [url for url in asked if not url.startswith(live_server.url)]
    assert page.evaluate("window.ran") is None

    area.fill("")
    area.evaluate(PASTE, {"text/html": WORD, "text/plain": "To do"})
    expect(area).to_have_value("**To do** *today* or so\n\n1. call\n2. write")
    area.fill("")
    area.evaluate(PASTE, {"text/html": CHROMIUM, "text/plain": "call today"})
    expect(area).to_have_value("**call** *today*")
    area.fill("")
    area.evaluate(PASTE, {"text/html": EDITOR, "text/plain": "let a = 1;\n  b"})
    expect(area).to_have_value("let a = 1;\n  b")
    area.fill("see the page")
    area.evaluate(CHOOSE, [4, 12])
    area.evaluate(PASTE, {"text/plain": "https://example.org/a_(b)"})
    expect(area).to_have_value("see [the page](https://example.org/a_%28b%29)")
    area.press("Control+z")
    expect(area).to_have_value("see the page")


def test_a_plain_paste_is_left_to_the_browser(page: Page, live_server: Any) -> None:
    area = composer(page, live_server)
    area.fill("```\n")
    taken = PASTE.replace("area.dispatchEvent", "return !area.dispatchEvent")
    assert not area.evaluate(taken, {"text/html": DOCS, "text/plain": "x"})  # in code
    area.fill("")
    area.dispatch_event("keydown", {"key": "V", "code": "KeyV", "ctrlKey": True, "shiftKey": True})
    assert not area.evaluate(taken, {"text/html": DOCS, "text/plain": "x"})
    assert area.evaluate(taken, {"text/html": DOCS, "text/plain": "x"})


def test_how_it_will_look_stands_beside_the_words(page: Page, live_server: Any) -> None:
    area = composer(page, live_server)
    beside = page.get_by_role("region", name="How it will look, beside the words")
    expect(beside).to_have_text("Your words will look like this once posted.")
    height = page.locator(".composer .panels").first.bounding_box()
    area.press_sequentially("They wrote **final**.\n\n>! hidden")
    expect(beside.locator("strong")).to_have_text("final")
    assert beside.evaluate("panel => panel.closest('[aria-live], [role=status]')") is None
    beside.locator("summary").click()
    area.press_sequentially(" words")
    expect(beside.locator("details[open]")).to_contain_text("hidden words")
    now = page.locator(".composer .panels").first.bounding_box()
    assert height
    assert now
    assert now["width"] == height["width"]
    is_sound(page, "composer-beside")
    page.get_by_role("button", name="How it will look, beside the words").click()
    expect(beside).to_be_hidden()
    expect(page.get_by_role("tab", name="Preview").first).to_be_visible()
    page.reload()
    expect(page.get_by_role("tab", name="Preview").first).to_be_visible()
    expect(page.get_by_role("region", name="How it will look, beside the words")).to_have_count(0)


def test_on_a_phone_tools_scroll_by_themselves(new_page: Callable[..., Page], live_server: Any) -> None:
    page = new_page(width=390)
    area = composer(page, live_server)
    bar = page.locator("#answer-form").get_by_role("toolbar", name="Formatting")
    assert bar.evaluate("bar => bar.scrollWidth > bar.clientWidth")
    area.fill("words")
    area.evaluate(CHOOSE, [0, 5])
    bar.get_by_role("button", name="Bold").click()
    expect(area).to_be_focused()
    expect(area).to_have_value("**words**")
    expect(page.get_by_role("button", name="How it will look, beside the words")).to_be_hidden()
    is_sound(page, "composer-phone")


def test_without_a_script_nothing_that_needs_one_is_shown(new_page: Callable[..., Page], live_server: Any) -> None:
    page = new_page(java_script_enabled=False)
    sign_in(page, live_server, cast.ines())
    page.goto(live_server.url + make.topic().get_absolute_url())
    expect(page.locator("#answer")).to_be_visible()
    for part in ("toolbar", "tablist"):
        expect(page.get_by_role(part)).to_have_count(0)


def test_tags_and_topics_are_offered(page: Page, live_server: Any) -> None:
    other = make.topic(title="How do I [begin] again?", tags=["beginning"])
    hidden = make.space(visibility="moderators")
    make.topic(title="How do moderators begin?", space=hidden)
    area = composer(page, live_server)
    area.fill("As in #begin")
    offered = page.get_by_role("listbox").get_by_role("option")
    expect(offered).to_have_count(2)
    area.press("ArrowDown")
    assert area.get_attribute("aria-activedescendant") == "answer-offered-0"
    area.press("Enter")
    expect(area).to_have_value("As in [#beginning](/tags/beginning/) ")
    area.press("Control+z")
    expect(area).to_have_value("As in #begin")
    area.fill("As in #begin again")
    page.get_by_role("option", name="How do I [begin] again?").click()
    expect(area).to_have_value(re.compile(rf"^As in \[How do I \\\[begin\\\] again\?\]\(/t/{other.pk}/[^)]*\) $"))
    area.fill("## begin")
    page.wait_for_timeout(500)  # twice the pause after which is asked
    expect(offered).to_have_count(0)
