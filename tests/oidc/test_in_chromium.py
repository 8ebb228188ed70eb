"""In a browser, under our own policy: the way to another site and back, with script and without; and how pages look."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.http import HttpResponseRedirect
from django.test import override_settings
from playwright.sync_api import Browser, Page, expect

from oidc.models import Provider
from tests import cast, make
from tests.browser import is_sound_in_every_view, sign_in_by_password
from tests.oidc.conftest import row_of
from tests.oidc.going import connected
from tests.oidc.provider import FakeProvider, running

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("patient")]


@pytest.fixture
def library(live_server: Any) -> Iterator[FakeProvider]:
    """A provider at another origin."""
    with running() as fake, override_settings(OIDC_INSIDE=[fake.origin], SITE_URL=live_server.url):
        make.community()
        row_of(fake)
        fake.userinfo = {"email": "wilf@example.org", "email_verified": True, "name": "Wilf"}
        yield fake


def test_to_another_site_and_back(page: Page, live_server: Any, library: FakeProvider) -> None:
    """Chromium follows no redirect to another origin after a form under `form-action 'self'`; our page goes on by itself."""
    blocked: list[str] = []
    page.on("console", lambda said: blocked.append(said.text) if "Content Security Policy" in said.text else None)
    page.goto(live_server.url + "/accounts/login/")
    is_sound_in_every_view(page, "login-with-provider")
    page.get_by_role("button", name="Continue with The Library").click()
    page.wait_for_url("**/accounts/joining/")
    is_sound_in_every_view(page, "oidc-join")
    page.get_by_label("I have read the agreement").check()
    page.get_by_role("button", name="Join the community").click()
    page.wait_for_url(live_server.url + "/")
    expect(page.locator("body[data-visitor]")).to_have_count(0)
    assert blocked == []


def test_a_redirect_would_be_blocked(
    new_page: Callable[..., Page], live_server: Any, library: FakeProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Why there is a page between: our own policy stops the plain way."""
    page = new_page(forgiven=("Sending form data to",))
    monkeypatch.setattr("oidc.views.asking.render", lambda _request, _name, said: HttpResponseRedirect(said["there"]))
    page.goto(live_server.url + "/accounts/login/")
    with page.expect_console_message(lambda said: "form-action" in said.text):
        page.get_by_role("button", name="Continue with The Library").click()
    assert page.url == live_server.url + "/accounts/login/"
    assert library.asked == []


def test_without_script(browser: Browser, live_server: Any, library: FakeProvider) -> None:
    ines = cast.ines()
    connected(Provider.objects.get(), ines)
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(live_server.url + "/accounts/login/?next=/settings/")
        page.get_by_role("button", name="Continue with The Library").click()
        page.wait_for_url("**/settings/")


def test_the_page_between_has_a_link(page: Page, live_server: Any, library: FakeProvider) -> None:
    """For whoever's browser goes nowhere by itself."""
    page.route(f"{library.origin}/**", lambda route: route.fulfill(status=204))
    page.goto(live_server.url + "/accounts/login/")
    page.get_by_role("button", name="Continue with The Library").click()
    page.get_by_role("heading", name="On to The Library").wait_for()
    is_sound_in_every_view(page, "oidc-going")
    page.unroute(f"{library.origin}/**")
    page.get_by_role("link", name="Go on").click()
    page.wait_for_url("**/accounts/joining/")


def test_pages_of_ones_own(page: Page, live_server: Any, library: FakeProvider) -> None:
    ines = cast.ines()
    sign_in_by_password(page, live_server, ines)
    page.goto(live_server.url + "/settings/ways-in/")
    is_sound_in_every_view(page, "ways-in-none")
    page.get_by_role("button", name="Connect The Library").click()
    page.get_by_label("Password").fill(make.PASSWORD)
    page.get_by_role("button", name="Go on").click()
    page.wait_for_url("**/settings/ways-in/")
    page.get_by_role("button", name="Disconnect The Library").wait_for()
    is_sound_in_every_view(page, "ways-in-connected")


def test_an_admin_sets_one_up(page: Page, live_server: Any, library: FakeProvider) -> None:
    Provider.objects.all().delete()
    sign_in_by_password(page, live_server, cast.nasreen())
    page.goto(live_server.url + "/running/ways-in/")
    is_sound_in_every_view(page, "providers-none")
    page.get_by_role("link", name="Add a provider").click()
    page.get_by_label("Password").fill(make.PASSWORD)
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("What do people call it?").fill("The Library")
    page.get_by_label("Its issuer address").fill("https://127.0.0.1")
    page.get_by_role("button", name="Ask it, and go on").click()
    page.get_by_text("is no address that this server may ask").wait_for()
    is_sound_in_every_view(page, "provider-refused")
    page.get_by_label("Its issuer address").fill(library.origin)
    page.get_by_role("button", name="Ask it, and go on").click()
    page.get_by_label("Client ID").wait_for()
    is_sound_in_every_view(page, "provider-new")
    page.get_by_label("Client ID").fill("our-community")
    page.get_by_label("Client secret").fill("a secret: with a colon and 100 %")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Try it").click()
    page.get_by_role("heading", name="It works").wait_for()
    is_sound_in_every_view(page, "provider-tried")
    page.get_by_role("link", name="Back to the provider").click()
    page.get_by_role("button", name="Switch it on").click()
    page.get_by_role("button", name="Switch it off").wait_for()
    is_sound_in_every_view(page, "provider-on")
    page.get_by_role("link", name="Remove this provider").click()
    page.get_by_role("button", name="Remove it").wait_for()
    is_sound_in_every_view(page, "provider-removal")
    page.goto(live_server.url + "/running/ways-in/")
    is_sound_in_every_view(page, "providers")


def test_what_goes_wrong_has_a_page(page: Page, live_server: Any, library: FakeProvider) -> None:
    library.claims = {"nonce": "another"}
    page.goto(live_server.url + "/accounts/login/")
    page.get_by_role("button", name="Continue with The Library").click()
    page.get_by_role("heading", name="You are not signed in").wait_for()
    is_sound_in_every_view(page, "oidc-trouble")
    library.claims = {}
    make.member(email="wilf@example.org")
    page.get_by_role("link", name="All ways to sign in").click()
    page.get_by_role("button", name="Continue with The Library").click()
    page.get_by_role("heading", name="You belong already").wait_for()
    is_sound_in_every_view(page, "oidc-known")
