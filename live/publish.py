"""Tells open pages that there is something to ask for. Losable: a broker that is away costs a request 0.2 s, once in
five seconds.

What is said names nobody: a topic by its number, a person by a hash. Nothing is said to masks: whoever sees what is
published would see whose they are; their pages ask by themselves every few minutes, as all pages do.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterable
from functools import cache

import structlog
from django.conf import settings
from django.db import transaction
from redis import Redis
from redis.exceptions import RedisError

from live import CHANNEL, tokens

PATIENCE = 0.2  # seconds to wait for a connection, and again for an answer
REST = 5.0  # seconds without another try after a failure
MOST_AT_ONCE = 500  # messages of one act

_random = random.SystemRandom()
log = structlog.get_logger(__name__)

_away_until = 0.0  # by time.monotonic(); of this process


def person(member_id: int) -> str:
    """The channel of a member."""
    return tokens.person_channel(member_id, settings.SECRET_KEY)


def answered(topic_id: int, post_id: int) -> None:
    """Everybody who has the topic open: one more post can be read in it."""
    _after_commit([f"say {tokens.topic_channel(topic_id)} post {post_id}"])


def told(member_ids: Iterable[int]) -> None:
    """These members: look again whether something waits under the bell. Of very many some, by lot; the others find it
    when their pages ask.
    """
    if not settings.LIVE:
        return
    ids = list(member_ids)
    some = ids if len(ids) <= MOST_AT_ONCE else _random.sample(ids, MOST_AT_ONCE)
    _after_commit([f"say {person(id)} bell" for id in some])


def end_topic(topic_id: int) -> None:
    """Whoever listens to the topic is looked at again: may they still read it?"""
    _after_commit([f"end {tokens.topic_channel(topic_id)}"])


def end_all() -> None:
    """Every open page is looked at again: what a space shows to whom has changed, say."""
    _after_commit(["end all"])


def end_person(member_id: int) -> None:
    """Every page of this member is looked at again."""
    _after_commit([f"end {person(member_id)}"])


def _after_commit(messages: list[str]) -> None:
    if messages and settings.LIVE:
        transaction.on_commit(lambda: _send(messages), robust=True)


def _send(messages: list[str]) -> None:
    global _away_until
    if time.monotonic() < _away_until:
        return
    try:
        pipe = _client().pipeline(transaction=False)
        for message in messages:
            pipe.publish(CHANNEL, message)
        pipe.execute()
    except (RedisError, OSError) as error:
        _away_until = time.monotonic() + REST
        log.warning("live_is_away", error=type(error).__name__)


@cache
def _client() -> Redis:
    return Redis.from_url(settings.REDIS_URL, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE)
