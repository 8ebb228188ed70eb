"""Folders of a test's own; and for those that replace the community, a copy of the database under another name."""

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from psycopg import sql

from hosting import database
from tests.hosting.restoring import filled


@pytest.fixture
def folders(transactional_db: None, settings, tmp_path: Path) -> SimpleNamespace:
    settings.VAR_DIR, settings.BACKUP_DIR = tmp_path / "var", str(tmp_path / "backups")
    settings.MEDIA_ROOT = str(tmp_path / "media")
    (tmp_path / "var").mkdir()
    return SimpleNamespace(var=tmp_path / "var", backups=tmp_path / "backups", media=tmp_path / "media")


@pytest.fixture
def replaceable(folders: SimpleNamespace) -> Iterator[SimpleNamespace]:
    """Inside the test this process works on the copy."""
    template, name = database.current_name(), database.beside_name("_own")
    with database.pointed_at(name):
        with database.beside() as other:
            other.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
            # A database that somebody is connected to is no template: tests before this one may have left a thread behind.
            other.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()",
                [template],
            )
            copy = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
            other.execute(copy.format(sql.Identifier(name), sql.Identifier(template)))
        try:
            yield folders
        finally:
            for left in [*database.kept_from_before(), name]:
                database.drop(left)


@pytest.fixture
def lived_in(folders: SimpleNamespace) -> SimpleNamespace:
    """Nobody replaces it in the end."""
    return filled(folders)


@pytest.fixture
def living(replaceable: SimpleNamespace) -> SimpleNamespace:
    return filled(replaceable)
