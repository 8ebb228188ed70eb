"""While the database is away or silent every page says so in time, in a page of its own, and comes back by itself.

The real server, with a relay before its database that the test freezes and cuts.
"""

import json
import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from forum.models import Post, Topic
from tests import cast, make
from tests.relay import Relay, relay_to_database
from tests.web import Answer, Web, cookie_of, running_web

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

PATIENCE = 1.5  # seconds that a page waits for the database here; 10 in production
IN_TIME = 5.0  # seconds for an answer: one wait in vain, and the rest for a machine under load
WORDS = "The bailiff came on Tuesday.\n\nWhat now?"


@dataclass
class Scene:
    web: Web
    relay: Relay
    topic: str
    cookies: str
    token: str

    def ask(self, path: str, *, member: bool = False, **more: str) -> Answer:
        if member:
            more["Cookie"] = self.cookies
        return self.web.ask(path, **more)

    def post(self, path: str, fields: dict[str, str], **more: str) -> Answer:
        body = "&".join(f"{name}={value}" for name, value in fields.items())
        more |= {"Content_Type": "application/x-www-form-urlencoded", "Cookie": self.cookies}
        return self.web.ask(path, "POST", body, **more)


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    with ExitStack() as stack:
        to = connection.settings_dict
        relay = stack.enter_context(relay_to_database(to["HOST"], to["PORT"]))
        url = f"postgres://{to['USER']}:{to['PASSWORD']}@127.0.0.1:{relay.port}/{to['NAME']}?connect_timeout=2"
        web = stack.enter_context(running_web(tmp_path, DATABASE_URL=url, WEB_DATABASE_SECONDS=str(PATIENCE)))
        yield prepared(web, relay)


def prepared(web: Web, relay: Relay) -> Scene:
    make.community()
    topic = make.topic(audience="everyone", space=make.space(visibility="public"))
    signed_in = Client()
    signed_in.force_login(cast.pau())
    session = f"session={signed_in.cookies['session'].value}"
    page = web.ask(topic.get_absolute_url(), Cookie=session)
    assert page.status == 200
    csrf = cookie_of(page, "csrf")
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
    assert token
    return Scene(web, relay, topic.get_absolute_url(), f"{session}; {csrf}", token[1])


def answer_form(scene: Scene) -> tuple[str, dict[str, str]]:
    key = "6dc3ff86-6fcb-4f39-9de5-2f2d3b0c3e5c"
    form = {
        "csrfmiddlewaretoken": scene.token,
        "submit_key": key,
        "as": "me",
        "body": WORDS.replace(" ", "+").replace("\n", "%0A"),
    }
    return reverse("forum:answer", args=[Topic.objects.get().pk]), form


def assert_says_so(answer: Answer, where: str = "") -> None:
    assert answer.status == 503, where
    assert int(answer.headers["Retry-After"]) > 0
    assert "no-store" in answer.headers["Cache-Control"]
    assert "Back in a moment" in answer.text


PAGES = ["/", "/latest/", "/search/?q=debt", "/s/nothing-here/", "/blog/"]
MEMBERS_PAGES = ["/settings/", "/notices/", "/running/community/"]


def test_without_a_database_every_page_says_so_and_the_words_are_kept(scene: Scene) -> None:
    assert scene.ask(scene.topic).status == 200  # kept now, by this process as well
    scene.relay.cut()
    for path in [scene.topic, *PAGES]:
        assert_says_so(scene.ask(path), path)
    for path in [scene.topic, *PAGES, *MEMBERS_PAGES]:
        assert_says_so(scene.ask(path, member=True), path)
    fragment = scene.ask(scene.topic, member=True, HX_Request="true")
    assert (fragment.status, "<html" in fragment.text, 'role="alert"' in fragment.text) == (503, False, True)
    assert fragment.headers["Retry-After"]
    assert_says_so(scene.post("/accounts/login/", {"csrfmiddlewaretoken": scene.token, "login": "a", "password": "b"}))
    where, form = answer_form(scene)
    lost = scene.post(where, form)
    assert_says_so(lost)
    for kept in (WORDS, form["submit_key"], scene.token, f'action="{where}"'):
        assert kept in lost.text
    assert scene.ask("/healthz").status == 200
    assert_not_ready(scene)
    scene.relay.mend()
    assert scene.ask(scene.topic).status == 200
    assert scene.post(where, form).status in (302, 303)
    assert Post.objects.filter(body=WORDS).count() == 1


def test_a_silent_database_pins_nobody(scene: Scene) -> None:
    for member in (False, True, False, True):
        assert scene.ask(scene.topic, member=member).status == 200
    scene.relay.freeze()
    for member in (False, True):
        with took_less_than(IN_TIME), ThreadPoolExecutor() as people:
            answers = people.map(lambda _: scene.ask(scene.topic, member=member), range(2))  # noqa: B023
            assert_not_ready(scene)
            for answer in answers:
                assert_says_so(answer)
    with took_less_than(IN_TIME):  # nobody waits to find out what is known already
        for path in PAGES:
            assert_says_so(scene.ask(path))
    scene.relay.thaw()
    end = time.monotonic() + 15
    while scene.ask(scene.topic, member=True).status != 200:
        assert time.monotonic() < end
        time.sleep(0.2)


def assert_not_ready(scene: Scene) -> None:
    with took_less_than(3.0):
        assert scene.ask("/healthz").status == 200
        answer = scene.ask("/readyz")
    assert answer.status == 503
    assert json.loads(answer.text)["ready"] is False


@contextmanager
def took_less_than(seconds: float) -> Iterator[None]:
    began = time.monotonic()
    yield
    assert time.monotonic() - began < seconds
