"""Thanks, a path and a mentor in a browser: by script and without, in both schemes, narrow and wide."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page

from forum.models import Post
from members.models import Goal, Member
from mentorship.actions import pairs
from mentorship.models import Mentor, Mentorship
from recognition.models import Thanks
from tests import cast, make
from tests.browser import is_sound, is_sound_in_every_view, picture, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def opens(page: Page, live_server: Any, name: str, *args: object) -> Page:
    page.goto(live_server.url + reverse(name, args=args))
    return page


def thanked_answer() -> tuple[Post, Member, Member]:
    ines, dorrie = cast.ines(), cast.dorrie()
    topic = make.masked_topic(by=ines, title="Four cards, not enough for four minimums. Which one first?")
    post = make.answer(topic=topic, by=dorrie, body="You wrote it all down. That’s the hardest part, and it’s done.")
    make.thanks(
        post=post,
        by=ines,
        mask=topic.mask,
        words=("practical", "gentle"),
        note="I called card A at lunch. They said yes.",
        note_shown=True,
    )
    make.thanks(post=post, by=cast.marit(), words=("honest",), note="Number 3. That was me for two years.")
    return post, ines, dorrie


def test_thanking_under_the_post(any_page: Page, live_server: Any) -> None:
    make.thanks_words()
    post, _ines, dorrie = thanked_answer()
    sign_in(any_page, live_server, cast.pau())
    any_page.goto(live_server.url + post.topic.get_absolute_url())
    form = any_page.locator(f"#thank-{post.pk}")
    form.click()
    form.get_by_text("Been there", exact=True).click()
    form.get_by_text("Clear", exact=True).click()
    form.get_by_label("A few words to Dorrie H").fill("The table. I printed it.")
    is_sound(any_page, "thank-form")
    form.get_by_role("button", name="Send thanks").click()
    place = any_page.locator(f"#thanks-{post.pk}")
    place.get_by_text("and others").wait_for()
    expected = f"Thanked by {post.topic.mask.name}, Marit and others for being practical, gentle, honest"
    assert place.inner_text().startswith(expected)
    place.locator("summary").click()
    is_sound(any_page, "thanked")
    assert Thanks.objects.filter(member__handle="pau", words=["clear", "been-there"]).exists()
    any_page.locator(f"#thank-{post.pk}").get_by_role("button", name="Take thanks back").click()
    any_page.locator(f"a#thank-{post.pk}").wait_for()
    assert "others" not in place.inner_text()
    sign_in(any_page, live_server, dorrie)
    opens(any_page, live_server, "recognition:mine")
    any_page.get_by_role("button", name="Show the note (Marit)").click()
    any_page.get_by_role("button", name="Keep the note to myself (Marit)").wait_for()
    is_sound(any_page, "your-help")


def test_thanking_without_script(new_page: Callable[..., Page], live_server: Any) -> None:
    make.thanks_words()
    post, _ines, _dorrie = thanked_answer()
    page = new_page(width=390, java_script_enabled=False)
    sign_in(page, live_server, cast.pau())
    page.goto(live_server.url + post.topic.get_absolute_url())
    page.locator(f"#thank-{post.pk}").click()
    page.get_by_role("button", name="Send thanks").click()
    assert page.get_by_text("Choose a word for what it was.").is_visible()
    page.get_by_text("Practical", exact=True).click()
    page.get_by_text("A name for this topic only").click()
    page.get_by_role("button", name="Send thanks").click()
    assert page.url.endswith(f"#p{post.pk}")
    assert Thanks.objects.filter(post=post, mask__isnull=False, words=["practical"]).exists()
    page.locator(f"#thank-{post.pk}").get_by_role("button", name="Take thanks back").click()
    assert Thanks.objects.filter(post=post).count() == 2


def walks_the_path(page: Page, live_server: Any) -> None:
    opens(page, live_server, "members:path")
    page.get_by_role("link", name=re.compile("Set a goal.*Out of debt")).click()
    page.get_by_label("Your goal, in your own words").fill("Clear three cards and the van loan.")
    page.get_by_text("Opened the letters", exact=True).click()
    page.get_by_text("First card gone", exact=True).click()
    page.get_by_label("Steps of your own").fill("Told my brother")
    page.get_by_text("Members", exact=True).click()
    picture(page, "goal-new")
    page.get_by_role("button", name="Set this goal").click()
    page.get_by_role("link", name="Clear three cards and the van loan.").click()
    page.get_by_role("button", name=re.compile("Done.*Opened the letters")).click()
    picture(page, "goal")


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_from_a_goal_to_staying_on(new_page: Callable[..., Page], live_server: Any, script: bool) -> None:
    make.journey(title="Out of debt", description="One bill at a time, with company.")
    pau = cast.pau()
    page = new_page(width=390, java_script_enabled=script)
    sign_in(page, live_server, pau)
    walks_the_path(page, live_server)
    page.get_by_role("button", name="I reached my goal").click()
    assert page.get_by_role("heading", name="You are there.").is_visible()
    Goal.objects.update(reached_at=timezone.now() - timedelta(days=1))
    opens(page, live_server, "members:path")
    page.get_by_role("link", name="Stay, rest or say goodbye").click()
    page.get_by_role("button", name="I’ll stay").click()
    assert page.get_by_role("link", name="What mentoring asks of you").is_visible()
    assert Member.objects.get(pk=pau.pk).stage == "alum"


def test_the_pages_of_a_path_are_sound(page: Page, live_server: Any) -> None:
    make.journey(title="Out of debt", description="One bill at a time, with company.")
    pau = cast.pau()
    sign_in(page, live_server, pau)
    walks_the_path(page, live_server)
    is_sound_in_every_view(page, "goal")
    goal = Goal.objects.get()
    for name, args in (("path", []), ("new_goal", [make.journey(title="Quiet evenings").slug])):
        opens(page, live_server, f"members:{name}", *args)
        is_sound_in_every_view(page, name)
    Goal.objects.update(reached_at=timezone.now() - timedelta(days=1))
    Member.objects.update(stage="reached")
    for name, args in (("congratulation", [goal.pk]), ("stay", []), ("path", [])):
        opens(page, live_server, f"members:{name}", *args)
        is_sound_in_every_view(page, f"reached-{name}")


def finds_a_mentor(page: Page, live_server: Any, mentor: Mentor, pau: Member) -> None:
    sign_in(page, live_server, pau)
    opens(page, live_server, "mentorship:home")
    picture(page, "mentoring")
    page.get_by_role("link", name="Ask Tobias").click()
    page.get_by_label("What would you like company with?").fill("I’ve got a plan but I can’t keep to it.")
    picture(page, "mentor-ask")
    page.get_by_role("button", name="Send to Tobias").click()
    assert page.get_by_role("heading", name="You asked Tobias W").is_visible()
    sign_in(page, live_server, mentor.member)
    opens(page, live_server, "mentorship:people")
    page.get_by_role("link", name=re.compile("Read.*Pau")).click()
    picture(page, "mentor-request")
    page.get_by_role("button", name="Yes, I’ll walk with Pau").click()
    assert page.get_by_role("heading", name="You and Pau").is_visible()
    page.get_by_label("To Pau", exact=True).fill("Good that you wrote. What was today like?")
    page.get_by_role("button", name="Send").click()
    assert page.get_by_text("What was today like?").is_visible()


def a_mentor_and_somebody_on_the_way() -> tuple[Mentor, Member]:
    mentor = make.mentor(member=cast.tobias(), topics=["credit cards", "self-employed"])
    path = mentor.journeys.get()
    zone = mentor.member.time_zone
    for name in ("Nasreen", "Lotte"):
        other = make.member(name=name, stage="mentor", time_zone=zone)
        make.mentor(member=other, journeys=(path,), words="I’m blunt and I’m kind.", topics=["bank fees"])
    pau = cast.pau(time_zone=zone)
    make.goal(
        member=pau, journey=path, words="Clear four credit cards.", milestones=("Made the call",), visibility="mentor"
    )
    make.goal(member=cast.ines(), journey=path, words="Sleep without counting.", visibility="members")
    return mentor, pau


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_asking_a_mentor_and_writing(new_page: Callable[..., Page], live_server: Any, script: bool) -> None:
    mentor, pau = a_mentor_and_somebody_on_the_way()
    page = new_page(width=1280, java_script_enabled=script)
    finds_a_mentor(page, live_server, mentor, pau)
    pair = Mentorship.objects.get()
    sign_in(page, live_server, pau)
    opens(page, live_server, "mentorship:pair", pair.pk)
    page.get_by_label("How do you feel, in a word?").fill("steadier")
    page.get_by_label("To Tobias", exact=True).fill("Slept, for once.")
    page.get_by_role("button", name="Send").click()
    assert page.get_by_text("Slept, for once.").is_visible()
    assert pair.check_ins.filter(done_at__isnull=False, feeling="steadier").exists()


def test_the_pages_of_mentoring_are_sound(page: Page, live_server: Any) -> None:
    mentor, pau = a_mentor_and_somebody_on_the_way()
    finds_a_mentor(page, live_server, mentor, pau)
    pair = Mentorship.objects.get()
    pairs.write(actor=pau, pair=pair, body="Slept, for once.", submit_key=None, feeling="steadier")
    quiet = make.pair(mentor=make.mentor())
    for name, args in (
        ("pair", [pair.pk]),
        ("people", []),
        ("offer", []),
        ("term", []),
        ("ending", [pair.pk]),
        ("worry", [pair.pk]),
    ):
        opens(page, live_server, f"mentorship:{name}", *args)
        is_sound_in_every_view(page, f"mentor-{name}")
    sign_in(page, live_server, pau)
    opens(page, live_server, "mentorship:home")
    is_sound_in_every_view(page, "mentee-home")
    sign_in(page, live_server, cast.nasreen())
    pairs.tell_a_moderator(actor=quiet.mentee, pair=quiet, words="I worry.")
    opens(page, live_server, "mentorship:worries")
    is_sound_in_every_view(page, "worries")
