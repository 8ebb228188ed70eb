"""A search looks words up; it reads no list of what its index has yet to take in."""

import pytest
from django.db import connection

from forum.models import Post, Topic
from forum.queries import search, search_rows
from tests import make

pytestmark = pytest.mark.django_db

GIN = """
SELECT relname, coalesce('fastupdate=off' = ANY (reloptions), false) FROM pg_class
WHERE relkind = 'i' AND relam = (SELECT oid FROM pg_am WHERE amname = 'gin') AND relname LIKE 'forum%'
"""
HOLDING = "SELECT count(*) FROM forum_holding(%s, %s::tsquery, %s, %s)"


def test_no_words_wait_beside_an_index() -> None:
    with connection.cursor() as cursor:
        cursor.execute(GIN)
        found = dict(cursor.fetchall())
    assert set(found) >= {"forum_topic_search", "forum_post_search", "forum_topic_spelled"}
    assert [name for name, is_at_once in found.items() if not is_at_once] == []


def test_no_words_have_to_be_unpacked() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attstorage FROM pg_attribute WHERE attrelid = 'forum_post'::regclass AND attname = 'search'"
        )
        assert cursor.fetchone() == ("e",)


@pytest.mark.parametrize("kind", [Topic, Post])
def test_so_many_are_found_as_are_wanted_among_all_or_the_newest(kind) -> None:
    by, space = make.member(), make.space()
    for _ in range(3):
        make.topic(by=by, space=space, title="A giraffe here", body="The giraffe.")
    middle = kind.objects.order_by("pk")[1].pk
    for most, after, number in ((10, None, 3), (2, None, 2), (None, None, 3), (10, middle, 1), (0, None, 0)):
        with connection.cursor() as cursor:
            cursor.execute(HOLDING, [kind._meta.db_table, "'giraff'", most, after])
            assert cursor.fetchone() == (number,)


@pytest.mark.parametrize(
    "typed",
    ["giraffe", "giraf", "tall giraffe", "giraffe tall", '"tall giraffe"', "giraffe or zebra", "a 'tall' giraffe lives",
     'צה"ל giraffe', "100% {giraffe}", "c++ giraffe", "giraffe %s %(s)s"],
)  # fmt: skip
def test_a_question_put_together_once_finds_what_one_put_together_anew_does(typed, monkeypatch) -> None:
    ines, wilf = make.member(), make.member()
    make.block(blocker=ines, blocked=wilf)
    for title in ("A tall giraffe", "Giraffes and c++", "A zebra", 'About צה"ל here', "100% of them"):
        topic = make.topic(title=title, body="It is tall, a giraffe, and lives.")
        make.answer(topic=topic, by=wilf, body="No giraffe is tall.")
        make.answer(topic=make.topic(title=title, body="Nothing."), body="c++ and tall, a zebra and a giraffe.")
    for viewer in (None, ines):
        at_once = _found(viewer, typed)
        with monkeypatch.context() as patched:
            patched.setattr(search_rows.Search, "_is_like_others", lambda *_: False)
            assert _found(viewer, typed) == at_once
    assert typed.startswith("100%") or _found(None, typed)


def _found(viewer, typed):
    hits = search.find(viewer, search.Wanted.read(typed)).hits
    return [(hit.topic.pk, hit.post_id, hit.snippet) for hit in hits]
