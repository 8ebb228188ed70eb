"""Every sentence of the interface is translated, and long ones fit: read in a language made of the English (tests/pseudo.py)."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from babel import Locale
from django.apps import apps
from django.core.cache import cache
from django.db import connection, models
from django.test import Client
from django.urls import reverse
from django.utils.html import escape
from playwright.sync_api import Page

from members.models import Community, Member
from tests import make, pseudo
from tests.browser import set_view, sign_in
from tests.matrix import MATRIX
from tests.matrix_world import ROLES, World, addresses
from tests.pseudo import CLOSES, CODE, OPENS, said

pseudo_fixture = pseudo.pseudo_fixture

# --- nothing is left in English ----------------------------------------------------------------------

INSIDE = re.compile(f"{OPENS}[^{OPENS}{CLOSES}]*{CLOSES}")
WORD = re.compile(r"[^\W\d_]{3,}")
# Names that are said alike in every language: of this program and of others, of formats and of keys.
NAMES = set(
    "Murmuration Markdown Python Django CSV GitHub Google Android Linux Windows Firefox Chromium Chrome Safari Shift Delete Ctrl "
    "UTC JSON HTML ZIP SVG PNG JPEG WebP AVIF RSS PostgreSQL Valkey Redis Esperanto".split()
)
# What machines call things: addresses, and the dotted names of code.
CODED = re.compile(rf"https?://[^\s{OPENS}{CLOSES}]+|\w+(?:\.\w+)+")
_esperanto = Locale.parse(CODE)
DATES = {
    word
    for names in (_esperanto.months, _esperanto.days)
    for widths in names["format"].values()
    for name in widths.values()
    for word in WORD.findall(name)
} | {"kaj"}
HUMAN = set(
    "title purpose norms norms_for_asking display_name introduction bio bio_html location html text excerpt name label lead "
    "reason note words description headline host_name privacy_note urgent_help_html outside_help_html why application "
    "declined_because what_changed body instead spelling".split()
)
LISTS = {"members_community": "agreement", "members_journey": "suggested_milestones"}


def mark_what_people_wrote() -> None:
    """Puts brackets around it, so that what has none is the interface's."""
    with connection.cursor() as cursor:
        for model in apps.get_models():
            if model._meta.app_label in ("auth", "contenttypes", "sessions", "account", "mfa", "socialaccount"):
                continue
            for column in model._meta.concrete_fields:
                is_words = isinstance(column, (models.CharField, models.TextField)) and not column.primary_key
                if is_words and column.name in HUMAN and not column.choices:
                    _mark(cursor, model._meta.db_table, column.column, column.max_length)
        for table, column in LISTS.items():
            sql = f"UPDATE {table} SET {column} = ARRAY(SELECT %s || one || %s FROM unnest({column}) one)"  # noqa: S608  likewise
            cursor.execute(sql, [OPENS, CLOSES])


def _mark(cursor: Any, table: str, column: str, longest: int | None) -> None:
    """Around every word on its own, for pages show parts of a text."""
    sql = rf"regexp_replace({column}, '(<[^>]*>|&\w+;)|([[:alpha:]]+)', '\1{OPENS}\2{CLOSES}', 'g')"
    sql = f"replace({sql}, '{OPENS}{CLOSES}', '')"
    sql = f"left({sql}, {longest})" if longest else sql
    cursor.execute(f"UPDATE {table} SET {column} = {sql} WHERE {column} <> ''")  # noqa: S608  names of our own columns


class Visible(HTMLParser):
    """What a page says: its text, and the attributes that are shown, spoken or said by a script."""

    SILENT = ("script", "style", "code", "pre", "kbd", "samp", "time", "template", "svg", "bdi")
    OWN_NAMES = (
        "language",
        "reads_in",
        "topic_languages",
        "lang",
        "time_zone",
    )  # lists of names, each in its own language
    SPOKEN = ("title", "placeholder", "aria-label", "alt")
    EMPTY = ("input", "br", "img", "meta", "link", "hr", "use", "path", "source", "wbr", "col")

    def __init__(self) -> None:
        super().__init__()
        self.silent: list[str] = []
        self.text: list[str] = []
        self.attributes: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        is_silent = (
            tag in self.SILENT or ("lang" in known and tag != "html") or "mono" in (known.get("class") or "").split()
        )
        if self.silent or is_silent or (tag == "select" and known.get("name") in self.OWN_NAMES):
            if tag not in self.EMPTY:
                self.silent.append(tag)
            return
        self.text.append(" ")
        self.attributes += [said for name in self.SPOKEN if (said := known.get(name))]
        data = [said for name, said in attrs if said and name.startswith("data-") and " " in said]
        self.attributes += [form for said in data for form in (json.loads(said).values() if said[0] == "{" else [said])]
        if tag == "input" and known.get("type") in ("submit", "button"):
            self.attributes.append(known.get("value") or "")

    def handle_endtag(self, tag: str) -> None:
        if self.silent and self.silent[-1] == tag:
            self.silent.pop()

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.text.append(data)


def english_in(page: str) -> list[str]:
    """Words outside of all brackets, each with what stands around it."""
    visible = Visible()
    visible.feed(page)
    return [word for text in ("".join(visible.text), *visible.attributes) for word in _outside(text)]


def _outside(text: str) -> Iterator[str]:
    text = CODED.sub("…", " ".join(text.split()))
    while (shorter := INSIDE.sub("…", text)) != text:
        text = shorter
    for found in WORD.finditer(text):
        if found[0] not in NAMES and found[0] not in DATES:
            yield f"{found[0]} [{text[max(0, found.start() - 30) : found.end() + 30]}]"


def test_a_planted_word_is_found_and_what_is_translated_is_not() -> None:
    page = f"<p>{OPENS}Bý {OPENS}Ines{CLOSES} <b>áńd</b> ~~{CLOSES} 17 <code>code</code></p>"
    assert english_in(page) == []
    assert [one.split()[0] for one in english_in(page + "<p>Planted</p>")] == ["Planted"]
    assert [one.split()[0] for one in english_in(page + '<img alt="Planted">')] == ["Planted"]
    assert [one.split()[0] for one in english_in(page + '<p data-said="Planted here">')] == ["Planted", "here"]
    forms = escape(json.dumps({"one": f"{OPENS}óñé{CLOSES}", "other": "some planted"}))
    assert [one.split()[0] for one in english_in(page + f'<p data-forms="{forms}">')] == ["some", "planted"]
    assert english_in('<p class="mono">KeyError</p> https://example.org/word <b>notices.actions</b>') == []


@pytest.mark.django_db
def test_every_page_is_translated(pseudo: str) -> None:
    world = World()
    make.thanks_words()
    mark_what_people_wrote()
    Community.objects.update(language=CODE)  # its own words stand in what scripts put into a text
    cache.clear()
    readers: dict[str, Client] = {}
    wrong: dict[str, list[str]] = {}
    read = 0
    for name, takes in addresses().items():
        role = next((role for role in ROLES[::-1] if MATRIX[name][0][ROLES.index(role)] == "."), "")
        if not role:
            continue
        if role not in readers:
            readers[role] = Client()
            if (member := world.role(role)) is not None:
                readers[role].force_login(member)
        answer = readers[role].get(reverse(name, args=world.args(name) if takes else []))
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/html") and not answer.streaming:
            read += 1
            if found := english_in(answer.content.decode()):
                wrong[f"{name} ({role})"] = found
    assert read > 100
    assert wrong == {}, "\n".join(f"{name}: {'; '.join(found[:6])}" for name, found in wrong.items())


# --- and all of it fits --------------------------------------------------------------------------------

# Words of the interface that stand out of their box, and boxes that stand out of the page.
CLIPPED = r"""() => {
  const found = []
  const edge = document.documentElement.clientWidth
  if (document.documentElement.scrollWidth > edge) {
    const wide = [...document.body.querySelectorAll("*")].find(one => one.getBoundingClientRect().right > edge + 1)
    found.push(`scrolls sideways: ${wide ? wide.tagName.toLowerCase() + "." + wide.className : "something"}`)
  }
  for (const one of document.body.querySelectorAll("button, a, label, summary, h1, h2, h3, legend, .btn, .tag, .tabs *")) {
    if (!one.checkVisibility() || one.closest(".visually-hidden, .skip-link, pre, .table") || !one.textContent.trim()) continue
    const style = getComputedStyle(one)
    const cut = style.overflowX !== "visible" && one.scrollWidth > one.clientWidth + 1 && style.overflowX !== "auto"
    if (cut && style.display !== "inline") found.push(`clipped: ${one.tagName.toLowerCase()}.${one.className} “${one.textContent.trim().slice(0, 40)}”`)
  }
  return found
}"""
PAGES = (
    "/ /latest/ /unanswered/ /spaces/ /members/ /notices/ /desk/ /ask/ /settings/ /settings/privacy/ /your-help/ /about/ "
    "/path/ /search/?q=card /saved/ /following/ /running/community/ /mentoring/ /help-now/"
).split()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_at_390_nothing_is_clipped(new_page: Callable[..., Page], live_server: Any, pseudo: str) -> None:
    world = World()
    Member.objects.update(reads_in=CODE)
    topic = world.topic.get_absolute_url()
    page = sign_in(new_page(), live_server, world.admin)
    set_view(page, 390, "light")
    wrong, read = [], 0
    for path in (*PAGES, topic):
        answer = page.goto(live_server.url + path)
        if answer is not None and answer.status == 200:
            read += 1
            assert said("About this community") in page.content()
            wrong += [f"{path}: {fault}" for fault in page.evaluate(CLIPPED)]
    assert read > 12
    assert wrong == [], "\n".join(wrong)
