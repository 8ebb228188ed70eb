"""The choice of languages over a list, in a browser: it folds out, and changes the rows in place and in the address."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests import make
from tests.browser import is_sound_in_every_view, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("reads_in", ["en", "ar"])
def test_a_reader_chooses_two_and_takes_it_back(page: Page, live_server: Any, reads_in: str) -> None:
    make.community(topic_languages=["de", "tr", "uk"], language="en")
    space = make.space(title="Money")
    for title, lang in (("Wo fange ich an?", "de"), ("Nereden?", "tr"), ("Where do I start?", "")):
        make.topic(title=title, lang=lang, space=space)
    sign_in(page, live_server, make.member(reads_in=reads_in))
    page.goto(f"{live_server.url}/latest/")
    rows = page.locator(".rows .topic-row")
    expect(rows).to_have_count(3)
    page.locator(".list-languages > summary").click()
    page.get_by_label("Deutsch").check()
    page.get_by_label("Türkçe").check()
    is_sound_in_every_view(page, f"the languages of a list, {reads_in}")
    page.locator(".list-languages button").click()
    expect(rows).to_have_count(2)
    expect(page).to_have_url(re.compile(r"/latest/\?lang=de&lang=tr$"))
    expect(page.locator(".list-languages > summary")).to_contain_text("Deutsch")
    page.locator(".list-languages > summary").click()
    page.locator(".list-languages a").click()
    expect(rows).to_have_count(3)
    expect(page).to_have_url(re.compile(r"/latest/$"))
