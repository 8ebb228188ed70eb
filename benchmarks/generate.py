"""Makes a large forum out of a small one, with set-based SQL: every person, topic, answer and comment `times` times.

Copies keep the lengths and words of the real texts, so indexes and pages look as they would. Dates go back in time.
"""

from __future__ import annotations

from django.apps import apps
from django.db import connection, models, transaction

# In the order of their foreign keys; `shifts` are the columns that point at a copied row.
COPIED = (
    ("members.Member", (), {"handle": "left(handle, 20) || '-' || copy", "handle_key": "''", "name_key": "''"}),
    ("forum.Topic", ("member_id",), {"letter_for_id": "NULL"}),
    ("forum.TopicTag", ("topic_id",), {}),
    ("forum.Post", ("topic_id", "member_id"), {"submit_key": "NULL"}),
    ("forum.Comment", ("post_id", "member_id"), {"submit_key": "NULL"}),
    ("forum.HelpedMark", ("post_id", "member_id"), {}),
)
POINTS_AT = {"member_id": "members.Member", "topic_id": "forum.Topic", "post_id": "forum.Post"}
# What is alike was found among the originals; a copy has the copies of these.
COPY_ALIKE = """
INSERT INTO forum_alike (topic_id, title, at, others)
SELECT topic_id + copy * %(stride)s, title, at, ARRAY(SELECT other + copy * %(stride)s FROM unnest(others) AS other)
FROM forum_alike, generate_series(1, %(times)s) AS copy WHERE topic_id < %(stride)s
"""
DAYS_APART = 30  # each copy is this much older than the one before
TIMES = {"created_at", "bumped_at", "edited_at", "joined_at"}


class NotForThis(Exception):
    """The database holds people who live in it."""


def multiply(times: int) -> dict[str, int]:
    """Adds `times - 1` copies of what an import has brought. Says how many rows each table has then."""
    Member = apps.get_model("members.Member")
    if Member.objects.people().filter(last_login__isnull=False).exclude(handle="bench").exists():
        raise NotForThis("Somebody has signed in to this community. Benchmarks need a database of their own.")
    with transaction.atomic(), connection.cursor() as cursor:
        stride = {name: _stride(cursor, name) for name, _, _ in COPIED}
        for name, points, special in COPIED:
            cursor.execute(_copy(name, points, special, stride), {"times": times - 1})
            _move_sequence(cursor, name)
        cursor.execute(COPY_ALIKE, {"times": times - 1, "stride": stride["forum.Topic"]})
    with connection.cursor() as cursor:
        for name, _, _ in COPIED:
            cursor.execute(f"VACUUM (ANALYZE) {_table(name)}")
        cursor.execute("ANALYZE")
    return {name: apps.get_model(name).objects.count() for name, _, _ in COPIED}


def _table(name: str) -> str:
    return str(apps.get_model(name)._meta.db_table)


def _stride(cursor, name: str) -> int:
    cursor.execute(f"SELECT coalesce(max(id), 0) + 1 FROM {_table(name)}")
    return int(cursor.fetchone()[0])


def _copy(name: str, points: tuple[str, ...], special: dict[str, str], stride: dict[str, int]) -> str:
    columns, values = [], []
    for field in apps.get_model(name)._meta.concrete_fields:
        if isinstance(field, models.GeneratedField):
            continue
        column = field.column
        columns.append(f'"{column}"')
        if column == "id":
            values.append(f"id + copy * {stride[name]}")
        elif column in special:
            values.append(special[column])
        elif column in points:
            values.append(f'"{column}" + copy * {stride[POINTS_AT[column]]}')
        elif column in TIMES:
            values.append(f"\"{column}\" - copy * interval '{DAYS_APART} days'")
        else:
            values.append(f'"{column}"')
    kind = "AND kind = 'imported'" if name == "members.Member" else ""
    if "member_id" in points:
        # Whoever is not copied (the robot, the tombstone) stays the author of all copies.
        at = columns.index('"member_id"')
        values[at] = (
            f"CASE WHEN member_id IN (SELECT id FROM members_member WHERE kind = 'imported' AND id < "
            f"{stride['members.Member']}) THEN member_id + copy * {stride['members.Member']} ELSE member_id END"
        )
    return (
        f"INSERT INTO {_table(name)} ({', '.join(columns)}) SELECT {', '.join(values)} "
        f"FROM {_table(name)}, generate_series(1, %(times)s) AS copy WHERE id < {stride[name]} {kind}"
    )


def _move_sequence(cursor, name: str) -> None:
    table = _table(name)
    cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")
