"""The page of operations as it is seen: of a new installation, and of one in trouble; with and without a script."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from activity.models import Delivery
from hosting.models import Act, Figure, Look, Run
from members.models import Member
from notices.models import ServerWord
from tests import cast, make
from tests.browser import is_sound_in_every_view, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HANDLER = "notices.actions.reactions.writing.answered"


@pytest.fixture
def admin() -> Member:
    make.community()
    return cast.nasreen()


def trouble(admin: Member) -> None:
    now = timezone.now()
    today = now.astimezone(UTC).date()
    Look.objects.create(about=Look.PULSE, state="ok", at=now, since=now)
    fact = {"wrong": "", "expires": (now + timedelta(days=4)).isoformat()}
    Look.objects.create(about=Look.CERTIFICATE, state="wrong", fact=fact, at=now, since=now)
    said, do = "smtp.example.org port 587: The server does not know that name and password: 535", "Look at EMAIL_URL."
    Look.objects.create(about="mail", state="wrong", said=said, do=do, at=now, since=now)
    Look.objects.create(about="role", state="look", said="It may not make databases.", do="Once.", at=now, since=now)
    for number in range(3):
        Delivery.objects.create(
            event_id=1_234_567 + number, handler=HANDLER, event_at=now, due_at=now, attempts=8,
            last_error="KeyError at answered:12", dead_at=now - timedelta(days=number),
        )  # fmt: skip
    Delivery.objects.create(event_id=5, handler=HANDLER, event_at=now, due_at=now - timedelta(minutes=50))
    for back in range(30):
        day, at = today - timedelta(days=back), now - timedelta(days=back)
        for series, value in (("mailed", 40 + back % 7 * 9), ("waited", 3 + back % 5), ("free", 10**10 - back * 10**8)):
            Figure.objects.create(day=day, series=series, value=value)
        if back % 9 != 4:
            Run.objects.create(kind=Run.Kind.BACKUP, ok=True, started_at=at, size=10**8 + back * 10**6)
    Figure.objects.create(day=today - timedelta(days=3), series="unmailed", value=25)
    Figure.objects.filter(day=today - timedelta(days=3), series="waited").update(value=4000)
    Run.objects.create(
        kind=Run.Kind.REHEARSAL, ok=False, started_at=now, words="The archive is damaged: a sum is another. " * 4
    )
    ServerWord.objects.create(day=today, words="The server refused the mail: 554 5.7.1 Our policy", times=12)
    Act.objects.create(by=admin, verb="community.changed", data={"names": ["headline", "agreement", "blocked_words"]})
    Act.objects.create(verb="member.second_lock_reset", about=cast.marit())


def test_a_new_installation(admin: Member, new_page: Callable[..., Page], live_server: Any) -> None:
    page = sign_in(new_page(), live_server, admin)
    page.goto(f"{live_server.url}/operations/")
    page.get_by_text("There is no backup.").wait_for()
    is_sound_in_every_view(page, "operations, new")
    page.get_by_role("link", name="All that admins did").click()
    page.get_by_text("Nothing yet").wait_for()
    is_sound_in_every_view(page, "acts, none")


def test_one_in_trouble(admin: Member, new_page: Callable[..., Page], live_server: Any) -> None:
    trouble(admin)
    page = sign_in(new_page(), live_server, admin)
    page.goto(f"{live_server.url}/operations/")
    page.get_by_text("3 things that should have happened").wait_for()
    for summary in page.get_by_text("The numbers").all():
        summary.click()
    is_sound_in_every_view(page, "operations, in trouble")
    page.get_by_role("link", name="All that admins did").click()
    page.get_by_text("the agreement").wait_for()
    is_sound_in_every_view(page, "acts")
    page.goto(f"{live_server.url}/operations/given-up/?of={HANDLER}")
    is_sound_in_every_view(page, "given up")
    page.goto(f"{live_server.url}/operations/given-up/{HANDLER}/drop/")
    is_sound_in_every_view(page, "let go")


def test_what_was_given_up_without_a_script(admin: Member, new_page: Callable[..., Page], live_server: Any) -> None:
    trouble(admin)
    page = sign_in(new_page(java_script_enabled=False), live_server, admin)
    page.goto(f"{live_server.url}/operations/")
    page.get_by_role("link", name="3 things").click()
    page.get_by_role("link", name="One by one").click()
    page.get_by_role("button", name="1234567").click()
    page.get_by_text("1 is tried again within the minute.").wait_for()
    page.get_by_role("link", name="Let go of all").click()
    page.get_by_text("This cannot be undone.").wait_for()
    page.get_by_role("link", name="Keep it").click()
    assert Delivery.objects.filter(dead_at__isnull=False).count() == 2
    page.get_by_role("button", name="Try all again").click()
    page.get_by_text("Nothing was given up").wait_for()
    assert not Delivery.objects.filter(dead_at__isnull=False).exists()
