"""A question that is put together once asks the same as the queryset that it was made of."""

import threading
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.db import DataError, ProgrammingError, connection, connections, transaction
from django.db.models import Exists, F, OuterRef, Q, Value
from django.utils import timezone

from activity import raw_query
from activity.raw_query import as_array
from forum.models import Bookmark, Post, Status, Tag, Topic
from masks import sealed
from masks.models import Mask
from members.models import Hello
from nudges.models import Greeter
from nudges.queries.greeters import my_greeter
from recognition.queries import this_week
from tests import cast, make
from web.prepared import Prepared, Question

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)


@pytest.fixture(autouse=True, params=["prepared", "watched"])
def way(request, db, monkeypatch):
    """Tests watch their questions, which then go another way than those of a server."""
    if request.param == "prepared":
        monkeypatch.setattr(connections["default"], "execute_wrappers", [])
    return request.param


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


def test_the_same_rows_whatever_the_values(topics) -> None:
    question = Prepared(of_space)
    for chosen in (topics, topics[:1], []):
        ids = [topic.pk for topic in chosen]
        for space in {topic.space_id for topic in topics}:
            plain = list(of_space(space, ids))
            assert facts(question(space=space, ids=ids)) == facts(plain)
            assert [row.saved for row in question(space=space, ids=ids)] == [row.saved for row in plain]


def test_what_was_not_selected_is_fetched_and_what_is_not_there_is_none(topics) -> None:
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


def test_rows_of_two_kinds_can_be_asked_for_as_one() -> None:
    dorrie = cast.dorrie()
    topic = make.masked_topic(by=cast.wilf())
    make.helped_mark(post=make.answer(by=dorrie, topic=topic), what_changed="100 % of it is paid.")
    thanks = make.thanks(post=make.answer(by=dorrie), by=cast.pau(), note="Like %s said.")
    changed, noted = this_week(dorrie).outcomes
    assert (changed.text, changed.by.author) == ("100 % of it is paid.", topic.mask)
    assert (noted.text, noted.by.author, noted.url) == (thanks.note, thanks.member, thanks.post.get_absolute_url())
    assert this_week(thanks.member).outcomes == []


def test_rows_beside_what_may_not_be_there() -> None:
    wilf, dorrie = make.newcomer(), make.member()
    nobody = my_greeter(wilf, timezone.now())
    assert nobody is not None
    assert (nobody.person, nobody.words, nobody.hello) == (None, "", None)
    Greeter.objects.create(newcomer=wilf, member=dorrie, words="Hello?")
    named = my_greeter(wilf, timezone.now())
    assert named is not None
    assert (named.person, named.words, named.hello) == (dorrie, "Hello?", None)
    hello = Hello.objects.create(newcomer=wilf, author=dorrie, words="100 %", answer="Thank you.", answered_at=NOON)
    greeted = my_greeter(wilf, timezone.now())
    assert greeted is not None
    assert greeted.hello == hello
    assert (greeted.hello.words, greeted.hello.answer, greeted.hello.answered_at) == ("100 %", "Thank you.", NOON)


def test_ones_own_masks_and_nobody_elses() -> None:
    wilf, other = cast.wilf(), make.member()
    worn = {make.masked_topic(by=wilf).mask_id for _number in range(6)}  # more than the first look asks for
    make.masked_topic(by=other)
    assert set(sealed.mine(wilf)) == worn
    assert sealed.mine(make.member()) == []
    with transaction.atomic():  # and in the midst of one
        sealed.forget(wilf)
        assert sealed.mine(wilf) == []


def test_it_is_made_once(topics) -> None:
    made = []
    question = Prepared(lambda topic: made.append(topic) or Topic.objects.filter(pk=topic))
    for topic in topics:
        assert question(topic=topic.pk) == [topic]
    assert len(made) == 1


def test_numbers_of_every_size_are_one_kind(topics) -> None:
    question = Prepared(lambda topic: Topic.objects.filter(pk=topic))
    for number in (0, -1, 2**15, 2**31, 2**62):
        assert question(topic=number) == []


def test_uuids_and_bytes_are_lists_too(topics) -> None:
    masks = Prepared(lambda ids: Mask.objects.filter(pk__any_of=ids))
    assert masks(ids=[topics[3].mask_id, uuid4()]) == [topics[3].mask]
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::bytea[]", [as_array([b"\x00\xff", b'"\\,{'])])
        assert [bytes(value) for value in cursor.fetchone()[0]] == [b"\x00\xff", b'"\\,{']


def test_lists_of_words_hold_every_word_as_it_is(topics) -> None:
    words = ["", "NULL", "null", '"', "\\", '\\"', "a,b", "{c}", " d ", "café", "долг"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::text[]", [as_array(words)])
        assert cursor.fetchone()[0] == words


def test_a_value_that_the_question_does_not_hold_is_a_fault() -> None:
    with pytest.raises(ValueError, match="other"):
        Prepared(lambda topic, other: Topic.objects.filter(pk=topic))(topic=1, other=2)


def test_a_reverse_relation_that_is_not_there_is_known_without_asking(topics, django_assert_num_queries) -> None:
    question = Prepared(lambda topic: Post.objects.filter(topic=topic).select_related("helped_mark"))
    make.helped_mark(post=make.answer(topic=topics[0]))
    first, second = sorted(question(topic=topics[0].pk), key=lambda post: post.position)
    with django_assert_num_queries(0):
        assert not hasattr(first, "helped_mark")
        assert second.helped_mark.post is second


def test_what_never_changes_is_written_out_so_that_its_index_serves() -> None:
    made = Question(
        Topic.objects.filter(Q(status="visible") | Q(title="it’s 5 %"), pk=12345, slug=F("title")), {"topic": 12345}
    )
    assert "'visible'" in made.sql
    assert made.names == ["topic"]


@pytest.mark.django_db(transaction=True)
def test_threads_ask_at_the_same_time() -> None:
    tags = [make.tag(f"tag-{n}") for n in range(8)]
    question = Prepared(lambda tag: Tag.objects.filter(pk=tag))
    wrong = []

    def ask(tag) -> None:
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


# --- the connection -----------------------------------------------------------------------------------------------


def plans(words):
    """How often PostgreSQL has planned the statements that hold these words, and how often it used what it had."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT custom_plans, generic_plans FROM pg_prepared_statements WHERE strpos(statement, %s) > 0", [words]
        )
        return cursor.fetchall()


def test_postgres_plans_it_once_whatever_the_values(topics, way) -> None:
    words = f"planned once, {way}"
    question = Prepared(lambda topics: Topic.objects.filter(pk__any_of=topics, title__contains=words))
    for length in [1, 2, 3, 4] * 3:
        assert question(topics=range(length)) == []
    planned = plans(words)
    if way == "prepared":
        assert planned == [(5, 7)]  # PostgreSQL compares five plans before it keeps one
    else:
        assert planned == []


def test_an_error_is_djangos_and_the_next_question_is_answered(topics, way) -> None:
    if way == "watched":
        return
    for _ in range(2):
        with pytest.raises(DataError), transaction.atomic():
            raw_query.rows("SELECT 1 / %s::int", ["0"])
    assert raw_query.rows("SELECT 6 / %s::int", ["2"]) == [(3,)]


def test_a_statement_that_postgres_has_lost_is_prepared_anew(topics, way) -> None:
    question = Prepared(lambda topic: Topic.objects.filter(pk=topic))
    assert question(topic=topics[0].pk) == [topics[0]]
    with connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")
    if way == "prepared":
        with pytest.raises(ProgrammingError), transaction.atomic():
            question(topic=topics[0].pk)
    assert question(topic=topics[0].pk) == [topics[0]]


@pytest.mark.django_db(transaction=True)
def test_after_a_rollback_it_is_still_there(way) -> None:
    topic = make.topic()
    question = Prepared(lambda topic: Topic.objects.filter(pk=topic, title__contains="Over"))
    question(topic=topic.pk)
    with pytest.raises(Topic.DoesNotExist), transaction.atomic():
        Topic.objects.get(pk=0)
    assert question(topic=topic.pk) == question(topic=topic.pk)


@pytest.mark.django_db(transaction=True)
def test_in_a_transaction_it_sees_what_the_transaction_wrote() -> None:
    topic = make.topic(title="Before")
    question = Prepared(lambda topic: Topic.objects.filter(pk=topic).only("title"))
    with transaction.atomic():
        assert question(topic=topic.pk)[0].title == "Before"
        Topic.objects.filter(pk=topic.pk).update(title="After")
        assert question(topic=topic.pk)[0].title == "After"
    assert question(topic=topic.pk)[0].title == "After"


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_has_ended_is_opened_anew() -> None:
    topic = make.topic()
    question = Prepared(lambda topic: Topic.objects.filter(pk=topic))
    assert question(topic=topic.pk) == [topic]
    connection.connection.pgconn.finish()
    connection.health_check_enabled, connection.health_check_done = True, False
    assert question(topic=topic.pk) == [topic]
