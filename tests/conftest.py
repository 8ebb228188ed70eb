"""What every test may ask for. The cast is in `cast.py`, the builders in `make.py`."""

import gc
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.test import TransactionTestCase
from playwright.sync_api import Browser, Page

from tests import axe, lock_order
from tests.browser import TWO_VIEWS, CollectedFiles, chromium
from tests.database import empty_tables
from tests.rooms import Rooms
from tests.sink import Sink, running_sink
from web import pagecache
from writing import stems


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What waits for real processes begins first, then what waits for a browser: the rest is worked on beside it."""
    rank: dict[Path, int] = {}
    for item in items:
        mark = 0 if item.get_closest_marker("slow") else 1 if item.get_closest_marker("browser") else 2
        rank[item.path] = min(mark, rank.get(item.path, mark))
    order = {path: (rank[path], place) for place, path in enumerate(rank)}
    items.sort(key=lambda item: order[item.path])


def pytest_collection_finish() -> None:
    """What is collected stays to the end: nothing looks through thousands of tests for what could be thrown away."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)  # as many new objects as a few tests make


@pytest.fixture(scope="session", autouse=True)
def _empties_quickly() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _case: empty_tables())
        yield


@pytest.fixture(scope="session", autouse=True)
def _finds_english_words() -> None:
    """What is pure stays so: in which languages people write is asked by the tests that are about it."""
    stems.ask_for_languages(tuple)


@pytest.fixture(scope="session", autouse=True)
def _collected_files() -> Iterator[None]:
    """One stylesheet and one script that a browser keeps, as where the forum runs: not sixty files for each page."""
    call_command("collectstatic", interactive=False, verbosity=0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.contrib.staticfiles.handlers.StaticFilesHandler", CollectedFiles)  # of the live server
        yield


lock_order.watch()
# How long it takes to think of an example says something about the machine, and nothing about us.
hypothesis.settings.register_profile("ours", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("ours")


@pytest.fixture(autouse=True)
def _locks_in_order() -> Iterator[None]:
    lock_order.breaches.clear()
    yield
    assert not lock_order.breaches, "docs/decisions/locks.md: " + "; ".join(lock_order.breaches)


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    cache.clear()
    pagecache.pages.clear()


@pytest.fixture(scope="session")
def _pages_that_were_right(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> None:
    """The workers of a run have folders of their own in one."""
    folder = tmp_path_factory.getbasetemp()
    axe.right = axe.Right((folder.parent if hasattr(request.config, "workerinput") else folder) / "right")


@pytest.fixture(scope="session")
def browser(_pages_that_were_right: None) -> Iterator[Browser]:
    """One Chromium for each worker."""
    # Playwright's event loop runs in this thread; Django would refuse the database beside it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with chromium() as running:
        yield running


@pytest.fixture(scope="session")
def rooms(browser: Browser) -> Rooms:
    return Rooms(browser)


@pytest.fixture
def new_page(rooms: Rooms) -> Iterator[Callable[..., Page]]:
    """new_page(width=390, scheme="dark") → a page of a person of its own (own cookies)."""
    with ExitStack() as pages:
        yield lambda **view: pages.enter_context(rooms.page(**view))


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    return new_page()


@pytest.fixture(params=TWO_VIEWS, ids=lambda view: f"{view[0]}-{view[1]}")
def any_page(request: pytest.FixtureRequest, new_page: Callable[..., Page]) -> Page:
    """The test runs twice: in the dark at 1280, in the light at 390."""
    width, scheme = request.param
    return new_page(width=width, scheme=scheme)


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forms are not filled in too quickly for a person."""
    monkeypatch.setattr("members.honeypot.FASTEST_PERSON_SECONDS", -1)


@pytest.fixture
def smtp_sink(settings: Any) -> Iterator[Sink]:
    """A real SMTP server; Django's mail goes there."""
    with running_sink() as sink:
        settings.EMAIL_BACKEND = "community.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = sink.host, sink.port
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        yield sink
