"""One long word in a title, a name, a tag or a text never makes a page scroll sideways."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from members.models import Member
from moderation.actions import reports
from tests import make
from tests.browser import NARROWEST, WIDTHS, picture, sign_in
from tests.forum import say
from tests.ledger import settle

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" + "straßenbahn" * 4
TEXT = f"""{WORD} **{WORD}** <{WORD}@x.example>

# {WORD}

> {WORD}

- {WORD}

| {WORD} | b |
|---|---|
| {WORD} | {WORD} |

https://x.example/{WORD} @{"a" * 28} `{WORD}`

```
{WORD}
```"""
LISTS = "/ /latest/ /unanswered/ /own/ /spaces/ /members/ /notices/ /desk/ /ask/ /settings/ /your-help/ /about/"
OPEN = "document.querySelectorAll('details').forEach(one => { one.open = true })"
# What stands out to the right of the page, outermost first; a block with a bar of its own is no fault.
STANDS_OUT = """() => {
  const edge = document.documentElement.clientWidth
  if (document.documentElement.scrollWidth <= edge) return ""
  const wide = [...document.body.querySelectorAll("*")].find(one => one.getBoundingClientRect().right > edge + 1)
  return wide ? `${wide.tagName.toLowerCase()}.${wide.className}` : "something"
}"""

# Ordinary words that were broken to make room for the long one.
BROKEN = r"""() => {
  const found = new Set(), range = document.createRange()
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  for (let text; text = texts.nextNode(); ) {
    if (!text.parentElement.checkVisibility() || text.parentElement.closest("script, style, textarea")) continue
    for (const word of text.data.matchAll(/(?<!\S)\p{L}{2,13}(?!\S)/gu)) {
      range.setStart(text, word.index)
      range.setEnd(text, word.index + word[0].length)
      const [first, ...more] = range.getClientRects()
      if (more.some(one => one.top > first.bottom - 2)) found.add(word[0])
    }
  }
  return [...found].join(", ")
}"""


def wide_world() -> tuple[Member, list[str]]:
    """A community in which everything that somebody can name has one long word for a name."""
    make.community(name=WORD[:60], purpose=WORD)
    space = make.space(title=WORD[:60], purpose=WORD, slug="wide")
    admin = make.admin(handle="a" * 28, name=WORD[:58] + "a")
    asker = make.member(handle="b" * 28, name=WORD[:58] + "b", location=WORD[:80], introduction=WORD)
    for person in (admin, asker):  # no longer new, so that addresses in their posts wait for nobody
        make.answer(topic=make.topic(by=person, space=space), by=person)
    topic = say.ask(actor=asker, space=space, title=WORD, body=TEXT, tags=[WORD[:40]])
    post = say.answer(actor=admin, topic=topic, body=TEXT)
    say.comment(actor=asker, post=post, body=WORD)
    make.helped_mark(post=post)
    opening = say.opening(topic)
    reports.report(actor=admin, thing=opening, reason="other", note=WORD)
    settle()
    pages = [topic, topic.tags.get(), space, asker, admin]
    words = f"/search/?q={WORD}", f"/search/?q={WORD}x", f"/p/{post.pk}/edit/", f"/desk/post/{opening.pk}/"
    return admin, [*(one.get_absolute_url() for one in pages), *words, *LISTS.split()]


def test_no_page_scrolls_sideways(page: Page, live_server: Any) -> None:
    admin, pages = wide_world()
    sign_in(page, live_server, admin)
    wide = [fault for address in pages for fault in faults(page, live_server.url + address)]
    page.context.clear_cookies()
    wide += [f"visitor: {fault}" for address in pages[:6] for fault in faults(page, live_server.url + address)]
    assert wide == [], "\n".join(wide)


def faults(page: Page, address: str) -> list[str]:
    """As it stands, and with every menu open."""
    answer = page.goto(address, wait_until="domcontentloaded")
    assert answer is not None
    assert answer.status == 200, address
    found = wide_in(page, address)
    page.evaluate(OPEN)
    return found + wide_in(page, f"{address} opened")


def wide_in(page: Page, name: str) -> list[str]:
    found = []
    for width in (NARROWEST, *WIDTHS):
        page.set_viewport_size({"width": width, "height": 800})
        picture(page, f"wide {name}")
        if fault := page.evaluate(STANDS_OUT) or page.evaluate(BROKEN):
            found.append(f"{name} at {width}: {fault}")
    return found
