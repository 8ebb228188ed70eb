"""Folders of a test's own; a copy of the database for tests that replace the community; and an installation that is well."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.utils import timezone
from psycopg import sql

from community.space import Space
from hosting import database
from hosting.models import Look, Run
from hosting.queries import machine
from members.models import Member
from tests import cast, make
from tests.hosting.operating import begun, run
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
        database.drop(name)
        with database.beside() as other:
            # A database that somebody is connected to is no template: tests before this one may have left a thread behind.
            other.execute(database.SEND_AWAY, [template])
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


@pytest.fixture
def admin(db: None, monkeypatch: pytest.MonkeyPatch) -> Member:
    """Of an installation where all is well."""
    make.community()
    monkeypatch.setattr(machine, "disk", lambda: Space(50 * 10**9, 100 * 10**9, 0, 0))
    begun(ago=timedelta(days=300))
    now = timezone.now()
    Look.objects.create(about=Look.PULSE, state="ok", at=now, since=now)
    run(Run.Kind.BACKUP, hours=5), run(Run.Kind.REHEARSAL, hours=5)
    return cast.nasreen()
