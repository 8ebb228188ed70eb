"""Whoever one is, every page: found, accessible, in both schemes and at both widths, nothing blocked.

Six people of the demo follow the links that they see, from the front page on, one page for each name of an address:
each in a file of their own (test_crawl_…), since a file is run by one worker.
Pages behind no link of the demo are opened in the world of the permission matrix, or in the middle of the way to them.
A page that is neither must be in LOOKED_AT_IN, with the test that looks at it. The admin's own pages come from Django.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.hashers import make_password
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from forum.models import Post
from members.models import Community, Member
from tests import cast, make
from tests.browser import faults_on, sign_in_by_password
from tests.joining import add_a_passkey, code_in_mail
from tests.look.crawl import Crawl
from tests.look.every_page import (
    BEHIND_A_CODE,
    BEHIND_A_LOCK,
    LINKED,
    LOOKED_AT_IN,
    NO_PAGES,
    ON_THE_WAY,
    behind_no_link,
    demo_page,
)
from tests.matrix import MATRIX
from tests.matrix_world import ROLES, World, addresses

pytestmark = pytest.mark.browser

TESTS = Path(__file__).resolve().parents[1]


def test_pages_behind_no_link(new_page: Callable[..., Page], live_server: Any) -> None:
    make.thanks_words()
    world = World()
    crawls: dict[str, Crawl] = {}
    for name in behind_no_link():
        role = ROLES[MATRIX[name][0].index(".")]  # the first who may open it
        if role not in crawls:
            member = world.role(role)
            page = sign_in_by_password(new_page(), live_server, member) if member else new_page()
            crawls[role] = Crawl(page, live_server.url, role)
        crawls[role].look(reverse(name, args=world.args(name) if addresses()[name] else []))
    faults = [fault for crawl in crawls.values() for fault in crawl.faults]
    assert faults == [], "\n".join(faults)
    assert sorted(name for crawl in crawls.values() for name in crawl.seen) == behind_no_link()


def test_pages_of_a_second_lock(page: Page, live_server: Any) -> None:
    make.community()
    ines = cast.ines()
    add_a_passkey(sign_in_by_password(page, live_server, ines), live_server.url)
    TOTP.activate(ines, generate_totp_secret())
    crawl = Crawl(page, live_server.url, "ines", NO_PAGES).walk("/accounts/2fa/", only="mfa_")
    crawl.look(reverse("mfa_reauthenticate"))
    crawl.look(reverse("mfa_reauthenticate_webauthn"))
    assert crawl.faults == [], "\n".join(crawl.faults)
    assert crawl.seen >= BEHIND_A_LOCK


def test_pages_behind_a_code(page: Page, live_server: Any) -> None:
    make.community(registration=Community.Registration.APPROVAL)
    ines, wilf = cast.ines(), cast.wilf(approved_at=None, applied_at=timezone.now())
    for member in (ines, wilf):
        member.emailaddress_set.create(email=member.email, verified=True, primary=True)
    crawl = Crawl(page, live_server.url, "visitor")

    asks_for_a_code(page, live_server.url + "/accounts/password/reset/", ines)
    crawl.here()
    gives_the_code(page)
    crawl.here()

    Member.objects.filter(pk=ines.pk).update(password=make_password(None))
    asks_for_a_code(page, live_server.url + "/accounts/login/code/", ines)
    crawl.here()
    gives_the_code(page)
    crawl.look("/accounts/password/set/")

    page.context.clear_cookies()
    asks_for_a_code(page, live_server.url + "/accounts/login/code/", wilf)
    gives_the_code(page)
    crawl.here()
    assert crawl.faults == [], "\n".join(crawl.faults)
    assert crawl.seen == BEHIND_A_CODE


def asks_for_a_code(page: Page, url: str, member: Member) -> None:
    page.goto(url)
    page.get_by_label("E-mail").fill(member.email or "")
    page.get_by_role("button", name="Send me a code").click()
    page.get_by_role("heading", name="Please look in your mail").wait_for()


def gives_the_code(page: Page) -> None:
    page.get_by_label("Code").fill(code_in_mail())
    page.get_by_role("button", name="Go on").click()
    page.wait_for_load_state()


def test_every_page_is_looked_at() -> None:
    """By one of the ways above: a new address needs a link, a row that answers 200 in the matrix, or a test of its own."""
    nowhere = [name for name in behind_no_link() if "." not in MATRIX[name][0]]
    assert nowhere == []


def test_what_is_listed_is_there() -> None:
    assert (set(LINKED) | set(NO_PAGES) | set(LOOKED_AT_IN) | ON_THE_WAY) - set(addresses()) == set()
    for place in LOOKED_AT_IN.values():
        file, _, test = place.partition("::")
        assert looks_in_every_view(test, (TESTS / file).read_text()), place


def looks_in_every_view(test: str, source: str) -> bool:
    found = re.search(rf"^def {test}\(.*?(?=^def |\Z)", source, re.MULTILINE | re.DOTALL)
    return found is not None and bool(re.search(r"is_sound_in_every_view\(|look_at\(", found[0]))


def test_a_page_without_a_link_or_a_role_would_be_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(LOOKED_AT_IN, "members:join")
    with pytest.raises(AssertionError, match="members:join"):
        test_every_page_is_looked_at()


def test_pages_that_say_no(new_page: Callable[..., Page], live_server: Any) -> None:
    make.community()
    visitor = Crawl(new_page(), live_server.url, "visitor")
    visitor.look("/nothing-here/", 404)
    wilf = Crawl(sign_in_by_password(new_page(), live_server, cast.wilf()), live_server.url, "wilf")
    wilf.look("/desk/", 403)
    wilf.look("/t/999999/gone/", 404)
    assert visitor.faults + wilf.faults == []


def test_a_topic_with_everything_that_opens(new_page: Callable[..., Page], live_server: Any) -> None:
    page = demo_page(new_page, live_server, "ines")
    post = thankable("ines")
    page.goto(live_server.url + post.get_absolute_url())
    answer = page.locator(f"#p{post.pk}")

    page.get_by_text("Your menu").locator("..").click()
    expect(page.get_by_role("link", name="Sign out")).to_be_visible()
    faults = faults_on(page, "your menu open")
    page.keyboard.press("Escape")

    answer.locator(f"#thank-{post.pk}").click()  # a link that becomes the form
    expect(answer.get_by_role("button", name="Send thanks")).to_be_visible()
    faults += faults_on(page, "thank form open")

    answer.locator(".post-actions details.menu > summary").click()
    faults += faults_on(page, "menu of an answer open")
    answer.locator("a[href*='/report/']").click()
    expect(page.locator("dialog[open]").get_by_text("Unkind or shaming")).to_be_visible()
    faults += faults_on(page, "report dialog open")
    assert faults == [], "\n".join(faults)


def thankable(handle: str) -> Post:
    """An answer of somebody else that this member has not thanked for."""
    answers = Post.objects.filter(position__gt=0, status="visible", topic__audience="everyone")
    return answers.exclude(member__handle=handle).filter(thanks__isnull=True).earliest("pk")
