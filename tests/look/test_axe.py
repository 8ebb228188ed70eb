"""A page like one that was right is not asked about again, and whatever could be wrong with it makes it another page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests import axe, make
from tests.browser import set_view

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Each is one small thing that a page may have which another of the same template has not.
PLANTED = {
    "aria-valid-attr-value": """one("a").setAttribute("aria-expanded", "perhaps")""",
    "button-name": """add("<button></button>")""",
    "document-title": """document.title = "" """,
    "empty-heading": """one("h1").textContent = " " """,
    "heading-order": """add("<h6>Small print</h6>")""",
    "html-has-lang": """document.documentElement.removeAttribute("lang")""",
    "image-alt": """add('<img src="data:,">')""",
    "label": """add("<label for=there>Name</label><input id=elsewhere>")""",
    "landmark-unique": """add("<nav aria-label=Pages></nav><nav aria-label=Pages></nav>")""",
    "link-name": """add("<a href='/about/'></a>")""",
    "list": """add("<ul><p>No item</p></ul>")""",
    "nested-interactive": """add("<button><a href='/about/'>Both</a></button>")""",
}
# Words too pale: by themselves, by a rule that no element shows, by what they stand in, by either end of a gradient.
PALE = (
    """one(".site-footer span").style.color = "light-dark(#eee, #222)" """,
    """rule("p, li, a { color: light-dark(#eee, #222) }")""",
    """rule(":is(main, main *) { background: light-dark(#333, #ccc) }")""",
    """rule("main { background: linear-gradient(light-dark(#fff, #000), light-dark(#333, #ccc)) }")""",
    """rule("main { background: linear-gradient(light-dark(#333, #ccc), light-dark(#fff, #000)) }")""",
)
PLANT = """code => {
  const one = (selector) => document.querySelector("main " + selector) ?? document.querySelector(selector);
  const add = (html) => document.querySelector("main").insertAdjacentHTML("beforeend", html);
  const rule = (text) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    document.adoptedStyleSheets = [sheet];
  };
  new Function("one", "add", "rule", code)(one, add, rule);
}"""


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """What axe was really asked, with nothing known before."""
    parts: list[str] = []
    ask = axe.ask

    def noting(page: Page, options: dict[str, Any], looks: list[int] | None = None) -> tuple[list[str], list[int]]:
        parts.append("colours" if looks else "structure")
        return ask(page, options, looks)

    monkeypatch.setattr(axe, "ask", noting)
    monkeypatch.setattr(axe, "right", axe.Right(tmp_path / "right"))
    return parts


@pytest.fixture
def about(page: Page, live_server: Any) -> Page:
    make.community()
    page.goto(live_server.url + "/about/")
    page.emulate_media(reduced_motion="reduce")
    return page


def test_the_same_page_is_asked_about_once(about: Page, asked: list[str]) -> None:
    for width, scheme in ((1280, "light"), (1280, "light"), (1280, "dark"), (1280, "dark")):
        set_view(about, width, scheme, "reduce")
        assert axe.accessibility_faults(about) == []
    assert asked == ["structure", "colours", "colours"]


def test_other_words_are_the_same_page(about: Page, asked: list[str]) -> None:
    axe.accessibility_faults(about)
    about.evaluate("document.querySelector('h1').textContent = 'Another community'")
    about.evaluate("document.querySelector('header a').href = '/elsewhere/'")
    assert axe.accessibility_faults(about) == []
    assert asked == ["structure", "colours"]


def test_another_width_is_another_page(about: Page, asked: list[str]) -> None:
    axe.accessibility_faults(about)
    set_view(about, 390, "light", "reduce")
    axe.accessibility_faults(about)
    assert asked.count("structure") == 2


def test_what_is_wrong_makes_it_another_page(about: Page, asked: list[str]) -> None:
    assert overlooked(about, list(PLANTED.items())) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pale_words_are_another_look(about: Page, asked: list[str], scheme: str) -> None:
    set_view(about, 1280, scheme, "reduce")
    assert overlooked(about, [("color-contrast", plant) for plant in PALE]) == []


def overlooked(page: Page, planted: list[tuple[str, str]]) -> list[tuple[str, list[str]]]:
    """What is not found in a page that was right before, asked twice: whatever was wrong is asked about again."""
    lost = []
    for rule, plant in planted:
        page.reload()
        assert axe.accessibility_faults(page) == []
        page.evaluate(PLANT, plant)
        for _ in range(2):
            found = axe.accessibility_faults(page)
            lost += [] if any(fault.startswith(rule) for fault in found) else [(plant, found)]
    return lost


def test_another_worker_is_told_what_was_right_and_of_nothing_else(
    about: Page, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    axe.accessibility_faults(about)
    monkeypatch.setattr(axe, "right", axe.Right(axe.right.path))
    assert axe.accessibility_faults(about) == []
    assert asked == ["structure", "colours"]
    about.evaluate(PLANT, """one("h1").className = "another" """)
    assert axe.accessibility_faults(about) == []
    assert asked == ["structure", "colours", "structure"]
    for fault in (
        """rule(".another { color: light-dark(#eee, #222) }")""",
        """one("h1").setAttribute("aria-expanded", "perhaps")""",
    ):
        about.evaluate(PLANT, fault)
        for _ in range(2):
            assert axe.accessibility_faults(about) != []
            monkeypatch.setattr(axe, "right", axe.Right(axe.right.path))


def test_a_line_that_is_half_written_is_read_when_it_is_whole(tmp_path: Path) -> None:
    right = axe.Right(tmp_path / "right")
    right.path.write_bytes(b"one\nt")
    right.read_on()
    assert (right.has("one"), right.has("t")) == (True, False)
    right.add(["wo"])
    right.read_on()
    assert right.has("two")


def test_what_could_not_be_told_is_asked_again_elsewhere(about: Page, asked: list[str]) -> None:
    """Words on a picture: axe cannot tell, so they are not right for good."""
    about.evaluate(PLANT, """rule("h1 { background: url('data:image/gif;base64,R0lGODlhAQABAAAAACw=') }")""")
    for _ in range(2):
        axe.accessibility_faults(about)
    assert asked == ["structure", "colours"]
    about.evaluate(PLANT, """add("<p></p>")""")
    axe.accessibility_faults(about)
    assert asked == ["structure", "colours", "structure", "colours"]


def test_a_state_makes_it_another_page(about: Page) -> None:
    about.evaluate(
        "document.querySelector('main').insertAdjacentHTML('beforeend', '<label><input type=checkbox> Yes</label>')"
    )
    seen = {about.evaluate(axe.SKELETON)}
    for step in ("document.querySelector('main input').checked = true", "document.querySelector('main input').focus()",
                 "document.querySelector('main input').disabled = true", "document.querySelector('main label').hidden = true",
                 "document.documentElement.dataset.scheme = 'dark'"):  # fmt: skip
        about.evaluate(step)
        seen.add(about.evaluate(axe.SKELETON))
    assert len(seen) == 6


def test_a_mouse_that_lies_somewhere_makes_it_no_other_page(about: Page) -> None:
    """Chromium says so some time after the page has come, between one question and the next."""
    before = about.evaluate(axe.SKELETON)
    about.mouse.move(5, 5)
    assert about.evaluate("document.querySelectorAll(':hover').length")
    assert about.evaluate(axe.SKELETON) == before


def test_what_draws_nothing_is_no_other_look(about: Page) -> None:
    about.evaluate(PLANT, """add("<p class=one>One</p>")""")
    looks = set(about.evaluate(axe.LOOKS))
    about.evaluate(PLANT, """add("<div class=two><section><p class=three>Two</p></section></div>")""")
    assert set(about.evaluate(axe.LOOKS)) == looks


@pytest.mark.parametrize(
    "style",
    [
        "opacity: .5",
        "background: #eee",
        "position: absolute; top: 9px",
        "position: relative; left: 2px",
        "margin-top: -20px",
        "transform: translate(9px)",
        "filter: invert(1)",
        "float: left",
        "display: grid; grid-row-start: 1",
        "font-weight: 700",
        "color: #123456",
    ],
)
def test_what_is_drawn_or_moved_is_another_look(about: Page, style: str) -> None:
    about.evaluate(PLANT, """add("<div id=planted><p>One</p></div>")""")
    looks = set(about.evaluate(axe.LOOKS))
    about.evaluate("style => { planted.style.cssText = style }", style)
    assert set(about.evaluate(axe.LOOKS)) - looks, style


def test_a_link_among_words_is_another_look_than_one_alone(about: Page, asked: list[str]) -> None:
    bare = """rule("main a.here { text-decoration: none; color: light-dark(#333, #ccc) }")"""
    link = '<a class=here href="/about/">here</a>'
    about.evaluate(PLANT, f"{bare}; add('<p>{link}</p>')")
    assert axe.accessibility_faults(about) == []
    about.evaluate(PLANT, f"add('<p>Words, and {link}</p>')")
    assert [fault for fault in axe.accessibility_faults(about) if fault.startswith("link-in-text-block")]
