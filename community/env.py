"""Reads the environment, and `.env` where there is one; the environment wins."""

import re
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

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


# Everything up to the last "@" is name and password, whatever they are made of.
EMAIL_URL = re.compile(
    r"(?P<scheme>[a-z+]+)://(?:(?P<name>[^:]*):(?P<password>.*)@)?(?P<host>\[[0-9a-fA-F:.]+\]|[^\s:/?#@\[\]]+)(?::(?P<port>\d{1,5}))?/?"
)
PLAIN, STARTTLS, TLS_AT_ONCE = "plain", "starttls", "tls"
EMAIL_SCHEMES = {  # how the connection begins, its usual port, ports where servers never speak it
    "smtp": (PLAIN, 25, ()),
    "submission": (STARTTLS, 587, (465,)),
    "smtp+tls": (STARTTLS, 587, (465,)),
    "smtps": (TLS_AT_ONCE, 465, (25, 587)),
    "smtp+ssl": (TLS_AT_ONCE, 465, (25, 587)),
    "submissions": (TLS_AT_ONCE, 465, (25, 587)),
}


class MailServer(NamedTuple):
    host: str
    port: int
    name: str
    password: str
    starttls: bool
    tls_at_once: bool


def mail_server(url: str) -> MailServer:
    """The server of an EMAIL_URL. Raises ImproperlyConfigured with a sentence that holds no password."""
    found = EMAIL_URL.fullmatch(url.strip())
    if found is None or found["scheme"] not in EMAIL_SCHEMES or int(found["port"] or 0) > 65535:
        raise ImproperlyConfigured(
            "EMAIL_URL is not understood. Write submission://NAME:PASSWORD@HOST:587, smtps://NAME:PASSWORD@HOST:465 "
            "or smtp://HOST:25."
        )
    security, usual, wrong = EMAIL_SCHEMES[found["scheme"]]
    port = int(found["port"] or usual)
    if port in wrong:
        raise ImproperlyConfigured(
            f"EMAIL_URL: servers do not speak {found['scheme']} at port {port}. Use port {usual}."
        )
    name, password = unquote(found["name"] or ""), unquote(found["password"] or "")
    if not f"{name}{password}".isascii():
        raise ImproperlyConfigured("EMAIL_URL: only ASCII characters can be sent as a name and a password.")
    host = found["host"].strip("[]")
    return MailServer(host, port, name, password, security == STARTTLS, security == TLS_AT_ONCE)
