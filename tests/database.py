"""All rows at once: what a test with threads or a browser leaves behind is taken away, a world that many look at is kept.

Django's own way of emptying truncates every table and writes the permissions of every model again, for each such test.
"""

from collections.abc import Set

from django.db import connection, transaction
from psycopg import sql

from tests import make

# What the migrations wrote for the code, which no test changes.
OF_THE_CODE = {"auth_permission", "django_content_type"}


def empty_tables() -> None:
    """As after the migrations: no row but theirs. Numbers go on, as after Django's flush."""
    with transaction.atomic(), connection.cursor() as cursor:
        # References are looked at when the transaction ends, so that the order of the tables does not matter.
        for table in filled_tables():
            cursor.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
        make.thanks_words()


def filled_tables() -> list[str]:
    tables = set(connection.introspection.django_table_names(only_existing=True, include_views=False)) - OF_THE_CODE
    asks = (
        sql.SQL("SELECT {} WHERE EXISTS (SELECT FROM {})").format(sql.Literal(table), sql.Identifier(table))
        for table in sorted(tables)
    )
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(" UNION ALL ").join(asks))
        return [table for (table,) in cursor.fetchall()]


Rows = dict[str, tuple[list[str], bytes]]  # of each table: its columns and what stands in them


def read_tables() -> Rows:
    """Everything that there is, so that it can be put back in a moment."""
    kept: Rows = {}
    with connection.cursor() as cursor:
        for table in filled_tables():
            columns = written_columns(table)
            with cursor.copy(sql.SQL("COPY (SELECT {} FROM {}) TO STDOUT").format(*parts(table, columns))) as rows:
                kept[table] = columns, b"".join(rows)
    return kept


def write_tables(kept: Rows) -> None:
    """In place of everything that there is."""
    with transaction.atomic(), connection.cursor() as cursor:
        for table in filled_tables():
            cursor.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
        for table, (columns, content) in kept.items():
            with cursor.copy(sql.SQL("COPY {1} ({0}) FROM STDIN").format(*parts(table, columns))) as rows:
                rows.write(content)


def written_columns(table: str) -> list[str]:
    """Those that PostgreSQL does not make by itself."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name FROM information_schema.columns"
            " WHERE table_schema = 'public' AND table_name = %s AND is_generated = 'NEVER' ORDER BY ordinal_position",
            [table],
        )
        return [name for (name,) in cursor.fetchall()]


def parts(table: str, columns: list[str]) -> tuple[sql.Composable, sql.Composable]:
    return sql.SQL(", ").join(map(sql.Identifier, columns)), sql.Identifier(table)


def fingerprint(leave_out: Set[str] = frozenset()) -> dict[str, str]:
    """A digest of every table's rows."""
    digests = {}
    with connection.cursor() as cursor:
        for table in set(connection.introspection.table_names()) - leave_out:
            rows = sql.SQL("SELECT count(*), md5(string_agg(t::text, E'\\n' ORDER BY t::text)) FROM {} t")
            cursor.execute(rows.format(sql.Identifier(table)))
            digests[table] = str(cursor.fetchone())
    return digests
