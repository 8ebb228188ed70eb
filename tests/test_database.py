"""All rows at once: the quick emptying leaves exactly what the migrations wrote, and what was read is put back whole."""

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.utils import timezone
from psycopg import sql

from activity.models import Event
from forum.models import Post
from members.models import Member
from recognition.models import ThanksWord
from tests import make
from tests.database import empty_tables, fingerprint, read_tables, write_tables
from tests.matrix_world import World

pytestmark = pytest.mark.django_db

OF_MIGRATIONS = {"auth_permission", "django_content_type", "django_migrations", "recognition_thanksword"}


def counts() -> dict[str, int]:
    """The rows of every table, also of those that no model has."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table)))
            found[table] = cursor.fetchone()[0]
    return found


def test_before_a_test_only_the_rows_of_migrations_are_there() -> None:
    assert {table for table, count in counts().items() if count} == OF_MIGRATIONS


def test_a_full_house_is_emptied_to_them() -> None:
    before = counts()
    Client().force_login(World().author)
    # Of a month that has no partition of its own.
    Event.objects.create(at=timezone.now().replace(year=2001), id=1, verb="test.done", target_kind="", target_id=1)
    assert all(model.objects.exists() for model in (Event, Member, Post, Session))
    empty_tables()
    connection.check_constraints()
    assert counts() == before


def test_words_that_were_changed_are_the_migrations_again() -> None:
    words = list(ThanksWord.objects.values_list("slug", "label", "lead", "position"))
    ThanksWord.objects.filter(slug="clear").update(label="crystal clear")
    ThanksWord.objects.filter(slug="gentle").delete()
    ThanksWord.objects.create(slug="loud", label="loud", position=9)
    empty_tables()
    assert list(ThanksWord.objects.values_list("slug", "label", "lead", "position")) == words


def test_what_was_read_is_put_back_whole() -> None:
    World()
    before, kept = fingerprint(), read_tables()
    Post.objects.update(body="Something else.")
    make.topic()
    assert fingerprint() != before
    write_tables(kept)
    connection.check_constraints()
    assert fingerprint() == before
