"""Home begins with what is one's own: news, and the questions that one asked and that are still open."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forum.models import Status, Topic
from members.models import Member
from notices.actions.reading import read_topic
from notices.actions.tell import tell
from notices.queries.own_questions import SHOWN, open_questions
from tests import cast, make

pytestmark = pytest.mark.django_db


@pytest.fixture
def ines() -> Member:
    make.community()
    return cast.ines()


def answered(topic: Topic, times: int = 1, **by: object) -> None:
    """As the worker tells of it."""
    for _number in range(times):
        post = make.answer(topic=topic, **(by or {"by": make.member()}))
        tell(to=topic.author, kind="answered", dedupe_key=f"post:{post.pk}", actor=post.author, topic=topic, post=post)


def home(member: Member) -> str:
    client = Client()
    client.force_login(member)
    return client.get("/").content.decode()


def mine(member: Member) -> str:
    """The words of the section, without its markup."""
    part = home(member).partition('id="mine"')[2].partition("</section>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", part))


def titles(member: Member) -> list[str]:
    return [question.topic.title for question in open_questions(member)]


def test_it_stands_before_where_one_can_help(ines) -> None:
    make.topic(by=ines)
    make.topic(title="Of somebody else")
    page = home(ines)
    assert page.index('id="mine"') < page.index('id="help"')


@pytest.mark.parametrize(("times", "words"), [(1, "One answer since"), (2, "Two answers since"), (11, "11 answers")])
def test_what_came_since_one_looked_is_said_in_words(ines, times, words) -> None:
    answered(make.topic(by=ines, title="Which one first?"), times)
    assert words in mine(ines)
    assert "you looked" in mine(ines)


def test_whoever_has_looked_reads_what_came_of_it(ines) -> None:
    topic = make.topic(by=ines)
    answered(topic)
    read_topic(member=ines, topic=topic)
    assert "since you looked" not in mine(ines)
    assert "1 answer" in mine(ines)
    answered(topic)
    assert "One answer since you looked" in mine(ines)


def test_a_masked_question_says_its_name_and_its_answers(ines) -> None:
    topic = make.masked_topic(by=ines, title="Under none?")
    answered(topic)
    words = mine(ines)
    assert "Under none?" in words
    assert f"as {topic.mask.name}" in words
    assert "One answer since you looked" in words


def test_a_page_that_shows_a_mask_of_ones_own_is_kept_nowhere(ines) -> None:
    client = Client()
    client.force_login(ines)
    make.topic(by=ines)
    assert "no-store" not in client.get("/").get("Cache-Control", "")
    make.masked_topic(by=ines)
    assert "no-store" in client.get("/")["Cache-Control"]


def test_so_is_one_that_tells_a_mask_of_something(ines) -> None:
    topic = make.masked_topic(by=ines)
    Topic.objects.filter(pk=topic.pk).update(helped_count=1)  # not open any more
    tell(to=topic.mask, kind="thanked", dedupe_key="t", actor=cast.dorrie(), topic=topic)
    client = Client()
    client.force_login(ines)
    answer = client.get("/")
    assert "thanked" in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]


def test_nobody_else_finds_the_masked_question_among_theirs(ines) -> None:
    make.masked_topic(by=ines, title="Under none?")
    for other in (cast.tobias(), make.member(is_staff=True)):
        assert titles(other) == []
        assert 'id="mine"' not in home(other)


@pytest.mark.parametrize(
    "fields",
    [
        {"helped_count": 1},
        {"kind": Topic.Kind.DISCUSSION},
        {"status": Status.HIDDEN},
        {"status": Status.DELETED},
        {"bumped_at": timezone.now() - timedelta(days=31)},
    ],
    ids=["helped", "discussion", "hidden", "taken back", "long ago"],
)
def test_what_is_no_open_question_is_not_shown(ines, fields) -> None:
    for topic in (make.topic(by=ines), make.masked_topic(by=ines)):
        Topic.objects.filter(pk=topic.pk).update(**fields)
    assert titles(ines) == []


def test_nor_one_in_a_space_that_is_closed_or_for_moderators(ines) -> None:
    make.topic(by=ines, space=make.space(archived_at=timezone.now()))
    make.topic(by=ines, space=make.space(visibility="moderators"))
    assert titles(ines) == []


def test_a_few_are_enough_those_with_the_newest_word(ines) -> None:
    now = timezone.now()
    for age in range(4):
        make.topic(by=ines, title=f"Named {age}", at=now - timedelta(hours=2 * age))
        make.masked_topic(by=ines, title=f"Masked {age}", at=now - timedelta(hours=2 * age + 1))
    assert len(titles(ines)) == SHOWN
    assert titles(ines)[0] == "Named 0"
    assert "Masked 0" in titles(ines)


def test_what_waits_for_its_two_minutes_says_so(ines) -> None:
    topic = make.masked_topic(by=ines)
    Topic.objects.filter(pk=topic.pk).update(status=Status.WAITING)
    assert "goes out in two minutes" in mine(ines)


def test_an_answer_by_somebody_whom_one_blocks_is_no_news(ines) -> None:
    topic, wilf = make.topic(by=ines), cast.wilf()
    answered(topic, by=wilf)
    make.block(blocker=ines, blocked=wilf)
    assert "since you looked" not in mine(ines)


def test_nor_is_what_one_wrote_behind_another_name(ines) -> None:
    topic = make.topic(by=ines)
    answered(topic, mask=make.mask(of=ines, topic=topic))
    assert "since you looked" not in mine(ines)


def test_an_answer_stands_on_the_page_once(ines) -> None:
    topic = make.topic(by=ines, title="Which one first?")
    answered(topic, 2)
    page = home(ines)
    assert page.count("Which one first?</a>") == 1
    assert 'id="waiting"' not in page


def test_other_news_of_the_question_takes_its_place(ines) -> None:
    topic = make.topic(by=ines, title="Which one first?")
    tell(to=ines, kind="mentioned", dedupe_key="m", actor=cast.dorrie(), topic=topic)
    page = home(ines)
    assert "mentioned you" in page
    assert 'id="mine"' not in page


def test_reading_from_home_leads_to_the_first_answer_that_is_new(ines) -> None:
    topic = make.topic(by=ines)
    answered(topic, 2)
    client = Client()
    client.force_login(ines)
    [question] = open_questions(ines)
    first = topic.posts.get(position=1)
    assert client.post(f"/notices/{question.news[0]}/reading/").url.endswith(f"#p{first.pk}")


def test_one_query_however_many(ines) -> None:
    asked = []
    for _round in range(2):
        for _number in range(3):
            answered(make.topic(by=ines), 2)
            answered(make.masked_topic(by=ines), 2)
        member = Member.objects.get(pk=ines.pk)
        open_questions(member)
        with CaptureQueriesContext(connection) as queries:
            open_questions(member)
        asked.append(len(queries))
    assert asked == [1, 1]


def test_a_closed_question_is_open_no_more(ines) -> None:
    topic = make.topic(by=ines)
    masked = make.masked_topic(by=ines)
    assert len(open_questions(ines)) == 2
    Topic.objects.filter(pk__in=[topic.pk, masked.pk]).update(closed_at=timezone.now())
    assert open_questions(ines) == []
