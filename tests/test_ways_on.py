"""R34: no address leads to another site, whatever stands in its `next` or is said to be the page before it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from html import unescape
from itertools import product
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import resolve

from tests import make
from tests.matrix_world import World, addresses
from tests.test_matrix import SENT, path_of
from tests.writing.corpora import FOLDER

pytestmark = [pytest.mark.django_db]

HERE = "http://testserver"
OURS = ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", " https:evil.example"]
ON_THIS_SITE = "/about/?marked"
LINKS = re.compile(r'(?:href|action|content)="([^"]*)"')


def payloads() -> list[str]:
    if not FOLDER:
        return OURS
    return OURS + (Path(FOLDER) / "open_redirect_payloads.txt").read_text().splitlines()


def leaves(where: str) -> bool:
    """Would a browser go elsewhere? It drops blanks and control signs, and reads a backslash as a slash."""
    read = re.sub(r"[\t\r\n]", "", where.strip("".join(map(chr, range(33))))).replace("\\", "/")
    parts = urlsplit(urljoin(HERE + "/here/", read))
    return (parts.scheme, parts.netloc) != ("http", "testserver")


def test_what_leads_away_is_known() -> None:
    assert all(leaves(where) for where in OURS if not where.startswith(" https:e"))
    assert not any(leaves(where) for where in ("/about/", "?page=2", "evil.example", HERE, f"{HERE}/about/"))


def asked(client: Client, path: str, method: str, where: str) -> set[str]:
    """All that the answer leads to: by itself, and by its links. What was written is taken back."""
    cookies = deepcopy(client.cookies)
    with transaction.atomic():
        if method == "get":
            answer = client.get(path, {"next": where})
        else:
            came_from = where if where.isascii() and where.isprintable() else ""
            answer = client.post(path, SENT | {"next": where}, headers={"Referer": came_from})
        transaction.set_rollback(True)
    client.cookies = cookies
    led = {answer["Location"]} if "Location" in answer else set()
    if not answer.streaming and answer.get("Content-Type", "").startswith("text/html"):
        led |= {unescape(link) for link in LINKS.findall(answer.content.decode())}
    return led


def askers(world: World) -> Iterator[Client]:
    for role in ("visitor", "moderator"):
        client, member = Client(), world.role(role)
        if member is not None:
            client.force_login(member, backend="web.backends.Backend")
        yield client


@pytest.mark.slow
def test_no_way_on_leads_to_another_site() -> None:
    """All payloads sent to one address of each app, ours to all of them: within an app they ask the same function."""
    world, repeating, wrong = World(), Counter[tuple[str, str]](), set()
    for client in askers(world):
        for name, takes in addresses().items():
            for path, method in product([path_of(world, name, takes)], ("get", "post")):
                known = asked(client, path, method, ON_THIS_SITE)
                if not any(where.startswith(ON_THIS_SITE) for where in known):
                    continue  # it does not lead where it is told to
                kind = (resolve(path).func.__module__.partition(".")[0], method)
                repeating[kind] += 1
                for where in payloads() if (repeating[kind], method) == (1, "post") else OURS:
                    away = {led for led in asked(client, path, method, where) - known if leaves(led)}
                    wrong |= {(method, path, where, led) for led in away}
    assert repeating.total() > 10
    assert wrong == set()


def test_nor_does_signing_in() -> None:
    member = make.member()
    for where in payloads():
        client = Client()
        said = {"login": member.handle, "password": make.PASSWORD, "next": where}
        with transaction.atomic():
            answer = client.post("/accounts/login/", said)
            transaction.set_rollback(True)
        cache.clear()  # which counts tries
        assert (answer.status_code, leaves(answer["Location"])) == (302, False), where
