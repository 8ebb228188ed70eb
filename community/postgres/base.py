"""Django's PostgreSQL backend with connections that give up (patience.py). Django finds it by this file's name."""

from typing import Any

import psycopg
from django.db.backends.postgresql import base

from community.postgres.patience import Impatient


class Driver:
    """psycopg, but for the way in."""

    connect = Impatient.connect

    def __getattr__(self, name: str) -> Any:
        return getattr(psycopg, name)


class DatabaseWrapper(base.DatabaseWrapper):
    Database = Driver()  # type: ignore[assignment]
