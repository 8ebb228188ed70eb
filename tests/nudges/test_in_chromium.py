"""Notices, mail choices, the page of what we sent and the stop page in a browser, and the mails themselves."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail as outgoing
from django.utils import timezone
from playwright.sync_api import Page

from members.models import Member
from notices import unsubscribe
from notices.actions import outbox
from notices.actions.tell import tell
from notices.models import Choice, Message, Notice
from nudges.models import Offer, Summons
from tests import make
from tests.axe import accessibility_faults
from tests.browser import (
    FOUR_VIEWS,
    PICTURES,
    is_sound,
    is_sound_in_every_view,
    picture,
    scrolls_sideways,
    show,
    sign_in,
)
from tests.nudges.people import joins, says_hello

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def a_full_life() -> Member:
    """Somebody to whom all sorts of things were told, sent and suggested."""
    ines = make.member(handle="ines", name="Ines Calder")
    for kind in ("greet", "answer"):
        Offer.objects.create(member=ines, kind=kind)
    topic = make.topic(by=ines, title="My bank says the overdraft fee is final. Is it?", tags=("bank fees",))
    for name in ("Dorrie H", "Nasreen B"):
        answer = make.answer(topic=topic, by=make.member(name=name))
        tell(to=ines, kind="answered", dedupe_key=name, actor=answer.member, topic=topic, post=answer)
    worn = make.mask(of=make.member(), topic=topic)
    tell(to=ines, kind="thanked", dedupe_key="mask", actor=worn, topic=topic)
    reason = {"reason": "It names a lender.", "second_look": "/second-look/1/"}
    tell(to=ines, kind="hidden", dedupe_key="hidden", topic=topic, data=reason)
    Notice.objects.filter(kind="thanked").update(read_at=timezone.now())
    joins(name="Wilf", introduction="Retired, and it is catalogues and one loan.")
    Message.objects.filter(kind="thanked").update(state="sent", sent_at=timezone.now() - timedelta(days=3))
    return ines


def test_notices(any_page: Page, live_server: Any) -> None:
    ines = a_full_life()
    sign_in(any_page, live_server, ines)
    any_page.goto(f"{live_server.url}/notices/")
    is_sound(any_page, "notices")
    any_page.get_by_role("link", name=re.compile("Dorrie H answered you")).click()
    any_page.wait_for_url("**/t/**")
    assert Notice.objects.get(actor__display_name="Dorrie H").read_at is not None


def test_nothing_waits(page: Page, live_server: Any) -> None:
    sign_in(page, live_server, make.member())
    page.goto(f"{live_server.url}/notices/")
    is_sound_in_every_view(page, "notices-empty")


def test_what_comes_by_mail(any_page: Page, live_server: Any) -> None:
    ines = make.member()
    sign_in(any_page, live_server, ines)
    any_page.goto(f"{live_server.url}/settings/mail/")
    is_sound(any_page, "mail-choices")
    any_page.get_by_label("By mail: Somebody thanks me").uncheck()
    any_page.get_by_role("button", name="Save").click()
    any_page.get_by_text("Saved.").wait_for()
    assert Choice.objects.get(member=ines).kind == "thanked"


def test_everything_we_sent(any_page: Page, live_server: Any) -> None:
    ines = a_full_life()
    sign_in(any_page, live_server, ines)
    any_page.goto(f"{live_server.url}/settings/suggestions/")
    is_sound(any_page, "suggestions")
    greeting = any_page.get_by_role("region", name="Greeting newcomers")
    greeting.get_by_role("button", name="Not for a month").click()
    any_page.get_by_text("Paused until").wait_for()
    assert Offer.objects.get(kind="greet").paused_until is not None


def test_stop_and_undo(any_page: Page, live_server: Any) -> None:
    ines = make.member()
    any_page.goto(unsubscribe.url(ines.pk, "answered").replace("http://localhost:8000", live_server.url))
    is_sound_in_every_view(any_page, "stop")
    any_page.get_by_role("button", name="Stop these messages").click()
    any_page.get_by_role("heading", name="These messages have stopped").wait_for()
    is_sound(any_page, "stopped")
    assert not Choice.objects.get(member=ines).by_mail
    any_page.get_by_role("button", name="Undo").click()
    any_page.get_by_role("heading", name="These messages come again").wait_for()
    assert Choice.objects.get(member=ines).by_mail


def test_a_greeter_at_home(any_page: Page, live_server: Any) -> None:
    ines = a_full_life()
    sign_in(any_page, live_server, ines)
    any_page.goto(live_server.url)
    is_sound(any_page, "home-summons")
    any_page.get_by_role("button", name=re.compile("Not now.*Wilf")).click()
    any_page.wait_for_load_state()
    assert any_page.get_by_text("Wilf is new here").count() == 0
    assert Summons.objects.get(kind="greet").outcome == "not_now"


def test_all_of_it_without_a_script(new_page: Callable[..., Page], live_server: Any) -> None:
    ines = a_full_life()
    page = new_page(java_script_enabled=False)
    sign_in(page, live_server, ines)
    page.goto(f"{live_server.url}/notices/")
    page.get_by_role("button", name="Mark all as read").click()
    page.get_by_text("All of it is marked as read.").wait_for()
    assert not Notice.objects.filter(member=ines, read_at=None).exists()
    page.goto(f"{live_server.url}/settings/suggestions/")
    page.get_by_label("None").check(force=True)
    page.get_by_role("button", name=re.compile("Save.*How many suggestions")).click()
    page.get_by_text("Saved.").wait_for()
    assert ines.nudge_allowance.per_month == 0


# A mail is no page: the mail program around it has the landmarks and the heading.
OF_PAGES = {"landmark-one-main", "page-has-heading-one", "region"}


def mails() -> dict[str, outgoing.EmailMultiAlternatives]:
    """One mail of each template, as it is sent."""
    make.community()
    ines = make.member(name="Ines Calder")
    topic = make.topic(by=ines)
    answers = [make.answer(topic=topic, by=make.member(name=name)) for name in ("Dorrie H", "Pau")]
    tell(to=ines, kind="answered", dedupe_key="a", actor=answers[0].member, topic=topic, post=answers[0])
    for number, answer in enumerate(answers):
        tell(to=ines, kind="thanked", dedupe_key=f"{number}", actor=answer.member, topic=topic, post=answer)
    masked = make.masked_topic(by=make.member())
    tell(to=masked.mask, kind="answered", dedupe_key="b", actor=ines, topic=masked)
    wilf = make.newcomer(name="Wilf", joined_at=timezone.now() - timedelta(hours=24))
    says_hello(wilf, make.member(name="Marit"), "That was me, three years ago. Glad your daughter found us.")
    waiting = make.topic(at=timezone.now() - timedelta(hours=5))
    why = "Somebody helped you with “bank fees”, and this question is about it too."
    outbox.queue(to=make.member(name="Pau"), kind="reciprocity", dedupe_key="r", why=why, topic=waiting)
    Message.objects.update(not_before=timezone.now())
    sent = {}
    for message in Message.objects.order_by("created_at", "pk"):
        outgoing.outbox.clear()
        outbox.send(id=message.pk)
        name = f"mail-{message.kind}{'-masked' if message.mask_id else ''}"
        sent[name] = outgoing.outbox[0]
    return sent


def test_the_mails_can_be_read_by_everybody(page: Page) -> None:
    for name, mail in mails().items():
        page.set_content(mail.alternatives[0][0])
        for width, scheme in FOUR_VIEWS:
            show(page, width, scheme, motion="reduce")
            picture(page, name)
            faults = [fault for fault in accessibility_faults(page) if fault.partition(":")[0] not in OF_PAGES]
            assert faults == []
            assert not scrolls_sideways(page)
        if PICTURES:
            Path(PICTURES, f"{name}.txt").write_text(f"Subject: {mail.subject}\n\n{mail.body}")
