"""The community as an application on a home screen: its name, its pictures, and which topics a device may keep."""

from __future__ import annotations

import json
import re
import struct
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client, RequestFactory
from django.utils import translation

from forum.models import Space, Status, Topic
from forum.queries.topic import topic_page
from members.models import Member
from tests import cast, make
from tests.forum import say
from tests.look.icons import ICONS
from web.installable import worker

pytestmark = pytest.mark.django_db


def test_the_manifest_bears_the_communitys_own_name() -> None:
    make.community(name="Clear Water Circle")
    answer = Client().get("/manifest.webmanifest")
    said = answer.json()
    assert answer["Content-Type"] == "application/manifest+json"
    assert (said["name"], said["short_name"], said["start_url"], said["scope"]) == (
        "Clear Water Circle",
        "Clear",
        "/",
        "/",
    )
    assert {icon["purpose"] for icon in said["icons"]} == {"any", "maskable"}
    for icon in said["icons"]:
        assert icon["src"].startswith(settings.STATIC_URL)
    page = Client().get("/latest/").content.decode()
    assert 'rel="manifest" href="/manifest.webmanifest"' in page
    assert "data-visitor" in page


@pytest.mark.parametrize("icon", ICONS, ids=lambda icon: icon[0])
def test_each_icon_is_as_large_as_it_says(icon: tuple[Any, ...]) -> None:
    found = finders.find(f"img/{icon[0]}.png")
    head = Path(found).read_bytes()[:24]
    assert head.startswith(b"\x89PNG")
    assert struct.unpack(">II", head[16:24]) == (icon[1], icon[1])


def kept(viewer: Member, topic: Topic) -> bool:
    client = Client()
    client.force_login(viewer)
    found = "data-offline" in client.get(topic.get_absolute_url()).content.decode()
    assert found == topic_page(viewer=viewer, topic_id=topic.pk).may_be_kept
    return found


def test_a_topic_that_was_read_may_be_kept_by_a_member() -> None:
    topic = make.topic()
    assert kept(cast.ines(), topic)
    assert "data-offline" not in Client().get(topic.get_absolute_url()).content.decode()


def test_nothing_of_a_sensitive_space_or_of_moderators_is_kept() -> None:
    assert not kept(cast.ines(), make.topic(space=make.space(is_sensitive=True)))
    assert not kept(make.admin(), make.topic(space=make.space(visibility=Space.Visibility.MODERATORS)))
    assert not kept(make.admin(), make.topic(status=Status.HIDDEN))


def test_nothing_tells_the_device_which_mask_its_owner_wears() -> None:
    ines, tobias = cast.ines(), cast.tobias()
    asked = say.ask(actor=ines, masked=True)
    say.end_grace()
    assert not kept(ines, asked)
    assert not kept(tobias, asked)
    answered = make.topic()
    say.answer(actor=ines, topic=answered, masked=True)
    say.end_grace()
    assert not kept(ines, answered)
    assert kept(tobias, answered)


SENTENCE = re.compile(r"""["'`>][^\S\n]*[A-Z][a-z]+ [a-z]""")


@pytest.mark.parametrize("name", ["offline.js", "worker.js"])
def test_what_is_said_without_a_connection_can_be_translated(name: str) -> None:
    found = finders.find(f"js/{name}")
    code = re.sub(r"(?m)(^|\s)//.*$", "", Path(found).read_text())
    assert SENTENCE.search("'Nothing is kept.'")
    assert SENTENCE.findall(code) == []


def test_the_worker_speaks_the_language_of_whoever_asks() -> None:
    with translation.override("ar"):
        script = worker(RequestFactory().get("/sw.js")).content.decode()
    said = json.loads(script.split("\n")[0].removeprefix("const SAID = ").rstrip(";"))
    assert (said["lang"], said["dir"]) == ("ar", "rtl")
    assert set(re.findall(r"SAID\.(\w+)", script)) == set(said)
    assert all(said.values())


def test_an_error_page_forgets_nothing() -> None:
    """Only a page that a visitor was shown says that nobody is signed in; one that stands alone does not know."""
    from django.template.loader import render_to_string

    for name in ("500.html", "503.html", "507.html"):
        assert "data-visitor" not in render_to_string(name)
