"""Somebody's session ends while they write: a sentence beside their words, and after signing in the words themselves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect

from forum.models import Comment
from members.models import Member
from tests import cast, make
from tests.browser import carry, is_sound_in_every_view, sign_in_by_password

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WORDS = "It went through on the second try."


@pytest.fixture
def pau() -> Member:
    make.community()
    return cast.pau()


def test_a_comment_is_there_after_signing_in(new_page: Callable[..., Page], live_server: Any, pau: Member) -> None:
    page = new_page(forgiven=("Response Status Error Code 401",))
    topic = make.topic()
    sign_in_by_password(page, live_server, pau)
    page.goto(live_server.url + topic.get_absolute_url())
    page.get_by_role("link", name="Do it right under the question").click()
    form = page.locator("form[hx-post]", has=page.locator("textarea[name=body]")).first
    form.locator("textarea").fill(WORDS)
    Session.objects.all().delete()
    form.get_by_role("button", name="Post reply").click()
    sentence = form.get_by_role("alert").first
    expect(sentence).to_contain_text("What you wrote is kept for an hour")
    expect(form.locator("textarea")).to_have_value(WORDS)
    expect(page.locator("input[name=password]")).to_have_count(0)
    sentence.get_by_role("link").click()
    page.locator("input[name=login]").fill(pau.handle)
    page.locator("input[name=password]").fill(make.PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_label("Your words")).to_have_value(WORDS)
    page.get_by_role("button", name="Send it now").click()
    expect(page.get_by_text(WORDS).first).to_be_visible()
    assert Comment.objects.filter(member=pau, body=WORDS).count() == 1


def test_the_page_of_what_waits(page: Page, live_server: Any, client: Client, pau: Member) -> None:
    post = make.answer()
    client.post(reverse("forum:comments", args=[post.pk]), {"body": WORDS * 40, "as": "mask"})
    client.post(reverse("forum:answer", args=[post.topic_id]), {"body": "x" * 400, "as": "me"})
    client.force_login(pau)
    carry(client, page, live_server)
    page.goto(f"{live_server.url}/resume/")
    expect(page.get_by_label("Your words")).to_have_count(2)
    expect(page.get_by_text("Without your name")).to_have_count(1)
    is_sound_in_every_view(page, "resume")
