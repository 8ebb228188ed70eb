"""Logs say what happened, never to whom."""

import io
import json
import logging
from smtplib import SMTPRecipientsRefused

import psycopg
import pytest
import structlog
from celery import Celery
from django.db import DataError, IntegrityError
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.urls import ResolverMatch

from community import logs
from community.middleware import AccessLog, path_without_secrets
from tests.community.log_lines import parsed, written


def ask(path: str, **headers: str) -> HttpRequest:
    return RequestFactory().get(path, headers=headers)


def test_a_request_is_one_line_without_people(lines: io.StringIO) -> None:
    request = ask("/t/a-topic/?q=secret+words", **{"user-agent": "Fox/1", "x-forwarded-for": "203.0.113.7"})
    AccessLog(lambda _: HttpResponse(status=204))(request)
    (line,) = parsed(lines)
    assert line.pop("ms") >= 0
    assert line.pop("timestamp").endswith("Z")
    assert logs.KNOWN_ID.fullmatch(line.pop("request_id"))
    assert line == {
        "event": "request",
        "level": "info",
        "logger": "access",
        "method": "GET",
        "path": "/t/a-topic/",
        "status": 204,
    }


def test_what_opens_something_is_left_out_of_the_path() -> None:
    request = ask("/stop/9f8e7d/answered/")
    request.resolver_match = ResolverMatch(lambda: None, (), {"token": "9f8e7d", "kind": "answered"})
    assert path_without_secrets(request) == "/stop/…/answered/"


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/@dorrie/", "/@…/"),
        ("/@dorrie", "/@…"),
        ("/@dorrie/hello/", "/@…/hello/"),
        ("/desk/people/dorrie/silence/", "/desk/people/…/silence/"),
        ("/t/12/write-to-dorrie/", "/t/12/write-to-dorrie/"),
    ],
)
def test_whose_page_it_was_is_left_out(lines: io.StringIO, path: str, said: str) -> None:
    """Whoever is erased stands in no log, and nobody learns there whom somebody looked at."""
    AccessLog(lambda _: HttpResponse())(ask(path))
    logging.getLogger("django.request").error("Internal Server Error: %s", path)
    access, broken = parsed(lines)
    assert (access["path"], broken["event"]) == (said, f"Internal Server Error: {said}")


def test_the_row_that_postgresql_names_is_left_out(lines: io.StringIO) -> None:
    number = 47 * 100 + 11
    try:
        raise IntegrityError(f"duplicate key value\nDETAIL:  Key (member_id)=({number}) already exists.\n")
    except IntegrityError:
        logging.getLogger("django.request").exception("Internal Server Error: %s", "/t/")
    (line,) = parsed(lines)
    assert line["event"] == "Internal Server Error: /t/"
    assert "duplicate key value" in line["exception"]
    assert "4711" not in lines.getvalue()


REFUSED = """new row for relation "forum_post" violates check constraint "forum_post_one_author"
DETAIL:  Failing row contains (12, I have not
opened a letter

since March, null).
"""
UNREAD = """syntax error at or near "FROM"
LINE 1: SELECT 'I have not opened a letter since March' FROM
                                                        ^
"""


@pytest.mark.parametrize("said", [REFUSED, UNREAD])
def test_the_words_of_a_statement_that_failed_are_left_out(lines: io.StringIO, said: str) -> None:
    """Words have lines of their own, and empty ones between them; errors come in chains."""
    try:
        try:
            raise psycopg.errors.CheckViolation(said)
        except psycopg.Error as error:
            raise IntegrityError(*error.args) from error
    except IntegrityError:
        logging.getLogger("django.request").exception("Internal Server Error: %s", "/t/")
    (line,) = parsed(lines)
    assert line["exception"].count(said.splitlines()[0]) == 2
    assert "direct cause" in line["exception"]
    for words in ("I have not", "opened a letter", "since March"):
        assert words not in lines.getvalue()


WORDS = "I have not opened a letter"


@pytest.mark.parametrize(
    "error",
    [
        ValueError(WORDS),
        KeyError(WORDS),
        RuntimeError(f"{WORDS}\nsince March"),
        SMTPRecipientsRefused({WORDS: (550, b"no")}),
        UnicodeEncodeError("ascii", WORDS, 0, 1, WORDS),
    ],
)
def test_what_an_error_of_our_own_code_says_is_left_out(lines: io.StringIO, error: Exception) -> None:
    """It may be somebody's words; where it broke and what kind of error it was stays, and so does what came before it."""
    try:
        try:
            raise TypeError("a table was no list")
        except TypeError as first:
            raise error from first
    except Exception:
        logging.getLogger("django.request").exception("Internal Server Error: %s", "/t/")
    structlog.get_logger("x").error("broken", exc_info=error)
    one, two = parsed(lines)
    for line in (one, two):
        assert WORDS not in json.dumps(line)
        assert "since March" not in json.dumps(line)
        assert type(error).__qualname__ in line["exception"]
        assert "test_logs.py" in line["exception"]
        assert "TypeError: a table was no list" in line["exception"]
        assert "direct cause" in line["exception"]


def test_a_value_that_the_database_would_not_take_is_left_out(lines: io.StringIO) -> None:
    """PostgreSQL repeats it in the sentence itself, and Django what it was given for a number."""
    said = f'invalid input syntax for type bigint: "{WORDS}"'
    try:
        try:
            raise psycopg.errors.InvalidTextRepresentation(said)
        except psycopg.Error as error:
            raise DataError(*error.args) from error
    except DataError:
        logging.getLogger("django.request").exception("Internal Server Error: %s", "/t/")
    structlog.get_logger("x").error("broken", exc_info=TypeError(f"Field 'id' expected a number but got ['{WORDS}']."))
    first, second = parsed(lines)
    assert "InvalidTextRepresentation" in first["exception"]
    assert "Field 'id' expected a number" in second["exception"]
    assert WORDS not in lines.getvalue()


def test_errors_that_lead_to_each_other_end(lines: io.StringIO) -> None:
    one, two = ValueError(), ValueError()
    one.__context__, two.__context__ = two, one
    structlog.get_logger("x").error("broken", exc_info=one)
    assert parsed(lines)[0]["exception"].count("ValueError") == 2


def test_celery_says_that_a_task_failed_and_not_what_was_in_it(lines: io.StringIO) -> None:
    own = Celery("own", set_as_current=False)

    @own.task(name="tests.breaks", shared=False)
    def breaks(words: str) -> None:
        raise ValueError(words)

    breaks.apply(args=[WORDS])
    assert any("tests.breaks" in line["event"] for line in parsed(lines))
    assert WORDS not in lines.getvalue()


@pytest.mark.parametrize("key", ["email", "ip", "request", "remote_addr"])
def test_words_that_name_people_are_dropped(lines: io.StringIO, key: str) -> None:
    structlog.get_logger("x").warning("something", **{key: "canary", "kept": 1})
    (line,) = parsed(lines)
    assert line["kept"] == 1
    assert "canary" not in lines.getvalue()


def test_a_person_who_develops_reads_plain_lines() -> None:
    with written(readable=True) as stream:
        structlog.get_logger("x").info("hello", n=1)
    assert "hello" in stream.getvalue()
    assert "n=1" in stream.getvalue()
    assert not stream.getvalue().startswith("{")
