"""What an archive says of itself, and whether this installation can take it."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from hosting.archive import form
from hosting.archive.reading import FOREIGN
from hosting.database import Snapshot
from hosting.refusal import Refused
from masks import sealed

MIGRATIONS = "SELECT app || '.' || name FROM django_migrations ORDER BY id"
BYTES = "SELECT pg_database_size(current_database())"
# Without indexes, of which a dump holds the definition alone.
TABLES_BYTES = "SELECT coalesce(sum(pg_table_size(oid)), 0)::bigint FROM pg_class WHERE relkind = 'r'"
NEWER = (
    "The archive was made by a newer Murmuration than this one ({what}), and nothing of it was used: bring this "
    "installation up to date first."
)


def of(moment: Snapshot, listed: list[tuple[str, int]], *, secrets: bool) -> dict[str, Any]:
    return {
        "format": form.FORMAT,
        "product": form.PRODUCT,
        "made_at": timezone.now().isoformat(timespec="seconds"),
        "community": moment.one("SELECT name FROM members_community"),
        "site_url": settings.SITE_URL,
        "database": {
            "server": moment.inside.info.server_version,
            "bytes": moment.one(BYTES),
            "tables_bytes": moment.one(TABLES_BYTES),
            "migrations": moment.column(MIGRATIONS),
            "rows": moment.rows(),
        },
        "files": {"count": len(listed), "bytes": sum(size for _name, size in listed)},
        "secrets": secrets,
        "not_in_here": {
            "the mask key": f"{sealed.place_of_key()} on the machine of the backup. Keep a copy of it apart from this archive: "
            "whoever has both can see who is behind each mask, and without it nobody can."
        }
        | ({} if secrets else {"SECRET_KEY and other secrets": "in .env, of which a copy is kept apart as well."}),
    }


def as_bytes(about: dict[str, Any]) -> bytes:
    return (json.dumps(about, indent=1, ensure_ascii=False) + "\n").encode()


def accept(about: dict[str, Any]) -> None:
    """Raises Refused unless it is ours and not newer than we are."""
    if about.get("product") != form.PRODUCT:
        raise Refused(FOREIGN)
    if about["format"] > form.FORMAT:
        raise Refused(NEWER.format(what=f"format {about['format']}"))
    try:
        migrations, server = set(about["database"]["migrations"]), int(about["database"]["server"])
        sizes = [*about["database"]["rows"].values(), about["database"]["bytes"], about["files"]["bytes"]]
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Refused(FOREIGN) from error
    if not all(isinstance(size, int) for size in sizes):
        raise Refused(FOREIGN)
    if unknown := sorted(migrations - shipped()):
        raise Refused(NEWER.format(what=f"it knows {unknown[0]}"))
    _accept_server(server)


def _accept_server(server: int) -> None:
    """Majors count: 180006 is 18.6."""
    connection.ensure_connection()
    own = connection.connection.info.server_version
    if server // 10_000 > own // 10_000:
        raise Refused(
            f"The archive comes from PostgreSQL {server // 10_000}, and this server is {own // 10_000}: use a server that is "
            "not older."
        )


def shipped() -> set[str]:
    """Every migration that this version brings."""
    disk = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    return {f"{app}.{name}" for app, name in disk}
