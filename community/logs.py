"""What is written to the logs: JSON lines in production, readable ones while developing.

No line carries an address, a member's number, a cookie or a query string: logs are copied, kept and read by people
who must not learn who wrote behind a mask.

The lines of one request, and of the tasks that it caused, have the same `request_id`: a random number of that request
alone, so that no two requests of a person are tied to each other.
"""

import logging.config
import re
import secrets
import sys
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import Token
from smtplib import SMTPException
from typing import Any

import structlog
from celery.signals import before_task_publish, setup_logging, task_postrun, task_prerun
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db.utils import DatabaseError, DataError
from structlog.typing import EventDict, WrappedLogger

# PostgreSQL names the offending row in its errors ("DETAIL: Key (member_id)=(42) already exists") or shows the line of
# the statement. Words have lines of their own, so all goes that comes after, up to the next error of the chain.
DETAIL = re.compile(
    r"^(?:DETAIL|HINT|CONTEXT|PARAMETERS|QUERY|STATEMENT|LINE \d+):.*?(?=^\n(?:The above|During handling)|\Z)",
    re.MULTILINE | re.DOTALL,
)
# Celery says how a task ended, with the text of its error.
OF_TASKS, OUTCOME = "celery.app.trace", re.compile(r"^(Task \S+ [^:]+):.*", re.DOTALL)
# Django logs whole requests and the sender's address beside some events.
UNWANTED = ("request", "server_time", "remote_addr", "ip", "email", "args")

# Addresses that say of whom they are. A log outlives whoever leaves.
NAMED = re.compile(r"(?:(?<=/@)|(?<=/desk/people/))[^/\s]+")


# Whose text names places of our code and tables, and no value of a row once its details are gone. Every other text may
# repeat what somebody wrote: the key that was not found, the number that was none.
SPOKEN = (
    DatabaseError,
    ImportError,
    NameError,
    AttributeError,
    TypeError,
    ImproperlyConfigured,
    OSError,
)
# An OSError that repeats addresses; and what PostgreSQL says of a value that it cannot take, which it repeats.
UNSPOKEN = (SMTPException, DataError)
OF_VALUES = "DataError"  # as psycopg calls it, which is not loaded here
# Django says so of a filter, in an error of any kind: "Field 'id' expected a number but got 'words'."
GOT = re.compile(r"\bbut got .*", re.DOTALL)


def exception_without_words(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    """In place of structlog's own: where it broke and what kind of error it was; what it said, of a few kinds alone."""
    found = event.pop("exc_info", None)
    if found:
        error = (
            found if isinstance(found, BaseException) else found[1] if isinstance(found, tuple) else sys.exc_info()[1]
        )
        if error is not None:
            event["exception"] = "".join(_spelled(error, set())).rstrip()
    return event


def _spelled(error: BaseException, seen: set[int]) -> Iterator[str]:
    """As Python spells a chain of errors, the first one first."""
    seen.add(id(error))
    before, how = error.__cause__, "The above exception was the direct cause of the following exception:"
    if before is None and not error.__suppress_context__:
        before, how = error.__context__, "During handling of the above exception, another exception occurred:"
    if before is not None and id(before) not in seen:
        yield from _spelled(before, seen)
        yield f"\n{how}\n\n"
    yield "Traceback (most recent call last):\n"
    yield from traceback.format_tb(error.__traceback__)
    said = f": {GOT.sub('', str(error))}" if _may_speak(error) else ""
    yield f"{type(error).__module__}.{type(error).__qualname__}{said}\n"


def _may_speak(error: BaseException) -> bool:
    of_psycopg = {kind.__name__ for kind in type(error).__mro__ if kind.__module__.partition(".")[0] == "psycopg"}
    if of_psycopg:
        return OF_VALUES not in of_psycopg
    return isinstance(error, SPOKEN) and not isinstance(error, UNSPOKEN)


def without_people(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    for key in UNWANTED:
        event.pop(key, None)
    for key in ("event", "exception"):
        if isinstance(event.get(key), str):
            event[key] = NAMED.sub("…", DETAIL.sub("", event[key]))
    if event.get("logger") == OF_TASKS and isinstance(event.get("event"), str):
        event["event"] = OUTCOME.sub(r"\1", event["event"])
    return event


SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    exception_without_words,
    without_people,
]


def configuration(*, readable: bool, level: str) -> dict[str, Any]:
    """A `logging.config` dictionary; libraries' own lines pass through the same processors as ours."""
    renderer: Any = (
        structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
        if readable
        else structlog.processors.JSONRenderer(sort_keys=True)
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "lines": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": SHARED,
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
            }
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "lines"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            # Its lines are those of the access log, with less care: AccessLog writes them.
            "django.server": {"handlers": [], "propagate": False},
            "django.request": {"level": "ERROR"},
            # Tasks' arguments never reach a log; the start and end of each task would be noise.
            "celery.worker.strategy": {"level": "WARNING"},
        },
    }


def configure(chosen: dict[str, Any]) -> None:
    """Django's LOGGING_CONFIG."""
    logging.config.dictConfig(chosen)
    structlog.configure(
        processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


@setup_logging.connect(weak=False)
def in_celery(**_: Any) -> None:
    """With a receiver here Celery does not set up its own; the beat never asks Django to do it."""
    configure(settings.LOGGING)


# --- which lines belong together ---------------------------------------------------------------------

REQUEST_ID = "request_id"
KNOWN_ID = re.compile(r"[0-9a-f]{16}")
_begun: dict[str, Mapping[str, Token[Any]]] = {}  # tasks of this process that run, by their id


def new_request_id() -> str:
    return secrets.token_hex(8)


@contextmanager
def one_request() -> Iterator[str]:
    """Every line inside has an id of its own."""
    request_id = new_request_id()
    with structlog.contextvars.bound_contextvars(request_id=request_id):
        yield request_id


@before_task_publish.connect(weak=False)
def sent_with_its_id(headers: dict[str, Any] | None = None, **_: Any) -> None:
    request_id = structlog.contextvars.get_contextvars().get(REQUEST_ID)
    if request_id and headers is not None:
        headers[REQUEST_ID] = request_id


@task_prerun.connect(weak=False)
def begins_with_its_id(task_id: str = "", task: Any = None, **_: Any) -> None:
    """Of the request that caused it; one of the clock has an id of its own."""
    sent = task.request.get(REQUEST_ID) if task is not None else None
    request_id = sent if isinstance(sent, str) and KNOWN_ID.fullmatch(sent) else new_request_id()
    name = getattr(task, "name", "")
    _begun[task_id] = structlog.contextvars.bind_contextvars(request_id=request_id, task=name)


@task_postrun.connect(weak=False)
def ends_with_its_id(task_id: str = "", **_: Any) -> None:
    if (tokens := _begun.pop(task_id, None)) is not None:
        structlog.contextvars.reset_contextvars(**tokens)


class WhatFits(structlog.WriteLogger):
    """A line that finds no room is left out, as the standard library does: the page that it is about goes on."""

    def info(self, message: str) -> None:
        with suppress(OSError):
            super().info(message)


def quick_logger(name: str) -> Any:
    """Writes the same lines to the same place without the way through the standard library, which takes longer than
    the page that it is about. For lines that hold nothing but what our own code puts there."""
    renderer: Any = structlog.processors.JSONRenderer(sort_keys=True)
    if settings.DEBUG:
        renderer = structlog.dev.ConsoleRenderer(colors=False)
    return structlog.wrap_logger(
        WhatFits(sys.stderr),
        processors=[structlog.processors.TimeStamper(fmt="iso", utc=True), renderer],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=True,
    ).bind(logger=name, level="info")
