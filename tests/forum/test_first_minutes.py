"""The first five minutes: ways to ask without an account, what an asker sees next, the way back to a question."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from forum.first_replies import FEWEST
from forum.models import Topic
from forum.queries.landing import helped_example
from members.models import Member
from members.views.landing import FEWEST_MARKS
from recognition.models import Help
from tests import cast, make

pytestmark = pytest.mark.django_db

INVITATION = "no account needed to begin"
LONG = "I rang them in the morning, before the letter came, and asked for a plan in writing. They agreed that week."


@pytest.fixture
def ines() -> Member:
    make.community()
    return cast.ines()


def read(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def signed_in(member: Member) -> Client:
    client = Client()
    client.force_login(member)
    return client


def answered(hours: int, **fields: object) -> Topic:
    asked = timezone.now() - timedelta(days=10)
    topic = make.topic(at=asked, **fields)
    make.answer(topic=topic, at=asked + timedelta(hours=hours))
    return topic


# --- asking without an account ----------------------------------------------------------------------------------


def test_a_visitor_is_invited_to_ask_on_the_front_page_on_lists_and_under_a_topic(client, ines) -> None:
    topic = make.topic(by=ines, audience="everyone", space=make.space(visibility="public"))
    for address in ("/", "/latest/", topic.get_absolute_url()):
        assert INVITATION in read(client, address), address


def test_a_member_is_not(ines) -> None:
    assert INVITATION not in read(signed_in(ines), "/latest/")


def test_under_a_topic_the_way_leads_to_its_space(client, ines) -> None:
    space = make.space(visibility="public")
    topic = make.topic(by=ines, audience="everyone", space=space)
    assert f'href="/ask/?space={space.slug}"' in read(client, topic.get_absolute_url())


# --- the ask form -----------------------------------------------------------------------------------------------


def test_the_form_says_that_no_space_is_chosen(ines) -> None:
    make.space()
    make.space()
    assert "No space is chosen yet" in read(signed_in(ines), "/ask/")


def test_the_form_says_which_space_is_chosen(ines) -> None:
    make.space(title="Bills")
    space = make.space(title="First steps")
    page = read(signed_in(ines), f"/ask/?space={space.slug}")
    assert "It goes to “First steps”." in page
    assert "No space is chosen yet" not in page


def test_where_there_is_one_space_alone_it_is_chosen(ines) -> None:
    make.space(title="The table")
    assert "It goes to “The table”." in read(signed_in(ines), "/ask/")


def test_without_a_space_the_words_stay_and_the_rest_opens(ines) -> None:
    make.space()
    make.space()
    answer = signed_in(ines).post(
        "/ask/", {"title": "Which one do I pay first?", "body": "Four of them.", "kind": "question", "as": "me"}
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Choose where it belongs, please." in page
    assert "Four of them." in page
    assert '<details class="more" open>' in page


def test_how_to_format_is_told_in_six_lines(ines) -> None:
    make.space()
    assert read(signed_in(ines), "/ask/").split('class="formatting-lines"')[1].split("</dl>")[0].count("<dt>") == 6


# --- what an asker sees next ------------------------------------------------------------------------------------


def test_the_asker_of_an_open_question_reads_what_happens_next(ines) -> None:
    for hours in range(1, FEWEST + 1):
        answered(hours)
    cache.clear()
    page = read(signed_in(ines), make.topic(by=ines).get_absolute_url())
    assert "Your question is posted" in page
    assert "had an answer within 4 hours" in page
    assert reverse("forum:own_questions") in page


def test_of_few_answers_no_time_is_claimed(ines) -> None:
    for hours in range(1, FEWEST):
        answered(hours)
    cache.clear()
    page = read(signed_in(ines), make.topic(by=ines).get_absolute_url())
    assert "Your question is posted" in page
    assert "had an answer within" not in page
    assert "Too few questions" in page


def test_others_have_the_answer_form_and_not_the_askers_words(ines) -> None:
    page = read(signed_in(cast.tobias()), make.topic(by=ines).get_absolute_url())
    assert "Your question is posted" not in page
    assert "Your answer" in page


def test_the_asker_can_still_add_something(ines) -> None:
    topic = make.topic(by=ines)
    page = read(signed_in(ines), topic.get_absolute_url())
    assert f'action="{reverse("forum:answer", args=[topic.pk])}"' in page


# --- the way back -----------------------------------------------------------------------------------------------


def test_your_questions_holds_masked_ones_and_no_answers(ines) -> None:
    make.topic(by=ines, title="Under my name?")
    masked = make.masked_topic(by=ines, title="Under none?")
    make.answer(topic=make.topic(title="Of somebody else?"), by=ines)
    page = read(signed_in(ines), reverse("forum:own_questions"))
    assert "Under my name?" in page
    assert "Under none?" in page
    assert masked.mask.name in page
    assert "Of somebody else?" not in page


def test_your_questions_are_kept_nowhere_and_for_nobody_else(client, ines) -> None:
    make.masked_topic(by=ines, title="Under none?")
    assert "no-store" in signed_in(ines).get(reverse("forum:own_questions"))["Cache-Control"]
    assert "Under none?" not in read(signed_in(cast.tobias()), reverse("forum:own_questions"))
    assert client.get(reverse("forum:own_questions")).status_code == 302


def test_without_questions_the_page_says_what_will_stand_there(ines) -> None:
    assert "You have not asked anything yet" in read(signed_in(ines), reverse("forum:own_questions"))


def test_the_menu_leads_to_questions_and_drafts(ines) -> None:
    page = read(signed_in(ines), "/latest/")
    assert f'href="{reverse("forum:own_questions")}"' in page
    assert f'href="{reverse("forum:drafts")}"' in page


# --- the front page ---------------------------------------------------------------------------------------------


def helped_answer(**fields: object):
    topic = make.topic(audience="everyone", **({"space": make.space(visibility="public")} | fields))
    post = make.answer(topic=topic, body=LONG)
    make.helped_mark(post=post)
    return post


def test_the_hero_shows_a_real_question_and_what_helped(client, ines) -> None:
    post = helped_answer(title="What do I say on the phone?")
    page = read(client, "/")
    assert "What do I say on the phone?" in page
    assert post.author.shown_name in page
    assert "says that it helped" in page


@pytest.mark.parametrize("hide", ["members", "sensitive", "hidden"])
def test_the_hero_shows_nothing_that_is_not_for_everyone(ines, hide) -> None:
    post = helped_answer()
    assert helped_example() == post
    if hide == "members":
        Topic.objects.filter(pk=post.topic_id).update(audience="members")
    elif hide == "sensitive":
        post.topic.space.is_sensitive = True
        post.topic.space.save()
    else:
        post.status = "hidden"
        post.save()
    assert helped_example() is None


def test_a_hidden_example_leaves_the_front_page_at_once(client, ines) -> None:
    post = helped_answer(title="What do I say on the phone?")
    assert LONG[:40] in read(client, "/")
    Topic.objects.filter(pk=post.topic_id).update(audience="members", version=99)
    assert LONG[:40] not in read(client, "/")


def helped_by_names(times: int) -> None:
    helper = make.member()
    for _number in range(times):
        post = make.answer(topic=make.topic(), by=helper)
        Help.objects.create(helper=helper, helped=make.member(), topic=post.topic, post=post)


def test_fewer_than_twenty_marks_claim_nothing(client, ines) -> None:
    helped_by_names(FEWEST_MARKS - 1)
    assert "Each mark in this sky will be" in read(client, "/")


def test_twenty_marks_are_said(client, ines) -> None:
    helped_by_names(FEWEST_MARKS)
    assert "There are 20." in read(client, "/")


def test_marks_by_masks_count_toward_no_figure(client, ines) -> None:
    helped_by_names(FEWEST_MARKS - 1)
    topic = make.masked_topic(by=make.member())
    post = make.answer(topic=topic)
    Help.objects.create(helper=make.member(), helped_mask=topic.mask, topic=topic, post=post)
    assert "Each mark in this sky will be" in read(client, "/")
