from collections.abc import Iterator

import pytest
from django.db import connection

from activity import broker
from activity.switchboard import HANDLERS
from members.models import Member
from tests.activity import handlers
from tests.activity.handlers import FAIL, NOTE


@pytest.fixture
def effect_table(request: pytest.FixtureRequest) -> Iterator[None]:
    request.getfixturevalue("transactional_db" if _is_transactional(request) else "db")
    with connection.cursor() as cursor:
        cursor.execute(handlers.TABLE)
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE test_effect")


def _is_transactional(request: pytest.FixtureRequest) -> bool:
    mark = request.node.get_closest_marker("django_db")
    return bool(mark and mark.kwargs.get("transaction"))


@pytest.fixture
def switchboard(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(HANDLERS, "test.done", (NOTE,))
    monkeypatch.setitem(HANDLERS, "test.failed", (FAIL,))
    monkeypatch.setitem(HANDLERS, "test.both", (NOTE, FAIL))


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, str]]:
    """What the broker was given, in place of a broker."""
    tasks: list[tuple[int, str]] = []
    monkeypatch.setattr(broker, "send", lambda event_id, names: tasks.extend((event_id, name) for name in names))
    return tasks


@pytest.fixture
def marit() -> Member:
    return Member.objects.create_user("marit", "marit@example.org")
