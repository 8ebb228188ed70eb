"""The desk's shared work in a browser: a case that is open, a note, several at once, the glass that two admins break."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse
from playwright.sync_api import Page

from forum.models import Post, Status
from masks import actions
from members.models import Member
from moderation.actions import casework
from moderation.actions.reports import report
from moderation.models import CaseFile, Note
from tests import cast, make
from tests.browser import is_sound_in_every_view, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def posts() -> list[Post]:
    make.community()
    space = make.space(title="Cards and loans")
    topic = make.topic(space=space, by=cast.ines(), title="Is this a scam text?")
    make.moderator(of=space, by=cast.nasreen(), handle="marit", name="Marit")
    rows = [make.answer(topic=topic, by=cast.dorrie(), body="Message me for the link")]
    rows.append(make.answer(topic=topic, mask=make.mask(of=cast.pau(), topic=topic), body="I see no way out."))
    for row in rows:
        report(actor=topic.member, thing=row, reason="other")
    return rows


def test_two_share_the_desk(posts: list[Post], new_page: Callable[..., Page], live_server: Any) -> None:
    case = live_server.url + reverse("moderation:case", args=["post", posts[0].pk])
    marit, nasreen = (Member.objects.get(handle=handle) for handle in ("marit", "nasreen"))
    page = sign_in(new_page(), live_server, marit)
    page.goto(case)
    page.get_by_text("You have this open.").wait_for()
    assert CaseFile.objects.get().holder == marit
    page.get_by_label("A note for your colleagues").fill("Spoke with her yesterday.")
    page.get_by_role("button", name="Note it").click()
    page.get_by_text("Noted. Only the desk reads it.").wait_for()
    assert Note.objects.get().words == "Spoke with her yesterday."
    casework.note(member=nasreen, about=posts[0].member, words="Her sister died in spring.")
    page.reload()
    page.get_by_text("Her sister died in spring.").wait_for()
    is_sound_in_every_view(page, "a case")
    page.goto(live_server.url + reverse("moderation:person", args=["dorrie"]))
    is_sound_in_every_view(page, "somebody")
    other = sign_in(new_page(), live_server, nasreen)
    other.goto(live_server.url + reverse("moderation:desk"))
    other.get_by_text("Marit has this open.").wait_for()
    is_sound_in_every_view(other, "the desk")
    other.goto(live_server.url + reverse("moderation:reasons"))
    is_sound_in_every_view(other, "ready reasons")


def test_several_at_once_without_a_script(posts: list[Post], new_page: Callable[..., Page], live_server: Any) -> None:
    page = sign_in(new_page(java_script_enabled=False), live_server, Member.objects.get(handle="marit"))
    page.goto(live_server.url + reverse("moderation:desk"))
    for box in page.get_by_role("checkbox", name="Choose it").all():
        box.check()
    page.get_by_text("Decide about several at once").click()
    page.locator("#several").get_by_label("A ready reason").select_option("selling")
    page.locator("#several").get_by_role("button", name="Do it").click()
    page.get_by_text("Two decided, and written in the log.").wait_for()
    assert set(Post.objects.filter(pk__in=[row.pk for row in posts]).values_list("status", flat=True)) == {
        Status.HIDDEN
    }
    page.get_by_role("button", name="Undo").first.click()
    page.get_by_text("Two are as they were before.").wait_for()
    assert not Post.objects.filter(status=Status.HIDDEN).exists()


@pytest.fixture
def line_goes() -> Iterator[None]:
    """What nobody can delete is deleted, so that the next test finds an empty table."""
    yield
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE masks_reveal DISABLE TRIGGER USER")
        cursor.execute("DELETE FROM masks_reveal")
        cursor.execute("ALTER TABLE masks_reveal ENABLE TRIGGER USER")


def test_breaking_the_glass(posts: list[Post], line_goes: None, page: Page, live_server: Any) -> None:
    nasreen, other = Member.objects.get(handle="nasreen"), make.admin(name="Osei")
    sign_in(page, live_server, nasreen)
    page.goto(live_server.url + reverse("moderation:reveal", args=["post", posts[1].pk]))
    is_sound_in_every_view(page, "asking who wears a name")
    row = actions.ask_to_reveal(admin=nasreen, mask=posts[1].mask, reason="She wrote where she is, and is silent now.")
    actions.agree_to_reveal(admin=other, row=row)
    page.goto(live_server.url + reverse("moderation:reveals"))
    page.get_by_role("button", name="Read it, once").wait_for()
    is_sound_in_every_view(page, "names that were uncovered")
