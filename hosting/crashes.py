"""Tells a Sentry server where our code crashed: the kind of error and the lines, never what was in them.

An error's text repeats values, a frame holds variables, a request has words, addresses and cookies. So nothing of what the
library collects is sent on: each report is made anew of what may be said, and a new field of the library is none of it.
"""

from __future__ import annotations

import sys
from typing import Any, cast

import sentry_sdk
from celery.signals import task_failure
from django.core.signals import got_request_exception
from django.http import HttpRequest
from sentry_sdk.types import Event, Hint

FRAME = ("filename", "function", "module", "lineno", "in_app", "pre_context", "context_line", "post_context")
ERROR = ("type", "module")
PLAIN = ("event_id", "timestamp", "platform", "level", "release")
TAGS = ("view", "task")


def begin(dsn: str, *, release: str, **more: Any) -> None:
    """From now on crashes of pages and of tasks are told. `more`: of sentry_sdk.init, for tests."""
    sentry_sdk.init(
        dsn=dsn,
        release=release or None,
        before_send=only_what_may_be_said,
        default_integrations=False,
        auto_enabling_integrations=False,
        send_default_pii=False,
        include_local_variables=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
        server_name="",
        auto_session_tracking=False,
        send_client_reports=False,
        **more,
    )
    got_request_exception.connect(_page_crashed, dispatch_uid="hosting.crashes")
    task_failure.connect(_task_failed, dispatch_uid="hosting.crashes")


def end() -> None:
    got_request_exception.disconnect(dispatch_uid="hosting.crashes")
    task_failure.disconnect(dispatch_uid="hosting.crashes")
    sentry_sdk.get_client().close(timeout=0)
    sentry_sdk.get_global_scope().set_client(None)


def tell(error: BaseException, **tags: str) -> None:
    with sentry_sdk.new_scope() as scope:
        for name, value in tags.items():
            scope.set_tag(name, value)
        scope.capture_exception(error)


def only_what_may_be_said(event: Event, hint: Hint) -> Event | None:
    errors = (event.get("exception") or {}).get("values") or []
    if not errors:
        return None
    told: dict[str, Any] = {name: value for name, value in event.items() if name in PLAIN}
    told["exception"] = {"values": [_error(error) for error in errors]}
    tags = event.get("tags") or {}
    told["tags"] = {name: tags[name] for name in TAGS if name in tags}
    return cast(Event, told)


def _error(error: dict[str, Any]) -> dict[str, Any]:
    frames = (error.get("stacktrace") or {}).get("frames") or []
    told: dict[str, Any] = {name: error[name] for name in ERROR if error.get(name)}
    told["stacktrace"] = {"frames": [{name: frame[name] for name in FRAME if name in frame} for frame in frames]}
    return told


def _page_crashed(request: HttpRequest | None = None, **_about: Any) -> None:
    """Inside the handling of the error. Of the page its name alone: the address may open something."""
    error = sys.exc_info()[1]
    match = getattr(request, "resolver_match", None)
    if error is not None:
        tell(error, view=match.view_name if match else "")


def _task_failed(sender: Any = None, exception: BaseException | None = None, **_about: Any) -> None:
    if exception is not None:
        tell(exception, task=getattr(sender, "name", ""))
