"""Disk, copies, versions: facts of this installation."""

from __future__ import annotations

import platform
import tomllib
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

import django
import tzdata
from django.conf import settings
from django.core.cache import cache as kept
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Min

from community.space import Space, space_of
from hosting import database
from hosting.manifests import BYTES
from hosting.models import Run

PROBE, PROBE_SECONDS = "hosting.probe", 10


@dataclass(frozen=True)
class Copies:
    """The last of each, and the last that went well."""

    backup: Run | None
    good_backup: Run | None
    rehearsal: Run | None
    good_rehearsal: Run | None
    restore: Run | None


@dataclass(frozen=True)
class Versions:
    product: str
    python: str
    django: str
    postgres: str
    tz: str


def disk() -> Space | None:
    """Where everything is kept beside the database; None where it cannot be asked."""
    try:
        return space_of(settings.VAR_DIR)
    except OSError:
        return None


def database_bytes() -> int:
    with connection.cursor() as cursor:
        cursor.execute(BYTES)
        return int(cursor.fetchone()[0])


def begun_at() -> datetime | None:
    """Since when this database is ours to work in: it was made then, or took the place of another. A demo says of itself that
    it is years old, and a backup that was put back brings its own days along.
    """
    made = MigrationRecorder(connection).migration_qs.filter(app="hosting").aggregate(at=Min("applied"))["at"]
    return max((at for at in (made, database.replaced_at()) if at is not None), default=None)


def copies() -> Copies:
    return Copies(
        Run.objects.latest_of(Run.Kind.BACKUP),
        Run.objects.good().latest_of(Run.Kind.BACKUP),
        Run.objects.latest_of(Run.Kind.REHEARSAL),
        Run.objects.good().latest_of(Run.Kind.REHEARSAL),
        Run.objects.latest_of(Run.Kind.RESTORE),
    )


def cache_answers() -> bool:
    kept.set(PROBE, 1, PROBE_SECONDS)
    return kept.get(PROBE) == 1


def versions() -> Versions:
    return Versions(product(), platform.python_version(), django.get_version(), database.version(), tzdata.IANA_VERSION)


@cache
def product() -> str:
    """ "" where the checkout's own file did not come along."""
    try:
        about = tomllib.loads((Path(settings.BASE_DIR) / "pyproject.toml").read_text())
        return str(about["project"]["version"])
    except (OSError, KeyError, tomllib.TOMLDecodeError):
        return ""
