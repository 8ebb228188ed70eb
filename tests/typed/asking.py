"""Every parameter and every field that views read, found by letting them read: nobody keeps a list of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from django.db import transaction
from django.http import QueryDict
from django.test import Client
from django.urls import Resolver404, resolve

from tests.matrix import MATRIX
from tests.matrix_world import ROLES, World, addresses
from tests.test_matrix import SENT, path_of, signed_in

TOKEN = "csrfmiddlewaretoken"  # read before any view is
Fields = dict[str, str]


class Forms(HTMLParser):
    """The forms of a page: where each goes to, and what stands in it."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, Fields]] = []
        self.select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = dict(attrs)
        name, value = has.get("name") or "", has.get("value") or ""
        if tag == "form":
            self.found.append((has.get("action") or "", {}))
        elif not self.found:
            return
        elif tag in ("input", "textarea", "button") and name:
            self.found[-1][1].setdefault(name, value)
        elif tag == "select":
            self.select = name
        elif tag == "option" and value and self.select:
            self.found[-1][1].setdefault(self.select, value)


def view_at(path: str) -> str:
    try:
        return resolve(urlsplit(path).path).view_name
    except Resolver404:
        return ""


def forms_of(pages: dict[str, str]) -> dict[str, Fields]:
    """What stands in the forms of these pages (HTML by path), by the name of the address that each form goes to."""
    found: dict[str, Fields] = {}
    for path, html in pages.items():
        parser = Forms()
        parser.feed(html)
        for action, fields in parser.found:
            kept = found.setdefault(view_at(action or path), {})
            kept |= {name: value for name, value in fields.items() if value or name not in kept}
    return found


@contextmanager
def noting() -> Iterator[set[str]]:
    """The names that are looked up in what was sent, while it lasts."""
    names: set[str] = set()

    def noted(real: Any) -> Any:
        def look(self: QueryDict, name: str, *more: Any) -> Any:
            if not vars(self).get("is_being_made"):
                names.add(name)
            return real(self, name, *more)

        return look

    def made(self: QueryDict, *given: Any, **more: Any) -> None:
        self.is_being_made = True
        init(self, *given, **more)
        self.is_being_made = False

    init = QueryDict.__init__
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(QueryDict, "__init__", made)
        for method in ("__getitem__", "__contains__", "getlist"):
            patch.setattr(QueryDict, method, noted(getattr(QueryDict, method)))
        yield names


@dataclass
class Ask:
    """One address, as one role asks it: what it reads, and what would be sent to it."""

    name: str
    path: str
    method: str
    fields: Fields = field(default_factory=dict)

    def send(self, client: Client, changed: Fields | None = None, **more: Any) -> Any:
        """What it wrote is taken back, in the browser as well."""
        cookies = deepcopy(client.cookies)
        with transaction.atomic():
            try:
                # A form as browsers send it without files: urlencoded.
                sent = self.fields | (changed or {})
                if self.method == "get":
                    return client.get(self.path, sent, **more)
                form = "application/x-www-form-urlencoded"
                return client.post(self.path, urlencode(sent), content_type=form, **more)
            finally:
                transaction.set_rollback(True)
                client.cookies = cookies


# Who asks, and whose addresses they need not ask once more: to visitors alone the same address is another page.
ROLES_ASKED = {"visitor": (), "author": (), "moderator": ("author",), "admin": ("author", "moderator")}


def may(role: str, name: str, method: str) -> bool:
    return MATRIX[name][method == "post"][ROLES.index(role)] in ".>!"


def asks(world: World, role: str) -> list[Ask]:
    """Where this role may send something that is read: each address and method, with all names that are looked up."""
    client, takes = signed_in(world.role(role)), addresses()
    there = [
        Ask(name, path_of(world, name, takes[name]), method)
        for name in takes
        for method in ("get", "post")
        if may(role, name, method) and not any(may(other, name, method) for other in ROLES_ASKED[role])
    ]
    pages = {}
    for ask in there:
        if ask.method == "get":
            answer, ask.fields = reading(ask, client)
            if not answer.streaming and answer.get("Content-Type", "").startswith("text/html"):
                pages[ask.path] = answer.content.decode()
    forms = forms_of(pages)
    for ask in there:
        ask.fields |= forms.get(ask.name, {}) | (SENT if ask.method == "post" else {})
        for _ in range(2):  # once more with something in each field that was looked up: some read on from there
            ask.fields = reading(ask, client)[1]
    return [ask for ask in there if ask.fields]


def reading(ask: Ask, client: Client) -> tuple[Any, Fields]:
    """What is answered, and the names that were read, each with what was sent."""
    with noting() as names:
        answer = ask.send(client)
    return answer, {name: ask.fields.get(name, "1") for name in sorted(names - {TOKEN})}
