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


# "reply+" and 52 signs of a token are short of the 64 that may stand before an at sign.
INBOUND_ADDRESS = re.compile(r"[a-z0-9._-]{1,11}@[^@\s]+", re.IGNORECASE)


def inbound_address(address: str) -> str:
    """The INBOUND_ADDRESS. Raises ImproperlyConfigured."""
    if address and INBOUND_ADDRESS.fullmatch(address) is None:
        raise ImproperlyConfigured(
            "INBOUND_ADDRESS is not understood. Write reply@forum.example.org: before the at sign at most 11 letters and "
            "digits, without a plus."
        )
    return address


class Listen(NamedTuple):
    protocol: str
    host: str
    port: int


INBOUND_LISTEN = re.compile(
    r"(?P<protocol>lmtp|smtp)://(?P<host>\[[0-9a-fA-F:.]+\]|[^\s:/?#@\[\]]+):(?P<port>\d{1,5})/?"
)


def inbound_listen(url: str) -> Listen | None:
    """Where mail is taken, of an INBOUND_LISTEN. Raises ImproperlyConfigured."""
    if not url:
        return None
    found = INBOUND_LISTEN.fullmatch(url)
    if found is None or int(found["port"]) > 65535:
        raise ImproperlyConfigured(
            "INBOUND_LISTEN is not understood. Write lmtp://127.0.0.1:8024 or smtp://127.0.0.1:8025."
        )
    return Listen(found["protocol"], found["host"].strip("[]"), int(found["port"]))


class Mailbox(NamedTuple):
    host: str
    port: int
    name: str
    password: str
    folder: str
    tls: bool


INBOUND_IMAP = re.compile(
    r"(?P<scheme>imaps?)://(?P<name>[^:]+):(?P<password>.*)@(?P<host>\[[0-9a-fA-F:.]+\]|[^\s:/?#@\[\]]+)(?::(?P<port>\d{1,5}))?(?:/(?P<folder>[^\s?#]*))?"
)


def inbound_imap(url: str) -> Mailbox | None:
    """The mailbox of an INBOUND_IMAP. Raises ImproperlyConfigured with a sentence that holds no password."""
    if not url:
        return None
    found = INBOUND_IMAP.fullmatch(url)
    if found is None or int(found["port"] or 0) > 65535:
        raise ImproperlyConfigured("INBOUND_IMAP is not understood. Write imaps://NAME:PASSWORD@HOST:993/INBOX.")
    tls = found["scheme"] == "imaps"
    port = int(found["port"] or (993 if tls else 143))
    name, password = unquote(found["name"]), unquote(found["password"])
    return Mailbox(found["host"].strip("[]"), port, name, password, unquote(found["folder"] or "") or "INBOX", tls)


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
