"""R22: whatever somebody types, nothing runs and nothing is fetched from a stranger."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from playwright.sync_api import Browser

from tests.writing.corpora import OURS, hostile, load, outside
from writing import formulas
from writing.html import LONGEST_HTML, clean_html
from writing.render import MAX_CHARACTERS, render, render_comment

PEOPLE = {"marit": "/@marit/"}
ATTRIBUTES = {"href", "title", "rel", "class", "dir", "tabindex", "role", "aria-label", "scope", "start", "loading",
              "src", "alt", "colspan", "rowspan"}  # fmt: skip
TAGS = set(
    "a b blockquote br cite code dd del div dl dt em h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q s samp small "
    "span strong sub sup table tbody td tfoot th thead tr u ul var".split()
)


@pytest.fixture(autouse=True, params=["as words", "with formulas drawn"])
def _both_ways(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, _no_formulas_without_a_community: None
) -> None:
    if request.param != "as words":
        monkeypatch.setattr(formulas, "is_on", lambda: True)


class Faults(HTMLParser):
    """What stands in our HTML that we never write."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        is_drawing = formulas.is_on() and tag in formulas.ELEMENTS
        if tag not in TAGS and not is_drawing:
            self.found.append(tag)
        known = {*formulas.ATTRIBUTES, "alttext"} if is_drawing else ATTRIBUTES
        for name, value in attrs:
            if name not in known or name == "src":
                self.found.append(f"{tag} {name}={value}")
            scheme = re.split("[/?#]", (value or "").lower())[0].partition(":")
            if name == "href" and scheme[1] and scheme[0] not in ("http", "https", "mailto", "tel"):
                self.found.append(f"{tag} {name}={value}")


def faults(html: str) -> list[str]:
    reader = Faults()
    reader.feed(html)
    reader.close()
    return reader.found


def renderings(text: str) -> Iterator[str]:
    """Each way from somebody's words to a page; where formulas are drawn, within some as well."""
    yield from _rendered(text)
    if formulas.is_on():
        plain = text.replace("$", "\\$")
        yield from _rendered(f"So $\\text{{{plain}}}$ or ${plain}$\n\n$$\n{plain}\n$$")


def _rendered(text: str) -> Iterator[str]:
    if len(text) <= MAX_CHARACTERS:
        yield render(text, people=lambda _: PEOPLE).html
        yield render_comment(text, people=lambda _: PEOPLE).html
    if len(text) <= LONGEST_HTML:
        yield clean_html(text).html


@pytest.mark.parametrize("text", OURS)
def test_nothing_stands_in_it_that_we_do_not_write(text: str) -> None:
    assert [fault for html in renderings(text) for fault in faults(html)] == []


@outside
def test_nor_for_any_collected_text() -> None:
    texts = hostile()
    assert len(texts) > 800
    assert {text: bad for text in texts for html in renderings(text) if (bad := faults(html))} == {}


@outside
def test_every_example_of_the_standard_renders() -> None:
    examples = load("commonmark_0.31.2_examples.json")
    assert len(examples) == 652
    for example in examples:
        text = example["markdown"].replace("→", "\t")
        assert faults(render(text).html) == []
        assert faults(clean_html(example["html"].replace("→", "\t")).html) == []


@pytest.mark.parametrize(
    "planted", ["<script>1</script>", "<p onclick=x>", "<a href=javascript:x>", "<img src=x>", "<p id=x>"]
)
def test_the_search_finds_what_is_planted(planted: str) -> None:
    assert faults(planted)


@pytest.mark.browser
def test_in_a_real_browser_nothing_runs_and_nothing_is_fetched(browser: Browser) -> None:
    """Without any policy of the server, so that only the HTML itself protects."""
    sign = "<math" if formulas.is_on() else "="  # the rest is as it was without formulas
    bodies = dict.fromkeys(html for text in hostile() for html in renderings(text) if sign in html)
    # Each is well-formed, so that many may stand in one document.
    documents = ["\n".join(some) for some in batched(list(bodies), 20)]
    assert visits(browser, documents) == ([], [])


@pytest.mark.browser
@pytest.mark.parametrize(
    ("planted", "ran", "asked"),
    [
        ("<img src=x onerror=window.ran=1>", [0], []),
        ('<img src="https://stranger.example/pixel.gif">', [], ["https://stranger.example/pixel.gif"]),
    ],
)
def test_the_browser_sees_what_is_planted(browser: Browser, planted: str, ran: list, asked: list) -> None:
    assert visits(browser, [planted]) == (ran, asked)


def batched(items: list[str], size: int) -> Iterator[list[str]]:
    return (items[start : start + size] for start in range(0, len(items), size))


def visits(browser: Browser, bodies: list[str]) -> tuple[list[int], list[str]]:
    """(numbers of the bodies in which a script ran, addresses of strangers that were asked)"""
    asked: list[str] = []
    page = browser.new_page()

    def answer(route: object) -> None:
        url = route.request.url
        if not url.startswith(HOME):
            asked.append(url)
        route.fulfill(status=200 if url == HOME else 404, content_type="text/html", body="<body></body>")

    page.route("**/*", answer)
    page.on("dialog", lambda dialog: (asked.append(f"dialog: {dialog.message}"), dialog.dismiss()))
    page.goto(HOME)
    ran = page.evaluate(SHOW, bodies)
    page.wait_for_timeout(300)
    page.close()
    return ran, asked


HOME = "https://murmuration.test/"
# A frame for each, written as a whole document: innerHTML would not run scripts. Then every link with a pointer.
SHOW = """async (bodies) => {
  const ran = [];
  for (let start = 0; start < bodies.length; start += 20) {
    const frames = bodies.slice(start, start + 20).map((body) => {
      const frame = document.createElement("iframe");
      document.body.append(frame);
      frame.contentWindow.alert = frame.contentWindow.prompt = () => { frame.contentWindow.ran = 1 };
      frame.contentDocument.open();
      frame.contentDocument.write("<!DOCTYPE html><body>" + body);
      frame.contentDocument.close();
      for (const element of frame.contentDocument.querySelectorAll("*")) {
        for (const type of ["mouseover", "focus", "toggle", "pointerdown"]) element.dispatchEvent(new Event(type));
      }
      for (const link of frame.contentDocument.querySelectorAll("a[href]")) {
        if (!/^(https?|mailto|tel):$/.test(link.protocol)) frame.contentWindow.ran = 1;
      }
      return frame;
    });
    await new Promise((done) => setTimeout(done, 300));
    frames.forEach((frame, i) => { if (frame.contentWindow.ran) ran.push(start + i); frame.remove(); });
  }
  return ran;
}"""
