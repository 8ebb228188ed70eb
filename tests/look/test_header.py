"""The header: one line of buttons, whatever the community is called."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests import cast, make
from tests.browser import NARROWEST, picture, show, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SHORT = "Rooks"
LONG = "The Association of Allotment Holders and Neighbours of Leeds"  # 60 characters, the most that a name may have
WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunte"
HEIGHT = "document.querySelector('.brand').closest('header, .wrap').getBoundingClientRect().height"
# How far apart two words of a link stand, in widths of a letter.
GAP = """link => {
  const texts = document.createTreeWalker(link, NodeFilter.SHOW_TEXT)
  const at = word => {
    for (texts.currentNode = link; texts.nextNode(); ) {
      const found = texts.currentNode.data.indexOf(word)
      if (found < 0) continue
      const range = document.createRange()
      range.setStart(texts.currentNode, found)
      range.setEnd(texts.currentNode, found + word.length)
      return range.getBoundingClientRect()
    }
  }
  return (at("a question").left - at("Ask").right) / (at("Ask").width / 3)
}"""


def header_height(page: Page, live_server: Any, path: str, name: str) -> float:
    make.community(name=name)
    page.goto(live_server.url + path)
    show(page, NARROWEST, "light")
    picture(page, f"header {path} {name[:5]}")
    return float(page.evaluate(HEIGHT))


@pytest.mark.parametrize("who", ["visitor", "member"])
@pytest.mark.parametrize("path", ["/", "/about/"])
def test_a_long_name_makes_the_header_no_higher(page: Page, live_server: Any, path: str, who: str) -> None:
    if who == "member":
        sign_in(page, live_server, cast.pau())
    usual = header_height(page, live_server, path, SHORT)
    for name in (LONG, WORD):
        assert header_height(page, live_server, path, name) == usual
        expect(page.locator(".brand")).to_have_accessible_name(name)  # whoever cannot see it hears all of it


@pytest.mark.parametrize("path", ["/", "/about/"])
def test_the_words_of_its_button_stand_together(page: Page, live_server: Any, path: str) -> None:
    make.community()
    page.goto(live_server.url + path)
    show(page, 1280, "light")
    button = page.locator(".btn.primary", has_text="no account needed").first
    picture(page, f"button {path}")
    assert 0.2 < button.evaluate(GAP) < 0.6  # one space, neither none nor two
    expect(button).to_have_accessible_name(re.compile(r"^Ask a question ?, no account needed to begin"))
    show(page, NARROWEST, "light")
    expect(button).to_have_accessible_name(re.compile(r"^Ask ?, no account needed to begin"))
