"""Pages of joining, settings and the community in states that links do not lead to; the rest is in test_every_page.py."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect

from members.actions import goals, invitations
from members.actions.community import make_setup_link
from members.models import Community, Member
from tests import cast, make
from tests.axe import accessibility_faults
from tests.browser import scrolls_sideways

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SHOTS = os.environ.get("SHOTS")  # a folder for pictures of every page, for whoever wants to look


def look_at(page: Page, url: str, name: str) -> list[str]:
    """The faults of one page, each with its address."""
    page.goto(url)
    return faults_of(page, name)


def faults_of(page: Page, name: str) -> list[str]:
    if SHOTS:
        dark = page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
        width = page.viewport_size["width"] if page.viewport_size else 0
        where = Path(SHOTS) / f"{name}-{width}-{'dark' if dark else 'light'}.png"
        page.screenshot(path=where, full_page=True)
    found = [f"{name}: {fault}" for fault in accessibility_faults(page)]
    return found + ([f"{name}: scrolls sideways"] if scrolls_sideways(page) else [])


def signed_in(page: Page, live_server: Any, member: Member) -> None:
    """Puts the session of a member into the browser, as if they had just signed in with their password."""
    client = Client()
    member.emailaddress_set.get_or_create(email=member.email, verified=True, primary=True)
    client.post("/accounts/login/", {"login": member.email, "password": make.PASSWORD})
    cookie = client.cookies["session"].value
    page.context.add_cookies([{"name": "session", "value": cookie, "url": live_server.url}])


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


def test_pages_of_visitors(kitchen: Community, live_server: Any, any_page: Page) -> None:
    _invitation, token = invitations.invite(by=cast.marit(), note="Come and sit with us.")
    pages = {
        "code": "/accounts/login/code/",
        "reset": "/accounts/password/reset/",
        "closed": "/accounts/inactive/",
        "invitation": f"/join/{token}/",
        "invitation-gone": "/join/guess/",
        "not-found": "/nothing-here/",
    }
    faults = [fault for name, path in pages.items() for fault in look_at(any_page, live_server.url + path, name)]
    assert faults == []


def test_errors_in_the_joining_form(kitchen: Community, live_server: Any, any_page: Page) -> None:
    any_page.goto(live_server.url + "/accounts/signup/")
    any_page.locator("input[name=name]").fill("admin")
    any_page.locator("input[name=email]").fill("wilf@example.org")
    any_page.locator("form[action*=signup]").evaluate("form => { form.noValidate = true }")
    any_page.get_by_role("button", name="Join the community").click()
    any_page.wait_for_selector(".error")
    assert faults_of(any_page, "join-errors") == []
    assert any_page.locator("input[name=name]").get_attribute("aria-invalid") == "true"
    described_by = any_page.locator("input[name=name]").get_attribute("aria-describedby") or ""
    assert "id_name_error" in described_by


def test_doors_that_are_shut(live_server: Any, any_page: Page) -> None:
    make.community(registration=Community.Registration.INVITATION)
    faults = look_at(any_page, live_server.url + "/accounts/signup/", "by-invitation")
    make.community(registration=Community.Registration.APPROVAL)
    faults += look_at(any_page, live_server.url + "/accounts/signup/", "by-approval")
    assert faults == []


def test_pages_of_a_member(kitchen: Community, live_server: Any, any_page: Page) -> None:
    ines, tobias = described(cast.ines()), described(cast.tobias())
    journey = make.journey()
    goals.set_goal(
        member=ines, journey=journey, words="Clear three cards.", visibility="self", milestones=["First card"]
    )
    make.block(blocker=ines, blocked=cast.pau())
    invitations.invite(by=ines, note="For my sister")
    signed_in(any_page, live_server, ines)
    pages = {
        "own-page": "/@ines/",
        "page": f"/@{tobias.handle}/",
        "directory-empty": "/members/?q=nobodyatall",
        "invitations": "/settings/invitations/",
    }
    faults = [fault for name, path in pages.items() for fault in look_at(any_page, live_server.url + path, name)]
    assert faults == []


def test_the_menu_opens_and_closes(kitchen: Community, live_server: Any, any_page: Page) -> None:
    signed_in(any_page, live_server, cast.ines())
    any_page.goto(live_server.url + "/settings/")
    menu = any_page.locator("details.menu").first
    menu.locator("summary").click()
    assert faults_of(any_page, "menu-open") == []
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


def test_pages_of_an_admin(kitchen: Community, live_server: Any, any_page: Page) -> None:
    make.member(
        handle="wilf",
        display_name="Wilf",
        approved_at=None,
        applied_at=timezone.now() - timedelta(hours=3),
        application="My brother found you. Catalogues mainly, and one loan.",
    )
    signed_in(any_page, live_server, cast.nasreen())
    faults = look_at(any_page, live_server.url + "/running/community/", "community")
    faults += look_at(any_page, live_server.url + "/running/applicants/", "applicants")
    assert faults == []


def test_the_set_up_page(live_server: Any, any_page: Page) -> None:
    token = make_setup_link()
    faults = look_at(any_page, f"{live_server.url}/setup/{token}/", "set-up")
    on = any_page.get_by_role("button", name="Keep it, and go on")
    on.evaluate("button => { button.form.noValidate = true }")
    on.click()
    any_page.wait_for_selector(".error")
    faults += faults_of(any_page, "set-up-errors")
    for name in ("name", "headline", "purpose", "non_goals"):
        any_page.locator(f"[name={name}]").fill("A kitchen table")
    on.click()
    any_page.locator("[name=journeys]").fill("Out of debt")
    any_page.locator("[name=spaces]").fill("First steps: when you don’t know where to start")
    faults += faults_of(any_page, "set-up-rooms")
    on.click()
    any_page.locator("[name=agreement]").wait_for()
    faults += faults_of(any_page, "set-up-door")
    on.click()
    any_page.locator("[name=email]").fill("nasreen@example.org")
    any_page.locator("[name=password]").fill("a long enough password")
    any_page.get_by_role("button", name="Send a test mail there").click()
    any_page.get_by_text("What was answered").wait_for()
    expect(any_page.locator("[name=password]")).to_have_value("a long enough password")
    faults += faults_of(any_page, "set-up-person")
    assert faults == []
