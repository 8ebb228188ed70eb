"""A topic that is open while somebody answers: the page says so, moves nothing, keeps what is half written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from live import publish
from tests import cast, make
from tests.browser import is_sound, sign_in
from tests.forum import say
from tests.ledger import settle
from tests.live.listening import living
from tests.web import running_web

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

TOP = "document.querySelector('#answer').getBoundingClientRect().top"
WORDS = "I was there last"


def test_answers_come_into_an_open_page(new_page: Callable[..., Page], tmp_path: Path, settings: Any) -> None:
    make.community()
    ines, tobias = cast.ines(), cast.tobias()
    topic = say.ask(actor=make.member(name="Pau Ortega"))
    settle()
    with living(tmp_path) as alive, running_web(tmp_path, LIVE=alive.address, REDIS_URL=alive.valkey.url) as web:
        settings.LIVE, settings.REDIS_URL = alive.address, alive.valkey.url
        publish._client.cache_clear()
        url = f"http://localhost:{web.port}"
        page = new_page(forgiven=("Failed to load resource",))
        sign_in(page, SimpleNamespace(url=url), ines)
        with page.expect_request(lambda request: "/live/stream" in request.url, timeout=15_000):
            page.goto(url + topic.get_absolute_url())
        page.wait_for_timeout(300)
        page.locator("#answer").fill(WORDS)
        top = page.evaluate(TOP)
        quiet = say.answer(actor=tobias, topic=topic, masked=True, body="Said behind a mask.")
        loud = say.answer(actor=cast.dorrie(), topic=topic, body="Said aloud.")
        settle()
        news = page.locator("[data-live-news]")
        expect(news.get_by_role("status")).to_have_text("1 new answer")
        say.end_grace()
        settle()
        expect(news.get_by_role("status")).to_have_text("2 new answers")
        assert page.evaluate(TOP) == top
        assert page.get_by_text("Said aloud.").count() == 0
        is_sound(page, "live-news")
        news.get_by_role("button", name="Show").click()
        expect(page.locator(f"#p{loud.pk}")).to_contain_text("Said aloud.")
        expect(page.locator(f"#p{quiet.pk}")).to_contain_text("Said behind a mask.")
        expect(page.locator("#answer")).to_have_value(WORDS)
        expect(news.locator(".toast")).to_be_hidden()
        alive.process.kill()
        page.locator("#answer").fill("")
        page.goto(url + topic.get_absolute_url())
        expect(page.locator(f"#p{loud.pk}")).to_be_visible()
    publish._client.cache_clear()
