"""What axe-core finds wrong with a page, asked once about each kind of page and about each look of its words.

Most pages of a crawl are built as one before them, with other words in it. Of the structure axe reads elements,
attributes, what is visible and what refers to what: a page that is the same in all of that, at the same width, as one
that was right is not asked about again. Of the colours it reads how words and all that they stand in are drawn: words
that are drawn as others that were right are not asked about again. Where axe could not tell, they are asked about in each
kind of page; and whatever was wrong is asked about again each time. All workers of a run share what was right.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from hashlib import blake2b
from pathlib import Path
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

RULES_OF_COLOUR = ("color-contrast", "link-in-text-block")

# Values that may differ without a difference to axe are "x", or "" where there is none. What is referred to is the
# number of its first place, so that a reference to nothing, or two things of one name, stay what they are.
SKELETON = """() => {
  const numbers = new Map();
  const number = (text) => numbers.get(text) ?? numbers.set(text, numbers.size).size - 1;
  const KEPT = /^(class|style|type|role|tabindex|lang|dir|scope|colspan|rowspan|autocomplete|accesskey|http-equiv|aria-.*)$/;
  // Not :hover, which comes some time after a page did: what it shows and hides and how it draws is read from the elements.
  const STATES = [":target", ":checked", ":focus", ":focus-visible", ":modal", ":user-invalid"];
  const NAMES = /^(id|for|headers|list|form|aria-(labelledby|describedby|controls|owns|activedescendant|details|errormessage))$/;
  const value = (element, name, text) => {
    if (!text.trim()) return "";
    if (NAMES.test(name)) return text.trim().split(/\\s+/).map(number).join(",");
    if (name === "href" && text.startsWith("#")) return number(text.slice(1));
    if (name === "aria-label" || name === "title") return number(text.trim());
    if (KEPT.test(name) || element.localName === "meta" || (name.startsWith("data-") && /^[a-z-]+$/.test(text))) return text;
    return "x";
  };
  const labels = new Set();
  for (const one of document.querySelectorAll("[aria-labelledby]"))
    for (const id of one.getAttribute("aria-labelledby").split(/\\s+/)) labels.add(id);
  const parts = [innerWidth];
  const walk = (element) => {
    parts.push("<", element.localName);
    for (const { name, value: text } of element.attributes) parts.push(" ", name, "=", value(element, name, text));
    if (!element.checkVisibility({ visibilityProperty: true })) parts.push(" hidden!");
    for (const state of STATES) if (element.matches(state)) parts.push(state);
    if (labels.has(element.id)) parts.push(" label!", number(element.textContent.trim()));
    parts.push(">");
    for (const node of element.childNodes) {
      if (node.nodeType === Node.ELEMENT_NODE) walk(node);
      else if (node.nodeType === Node.TEXT_NODE && node.data.trim()) parts.push("t");
    }
    parts.push("/");
  };
  walk(document.documentElement);
  return parts.join("");
}"""

# A number for each look: how an element with words is drawn, what it stands in as far as that is drawn or moved, and,
# of a link, the words around it. The elements of each are kept in the page for the question that follows.
LOOKS = """() => {
  const WORDS = ["color", "fontWeight", "textShadow", "textDecorationLine", "borderBottomStyle", "webkitTextFillColor"];
  const PLACE = {backgroundColor: "rgba(0, 0, 0, 0)", backgroundImage: "none", opacity: "1", filter: "none",
    mixBlendMode: "normal", clipPath: "none", transform: "none", translate: "none", scale: "none", rotate: "none",
    zIndex: "auto", cssFloat: "none", gridRowStart: "auto", gridColumnStart: "auto"};
  const SIDES = ["top", "right", "bottom", "left"];
  const LARGE = [18.66, 24];  // px, bold or not: from here on axe asks for less contrast
  const hash = (text) => {
    let one = 0xdeadbeef, two = 0x41c6ce57;
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      one = Math.imul(one ^ code, 2654435761);
      two = Math.imul(two ^ code, 1597334677);
    }
    one = Math.imul(one ^ (one >>> 16), 2246822507) ^ Math.imul(two ^ (two >>> 13), 3266489909);
    two = Math.imul(two ^ (two >>> 16), 2246822507) ^ Math.imul(one ^ (one >>> 13), 3266489909);
    return 4294967296 * (2097151 & two) + (one >>> 0);
  };
  const drawn = (element) => {
    const style = getComputedStyle(element);
    const found = Object.keys(PLACE).filter((name) => style[name] !== PLACE[name]).map((name) => [name, style[name]]);
    for (const side of SIDES) if (parseFloat(style[`margin-${side}`]) < 0) found.push([side, style[`margin-${side}`]]);
    const moved = SIDES.map((side) => style[side]);
    if (!["static", "relative"].includes(style.position) || (style.position === "relative" && moved.some((by) => parseFloat(by)))) found.push(style.position, moved);
    for (const pseudo of ["::before", "::after"]) {
      const around = getComputedStyle(element, pseudo);
      if (around.content !== "none") found.push(around.backgroundColor, around.backgroundImage, around.position);
    }
    if (element.matches(":disabled") || element.control?.disabled) found.push("disabled");
    for (const name of ["role", "aria-disabled"]) if (element.hasAttribute(name)) found.push([name, element.getAttribute(name)]);
    return found.join("|");
  };
  const known = new Map([[null, 0]]);
  const place = (element) => {
    if (!known.has(element)) {
      const outer = place(element.parentElement), own = drawn(element);
      known.set(element, own ? hash(`${outer}|${own}`) : outer);
    }
    return known.get(element);
  };
  const words = (element) => {
    const style = getComputedStyle(element);
    return [LARGE.filter((size) => parseFloat(style.fontSize) >= size).length, ...WORDS.map((name) => style[name])];
  };
  const around = (link) => {
    let block = link.parentElement;
    while (getComputedStyle(block).display.startsWith("inline")) block = block.parentElement;
    const letters = (one) => one.textContent.replace(/\\s/g, "").length;
    const linked = [...block.querySelectorAll("a")].reduce((sum, one) => sum + letters(one), 0);
    return [letters(block) > linked, place(block), ...words(block)];
  };
  const look = (element) => hash([place(element), element.localName, element.type, ...words(element),
    ...(element.closest("a") ? around(element.closest("a")) : [])].join("|"));
  const hasWords = (element) => element.matches("input, select, textarea, button") ||
    [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
  window.looks = new Map();
  for (const element of document.body.querySelectorAll("*"))
    if (hasWords(element) && element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) {
      const number = look(element);
      looks.set(number, [...(looks.get(number) ?? []), element]);
    }
  return [...looks.keys()];
}"""

ASK_STRUCTURE = "options => axe.run(options).then(({violations}) => [violations, []])"
# Words on a gradient axe cannot tell about, and all our pages begin on one: so it is asked with the gradient's first
# colour in place of it, and with its last. What it cannot tell even then is "incomplete".
ASK_COLOURS = """async ([options, numbers]) => {
  const COLOUR = /(?:#[0-9a-f]{3,8}|(?:rgba?|hsla?|oklab|oklch|lab|lch|color)\\([^()]*\\))/g;
  const strip = (rule) => ({ id: rule.id, nodes: rule.nodes.map(({ target, failureSummary }) => ({ target, failureSummary })) });
  const found = [];
  const unsureOf = async (include) => {
    const { violations, incomplete } = await axe.run({ include }, { ...options, elementRef: true });
    found.push(...violations.map(strip));
    return incomplete.flatMap((rule) => rule.nodes.map((node) => node.element));
  };
  let unsure = await unsureOf(numbers.flatMap((number) => looks.get(number)));
  const sloped = unsure.length === 0 ? [] : [...document.querySelectorAll("html, body, body *")].map((element) => {
    const image = getComputedStyle(element).backgroundImage;
    return [element, element.getAttribute("style"), image.includes("gradient(") ? image.match(COLOUR) ?? [] : []];
  }).filter(([, , colours]) => colours.length);
  if (sloped.length) {
    const asked = unsure;
    unsure = [];
    for (const end of [0, -1]) {
      for (const [element, , colours] of sloped) element.style.setProperty("background", colours.at(end), "important");
      unsure.push(...await unsureOf(asked));
    }
  }
  for (const [element, style] of sloped) style === null ? element.removeAttribute("style") : element.setAttribute("style", style);
  return [found, numbers.filter((number) => looks.get(number).some((one) => unsure.includes(one)))];
}"""
# All that is asked of the page itself, at once.
READ = f"() => [matchMedia('(scripting: none)').matches, ({SKELETON})(), ({LOOKS})()]"


class Right:
    """What was right: a file to which every worker adds, and in which it reads on from where it was."""

    def __init__(self, path: Path) -> None:
        self.path, self.read_to = path, 0
        self.known: set[str] = set()
        path.touch()

    def has(self, key: str) -> bool:
        return key in self.known

    def read_on(self) -> None:
        with self.path.open("rb") as file:
            file.seek(self.read_to)
            whole, end, _begun = file.read().rpartition(b"\n")
        self.read_to += len(whole + end)
        self.known.update(whole.decode().split("\n"))

    def add(self, keys: Iterable[str]) -> None:
        # One write to a file opened for appending is whole.
        with self.path.open("ab", buffering=0) as file:
            file.write("".join(f"{key}\n" for key in keys).encode())


right = Right(Path(os.devnull))  # nothing, until tests/conftest.py has a file for this run


def accessibility_faults(page: Page) -> list[str]:
    """One line for each element with a fault; [] is right.

    On a page without scripts axe would wait for ever, since no timer runs there.
    """
    has_no_scripts, skeleton, looks = page.evaluate(READ)
    assert not has_no_scripts, "axe needs a page with scripts"
    kind = blake2b(skeleton.encode(), digest_size=16).hexdigest()
    right.read_on()
    return faults_of_structure(page, kind) + faults_of_colours(page, kind, looks)


def faults_of_structure(page: Page, kind: str) -> list[str]:
    if right.has(kind):
        return []
    found, _unsure = ask(page, {"rules": {rule: {"enabled": False} for rule in RULES_OF_COLOUR}})
    if not found:
        right.add([kind])
    return found


def faults_of_colours(page: Page, kind: str, looks: list[int]) -> list[str]:
    """Where axe could not tell, a look is right in a page of that kind alone."""
    new = [look for look in looks if not right.has(f"{look}") and not right.has(f"{look} {kind}")]
    if not new:
        return []
    found, unsure = ask(page, {"runOnly": {"type": "rule", "values": list(RULES_OF_COLOUR)}}, new)
    if not found:
        right.add(f"{look} {kind}" if look in unsure else f"{look}" for look in new)
    return found


def ask(page: Page, options: dict[str, Any], looks: list[int] | None = None) -> tuple[list[str], list[int]]:
    """The faults, and the looks of which axe could not tell."""
    # Without preload: axe would fetch what a stylesheet imports, at addresses relative to the page.
    options |= {"preload": False, "resultTypes": ["violations", "incomplete"] if looks else ["violations"]}
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    if looks:
        violations, unsure = page.evaluate(ASK_COLOURS, [options, looks])
    else:
        violations, unsure = page.evaluate(ASK_STRUCTURE, options)
    lines = (
        f"{rule['id']}: {node['target']} {node.get('failureSummary', '')}"
        for rule in violations
        for node in rule["nodes"]
    )
    return list(dict.fromkeys(lines)), unsure
