"""What a test with threads or a browser leaves behind is taken away, and nothing else is.

Django's own way truncates every table and writes the permissions of every model again: half a second for each test.
"""

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
