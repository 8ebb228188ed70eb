"""Locks are taken through one door and in one order, and each breach is shown to be found."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db import transaction

from activity import locks
from forum.models import Comment, Post, Topic
from tests import lock_order, make
from tests.architecture import RANK, modules

ROOT = Path(__file__).resolve().parents[1]
DOOR = "activity/locks.py"
SQL = ("FOR UPDATE", "FOR SHARE", "pg_advisory_xact_lock", "pg_advisory_lock", "LOCK TABLE")


def beside_the_door(root: Path) -> list[str]:
    """What takes a lock in another way than `activity.locks` does, one line each."""
    return [
        f"{module.path}:{line} {what}"
        for module in modules(root)
        for line, what in _locks_of(module.tree)
        if module.path != DOOR
    ]


def _locks_of(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr == "select_for_update":
            yield node.lineno, "select_for_update"
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from ((node.lineno, words) for words in SQL if words in node.value)
        if isinstance(node, ast.Attribute) and node.attr == "update_or_create" and _referred_to(node.value):
            yield node.lineno, "update_or_create of a row to which others refer"


def _referred_to(manager: ast.expr) -> bool:
    """Is it `Model.objects` of a model to which foreign keys lead? What cannot be told is."""
    if not (isinstance(manager, ast.Attribute) and isinstance(manager.value, ast.Name)):
        return True
    found = [model for model in apps.get_models() if model.__name__ == manager.value.id]
    return not found or any(
        field.auto_created and field.is_relation for model in found for field in model._meta.get_fields()
    )


def test_all_locks_go_through_the_door() -> None:
    assert beside_the_door(ROOT) == []


@pytest.mark.parametrize(
    "code",
    [
        "Post.objects.select_for_update().get(pk=1)",
        "Post.objects.filter(pk=1).select_for_update(no_key=True).first()",
        "cursor.execute('SELECT id FROM forum_post FOR UPDATE')",
        "cursor.execute('SELECT pg_advisory_xact_lock(1)')",
        "Mentor.objects.update_or_create(member=member)",
        "mentors().update_or_create(member=member)",
    ],
)
def test_a_lock_beside_the_door_is_found(tmp_path: Path, code: str) -> None:
    file = tmp_path / "forum" / "actions" / "posts.py"
    file.parent.mkdir(parents=True)
    file.write_text(code)
    assert beside_the_door(tmp_path)


def test_every_table_has_its_place_in_the_order() -> None:
    tables = {
        m._meta.db_table
        for app in RANK
        for m in apps.get_models(include_auto_created=True)
        if m._meta.app_label == app and not m.__module__.startswith("tests.")
    }
    order = lock_order.order()
    assert tables - set(order) == {"activity_event"}  # only ever added to
    assert len(order) == len(set(order))


@pytest.fixture
def seen() -> Iterator[list[str]]:
    """What the watcher has found; this test provokes it."""
    yield lock_order.breaches
    lock_order.breaches.clear()


@pytest.mark.django_db
def test_a_lock_that_comes_too_late_is_seen(seen: list[str]) -> None:
    post = make.answer()
    with transaction.atomic():
        locks.update(Post.objects.filter(pk=post.pk), helped=True)
        locks.update(Topic.objects.filter(pk=post.topic_id), helped_count=1)
    assert [line.partition(":")[0] for line in seen] == ["forum_topic is locked after forum_post"]


@pytest.mark.django_db
def test_the_right_order_and_what_is_locked_again_are_not_seen(seen: list[str]) -> None:
    post = make.answer()
    for _ in range(2):  # two transactions, not one
        with transaction.atomic():
            locks.update(Topic.objects.filter(pk=post.topic_id), helped_count=1)
            locks.update(Post.objects.filter(pk=post.pk), helped=True)
            locks.update(Topic.objects.filter(pk=post.topic_id), helped_count=0)
    assert seen == []


@pytest.mark.parametrize(
    ("first", "then"),
    [
        (
            """SELECT "forum_post"."id" FROM "forum_post" FOR NO KEY UPDATE OF "forum_post\"""",
            'UPDATE "forum_topic" SET',
        ),
        ("UPDATE forum_post post SET helped", 'DELETE FROM "forum_topic" WHERE'),
        ('INSERT INTO "forum_post" ("id") VALUES', 'SELECT 1 FROM "forum_topic" FOR NO KEY UPDATE'),
        ("UPDATE forum_topic SET", "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"),
        ("WITH due AS (SELECT 1) UPDATE members_member SET", "INSERT INTO masks_limit AS held (tag) DO UPDATE SET"),
    ],
)
def test_each_way_to_lock_is_seen(first: str, then: str) -> None:
    held = lock_order.Holding()
    said = [list(held.take(lock)) for sql in (first, then) for lock in lock_order.locks_of(sql, ["submit:1"], 1)]
    assert said[0] == []
    assert "is locked after" in said[1][0]


@pytest.mark.parametrize(
    ("sql", "rows"),
    [
        ('SELECT 1 FROM "forum_topic" FOR NO KEY UPDATE OF "forum_topic" SKIP LOCKED', 1),  # never waits
        ('INSERT INTO "forum_topic" ("id") VALUES', 1),  # nobody else could hold it
        ('UPDATE "forum_topic" SET', 0),
        ('SELECT "forum_topic"."id" FROM "forum_topic"', 9),
    ],
)
def test_what_waits_for_nobody_is_in_nobodys_way(sql: str, rows: int) -> None:
    held = lock_order.Holding()
    held.names.append("forum_post")
    assert [list(held.take(lock)) for lock in lock_order.locks_of(sql, [], rows)] in ([], [[]])


def test_several_rows_in_no_order_are_seen() -> None:
    update = 'UPDATE "forum_comment" SET'
    [lock] = lock_order.locks_of(update, [], 2)
    alone, under_its_post = lock_order.Holding(), lock_order.Holding()
    under_its_post.names.append("forum_post")
    assert list(alone.take(lock)) == ["several rows of forum_comment are changed in no order"]
    assert list(under_its_post.take(lock)) == []


@pytest.mark.django_db(transaction=True)
def test_rows_are_locked_in_the_order_of_their_keys() -> None:
    post = make.answer()
    made = [make.comment(post=post).pk for _ in range(3)]
    with transaction.atomic():
        found = locks.lock(Comment.objects.order_by("-pk"))
        assert [comment.pk for comment in found] == made
    with pytest.raises(transaction.TransactionManagementError):
        list(locks.lock(Comment.objects.all()))
