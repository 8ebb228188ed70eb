"""Walks as a person does: from the front page to one's own page, with and without scripts; passkeys; a second lock."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from playwright.sync_api import Page, expect

from members.honeypot import FASTEST_PERSON_SECONDS
from members.models import Member
from tests import cast, make
from tests.browser import is_sound, is_sound_in_every_view, sign_in_by_password
from tests.joining import add_a_passkey, code_in_mail

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def join_as_wilf(page: Page, url: str) -> None:
    page.goto(url)
    page.locator("main").get_by_role("link", name="Join the community").first.click()
    page.get_by_label("What should we call you?").fill("Wilf")
    page.get_by_label("E-mail").fill("wilf@example.org")
    page.get_by_label("I have read the agreement").check()
    page.wait_for_timeout(FASTEST_PERSON_SECONDS * 1000 + 200)
    page.get_by_role("button", name="Join the community").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Please look in your mail")


def test_from_the_front_page_to_ones_own_page(live_server: Any, any_page: Page) -> None:
    make.community()
    join_as_wilf(any_page, live_server.url)
    is_sound_in_every_view(any_page, "code-in-mail")
    any_page.get_by_label("Code").fill("AAAA-1111")
    any_page.get_by_role("button", name="Go on").click()
    expect(any_page.locator(".error")).to_contain_text("That isn’t the code we sent")
    is_sound(any_page, "wrong-code")
    any_page.get_by_label("Code").fill(code_in_mail())
    any_page.get_by_role("button", name="Go on").click()
    expect(any_page).to_have_url(live_server.url + "/")
    any_page.goto(live_server.url + "/@wilf/")
    expect(any_page.get_by_role("heading", level=1)).to_have_text("Wilf")
    expect(any_page.locator("header .path-mark")).to_have_text("New here")
    is_sound(any_page, "own-page")
    wilf = Member.objects.get(handle="wilf")
    assert wilf.time_zone == any_page.evaluate("Intl.DateTimeFormat().resolvedOptions().timeZone")


def test_the_same_without_scripts(live_server: Any, new_page: Callable[..., Page]) -> None:
    make.community()
    page = new_page(width=390, java_script_enabled=False)
    join_as_wilf(page, live_server.url)
    page.get_by_label("Code").fill(code_in_mail())
    page.get_by_role("button", name="Go on").click()
    page.goto(live_server.url + "/settings/")
    page.get_by_label("One line about you").fill("Retired, and it’s catalogues and one loan.")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".notice")).to_contain_text("Saved.")
    page.locator("details.menu summary").first.click()
    page.get_by_role("link", name="Your page").click()
    expect(page.get_by_text("Retired, and it’s catalogues")).to_be_visible()
    page.locator("details.menu summary").first.click()
    page.get_by_role("link", name="Sign out").click()
    page.get_by_role("button", name="Sign out").click()
    page.goto(live_server.url + "/settings/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Welcome back")


def test_a_passkey_is_added_and_signs_in(live_server: Any, page: Page) -> None:
    make.community()
    sign_in_by_password(page, live_server, cast.ines())
    add_a_passkey(page, live_server.url)
    is_sound(page, "recovery-codes")
    page.goto(live_server.url + "/accounts/2fa/webauthn/")
    is_sound(page, "keys-with-one")
    page.goto(live_server.url + "/accounts/logout/")
    page.get_by_role("button", name="Sign out").click()
    page.goto(live_server.url + "/accounts/login/")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page).to_have_url(live_server.url + "/")
    page.goto(live_server.url + "/settings/")
    expect(page.get_by_label("What should we call you?")).to_have_value("Ines Calder")


def test_an_authenticator_app_is_asked_for(live_server: Any, any_page: Page) -> None:
    make.community()
    ines = cast.ines()
    sign_in_by_password(any_page, live_server, ines)
    any_page.goto(live_server.url + "/accounts/2fa/totp/activate/")
    is_sound(any_page, "is-it-you")
    any_page.get_by_label("Password").fill(make.PASSWORD)
    any_page.get_by_role("button", name="Go on").click()
    is_sound_in_every_view(any_page, "authenticator")
    secret = any_page.locator("#authenticator_secret").input_value()
    any_page.get_by_label("Authenticator code").fill(totp(secret))
    any_page.get_by_role("button", name="Ask for it from now on").click()
    any_page.wait_for_url("**/recovery-codes/**")
    any_page.context.clear_cookies()
    any_page.goto(live_server.url + "/accounts/login/")
    any_page.get_by_label("E-mail or name").fill("ines")
    any_page.get_by_label("Password").fill(make.PASSWORD)
    any_page.get_by_role("button", name="Sign in").click()
    expect(any_page.get_by_role("heading", level=1)).to_have_text("One more step")
    is_sound_in_every_view(any_page, "one-more-step")
    any_page.get_by_label("Code").fill("000000")
    any_page.get_by_role("button", name="Sign in").click()
    expect(any_page.locator(".error")).to_be_visible()
    any_page.goto(live_server.url + "/settings/")
    expect(any_page.get_by_role("heading", level=1)).not_to_have_text("Your page")


def totp(secret: str) -> str:
    counter = next(yield_hotp_counters_from_time())
    return format_hotp_value(hotp_value(secret, counter))
