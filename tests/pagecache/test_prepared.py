"""A question that is put together once asks the same as the queryset that it was made of."""

import threading
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, Value

from forum.models import Bookmark, Post, Status, Tag, Topic
from masks.models import Mask
from tests import cast, make
from web.prepared import Prepared, Question, as_array

pytestmark = pytest.mark.django_db


def facts(rows):
    return [
        (vars(row).keys() - {"_state"}, row.pk, row.title, row.space.title, row.member and row.member.handle)
        for row in rows
    ]


@pytest.fixture
def topics():
    made = [make.topic(title=f"100 % “sure”, part %s {n}") for n in range(3)]
    made.append(make.masked_topic(by=cast.wilf(), title="Behind a mask"))
    return made


def of_space(space, ids):
    return (
        Topic.objects.filter(space=space, pk__any_of=ids, status=Status.VISIBLE)
        .exclude(title="100 % of %s nothing")
        .select_related("space", "member", "mask")
        .only("title", "space__title", "member__handle", "mask__name")
        .annotate(saved=Exists(Bookmark.objects.filter(post__topic=OuterRef("pk"))), sign=Value("100 %"))
        .order_by("pk")
    )


def test_the_same_rows_whatever_the_values(topics):
    question = Prepared(of_space)
    for chosen in (topics, topics[:1], []):
        ids = [topic.pk for topic in chosen]
        for space in {topic.space_id for topic in topics}:
            plain = list(of_space(space, ids))
            assert facts(question(space=space, ids=ids)) == facts(plain)
            assert [row.saved for row in question(space=space, ids=ids)] == [row.saved for row in plain]


def test_what_was_not_selected_is_fetched_and_what_is_not_there_is_none(topics):
    question = Prepared(
        lambda ids: (
            Topic.objects.filter(pk__any_of=ids)
            .select_related("member", "mask")
            .only("title", "member__handle", "mask__name")
        )
    )
    [named] = question(ids=[topics[0].pk])
    [masked] = question(ids=[topics[3].pk])
    assert named.slug == topics[0].slug
    assert (named.mask, named.member) == (None, topics[0].member)
    assert (masked.member, masked.mask) == (None, topics[3].mask)
    named.title = "Changed"
    named.save(update_fields=["title"])
    assert Topic.objects.get(pk=named.pk).title == "Changed"


def test_it_is_made_once(topics):
    made = []
    question = Prepared(lambda topic: made.append(topic) or Topic.objects.filter(pk=topic))
    for topic in topics:
        assert question(topic=topic.pk) == [topic]
    assert len(made) == 1


def test_numbers_of_every_size_are_one_kind(topics):
    question = Prepared(lambda topic: Topic.objects.filter(pk=topic))
    for number in (0, -1, 2**15, 2**31, 2**62):
        assert question(topic=number) == []


def test_uuids_and_bytes_are_lists_too(topics):
    masks = Prepared(lambda ids: Mask.objects.filter(pk__any_of=ids))
    assert masks(ids=[topics[3].mask_id, uuid4()]) == [topics[3].mask]
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::bytea[]", [as_array([b"\x00\xff", b'"\\,{'])])
        assert [bytes(value) for value in cursor.fetchone()[0]] == [b"\x00\xff", b'"\\,{']


def test_a_value_that_the_question_does_not_hold_is_a_fault():
    with pytest.raises(ValueError, match="other"):
        Prepared(lambda topic, other: Topic.objects.filter(pk=topic))(topic=1, other=2)


def test_a_reverse_relation_that_is_not_there_is_known_without_asking(topics, django_assert_num_queries):
    question = Prepared(lambda topic: Post.objects.filter(topic=topic).select_related("helped_mark"))
    make.helped_mark(post=make.answer(topic=topics[0]))
    first, second = sorted(question(topic=topics[0].pk), key=lambda post: post.position)
    with django_assert_num_queries(0):
        assert not hasattr(first, "helped_mark")
        assert second.helped_mark.post is second


def test_what_never_changes_is_written_out_so_that_its_index_serves():
    made = Question(
        Topic.objects.filter(Q(status="visible") | Q(title="it’s 5 %"), pk=12345, slug=F("title")), {"topic": 12345}
    )
    assert "'visible'" in made.sql
    assert made.names == ["topic"]


@pytest.mark.django_db(transaction=True)
def test_threads_ask_at_the_same_time():
    tags = [make.tag(f"tag-{n}") for n in range(8)]
    question = Prepared(lambda tag: Tag.objects.filter(pk=tag))
    wrong = []

    def ask(tag):
        try:
            wrong.extend(n for n in range(30) if question(tag=tag.pk) != [tag])
        except Exception as error:
            wrong.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=ask, args=[tag]) for tag in tags]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert wrong == []
