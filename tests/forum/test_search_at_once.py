"""A search looks words up; it reads no list of what its index has yet to take in."""

import pytest
from django.db import connection

from forum.models import Post, Topic
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
