"""The bell's page: what is new and what was read before, one row for each topic, the row is the link."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forum.models import Topic
from masks.models import Mask
from members.models import Member
from notices.actions import reading
from notices.actions.tell import tell
from notices.models import Notice
from notices.queries import bell
from tests import cast, make

pytestmark = pytest.mark.django_db
numbers = iter(range(10**6))


@pytest.fixture
def ines() -> Member:
    make.community()
    return cast.ines()


def told(
    topic: Topic, by: Member | Mask, kind: str = "answered", to: Member | Mask | None = None, **more: object
) -> Notice:
    who = {"mask": by} if isinstance(by, Mask) else {"by": by}
    post = make.answer(topic=topic, **who)
    key = f"r{next(numbers)}"
    notice = tell(to=to or topic.author, kind=kind, dedupe_key=key, actor=by, topic=topic, post=post, **more)
    assert notice is not None
    return notice


def people(*names: str) -> list[Member]:
    return [make.member(name=name) for name in names]


def words(member: Member) -> list[str]:
    return [line.words for line in bell.page(member).lines]


def page(member: Member, address: str = "/notices/") -> str:
    client = Client()
    client.force_login(member)
    return " ".join(client.get(address).content.decode().split())


# --- one row for each topic -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["Dorrie"], "Dorrie answered you"),
        (["Dorrie", "Wilf"], "Wilf and Dorrie answered you"),
        (["Dorrie", "Wilf", "Pau"], "Pau, Wilf and others answered you"),
        (["Dorrie", "Wilf", "Pau", "Marit", "Tobias"], "Tobias, Marit and others answered you"),
    ],
)
def test_people_are_named_the_newest_first_and_never_more_than_two(ines, names, said) -> None:
    topic = make.topic(by=ines)
    for person in people(*names):
        told(topic, person)
    assert words(ines) == [said]


def test_one_person_who_wrote_twice_is_named_once(ines) -> None:
    topic, dorrie = make.topic(by=ines), cast.dorrie()
    told(topic, dorrie)
    told(topic, dorrie)
    assert words(ines) == [f"{dorrie.shown_name} answered you"]


def test_what_else_happened_in_the_topic_is_said_in_the_same_row(ines) -> None:
    topic = make.topic(by=ines)
    dorrie, wilf, pau = people("Dorrie", "Wilf", "Pau")
    told(topic, dorrie)
    told(topic, wilf, "thanked")
    told(topic, pau)
    assert words(ines) == ["Pau and Dorrie answered you. Wilf thanked you."]
    told(topic, wilf, "mentioned")
    assert words(ines) == ["Wilf mentioned you. Pau and Dorrie answered you. And more."]


def test_two_topics_are_two_rows_the_newest_first(ines) -> None:
    one, other = make.topic(by=ines), make.topic(by=ines)
    dorrie, wilf = people("Dorrie", "Wilf")
    told(one, dorrie)
    told(other, wilf)
    told(one, wilf)
    assert words(ines) == ["Wilf and Dorrie answered you", "Wilf answered you"]


def test_what_leads_elsewhere_keeps_a_row_of_its_own(ines) -> None:
    topic = make.topic(by=ines)
    told(topic, cast.dorrie())
    tell(to=ines, kind="hidden", dedupe_key="h", topic=topic, data={"path": "/cases/1/", "reason": "Selling."})
    tell(to=ines, kind="hello", dedupe_key="w", actor=cast.wilf())
    assert len(words(ines)) == 3


def test_what_was_told_to_a_name_and_to_a_mask_stays_apart(ines) -> None:
    topic = make.masked_topic(by=ines)
    told(topic, make.member(name="Dorrie"))
    told(topic, make.member(name="Wilf"), "mentioned", to=ines)
    assert sorted(words(ines)) == ["Dorrie answered you", "Wilf mentioned you"]
    assert f"to you as {topic.mask.name}" in page(ines)


def test_a_mask_among_them_goes_by_its_name(ines) -> None:
    topic = make.topic(by=ines)
    worn = make.mask(of=make.member(name="Dorrie Hale"), topic=topic)
    told(topic, worn)
    assert words(ines) == [f"{worn.shown_name} answered you"]


def test_whom_one_blocks_is_not_among_them(ines) -> None:
    topic = make.topic(by=ines)
    dorrie, wilf = people("Dorrie", "Wilf")
    told(topic, dorrie)
    told(topic, wilf)
    make.block(blocker=ines, blocked=wilf)
    assert words(ines) == ["Dorrie answered you"]


def test_a_lively_topic_is_one_row_however_much_is_told_of_it(ines) -> None:
    topic, other = make.topic(by=ines), make.topic(by=ines)
    told(other, cast.dorrie())
    for person in people(*(f"Person {number}" for number in range(8))):
        for _number in range(bell.PAGE // 6):
            told(topic, person)
    assert len(words(ines)) == 2
    assert bell.page(ines).older == ""


# --- new and earlier --------------------------------------------------------------------------------------------------


def test_what_is_new_stands_before_what_was_read(ines) -> None:
    read, new = make.topic(by=ines, title="Read"), make.topic(by=ines, title="Unread")
    first = told(new, cast.dorrie())
    Notice.objects.filter(pk=first.pk).update(at=timezone.now() - timedelta(days=3))
    reading.read(member=ines, notice_id=told(read, cast.wilf()).pk)
    text = page(ines)
    assert text.index(">New</h2>") < text.index("“Unread”") < text.index(">Earlier</h2>") < text.index("“Read”")


def test_where_nothing_is_new_there_is_no_such_heading(ines) -> None:
    reading.read(member=ines, notice_id=told(make.topic(by=ines), cast.dorrie()).pk)
    text = page(ines)
    assert ">New</h2>" not in text
    assert ">Earlier</h2>" in text
    assert "Mark all as read" not in text


def test_something_new_in_a_topic_that_was_read_is_new_and_the_rest_stays_earlier(ines) -> None:
    topic = make.topic(by=ines)
    dorrie, wilf = people("Dorrie", "Wilf")
    reading.read(member=ines, notice_id=told(topic, dorrie).pk)
    told(topic, wilf)
    found = bell.page(ines)
    assert [line.words for line in found.new] == ["Wilf answered you"]
    assert [line.words for line in found.earlier] == ["Dorrie answered you"]


def test_pages_go_on_through_what_is_new_and_what_was_read(ines) -> None:
    for number in range(bell.PAGE + 7):
        notice = told(make.topic(by=ines), make.member())
        if number % 2:
            reading.read(member=ines, notice_id=notice.pk)
    first = bell.page(ines)
    second = bell.page(ines, at=first.older)
    shown = [line.notice.pk for line in (*first.lines, *second.lines)]
    assert len(shown) == len(set(shown)) == bell.PAGE + 7
    news = [line.is_new for line in (*first.lines, *second.lines)]
    assert news == sorted(news, reverse=True)
    assert second.older == ""


# --- the row is the link ----------------------------------------------------------------------------------------------


def row(text: str) -> str:
    return text.partition("<article")[2].partition("</article>")[0]


def test_a_row_holds_one_link_which_leads_to_the_first_that_is_new(ines) -> None:
    topic = make.topic(by=ines)
    first = told(topic, cast.dorrie())
    told(topic, cast.wilf())
    links = re.findall(r'<a [^>]*href="([^"]*)"', row(page(ines)))
    assert links == [f"{topic.get_absolute_url()}?post={first.post_id}#p{first.post_id}"]


def test_without_a_script_a_form_reads_it_and_leads_to_the_same_place(ines) -> None:
    topic = make.topic(by=ines)
    first, second = told(topic, cast.dorrie()), told(topic, cast.wilf())
    form = row(page(ines)).partition("<form")[2]
    assert "data-without-script" in form
    action = re.search(r'action="([^"]*)"', form)[1]
    client = Client()
    client.force_login(ines)
    assert client.post(action).url.endswith(f"#p{first.post_id}")
    for notice in (first, second):
        notice.refresh_from_db()
        assert notice.read_at is not None


def test_a_row_that_was_read_has_no_form(ines) -> None:
    reading.read(member=ines, notice_id=told(make.topic(by=ines), cast.dorrie()).pk)
    assert "<form" not in row(page(ines))


def test_reading_a_row_leaves_other_topics_other_names_and_other_people_alone(ines) -> None:
    topic, other = make.topic(by=ines), make.topic(by=ines)
    masked, dorrie, tobias = make.masked_topic(by=ines), cast.dorrie(), cast.tobias()
    make.follow(member=tobias, topic=topic)
    read = told(topic, dorrie)
    left = [
        told(other, dorrie),
        told(masked, dorrie),
        told(topic, dorrie, "followed", to=tobias),
        tell(to=ines, kind="hidden", dedupe_key="h", topic=topic, data={"reason": "x"}),
    ]
    reading.read(member=ines, notice_id=read.pk)
    assert set(Notice.objects.unread()) == set(left)


def test_looking_at_the_page_reads_nothing(ines) -> None:
    told(make.topic(by=ines), cast.dorrie())
    page(ines)
    assert Notice.objects.unread().count() == 1


def test_home_shows_the_same_rows(ines) -> None:
    topic = make.topic(title="Of somebody else")
    dorrie, wilf, pau = people("Dorrie", "Wilf", "Pau")
    make.follow(member=ines, topic=topic)
    for person in (dorrie, wilf, pau):
        told(topic, person, "followed", to=ines)
    text = page(ines, "/")
    assert "Pau, Wilf and others wrote in a topic that you follow" in text
    assert "data-reads" in text


# --- cost -------------------------------------------------------------------------------------------------------------


def test_the_questions_to_the_database_do_not_grow(ines) -> None:
    asked = []
    for _round in range(2):
        for _number in range(6):
            topic = make.topic(by=ines)
            for person in people("Dorrie", "Wilf", "Pau"):
                told(topic, person)
        member = Member.objects.get(pk=ines.pk)
        with CaptureQueriesContext(connection) as queries:
            bell.page(member)
        asked.append(len(queries))
    assert asked == [4, 4]  # the own masks, the spaces one tends, the rows, what is told in them
