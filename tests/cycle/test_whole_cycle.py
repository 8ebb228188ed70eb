"""One walk through everything the community is for, with nothing in it pretended.

An admin sets up; a newcomer writes a question before they have an account, joins by a mailed code, asks with their name and
without it, is greeted by somebody whom Celery summoned, is welcomed by mail, answered, says what helped and thanks; the helper
is recognised, reaches a goal, is asked the next day, stays, mentors; a moderator invites the helper to write it up, who consents
word by word; and, a week later, the newcomer is asked whether they would do the same for somebody.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.cycle.world import World, html_of, link_in, living, text_of, zone_of_noon
from tests.embedded.running import checkout, wait

pytestmark = [pytest.mark.browser, pytest.mark.slow]

QUESTION = "I cannot open the letters. How did you start?"
SECRET = "Is it normal to be ashamed of this?"
LIVES_IN = """
from django.core.cache import cache
from members.models import Community
from members.queries.community import COMMUNITY_CACHE_KEY
Community.objects.update(time_zone="{zone}")
cache.delete(COMMUNITY_CACHE_KEY)
"""
WAITS_FOR_A_MASK = "from notices.models import Message; print(Message.objects.filter(mask__isnull=False).exists())"
ANSWER = """Two piles: one that wants an answer, and one that is noise.

My brother read and I slit them open. A letter with a date on it that had not passed went to the left, and everything else, every
reminder of a reminder, went to the right. We answered nothing that evening; sorting is enough for one day. In the end there were
nineteen on the left and seventy-five on the right, and the seventy-five all said the same. If there is nobody to sit with you, set
a clock for twenty minutes and stop when it rings."""
ADMIN, HELPER, NEWCOMER = "robin@example.org", "tobias@example.org", "wilf@example.org"


@pytest.fixture
def world(browser: Browser) -> Iterator[World]:
    with (
        tempfile.TemporaryDirectory(prefix="whole cycle ") as folder,
        living(browser, checkout(Path(folder) / "forum")) as world,
    ):
        yield world


def press(page: Page, name: str, within: str = "main") -> None:
    page.locator(within).get_by_role("button", name=re.compile(name)).first.click()


def set_up(world: World) -> None:
    match = re.search(r"http\S+/setup/\S+", world.run.said)
    assert match, world.run.said
    page = world.person("Robin")
    page.goto(match[0])
    page.get_by_label("What is the community called?").fill("Level Ground")
    page.locator("[name=headline]").fill("Out of debt, beside people who know the way.")
    page.locator("[name=purpose]").fill("We tell each other what we tried, what it cost and what came of it.")
    page.locator("[name=non_goals]").fill("Nobody sells here.")
    press(page, "Keep it, and go on")
    page.locator("[name=journeys]").fill("Out of debt")
    page.locator("[name=spaces]").fill("First steps: when you don’t know where to start\nBills")
    press(page, "Keep it, and go on")
    press(page, "Keep it, and go on")
    page.get_by_label("What should we call you?").fill("Robin Tate")
    page.locator("[name=email]").fill(ADMIN)
    page.locator("[name=password]").fill("a-password-for-robin")
    press(page, "Open the doors")
    expect(page.get_by_role("link", name="Ask").first).to_be_visible()
    world.shell(LIVES_IN.format(zone=zone_of_noon()))  # by its hours masks are written to
    again = world.person("a stranger")
    again.goto(match[0])
    assert "Let’s put the chairs out" not in again.content()


def join(world: World, name: str, address: str, *, begins_at: str = "/accounts/signup/") -> Page:
    page = world.person(name.split()[0])
    if begins_at:
        page.goto(begins_at)
    page.locator("[name=name]").fill(name)
    page.locator("[name=email]").fill(address)
    page.locator("[name=agreement]").check()
    page.wait_for_timeout(3_000)  # whoever is quicker is taken for a program
    press(page, "Join the community")
    expect(page.locator("[name=code]")).to_be_visible()
    code = re.search(r"^ +([A-Z0-9]{4}-[A-Z0-9]{4})\s*$", text_of(world.mail(address, "code")), re.MULTILINE)
    assert code, text_of(world.sink.to(address)[-1])
    page.locator("[name=code]").fill(code[1])
    press(page, "Go on")
    return page


def test_the_whole_cycle(world: World) -> None:
    set_up(world)
    robin = world.person("Robin")
    tobias = join(world, "Tobias Wren", HELPER)
    offers(tobias)
    wilf = asks_first_and_joins(world)
    is_greeted_and_welcomed(world, tobias, wilf)
    topic = is_answered_and_says_what_helped(world, robin, tobias, wilf)
    asks_without_a_name(world, wilf, tobias)
    is_recognised(tobias)
    reaches_the_goal_and_stays(world, tobias)
    is_mentored(world, wilf, tobias)
    becomes_an_article(world, robin, tobias, topic)
    is_asked_to_pass_it_on(world, robin, wilf)


def offers(tobias: Page) -> None:
    """Somebody says that they may be asked to greet."""
    tobias.goto("/settings/suggestions/")
    panel = tobias.locator("section", has=tobias.get_by_role("heading", name="Greeting newcomers")).last
    panel.get_by_role("button", name="Ask me").click()
    expect(tobias.get_by_role("button", name="Stop asking me").first).to_be_visible()


def asks_first_and_joins(world: World) -> Page:
    """The question comes first; it survives joining."""
    wilf = world.person("Wilf")
    wilf.goto("/ask/")
    wilf.locator("[name=title]").fill(QUESTION)
    wilf.locator("[name=body]").fill("They lie in a bag behind the door.")
    wilf.locator("details.more > summary").click()
    wilf.locator("[name=tags]").fill("letters")
    wilf.locator("[name=audience][value=everyone]").check()
    press(wilf, "Go on: join and ask")
    join(world, "Wilf Barlow", NEWCOMER, begins_at="")
    expect(wilf.locator("[name=title]")).to_have_value(QUESTION)
    wilf.locator("details.more > summary").click()
    wilf.locator("[name=space]").first.check()
    press(wilf, "Ask the community")
    expect(wilf.get_by_role("heading", level=1, name=QUESTION)).to_be_visible()
    return wilf


def is_greeted_and_welcomed(world: World, tobias: Page, wilf: Page) -> None:
    """Celery summons a person; the person says hello; a day later one mail tells of it."""
    for _ in range(30):
        tobias.goto("/")
        if tobias.get_by_text("Wilf Barlow is new here").count():
            break
        tobias.wait_for_timeout(500)
    tobias.get_by_role("link", name=re.compile("Say hello")).first.click()
    tobias.locator("[name=words]").fill("Mine lay behind the boiler. Good that you are here.")
    tobias.locator("form", has=tobias.locator("[name=words]")).get_by_role("button", name="Say hello").click()
    tobias.wait_for_load_state()
    is_welcomed(world, wilf)


def is_welcomed(world: World, wilf: Page) -> None:
    wilf.goto("/@wilf-barlow/")
    expect(wilf.locator("#hellos")).to_contain_text("Mine lay behind the boiler")
    world.hours_pass(22)
    world.task("notices.sweep")
    welcome = world.mail(NEWCOMER, "hello")
    assert "Mine lay behind the boiler" in text_of(welcome)
    assert "Why you got this" in text_of(welcome)
    assert "debt" not in str(welcome["subject"]).lower()
    assert welcome["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "Mine lay behind the boiler" in html_of(welcome)


def is_answered_and_says_what_helped(world: World, robin: Page, tobias: Page, wilf: Page) -> str:
    ask(robin, "Which drawer for the letters that are done?", tags="letters")
    tobias.goto("/latest/")
    tobias.get_by_role("link", name=QUESTION).click()
    tobias.locator("[name=body]").fill(ANSWER)
    press(tobias, "Post answer")
    expect(tobias.get_by_text("Two piles").first).to_be_visible()
    mail = world.mail(NEWCOMER, "/t/")
    assert "letters" not in str(mail["subject"])
    wilf.goto(link_in(mail, "/t/"))
    topic = re.sub(r"[?#].*", "", wilf.url)
    press(wilf, "This helped")
    expect(wilf.get_by_text("This helped", exact=False).first).to_be_visible()
    expect(wilf.locator("#after-helped")).to_contain_text("Which drawer for the letters")
    wilf.goto(topic)
    wilf.get_by_text("what changed for you", exact=False).first.click()
    wilf.locator("[name=what_changed]").first.fill("Nineteen letters were real. I slept.")
    press(wilf, "Say it")
    expect(wilf.locator("article.helped .note")).to_contain_text("Nineteen letters were real")
    wilf.locator("article.helped a", has_text="Thank").click()
    wilf.get_by_label("Been there").first.check()
    wilf.locator("[name=note]").first.fill("I picked the chair by the window.")
    press(wilf, "Send thanks")
    expect(wilf.locator(".thanks").first).to_contain_text("Thanked by Wilf Barlow")
    assert len(world.sink.to(HELPER)) == 1  # his code: in the first seven days he is told in the page alone
    return topic


def ask(page: Page, title: str, *, tags: str = "", masked: bool = False) -> None:
    page.goto("/ask/")
    page.locator("[name=title]").fill(title)
    page.locator("[name=body]").fill("I would like to know how others do it.")
    page.locator("details.more > summary").click()
    page.locator("[name=space]").first.check()
    page.locator("[name=tags]").fill(tags)
    if masked:
        page.get_by_label(re.compile("without my name")).check()
    press(page, "Ask the community")
    expect(page.get_by_role("heading", level=1, name=title)).to_be_visible()


def asks_without_a_name(world: World, wilf: Page, tobias: Page) -> None:
    """Two minutes only its author sees it; then everybody reads it, and nobody reads who."""
    ask(wilf, SECRET, masked=True)
    tobias.goto("/latest/")
    expect(tobias.get_by_role("link", name=SECRET)).to_have_count(0)
    world.hours_pass(0.05)
    for _ in range(60):
        tobias.goto("/latest/")
        if tobias.get_by_role("link", name=SECRET).count():
            break
        tobias.wait_for_timeout(500)
    tobias.get_by_role("link", name=SECRET).click()
    assert "Wilf" not in tobias.locator("article.post, .post").first.inner_text()
    expect(tobias.get_by_text("posting without a name, in this topic only").first).to_be_visible()
    tobias.locator("[name=body]").fill("I was, for two years. It passes when somebody else has read the letters.")
    press(tobias, "Post answer")
    wait(lambda: world.shell(WAITS_FOR_A_MASK) == "True", 60, lambda: "No mail to a mask was queued.")
    world.hours_pass(1)  # it waits for some minutes, so that its time tells nothing
    world.task("notices.sweep")
    told = world.mail(NEWCOMER, "Something is waiting")
    assert "Wilf" not in text_of(told) + str(told["subject"])
    assert SECRET not in text_of(told) + str(told["subject"])


def is_recognised(tobias: Page) -> None:
    tobias.goto("/your-help/")
    expect(tobias.locator("main")).to_contain_text("Nineteen letters were real. I slept.")
    expect(tobias.locator("main")).to_contain_text("I picked the chair by the window.")
    tobias.goto("/notices/")
    expect(tobias.locator("main")).to_contain_text("Wilf Barlow")


def reaches_the_goal_and_stays(world: World, tobias: Page) -> None:
    set_goal(tobias, "Three cards and the van.")
    tobias.get_by_role("link", name="Three cards and the van.").first.click()
    press(tobias, "reached|there")
    tobias.wait_for_url(re.compile("/reached/"))
    world.hours_pass(24 * 8)  # the ask waits for the next day, and for the quiet first week to be over
    world.task("nudges.letters")
    world.task("notices.sweep")
    mail = world.mail(HELPER, "/path/stay/")
    tobias.goto(link_in(mail, "/path/stay/"))
    tobias.locator("button[name=answer][value=stay]").click()
    tobias.goto("/mentoring/offer/")
    for box in tobias.locator("main form input[type=checkbox]").all():
        box.check()
    tobias.locator("[name=words]").fill("I answer slowly and in full.")
    press(tobias, "I’ll mentor for eight weeks")
    tobias.goto("/@tobias-wren/" if "@tobias-wren" in tobias.content() else "/mentoring/people/")


def set_goal(page: Page, words: str) -> None:
    page.goto("/path/new/out-of-debt/")
    page.locator("[name=words]").fill(words)
    page.locator("[name=visibility][value=members]").check()
    press(page, "Set this goal")
    page.goto("/path/")


def is_mentored(world: World, wilf: Page, tobias: Page) -> None:
    set_goal(wilf, "The catalogues, then the loan.")
    wilf.goto("/mentoring/")
    card = wilf.locator("li", has=wilf.get_by_role("link", name="Tobias Wren")).first
    expect(card.locator(".ticks li").first).to_be_visible()
    card.get_by_role("link", name=re.compile("^Ask Tobias")).click()
    wilf.locator("[name=words]").fill("I have a plan and lose it in the third week.")
    press(wilf, "Send to Tobias")
    world.mail(HELPER, "/mentoring/")
    tobias.goto("/mentoring/people/")
    tobias.get_by_role("link", name=re.compile("Wilf Barlow|Read|Answer")).first.click()
    press(tobias, "Yes, I’ll walk with Wilf")
    tobias.locator("[name=body]").fill("What happens in the third week?")
    press(tobias, "^Send")
    wilf.goto("/mentoring/")
    wilf.get_by_role("link", name=re.compile("Tobias")).first.click()
    expect(wilf.locator("main")).to_contain_text("What happens in the third week?")
    stranger = world.person("Robin")
    assert stranger.goto(wilf.url).status == 404  # type: ignore[union-attr]


def becomes_an_article(world: World, robin: Page, tobias: Page, topic: str) -> None:
    robin.goto("/desk/")
    robin.get_by_role("link", name=re.compile("^Invite")).first.click()
    robin.locator("[name=reason]").fill("It helped somebody on their first day.")
    press(robin, "Send the invitation", "dialog[open], main")
    world.hours_pass(24 * 7)  # he was asked to stay: two mails that ask for something are a week apart
    world.task("notices.sweep")
    mail = world.mail(HELPER, "/blog/invitations/")
    tobias.goto(link_in(mail, "/blog/invitations/"))
    tobias.locator("[name=byline][value=name]").check()
    press(tobias, "Yes, let’s")
    tobias.wait_for_url(re.compile("/blog/drafts/"))
    draft = tobias.url
    tobias.locator("[name=title]").fill("Two piles")
    tobias.locator("[name=body]").fill(ANSWER + "\n\nThat is all there is to it.")
    press(tobias, "Save as a new version")
    robin.goto(draft)
    press(robin, "Propose this")
    tobias.goto(draft)
    press(tobias, "Approve this text")
    robin.goto(draft)
    press(robin, "Publish")
    reader = world.person("a reader")
    reader.goto("/blog/")
    reader.get_by_role("link", name="Two piles").click()
    expect(reader.locator("article")).to_contain_text("Tobias Wren")
    reader.get_by_role("link", name=re.compile(re.escape(QUESTION))).first.click()
    expect(reader.get_by_role("link", name="Two piles")).to_be_visible()


def is_asked_to_pass_it_on(world: World, robin: Page, wilf: Page) -> None:
    """Long after: somebody asks what Wilf was helped with, and one mail asks whether he would do the same."""
    world.hours_pass(24 * 35)
    ask(robin, "I cannot open the letters either. How do I start?", tags="letters")
    world.hours_pass(3)
    world.task("nudges.letters")
    world.task("notices.sweep")
    mail = world.mail(NEWCOMER, "where you once were")
    for part in (text_of(mail), html_of(mail)):
        assert "Why you got this" in part
    assert "letters" not in str(mail["subject"])
    stop = re.search(r"<(http[^>]+)>", str(mail["List-Unsubscribe"]))
    assert stop
    answer = wilf.request.post(stop[1], form={"List-Unsubscribe": "One-Click"}, max_redirects=0)
    assert answer.status == 200
    wilf.goto("/settings/suggestions/")
    asked = wilf.locator("li", has_text="A question like one that somebody helped me with").first
    expect(asked).to_contain_text("letters")
    expect(asked).to_contain_text("You stopped these")
