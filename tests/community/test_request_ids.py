"""Lines of one request, and of the tasks that it caused, belong together; two requests of a person do not."""

from __future__ import annotations

import io
from typing import Any

import pytest
import structlog
from celery import Celery
from celery.worker.request import Request
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from community import logs
from community.middleware import AccessLog
from tests import cast, make
from tests.community.log_lines import parsed


def own_lines(stream: io.StringIO) -> list[dict[str, Any]]:
    """Celery says beside them that a task has ended."""
    return [line for line in parsed(stream) if not line["logger"].startswith("celery.")]


own = Celery("own", broker="memory://", set_as_current=False)  # beside ours, whose tasks the beat must know


@own.task(name="tests.says", shared=False)
def says() -> None:
    structlog.get_logger("x").info("in a task")


def sent_and_done(**headers: Any) -> None:
    """Over a broker, and as a worker takes it from there."""
    with own.connection_for_write() as connection:
        says.apply_async(connection=connection, queue="ids")
        with connection.channel() as channel:
            message = channel.basic_get("ids", no_ack=True)
            message = channel.message_to_python(message) if isinstance(message, dict) else message
            message.headers.update(headers)
            Request(message, app=own, task=says, hostname="here").execute()


def test_all_lines_of_a_request_have_one_id_and_the_next_request_another(lines: io.StringIO) -> None:
    def view(_request: HttpRequest) -> HttpResponse:
        structlog.get_logger("x").info("in a view")
        return HttpResponse()

    for _ in range(2):
        AccessLog(view)(RequestFactory().get("/"))
    first, second, third, fourth = (line["request_id"] for line in own_lines(lines))
    assert first == second != third == fourth
    structlog.get_logger("x").info("outside")
    assert "request_id" not in own_lines(lines)[-1]


def test_a_task_goes_on_under_the_id_of_its_request(lines: io.StringIO) -> None:
    with logs.one_request() as request_id:
        sent_and_done()
    (line,) = own_lines(lines)
    assert line["request_id"] == request_id
    assert line["task"] == "tests.says"


def test_a_task_of_the_clock_has_one_of_its_own_and_it_ends_with_it(lines: io.StringIO) -> None:
    sent_and_done()
    sent_and_done()
    first, second = own_lines(lines)
    assert logs.KNOWN_ID.fullmatch(first["request_id"])
    assert first["request_id"] != second["request_id"]
    structlog.get_logger("x").info("after it")
    assert not {"request_id", "task"} & own_lines(lines)[-1].keys()


def test_a_task_inside_a_request_gives_its_id_back(lines: io.StringIO) -> None:
    with logs.one_request() as request_id:
        says.apply()
        structlog.get_logger("x").info("goes on")
    assert own_lines(lines)[-1]["request_id"] == request_id
    assert "task" not in own_lines(lines)[-1]


@pytest.mark.parametrize("odd", ["", "x" * 16, "a" * 17, "DROP TABLE", 7, None])
def test_what_is_no_id_of_ours_is_not_written_down(lines: io.StringIO, odd: Any) -> None:
    sent_and_done(request_id=odd)
    (line,) = own_lines(lines)
    assert line["request_id"] != odd
    assert logs.KNOWN_ID.fullmatch(line["request_id"])


@pytest.mark.django_db
def test_an_id_is_not_taken_from_outside_and_is_told_where_something_broke(
    lines: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    make.community()
    client = Client(raise_request_exception=False, headers={"x-request-id": "a" * 16})
    assert "X-Request-ID" not in client.get("/spaces/")
    assert "a" * 16 not in lines.getvalue()

    def breaks(*_: Any, **__: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr("hosting.views.operations.page.facts", breaks)
    client.force_login(cast.nasreen())
    answer = client.get("/operations/")
    assert answer.status_code == 500
    access = [line for line in own_lines(lines) if line["logger"] == "access"][-1]
    assert access["status"] == 500
    assert answer["X-Request-ID"] == access["request_id"]
