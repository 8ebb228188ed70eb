"""A whole community running by itself: real servers, a real worker, a real mail server, people in browsers."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

from playwright.sync_api import Browser, Page

from tests.embedded.running import Run, environ, wait
from tests.rooms import watched_page
from tests.sink import Sink, running_sink

# The past is moved in place of the clock: every time that the database holds lies so much further back.
GO_BACK = """
from django.db import connection
with connection.cursor() as c:
    c.execute(\"\"\"SELECT table_name, column_name, data_type FROM information_schema.columns
                 WHERE table_schema = 'public' AND data_type IN ('timestamp with time zone', 'date', 'tstzrange')
                 AND table_name NOT LIKE 'activity_event%' AND table_name NOT LIKE 'django_%'\"\"\")
    for table, column, kind in c.fetchall():
        by = "interval '{hours} hours'"
        if kind == 'tstzrange':
            c.execute(f'UPDATE "{table}" SET "{column}" = tstzrange(lower("{column}") - {by}, upper("{column}") - {by})')
        else:
            c.execute(f'UPDATE "{table}" SET "{column}" = "{column}" - {by}')
"""


def zone_of(hour: int) -> str:
    """A time zone in which it is about that hour now."""
    ahead = (hour - datetime.now(UTC).hour + 11) % 24 - 11
    return f"Etc/GMT{-ahead:+d}" if ahead else "UTC"


def zone_of_noon() -> str:
    """Nothing is suggested to anybody at night."""
    return zone_of(12)


@dataclass
class World:
    run: Run
    sink: Sink
    browser: Browser
    pages: ExitStack
    people: dict[str, Page] = field(default_factory=dict)

    def person(self, name: str) -> Page:
        """Somebody with a browser of their own."""
        if name not in self.people:
            view = watched_page(self.browser, timezone_id=zone_of_noon(), base_url=self.url)
            self.people[name] = self.pages.enter_context(view)
        return self.people[name]

    @property
    def url(self) -> str:
        return f"http://localhost:{self.run.port}"

    def shell(self, code: str) -> str:
        """Runs code in the community's own settings."""
        words = [sys.executable, "-m", "community.embedded.manage", "shell", "-v", "0", "-c", code]
        done = subprocess.run(
            words, cwd=self.run.folder, env=environ(self.run.folder), capture_output=True, text=True, timeout=60
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def hours_pass(self, hours: float) -> None:
        self.shell(GO_BACK.replace("{hours}", str(hours)))

    def task(self, name: str) -> None:
        """What the beat would send in its own time."""
        self.shell(f"from community.celery import app; app.send_task('{name}')")

    def mail(self, address: str, having: str, seconds: float = 60) -> EmailMessage:
        """The newest mail to somebody whose subject or words have this in them."""

        def found() -> list[EmailMessage]:
            return [mail for mail in self.sink.to(address) if having in f"{mail['subject']}\n{text_of(mail)}"]

        wait(lambda: bool(found()), seconds, lambda: str([(m["to"], m["subject"]) for m in self.sink.mails]))
        return found()[-1]


def text_of(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def html_of(mail: EmailMessage) -> str:
    part = mail.get_body(("html",))
    assert part is not None
    return str(part.get_content())


def link_in(mail: EmailMessage, path: str) -> str:
    """The path of the first link to such an address of ours."""
    match = re.search(rf"https?://[^/\s]+({path}[^\s]*)", text_of(mail))
    assert match, text_of(mail)
    return match[1]


@contextmanager
def living(browser: Browser, folder: Path, **extra: str) -> Iterator[World]:
    """`extra`: settings beside those of a mail server."""
    with running_sink() as sink, ExitStack() as pages:
        mail = {"EMAIL_URL": f"smtp://127.0.0.1:{sink.port}", "LOG_LEVEL": "INFO"}
        run = Run(folder, ("--empty",), extra=mail | extra)
        try:
            run.wait_ready()
            yield World(run, sink, browser, pages)
        finally:
            pages.close()
            if run.process.poll() is None:
                run.stop()
