"""What waits for a person, and whom to leave in peace: a held comment, its case, the pause for a mask, a home."""

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from nudges.actions import summoning
from nudges.models import Offer
from tests import cast, make
from tests.browser import is_sound, is_sound_in_every_view, sign_in
from tests.forum import say
from tests.ledger import settle

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_held_comment_for_its_author_and_for_who_tends_the_space(any_page: Page, live_server: Any) -> None:
    make.community()
    space, wilf = make.space(title="Cards and loans"), cast.wilf()
    post = make.answer(topic=make.topic(space=space))
    marit = make.moderator(of=space, name="Marit")
    made = say.comment(actor=wilf, post=post, body="Look at https://quick.example/now")
    settle()
    sign_in(any_page, live_server, wilf)
    any_page.goto(live_server.url + post.topic.get_absolute_url())
    any_page.get_by_text("Your reply is waiting for a person to read it").wait_for()
    is_sound(any_page, "held-comment")
    sign_in(any_page, live_server, marit)
    any_page.goto(live_server.url + reverse("moderation:case", args=["comment", made.pk]))
    any_page.get_by_text("First comment from a new account").first.wait_for()
    is_sound(any_page, "held-comment-case")
    any_page.get_by_role("button", name="Let it through").first.click()
    any_page.get_by_role("heading", name="A closer look").wait_for()
    sign_in(any_page, live_server, cast.pau())
    any_page.goto(live_server.url + post.topic.get_absolute_url())
    any_page.get_by_text("https://quick.example/now").wait_for()


def test_a_mask_is_left_in_peace_from_the_desk(any_page: Page, live_server: Any) -> None:
    make.community()
    topic = make.topic()
    post = make.answer(topic=topic, mask=make.mask(of=cast.ines(), topic=topic), body="I cannot go on like this.")
    sign_in(any_page, live_server, make.moderator(of=topic.space, name="Marit"))
    any_page.goto(live_server.url + reverse("moderation:case", args=["post", post.pk]))
    is_sound(any_page, "masked-case")
    any_page.get_by_role("link", name="Pause our suggestions to them").click()
    any_page.get_by_text("whoever wears this name").wait_for()
    is_sound(any_page, "masked-pause")
    any_page.get_by_label("Your reason").fill("Sounds very low.")
    any_page.get_by_role("button", name="Pause for two weeks").click()
    any_page.get_by_text("Done, and written down.").first.wait_for()


def test_a_moderators_home_names_each_question_once(page: Page, live_server: Any) -> None:
    make.community()
    space = make.space(title="Fees and charges")
    marit = make.moderator(of=space, name="Marit", can_help_with=["bank fees"])
    Offer.objects.create(member=marit, kind=Offer.Kind.ANSWER)
    called = make.topic(title="The bank took fifty pounds", tags=("bank-fees",), space=space)
    make.topic(title="A second fee", tags=("bank-fees",), space=space)
    summoning.topic_wave(called)
    sign_in(page, live_server, marit)
    page.goto(live_server.url)
    for title in ("The bank took fifty pounds", "A second fee"):
        assert page.locator("main").get_by_role("heading", name=title).count() == 1
    is_sound_in_every_view(page, "home-once")
