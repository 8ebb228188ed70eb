"""Which addresses take POST alone, as the views say it themselves: nobody is led there to sign in, or after it."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from tests.matrix_world import World, addresses
from web.http import takes_get

ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.django_db
def test_what_takes_posts_alone_is_known_of_every_address() -> None:
    world = World()
    member = Client()
    wrong = []
    for name, takes in addresses().items():
        path = reverse(name, args=world.args(name) if takes else [])
        visitor = Client().get(path).status_code
        member.force_login(world.admin)
        if takes_get(path) == (member.get(path).status_code == 405) or (visitor == 405) == takes_get(path):
            wrong.append(name)
    assert wrong == []


@pytest.mark.parametrize("path", ["/nowhere/", "//evil.example/", "", "latest/", "/static/x.css"])
def test_what_is_no_page_of_ours_takes_none(path: str) -> None:
    assert not takes_get(path)


def test_no_view_says_it_in_django_s_words_alone() -> None:
    """Of a view behind `require_POST` nothing could be known from outside."""
    outside = [
        path.relative_to(ROOT).as_posix()
        for folder in ("blog", "forum", "members", "mentorship", "moderation", "notices", "nudges", "recognition")
        for path in (ROOT / folder).rglob("*.py")
        if "require_POST" in path.read_text()
    ]
    assert outside == []
