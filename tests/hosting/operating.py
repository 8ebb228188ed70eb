"""What tests of the page of operations share."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.utils import timezone

from activity.models import Delivery
from hosting.models import Run
from hosting.queries.page import facts
from hosting.queries.wrong import wrong
from members.models import Member

PAGE = "/operations/"
GIVEN_UP = "notices.actions.reactions.writing.answered"


def run(kind: Run.Kind, *, hours: float, ok: bool | None = True, words: str = "") -> Run:
    at = timezone.now() - timedelta(hours=hours)
    return Run.objects.create(kind=kind, started_at=at, ended_at=at, ok=ok, words=words, size=12_000_000)


def begun(*, ago: timedelta) -> None:
    """The database was made then, and not when the first test asked for one."""
    MigrationRecorder(connection).migration_qs.update(applied=timezone.now() - ago)


def given_up(number: int, handler: str = GIVEN_UP, error: str = "KeyError at answered:12") -> Delivery:
    now = timezone.now()
    return Delivery.objects.create(
        event_id=number, handler=handler, event_at=now, due_at=now, attempts=8, last_error=error, dead_at=now
    )


def of(member: Member) -> Client:
    client = Client()
    client.force_login(member)
    return client


def page_of(member: Member, path: str = PAGE, **data: Any) -> str:
    answer = of(member).get(path, data)
    assert answer.status_code == 200
    return answer.content.decode()


def troubles() -> list[str]:
    return [trouble.what for trouble in wrong(facts())]
