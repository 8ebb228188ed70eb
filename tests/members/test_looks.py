"""How the community looks: its colour on every page, seen before it is saved; for admins alone."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.test import Client
from PIL import Image, ImageColor

from members.models import Community, Member
from tests import cast, make
from tests.look.icons import ICONS, mark_in
from web.colours import BUILT_IN, of_actions
from web.templatetags.ui import favicon, home_icon

pytestmark = pytest.mark.django_db
HUE = "/running/colour/"


@pytest.fixture
def admin(client: Client) -> Member:
    make.community()
    nasreen = cast.nasreen()
    client.force_login(nasreen)
    return nasreen


@pytest.fixture
def committed(django_capture_on_commit_callbacks: Any) -> Any:
    """What is forgotten after a change is forgotten at once."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def classes(client: Client, path: str = "/latest/") -> str:
    """Of the page as a whole."""
    said = re.search(r"<html\b[^>]*?(?:class=\"([^\"]*)\")?\s*>", client.get(path).content.decode())
    assert said
    return said[1] or ""


def mark(client: Client) -> str:
    """Of the tab of the browser."""
    said = re.search(r'<link rel="icon" href="([^"]+)"', client.get("/latest/").content.decode())
    assert said
    return said[1]


def touched(client: Client) -> str:
    """What a home screen takes from the page, where it knows no manifest."""
    said = re.search(r'<link rel="apple-touch-icon" href="([^"]+)"', client.get("/latest/").content.decode())
    assert said
    return said[1]


def installed(client: Client) -> list[str]:
    return [icon["src"] for icon in client.get("/manifest.webmanifest").json()["icons"]]


@pytest.mark.parametrize("hue", [None, *Community.Hue.values])
@pytest.mark.parametrize("icon", ICONS, ids=lambda icon: icon[0])
def test_there_is_each_picture_for_a_home_screen_in_every_colour(icon: tuple[Any, ...], hue: int | None) -> None:
    found = finders.find(home_icon(hue, icon[0]))
    with Image.open(found) as image:
        assert image.size == (icon[1], icon[1])
        drawn = image.convert("RGBA")
    most = [colour for _times, colour in sorted(drawn.getcolors(maxcolors=1000), reverse=True)]
    assert [colour for colour in most if colour[3] == 255][:2] == [
        (*ImageColor.getrgb(of_actions(hue)), 255),
        (255, 255, 255, 255),
    ]


@pytest.mark.parametrize("hue", Community.Hue.values)
def test_there_is_a_mark_in_every_colour_that_can_be_chosen(hue: int) -> None:
    found = finders.find(favicon(hue))
    assert Path(found).read_text() == mark_in(hue)
    assert of_actions(hue) in mark_in(hue)
    assert BUILT_IN not in mark_in(hue)


def test_the_colour_that_was_chosen_is_everybodys(client: Client, admin: Member, committed: Any) -> None:
    visitor = Client()
    assert classes(visitor) == ""
    with committed():
        assert client.post(HUE, {"hue": "29"}).status_code == 302
    assert Community.objects.get().hue == 29
    assert classes(client) == classes(visitor) == "accent accent-29"  # and no page that was kept before
    assert visitor.get("/manifest.webmanifest").json()["theme_color"] == of_actions(29) != BUILT_IN
    assert mark(client) == mark(visitor) == static("img/favicon-29.svg") != static("img/favicon.svg")
    assert touched(client) == touched(visitor) == static("img/icon-touch-180-29.png")
    pictures = ("icon-192", "icon-512", "icon-maskable-512")
    assert installed(visitor) == [static(f"img/{name}-29.png") for name in pictures]
    assert "violet" in client.get("/running/").content.decode()


def test_the_colour_that_it_came_with_comes_back(client: Client, admin: Member, committed: Any) -> None:
    with committed():
        client.post(HUE, {"hue": "29"})
    assert classes(Client()) != ""
    with committed():
        client.post(HUE, {"hue": ""})
    assert Community.objects.get().hue is None
    assert classes(Client()) == classes(client) == ""
    assert mark(Client()) == mark(client) == static("img/favicon.svg")
    assert touched(Client()) == static("img/icon-touch-180.png")
    assert static("img/icon-192.png") in installed(Client())
    assert Client().get("/manifest.webmanifest").json()["theme_color"] == BUILT_IN


@pytest.mark.parametrize("hue", ["3", "36", "-1", "red", "29; color: red"])
def test_what_is_no_colour_of_ours_changes_nothing(client: Client, admin: Member, hue: str) -> None:
    answer = client.post(HUE, {"hue": hue})
    assert answer.status_code == 422
    assert 'id="id_hue_error"' in answer.content.decode()
    assert Community.objects.get().hue is None


def test_each_is_shown_in_both_schemes_before_it_is_saved(client: Client, admin: Member) -> None:
    client.post(HUE, {"hue": "10"})
    page = client.get(HUE).content.decode()
    assert re.findall(r'class="hue-preview accent[^"]*" data-scheme="(\w+)"', page) == ["light", "dark"]
    assert [int(step) for step in re.findall(r'class="swatch accent accent-(\d+)"', page)] == Community.Hue.values
    assert re.search(r'value="10"[^>]*checked', page)
    assert 'class="swatch accent accent-as-it-came"' in page  # and not in the colour of the page around it
    assert "style=" not in page


def test_the_words_of_the_community_leave_its_colour_alone(client: Client, admin: Member) -> None:
    client.post(HUE, {"hue": "10"})
    words = {"name": "The Kitchen Table", "headline": "x", "purpose": "x", "non_goals": "x", "agreement": "Be kind."}
    answer = client.post("/running/community/", words | {"registration": "open", "time_zone": "UTC"})
    assert answer.status_code == 302
    assert (Community.objects.get().name, Community.objects.get().hue) == ("The Kitchen Table", 10)


def test_nobody_else_chooses_it(client: Client) -> None:
    make.community()
    for person in (cast.pau(), make.moderator(of=make.space())):
        client.force_login(person)
        assert client.get(HUE).status_code == 404
        assert client.post(HUE, {"hue": "10"}).status_code == 404
    assert Client().post(HUE, {"hue": "10"}).status_code == 302
    assert Community.objects.get().hue is None
