"""R26: nothing of what somebody sends becomes part of a statement: it stands beside it, as a value.

One harmless word is sent in the place of each parameter, field, header and part of an address; no statement may have it.
tests/typed/test_sqlmap.py asks the same of a program that breaks in.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import NoReverseMatch, reverse

from tests.matrix_world import World, addresses
from tests.test_matrix import signed_in
from tests.typed.asking import ROLES_ASKED, Ask, asks, may
from tests.typed.planted import PLANTED

pytestmark = [pytest.mark.django_db]

WORD = "kwykwyx"
HEADERS = (
    *("Accept", "Accept-Language", "Authorization", "If-None-Match", "Origin", "Referer", "User-Agent"),
    *("HX-Current-URL", "HX-Prompt", "HX-Request", "HX-Target", "HX-Trigger", "HX-Trigger-Name", "Sec-Fetch-Site"),
    *("X-Forwarded-For", "X-Forwarded-Host", "X-Request-ID"),
)


class Seen:
    """Statements that have the word in them; and how often it stood beside one, where it belongs."""

    def __init__(self) -> None:
        self.inside: list[str] = []
        self.beside = 0

    def __call__(self, execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        if WORD in str(sql).lower():
            self.inside.append(str(sql))
        self.beside += WORD in str(params).lower()
        return execute(sql, params, many, context)


@contextmanager
def watching() -> Iterator[Seen]:
    seen = Seen()
    with connection.execute_wrapper(seen):
        yield seen


def sent(asked: Ask, client: Client, seen: Seen, changed: dict[str, str], **more: Any) -> list[str]:
    seen.inside.clear()
    asked.send(client, changed, **more)
    return [f"{asked.method} {asked.path} {sorted(changed)}: {sql}" for sql in seen.inside]


@pytest.mark.slow
@pytest.mark.parametrize("role", ROLES_ASKED)
def test_no_statement_is_made_of_what_was_sent(role: str) -> None:
    world, wrong = World(), []
    found, client = asks(world, role), signed_in(world.role(role))
    with watching() as seen:
        for asked in found:
            for name, before in asked.fields.items():
                word = f"{WORD}@example.org" if "@" in before else WORD
                wrong += sent(asked, client, seen, {name: word})
            wrong += sent(asked, client, seen, dict.fromkeys(asked.fields, WORD))
    assert wrong == []
    assert len(found) > 10
    assert seen.beside > 5  # and as a value it came that far


def with_the_word(world: World, name: str, takes: int) -> Iterator[str]:
    """The address with the word in each of the places that take one."""
    args = world.args(name) if takes else []
    for place in range(len(args)):
        try:
            yield reverse(name, args=[*args[:place], WORD, *args[place + 1 :]])
        except NoReverseMatch:  # a number, say
            continue


def test_nor_of_an_address_or_a_header() -> None:
    world, wrong, asked = World(), [], 0
    for role in ("visitor", "admin"):
        client = signed_in(world.role(role))
        with watching() as seen:
            for name, takes in addresses().items():
                for method in ("get", "post"):
                    for path in with_the_word(world, name, takes):
                        wrong += sent(Ask(name, path, method), client, seen, {})
                        asked += 1
                if may(role, name, "get"):
                    here = Ask(name, reverse(name, args=world.args(name) if takes else []), "get")
                    wrong += sent(here, client, seen, {}, headers=dict.fromkeys(HEADERS, WORD))
        assert seen.beside > 5
    assert wrong == []
    assert asked > 50


@pytest.mark.urls("tests.typed.planted")
def test_a_statement_that_is_would_be_found(client: Client) -> None:
    client.raise_request_exception = False
    for view, method in PLANTED.items():
        with watching() as seen:
            found = sent(Ask(view.__name__, reverse(view), method), client, seen, {"planted": WORD})
        assert len(found) == 1, view
