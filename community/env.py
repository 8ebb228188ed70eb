"""Reads the environment, and `.env` where there is one; the environment wins."""

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import environ

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
if (BASE_DIR / ".env").is_file():
    env.read_env(BASE_DIR / ".env", overwrite=False)


def broker_url(url: str) -> str:
    """The broker's address as Celery writes it: redis-py and Celery name a unix socket differently."""
    parts = urlsplit(url)
    if parts.scheme != "unix":
        return url
    database = parse_qs(parts.query).get("db", ["0"])[0]
    credentials, _, _ = parts.netloc.rpartition("@")
    return f"redis+socket://{f'{credentials}@' if credentials else ''}{parts.path}?virtual_host={database}"
