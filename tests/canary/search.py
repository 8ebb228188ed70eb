"""Looks at everything that anybody else can reach, and says where a trace of the canary stands."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable, Iterator
from html import unescape
from urllib.parse import unquote, urldefrag, urlsplit

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.exceptions import NoReverseMatch

from members.models import Member
from tests.canary.person import HANDLE, TRACES
from tests.dump import pg_dump

# What a member says about themselves under their name; a link to it from elsewhere is a hit all the same.
THEIR_OWN = re.compile(rf"^/(@{HANDLE}/|admin/(members|account|usersessions|mfa)/)")
LINKS = re.compile(r"""(?:href|src|action|hx-get|hx-post)=["']([^"'#]+)""")
WIDTHS = re.compile(r'srcset="([^"]+)"')  # of a picture: each file with its width
ADDRESSES = re.compile(r"<(?:loc|link|id)>([^<]+)<|<link[^>]* href=\"([^\"]+)")
LEAVES = re.compile(r"^/(static|media|accounts/logout)")
MOST_PAGES = 700  # for one visitor
# Rows of the member's own account, by table.
ACCOUNT = {"members_member", "account_emailaddress", "account_emailconfirmation", "usersessions_usersession",
           "django_session", "mfa_authenticator"}  # fmt: skip


def hits(text: str) -> list[str]:
    """The traces in a text, also where they are escaped."""
    plain = f"{text}\n{unescape(text)}\n{unquote(text)}".lower()
    return [trace for trace in TRACES if trace.lower() in plain]


class Crawl:
    """Every page that one visitor reaches from the resolver's plain addresses and from links, whole and as fragment."""

    def __init__(self, name: str, viewer: Member | None) -> None:
        self.name = name
        self.client = Client()
        if viewer is not None:
            self.client.force_login(viewer)
        self.seen: dict[str, int] = {}
        self.found: list[str] = []

    def run(self, starts: Iterable[str] = ()) -> Crawl:
        waiting = [*plain_addresses(), *starts]
        while waiting and len(self.seen) < MOST_PAGES:
            path = waiting.pop(0)
            if path not in self.seen and not LEAVES.match(path):
                waiting += self.visit(path)
        return self

    def visit(self, path: str) -> list[str]:
        links: list[str] = []
        for headers in ({}, {"HTTP_HX_REQUEST": "true"}):
            response = self.client.get(path, **headers)
            self.seen[path] = response.status_code
            body = b"".join(response) if response.streaming else response.content
            text = body.decode(errors="replace")
            everything = f"{text}\n{dict(response.headers)}\n{response.cookies}"
            self.found += [f"{self.name} {path} {headers or ''}: {trace}" for trace in self.traces(path, everything)]
            links += self.links(text) + self.links(f'href="{response.get("Location", "")}"')
        return links

    def traces(self, path: str, everything: str) -> list[str]:
        """What of all that was answered at this address should not be there."""
        return [] if THEIR_OWN.match(path) else hits(everything)

    def links(self, text: str) -> list[str]:
        files = [file.split()[0] for files in WIDTHS.findall(text) for file in files.split(",")]
        found = files + LINKS.findall(text) + [one or other for one, other in ADDRESSES.findall(text)]
        return [path for link in found if (path := local(unescape(link)))]


def local(link: str) -> str:
    """The path of a link of ours, or nothing."""
    parts = urlsplit(urldefrag(link).url)
    if parts.netloc not in ("", "testserver", "localhost:8000") or not parts.path.startswith("/"):
        return ""
    return parts.path + (f"?{parts.query}" if parts.query else "")


def plain_addresses() -> list[str]:
    """Every address of the resolver that needs no argument."""
    return sorted({path for name in _names(get_resolver().url_patterns) if (path := _reversed(name))})


def _names(patterns: list[URLPattern | URLResolver], space: str = "") -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _names(pattern.url_patterns, inner)
        elif pattern.name:
            yield f"{space}{pattern.name}"


def _reversed(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def dump_hits() -> list[str]:
    """Tables outside the account in whose rows a trace stands, plain or as bytes in hex."""
    found, table = [], ""
    # Bytes are written in hex: the number as it would be packed, and every word.
    packed = {trace: trace.encode().hex() for trace in TRACES} | {"the number": int(TRACES[0]).to_bytes(8).hex()}
    for line in pg_dump("--data-only").splitlines():
        if line.startswith("COPY public."):
            table = line.split()[1].removeprefix("public.")
        elif table not in ACCOUNT:
            found += [f"{table}: {trace} in {line[:300]}" for trace in hits(line)]
            found += [f"{table}: {trace} in bytes of {line[:300]}" for trace, code in packed.items() if code in line]
    return found


class Logs(logging.Handler):
    """Every line that is logged, with its arguments and its error. The test's own mail server does not count."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []
        self.addFilter(lambda record: not record.name.startswith("mail.log"))

    def emit(self, record: logging.LogRecord) -> None:
        error = logging.Formatter().formatException(record.exc_info) if record.exc_info else ""
        self.lines.append(f"{record.name} {record.getMessage()} {record.__dict__.get('args')} {error}")

    def hits(self) -> list[str]:
        return [f"log: {line[:300]}" for line in self.lines if hits(line)]


def listening(run: Callable[[], object]) -> Logs:
    """What is logged while it runs. The database's own statements are not: nobody writes them in production."""
    logs, root = Logs(), logging.getLogger()
    level = root.level
    logging.getLogger("django.db.backends").propagate = False
    root.addHandler(logs)
    root.setLevel(logging.INFO)
    try:
        run()
    finally:
        root.removeHandler(logs)
        root.setLevel(level)
        logging.getLogger("django.db.backends").propagate = True
    return logs
