"""What must be true before the web process starts: migrations, static files, the first content.

Runs in a process of its own, inside Django; `bin/run` starts it with the servers' addresses in the environment.
"""

import argparse
import hashlib
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command, get_commands
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from community import catalogues
from community.embedded.bootstrap import end_progress, progress, say
from community.embedded.place import read_state, write_state

DEMO_NOTE = "demo.txt"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--content", choices=["demo", "empty", "kept"], required=True)
    content = parser.parse_args().content
    catalogues.compile_all()
    django.setup()
    migrate()
    make_findable()
    call_command("mask_key", "ensure", verbosity=0)
    call_command("push_key", verbosity=0)
    collect_static()
    if content == "demo" and has_command("load_demo"):
        load_demo()
    if content != "kept":
        write_state(settings.VAR_DIR, content=content)
    show_setup_link()


class Counting(io.StringIO):
    """A place for a command's words that calls `told` at each line with `word` in it."""

    def __init__(self, word: str, told: Callable[[int], None]) -> None:
        super().__init__()
        self._word, self._told, self._seen = word, told, 0

    def write(self, text: str) -> int:
        if self._word in text:
            self._seen += 1
            self._told(self._seen)
        return super().write(text)


class Telling(io.StringIO):
    """A place for a command's words that hands each line on."""

    def __init__(self, told: Callable[[str], None]) -> None:
        super().__init__()
        self._told, self.has_told = told, False

    def write(self, text: str) -> int:
        if text.strip():
            self.has_told = True
            self._told(text.strip())
        return len(text)


def migrate() -> None:
    executor = MigrationExecutor(connection)
    waiting = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if not waiting:
        return
    counting = Counting("Applying", lambda seen: progress(f"Migrations {seen} of {waiting}"))
    try:
        call_command("migrate", interactive=False, stdout=counting, no_color=True)
    finally:
        end_progress()


def make_findable() -> None:
    """After an update that changed how search reads: minutes on a large forum, nothing on any other day."""
    telling = Telling(progress)
    call_command("reindex_search", stdout=telling)
    if telling.has_told:
        end_progress()


def collect_static() -> None:
    """Only when a file has changed: the digest of names, sizes and times is kept in state.json."""
    now = static_digest()
    if read_state(settings.VAR_DIR).get("static") == now and (Path(settings.STATIC_ROOT)).is_dir():
        return
    say("Collecting static files")
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    write_state(settings.VAR_DIR, static=now)


def static_digest() -> str:
    whole = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            found = Path(storage.path(name)).stat()
            whole.update(f"{storage.path(name)}:{found.st_size}:{found.st_mtime_ns}\n".encode())
    return whole.hexdigest()


def load_demo() -> None:
    """The demo's passwords are random: they are printed, and kept beside the keys' folder for the next day."""
    say("Filling in a small fictional community")
    said = io.StringIO()
    call_command("load_demo", stdout=said)
    note = Path(settings.VAR_DIR) / DEMO_NOTE
    note.touch(mode=0o600)
    note.write_text(said.getvalue())
    print(said.getvalue().strip(), flush=True)
    say(f"The same words are kept in {note}")


def show_setup_link() -> None:
    """Prints something only while nobody has set the installation up."""
    if has_command("setup_link"):
        call_command("setup_link")


def has_command(name: str) -> bool:
    commands: dict[str, Any] = get_commands()
    return name in commands


if __name__ == "__main__":
    main()
