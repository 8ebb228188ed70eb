"""The page of settings, the colour and the picture as they are seen and used; with and without a script."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from activity.models import Event
from hosting.models import Act
from members.models import Community, Member
from tests import cast, make
from tests.browser import is_sound, is_sound_in_every_view, sign_in
from tests.uploads.pictures import file

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BUTTON = "getComputedStyle(document.querySelector('.hue-preview[data-scheme=%s] .btn.primary')).backgroundColor"


@pytest.fixture
def admin() -> Member:
    make.community()
    make.space(title="Letters")
    nasreen = cast.nasreen()
    Act.objects.create(by=nasreen, verb="community.changed", data={"names": ["name", "agreement", "hue"]})
    return nasreen


def test_a_setting_is_found_as_one_types(admin: Member, new_page: Callable[..., Page], live_server: Any) -> None:
    page = sign_in(new_page(), live_server, admin)
    page.goto(f"{live_server.url}/running/")
    expect(page.get_by_role("heading", name="What matters first")).to_be_visible()
    is_sound_in_every_view(page, "settings, first")
    box = page.get_by_role("searchbox", name="Find a setting")
    box.press_sequentially("mail")
    expect(page.get_by_role("heading", name="Set on the server, in .env")).to_be_visible()
    expect(page.locator("#settings-count")).to_have_text(re.compile(r"1\d settings"))
    assert page.url.endswith("/running/?q=mail")
    assert box.input_value() == "mail"
    is_sound_in_every_view(page, "settings, found")
    box.fill("elephants")
    expect(page.get_by_text("No setting has these words")).to_be_visible()
    is_sound(page, "settings, none")
    box.fill("formulas")
    page.get_by_role("link", name="Draw formulas").click()
    expect(page.locator("#id_formulas")).to_be_in_viewport()
    assert "Changed by" in page.locator("form[data-keep]").inner_text()


def test_a_setting_is_found_without_a_script(admin: Member, new_page: Callable[..., Page], live_server: Any) -> None:
    page = sign_in(new_page(java_script_enabled=False), live_server, admin)
    page.goto(f"{live_server.url}/running/")
    page.get_by_role("searchbox", name="Find a setting").fill("backup time")
    page.get_by_role("button", name="Find").click()
    expect(page.get_by_role("heading", name="BACKUP_AT")).to_be_visible()
    page.goto(f"{live_server.url}/running/colour/")
    before = page.locator(".hue-preview[data-scheme=dark] .btn.primary").evaluate("it => getComputedStyle(it).color")
    page.get_by_label("Plum").check()
    after = page.locator(".hue-preview[data-scheme=dark] .btn.primary").evaluate("it => getComputedStyle(it).color")
    assert before != after


def test_a_colour_is_seen_in_both_schemes_and_then_everywhere(
    admin: Member, new_page: Callable[..., Page], live_server: Any
) -> None:
    page = sign_in(new_page(), live_server, admin)
    page.goto(f"{live_server.url}/running/colour/")
    is_sound_in_every_view(page, "colour, as it came")
    was = [page.evaluate(BUTTON % scheme) for scheme in ("light", "dark")]
    page.get_by_label("Violet").check()
    now = [page.evaluate(BUTTON % scheme) for scheme in ("light", "dark")]
    assert len({*was, *now}) == 4
    assert Community.objects.get().hue is None
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Everybody sees it from now on.")).to_be_visible()
    is_sound_in_every_view(page, "settings, violet")
    page.goto(f"{live_server.url}/running/colour/")
    is_sound_in_every_view(page, "colour, violet")


def test_a_picture_of_ones_own(admin: Member, new_page: Callable[..., Page], live_server: Any, tmp_path: Path) -> None:
    sign = tmp_path / "sign.png"
    sign.write_bytes(file("PNG", size=(200, 200)))
    page = sign_in(new_page(), live_server, admin)
    page.goto(f"{live_server.url}/pictures/logo/")
    page.get_by_label("The picture").set_input_files(sign)
    page.get_by_role("button", name="Show it").click()
    logo = page.locator(".brand .logo")
    expect(logo).to_be_visible()
    assert logo.evaluate("async it => { await it.decode(); return it.naturalWidth }") in (64, 192)
    is_sound_in_every_view(page, "picture of the community")
    page.get_by_role("button", name="Show the bird instead").click()
    expect(page.get_by_role("heading", name="Take the picture away?")).to_be_visible()
    is_sound_in_every_view(page, "picture of the community, taken away")
    page.get_by_role("button", name="Take it away").click()
    expect(page.locator(".brand .icon")).to_be_visible()
    assert Community.objects.get().logo == ""


def test_two_admins_save_the_same_form(admin: Member, new_page: Callable[..., Page], live_server: Any) -> None:
    words = {"headline": "Next to you.", "purpose": "Company.\n\nFor all.", "non_goals": "Selling.", "hue": None}
    Community.objects.update(**words, agreement=["No shame.", "Be kind."], topic_languages=["de"])
    pages = [sign_in(new_page(), live_server, who) for who in (admin, make.admin(name="Teo"))]
    for page in pages:
        page.goto(f"{live_server.url}/running/community/")
    first, second = pages
    first.get_by_label("The agreement").fill("Be kind.")
    first.get_by_label("Languages in which people write here").select_option(["fr", "uk"])
    first.get_by_label("Draw formulas").check()
    second.get_by_label("What is the community called?").fill("The long table")
    for page in pages:
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_text("Saved. Everybody reads it from now on.")).to_be_visible()
    row = Community.objects.get()
    assert (row.name, row.agreement, row.topic_languages) == ("The long table", ["Be kind."], ["fr", "uk"])
    assert (row.formulas, row.purpose, row.agreement_version) == (True, words["purpose"], 2)
    assert list(Event.objects.filter(verb="community.changed").order_by("id").values_list("data", flat=True)) == [
        {"fields": ["agreement", "formulas", "topic_languages"]},
        {"fields": ["name"]},
    ]
    second.goto(f"{live_server.url}/running/community/")
    is_sound(second, "the community's form")
