"""One call from a night to another's day, with nothing in it pretended: who sleeps is left to sleep, who is awake is mailed and
answers by mail, the answer stands in the page that the asker has open; and the same with worker, broker and live process killed.
"""

from __future__ import annotations

import re
import smtplib
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from email.message import EmailMessage
from pathlib import Path

import psutil
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.cycle.world import World, living, text_of, zone_of
from tests.embedded.running import checkout, wait
from tests.sink import free_port

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PASSWORD = "a-password-for-everybody"
PEOPLE = """
from datetime import timedelta
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.utils import timezone
from forum.models import Space
from members.models import Community, Member
from members.queries.community import COMMUNITY_CACHE_KEY
from notices.actions.digests import choose_digest
from nudges.actions import offers
Community.objects.update_or_create(pk=1, defaults=dict(name="Level Ground", set_up_at=timezone.now(), time_zone="{night}"))
cache.delete(COMMUNITY_CACHE_KEY)
Space.objects.get_or_create(slug="bills", defaults=dict(title="Bills"))
for name, zone in (("Ana", "{night}"), ("Sleeper", "{night}"), ("Mere", "{noon}"), ("Third", "{noon}")):
    one = Member(display_name=name, handle=name.lower(), email=f"{{name.lower()}}@example.org", kind="person", stage="member")
    one.approved_at, one.joined_at, one.time_zone = timezone.now(), timezone.now() - timedelta(days=30), zone
    one.set_password("{password}")
    one.save()
    EmailAddress.objects.create(user=one, email=one.email, verified=True, primary=True)
    if name in ("Sleeper", "Mere"):
        offers.offer(member=one, kind="answer", by_mail=True)
        offers.allow(member=one, summons_per_week=3)
choose_digest(member=Member.objects.get(handle="third"), every="day")
"""
ASKED = "from nudges.models import Summons; print(sorted(Summons.objects.values_list('member__handle', flat=True)))"
OPEN = "from nudges.models import Summons; print(Summons.objects.filter(outcome='open').count())"
MESSAGES = "from notices.models import Message; print(list(Message.objects.values_list('kind', 'state', 'outcome')))"
THANKS = "from notices.models import Message; print(list(Message.objects.filter(kind__in=('helped', 'thanked')).values_list('state', flat=True)))"
DIGEST_IS_DUE = "from notices.models import Digest; from django.utils import timezone; Digest.objects.update(next_at=timezone.now())"


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def world(browser: Browser, port: int) -> Iterator[World]:
    extra = {"INBOUND_ADDRESS": "reply@forum.example", "INBOUND_LISTEN": f"smtp://127.0.0.1:{port}"}
    with (
        tempfile.TemporaryDirectory(prefix="a call at night ") as folder,
        living(browser, checkout(Path(folder) / "forum"), **extra) as world,
    ):
        world.shell(PEOPLE.format(night=zone_of(23), noon=zone_of(12), password=PASSWORD))
        yield world


def test_from_one_night_to_another_day(world: World, port: int) -> None:
    ana, third = signed_in(world, "ana"), signed_in(world, "third")
    asks(ana, "How do I open the first letter?")
    follows_when_it_appears(world, third, "How do I open the first letter?")
    mere_answers_by_mail(world, port, "I opened it in the garden.")
    stands_in_the_open_page(ana, "I opened it in the garden.")
    it_helped(world, ana)
    a_digest_leaves_out_what_was_read(world, third)

    asks(ana, "And the second one?")
    kill(world, "celery")
    kill(world, "valkey-server")
    follows_when_it_appears(world, third, "And the second one?")
    kill(world, "live.server")
    kill(world, "celery")
    mere_answers_by_mail(world, port, "The second is easier.")
    stands_in_the_open_page(ana, "The second is easier.")
    assert world.shell(ASKED) == "['mere', 'mere']"
    assert world.sink.to("sleeper@example.org") == []
    mails = [mail["Message-ID"] for mail in calls(world)]
    assert len(mails) - len(set(mails)) <= 4  # at most one repeat for each process that was killed


def signed_in(world: World, name: str) -> Page:
    page = world.person(name)
    page.goto("/accounts/login/")
    page.locator("[name=login]").fill(f"{name}@example.org")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main").get_by_role("button", name=re.compile("Sign in|Go on")).first.click()
    page.wait_for_url(lambda url: "/accounts/login" not in url)
    return page


def asks(ana: Page, title: str) -> None:
    """Without her name, at eleven in the evening."""
    ana.goto("/ask/")
    ana.locator("[name=title]").fill(title)
    ana.locator("[name=body]").fill("They lie in a bag behind the door.")
    ana.locator("details.more > summary").click()
    ana.locator("[name=space]").first.check()
    ana.get_by_label(re.compile("without my name")).check()
    ana.locator("main").get_by_role("button", name="Ask the community").first.click()
    expect(ana.get_by_role("heading", level=1, name=title)).to_be_visible()


def follows_when_it_appears(world: World, third: Page, title: str) -> None:
    world.hours_pass(0.05)  # the two minutes in which it can be taken back
    for _ in range(120):
        third.goto("/latest/")
        if third.get_by_role("link", name=title).count():
            break
        third.wait_for_timeout(500)
    third.get_by_role("link", name=title).click()
    expect(third.get_by_role("heading", level=1, name=title)).to_be_visible()


def mere_answers_by_mail(world: World, port: int, words: str) -> None:
    """Called at her noon, never by name of the asker; she answers from her mail program."""
    before = len(calls(world))
    wait(lambda: world.shell(OPEN) != "0", 90, lambda: world.shell(ASKED))
    world.hours_pass(
        2
    )  # a mask's mail waits for some minutes, so that its time tells nothing; two calls are an hour apart
    world.task("notices.sweep")
    wait(lambda: len(calls(world)) > before, 90, lambda: world.shell(MESSAGES))
    mail = calls(world)[-1]
    assert "Ana" not in mail.as_string()
    assert world.sink.to("sleeper@example.org") == []
    reply = EmailMessage()
    reply["From"], reply["To"], reply["Subject"] = "mere@example.org", mail["Reply-To"], f"Re: {mail['Subject']}"
    reply["In-Reply-To"], reply["References"] = mail["Message-ID"], mail["Message-ID"]
    quoted = "\n".join(f"> {line}" for line in text_of(mail).splitlines())
    reply.set_content(f"{words}\n\nOn Tue, May 5, 2026 at 10:12 AM Level Ground wrote:\n\n{quoted}\n")
    with smtplib.SMTP("127.0.0.1", port, timeout=20) as server:
        server.send_message(reply)


def calls(world: World) -> list[EmailMessage]:
    return [mail for mail in world.sink.to("mere@example.org") if "somebody is asking" in str(mail["Subject"])]


def stands_in_the_open_page(ana: Page, words: str) -> None:
    """Nobody reloads it; after a moment the page says so itself."""
    news = ana.locator("[data-live-news]")
    expect(news.get_by_role("status")).to_have_text("1 new answer", timeout=60_000)
    news.get_by_role("button", name="Show").click()
    expect(ana.locator("main")).to_contain_text(words)
    assert "Level Ground wrote" not in ana.locator("main").inner_text()


def it_helped(world: World, ana: Page) -> None:
    """The words of thanks wait for their turn: nothing of them is mailed in the minute in which they are given."""
    ana.locator("main").get_by_role("button", name=re.compile("This helped")).first.click()
    expect(ana.get_by_text("This helped", exact=False).first).to_be_visible()
    wait(lambda: world.shell(THANKS) != "[]", 60, lambda: "No word of thanks was queued.")
    assert world.shell(THANKS) == "['queued']"


def a_digest_leaves_out_what_was_read(world: World, third: Page) -> None:
    """They were away, but have read what there is: a digest with nothing in it is not sent."""
    world.shell(DIGEST_IS_DUE)
    world.task("notices.digests")
    world.task("notices.sweep")
    third.wait_for_timeout(2_000)
    assert world.sink.to("third@example.org") == []


def kill(world: World, what: str) -> None:
    """`kill -9` of a process of this community; what keeps it starts it again."""
    found = [child for child in psutil.Process(world.run.process.pid).children(recursive=True) if _is(child, what)]
    assert found, f"nothing called {what} runs"
    for child in found:
        with suppress(psutil.NoSuchProcess):
            child.kill()


def _is(child: psutil.Process, what: str) -> bool:
    try:
        return any(what in word for word in child.cmdline())
    except psutil.Error:  # it has just ended
        return False
