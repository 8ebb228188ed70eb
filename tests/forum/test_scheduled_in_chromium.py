"""Posting later, as it is used: opened beside "Keep as draft", chosen, seen in the list, changed; with and without a script."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from forum.actions import scheduling
from forum.models import Scheduled
from forum.queries.scheduled import in_words
from members.models import Member
from members.zones import zone
from tests import cast, make
from tests.browser import is_sound_in_every_view, sign_in_by_password

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WORDS = "Call them before the day it is due."


@pytest.fixture
def ines() -> Member:
    make.community()
    return cast.ines(time_zone="Asia/Tokyo")


def fill(page: Page, member: Member) -> None:
    there = (timezone.now() + timedelta(days=2)).astimezone(zone(member.time_zone))
    page.get_by_label("Day").fill(f"{there:%Y-%m-%d}")
    page.get_by_label("Hour").fill("09:30")


@pytest.mark.parametrize("script", [True, False])
def test_an_answer_is_put_off_seen_and_changed(
    new_page: Callable[..., Page], live_server: Any, ines: Member, script: bool
) -> None:
    topic = make.topic(by=cast.dorrie())
    page = sign_in_by_password(new_page(java_script_enabled=script, forgiven=("422",)), live_server, ines)
    page.goto(live_server.url + topic.get_absolute_url())
    page.get_by_role("textbox", name="Your answer").fill(WORDS)
    page.get_by_text("Post it later").click()
    page.get_by_role("button", name="Post it then").click()
    expect(page.get_by_text("Choose a day and an hour, please.")).to_be_visible()
    expect(page.get_by_role("textbox", name="Your answer")).to_have_value(WORDS)
    fill(page, ines)
    page.get_by_label("Hour").press("Enter")  # presses "Post answer"
    expect(page.get_by_text("Nothing is posted yet: a time is chosen.")).to_be_visible()
    if script:
        is_sound_in_every_view(page, "later-answer")
    page.get_by_role("button", name="Post it then").click()
    row = ines.scheduled.get()
    assert row.at is not None
    expect(page.get_by_text(in_words(row.at, ines))).to_be_visible()
    assert topic.posts.count() == 1
    page.get_by_role("link", name="Change it").click()
    page.get_by_label("Your words").fill("Other words.")
    page.get_by_role("button", name="Post it then").click()
    expect(page.get_by_role("link", name="Other words.", exact=True)).to_be_visible()
    page.get_by_role("button", name="Take it back to the drafts").click()
    expect(page.get_by_text("Nothing waits.")).to_be_visible()
    row.refresh_from_db()
    assert (row.at, row.body) == (None, "Other words.")


def test_the_list_and_the_form_of_a_question(page: Page, live_server: Any, ines: Member) -> None:
    space = make.space()
    for title in (
        "Which card do I pay first?",
        "A longer line at the top, about what happened since the letter came in",
    ):
        scheduling.schedule(
            actor=ines, context="ask", title=title, body=WORDS, masked=False, submit_key=uuid4(),
            data={"space": space.slug, "kind": "question", "audience": "members", "tags": ["fees"], "lang": ""},
            day=(timezone.now() + timedelta(days=3)).date(), hour=timezone.now().time().replace(second=0, microsecond=0),
        )  # fmt: skip
    back = Scheduled.objects.create(
        member=ines, context="ask", title="What came back", body=WORDS, submit_key=uuid4(),
        refused="This space is closed. It can be read, and nothing new can be written in it.",
    )  # fmt: skip
    sign_in_by_password(page, live_server, ines)
    page.goto(f"{live_server.url}/drafts/")
    is_sound_in_every_view(page, "waiting")
    page.goto(f"{live_server.url}/drafts/later/{back.pk}/")
    is_sound_in_every_view(page, "later-question")
    page.goto(f"{live_server.url}/ask/")
    page.get_by_text("Post it later").click()
    is_sound_in_every_view(page, "later-ask")
