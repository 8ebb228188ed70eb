"""Valkey and the mail server, asked as we would use them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from celery import current_app
from django.conf import settings
from django.utils.module_loading import import_string
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from hosting.broker import name_of
from hosting.preflight.answers import Answer, State, ok
from members.actions.test_mail import sentence

DROPS_QUEUES = "allkeys-"  # policies that throw away what has no end: the queues


def look() -> Iterator[Answer]:
    yield broker()
    yield mail()


def broker() -> Answer:
    try:
        with current_app.connection_for_write() as connection:
            connection.ensure_connection(max_retries=1, timeout=5)
            client = getattr(connection.default_channel, "client", None)
            return _durable(client.info()) if client is not None else ok("broker", "It answers.")
    except (OperationalError, RedisError, OSError) as error:
        return Answer(
            "broker", State.WRONG, f"It does not answer ({type(error).__name__}).", "Start Valkey; look at REDIS_URL."
        )


def _durable(said: dict[str, Any]) -> Answer:
    name = name_of(said)
    if not said.get("aof_enabled"):
        return Answer(
            "broker",
            State.LOOK,
            f"{name} keeps nothing on its disk.",
            "Set appendonly yes: else a restart delays what waits.",
        )
    if str(said.get("maxmemory_policy", "")).startswith(DROPS_QUEUES):
        return Answer("broker", State.WRONG, f"{name} throws queues away when it is full.", "Set volatile-ttl.")
    return ok("broker", f"{name} answers, and keeps what it is told.")


def mail() -> Answer:
    """Connects and signs in, and sends nothing."""
    name = settings.EMAIL_BACKEND
    if not name.endswith("smtp.EmailBackend"):
        return ok(
            "mail", f"It goes through {name.removesuffix('.EmailBackend').rpartition('.')[2]}, which is not asked."
        )
    where = f"{settings.EMAIL_HOST} port {settings.EMAIL_PORT}"
    try:
        with import_string(name)():
            return ok("mail", f"{where} answers.")
    except Exception as error:  # of sockets, TLS and SMTP
        return Answer("mail", State.WRONG, f"{where}: {sentence(error)}", "Look at EMAIL_URL.")
