"""/healthz says that the process answers, /readyz that it can serve."""

from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.db.backends.utils import CursorWrapper
from django.test import Client
from django.utils import timezone

from activity.models import Delivery

pytestmark = pytest.mark.django_db


def test_alive_needs_no_database(client: Client, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]
        answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")


def test_ready_with_all_migrations(client: Client) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {
        "ready": True,
        "checks": {"database": "ok", "migrations": "ok", "disk": "ok"},
        "warnings": [],
    }


def test_not_ready_while_a_migration_waits(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'activity'")
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"]["migrations"].endswith("not applied")


def test_not_ready_without_a_database(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise OperationalError("connection to server failed: password=secret host=10.0.0.5")

    monkeypatch.setattr(connection, "cursor", refuse)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"]["database"] == "unreachable"
    assert "10.0.0.5" not in answer.content.decode()


def test_deliveries_that_gave_up_are_a_warning(client: Client) -> None:
    now = timezone.now()
    Delivery.objects.create(
        event_id=1, handler="a.b.c", event_at=now, due_at=now - timedelta(hours=1), attempts=8, dead_at=now
    )
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json()["warnings"] == ["deliveries that gave up and wait for a person: 1"]


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_nothing_can_be_changed_there(client: Client, method: str) -> None:
    assert getattr(client, method)("/healthz").status_code == 405


@pytest.mark.parametrize(("name", "value"), [("log_min_error_statement", "error"), ("log_error_verbosity", "default")])
def test_a_log_that_keeps_words_is_a_warning(
    client: Client, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    """The settings are the superuser's, so PostgreSQL is made to answer another value."""
    asked = CursorWrapper.execute

    def execute(cursor: CursorWrapper, sql: str, params: object = None) -> object:
        return asked(cursor, sql.replace(f"current_setting('{name}')", f"'{value}'"), params)  # type: ignore[arg-type]

    monkeypatch.setattr(CursorWrapper, "execute", execute)
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert [warning.partition(" keeps")[0] for warning in answer.json()["warnings"]] == ["PostgreSQL's log"]
