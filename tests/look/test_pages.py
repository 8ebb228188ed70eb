"""Pages of joining, settings and the community in states that links do not lead to; the rest is in test_every_page.py."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from members.actions import goals, invitations
from members.actions.community import make_setup_link
from members.models import Community, Member
from tests import cast, make
from tests.browser import is_sound, is_sound_in_every_view, sign_in_by_password

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def look_at(page: Page, url: str, name: str) -> None:
    page.goto(url)
    is_sound_in_every_view(page, name)


@pytest.fixture
def kitchen() -> Community:
    return make.community(
        headline="Getting out of debt, next to people who have been there.",
        purpose="People who owe money, people who used to, and nobody selling anything. You can ask without your name.",
        non_goals="No lenders, no lead forms.",
        urgent_help="**116 123** answers day and night.",
        urgent_help_html="<p><strong>116 123</strong> answers day and night.</p>",
        host_name="The Debt Table",
        host_url="https://example.org/",
    )


def described(member: Member) -> Member:
    Member.objects.filter(pk=member.pk).update(
        introduction="Lorry driver, two kids, one allotment.",
        bio_html="<p>I answer slowly and in full.</p>",
        location="Leeds, UK",
        can_help_with=["opening letters", "first phone calls"],
        rather_not=["gambling"],
        shows_stage=True,
    )
    member.refresh_from_db()
    return member


def test_pages_of_visitors(kitchen: Community, live_server: Any, page: Page) -> None:
    _invitation, token = invitations.invite(by=cast.marit(), note="Come and sit with us.")
    pages = {
        "code": "/accounts/login/code/",
        "reset": "/accounts/password/reset/",
        "closed": "/accounts/inactive/",
        "invitation": f"/join/{token}/",
        "invitation-gone": "/join/guess/",
        "not-found": "/nothing-here/",
    }
    for name, path in pages.items():
        look_at(page, live_server.url + path, name)


def test_errors_in_the_joining_form(kitchen: Community, live_server: Any, page: Page) -> None:
    page.goto(live_server.url + "/accounts/signup/")
    page.locator("input[name=name]").fill("admin")
    page.locator("input[name=email]").fill("wilf@example.org")
    page.locator("form[action*=signup]").evaluate("form => { form.noValidate = true }")
    page.get_by_role("button", name="Join the community").click()
    page.wait_for_selector(".error")
    is_sound_in_every_view(page, "join-errors")
    assert page.locator("input[name=name]").get_attribute("aria-invalid") == "true"
    described_by = page.locator("input[name=name]").get_attribute("aria-describedby") or ""
    assert "id_name_error" in described_by


def test_doors_that_are_shut(live_server: Any, page: Page) -> None:
    make.community(registration=Community.Registration.INVITATION)
    look_at(page, live_server.url + "/accounts/signup/", "by-invitation")
    make.community(registration=Community.Registration.APPROVAL)
    look_at(page, live_server.url + "/accounts/signup/", "by-approval")


def test_pages_of_a_member(kitchen: Community, live_server: Any, page: Page) -> None:
    ines, tobias = described(cast.ines()), described(cast.tobias())
    journey = make.journey()
    goals.set_goal(
        member=ines, journey=journey, words="Clear three cards.", visibility="self", milestones=["First card"]
    )
    make.block(blocker=ines, blocked=cast.pau())
    invitations.invite(by=ines, note="For my sister")
    sign_in_by_password(page, live_server, ines)
    pages = {
        "own-page": "/@ines/",
        "page": f"/@{tobias.handle}/",
        "directory-empty": "/members/?q=nobodyatall",
        "invitations": "/settings/invitations/",
    }
    for name, path in pages.items():
        look_at(page, live_server.url + path, name)


def test_the_menu_opens_and_closes(kitchen: Community, live_server: Any, any_page: Page) -> None:
    sign_in_by_password(any_page, live_server, cast.ines())
    any_page.goto(live_server.url + "/settings/")
    menu = any_page.locator("details.menu").first
    menu.locator("summary").click()
    is_sound(any_page, "menu-open")
    any_page.keyboard.press("Escape")
    assert menu.get_attribute("open") is None


def test_light_or_dark_is_remembered(kitchen: Community, live_server: Any, new_page: Callable[..., Page]) -> None:
    page = new_page(width=390, scheme="light")
    page.goto(live_server.url + "/")
    page.locator("details.menu summary").click()
    page.get_by_role("button", name="Light or dark").click()
    assert page.locator("html").get_attribute("data-scheme") == "dark"
    page.reload()
    assert page.locator("html").get_attribute("data-scheme") == "dark"


def test_pages_of_an_admin(kitchen: Community, live_server: Any, page: Page) -> None:
    make.member(
        handle="wilf",
        display_name="Wilf",
        approved_at=None,
        applied_at=timezone.now() - timedelta(hours=3),
        application="My brother found you. Catalogues mainly, and one loan.",
    )
    sign_in_by_password(page, live_server, cast.nasreen())
    look_at(page, live_server.url + "/running/community/", "community")
    look_at(page, live_server.url + "/running/applicants/", "applicants")


def test_the_set_up_page(live_server: Any, page: Page) -> None:
    token = make_setup_link()
    look_at(page, f"{live_server.url}/setup/{token}/", "set-up")
    on = page.get_by_role("button", name="Keep it, and go on")
    on.evaluate("button => { button.form.noValidate = true }")
    on.click()
    page.wait_for_selector(".error")
    is_sound_in_every_view(page, "set-up-errors")
    for name in ("name", "headline", "purpose", "non_goals"):
        page.locator(f"[name={name}]").fill("A kitchen table")
    on.click()
    page.locator("[name=journeys]").fill("Out of debt")
    page.locator("[name=spaces]").fill("First steps: when you don’t know where to start")
    is_sound_in_every_view(page, "set-up-rooms")
    on.click()
    page.locator("[name=agreement]").wait_for()
    is_sound_in_every_view(page, "set-up-door")
    on.click()
    page.locator("[name=email]").fill("nasreen@example.org")
    page.locator("[name=password]").fill("a long enough password")
    page.get_by_role("button", name="Send a test mail there").click()
    page.get_by_text("What was answered").wait_for()
    expect(page.locator("[name=password]")).to_have_value("a long enough password")
    is_sound_in_every_view(page, "set-up-person")
