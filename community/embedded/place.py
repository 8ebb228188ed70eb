"""Where the embedded servers keep things, and as whom they run.

Everything is in `var/` of the checkout. Started as root, PostgreSQL must run as somebody else; where that
somebody cannot reach `var/` (a checkout below /root), the servers' data and a copy of their programs live in a
folder of our own under /var/lib. No mode of a folder that is not ours is ever changed.
"""

import json
import os
import pwd
import re
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from community.embedded.bootstrap import Trouble

UNPRIVILEGED = "nobody"
SECRET_BYTES = 32
STATE_FOLDERS = (Path("/var/lib"), Path("/var/tmp"))  # noqa: S108  (the folder made in it is checked)
# A socket's path may have 107 bytes; ".s.PGSQL.5432.lock" and our folder's name need 40 of them.
LONGEST_TEMP = 60


@dataclass(frozen=True)
class ServerUser:
    """Whom PostgreSQL and Valkey run as; `None` in its place means: as ourselves."""

    uid: int
    gid: int


@dataclass(frozen=True)
class Place:
    """`var`: ours alone. `servers`: holds the servers' data, programs and logs."""

    var: Path
    servers: Path
    user: ServerUser | None

    @property
    def keys(self) -> Path:
        return self.var / "keys"

    @property
    def logs(self) -> Path:
        return self.var / "log"

    def given(self, path: Path) -> Path:
        """The path, handed to whom the servers run as."""
        if self.user:
            os.chown(path, self.user.uid, self.user.gid)
        return path


def server_user() -> ServerUser | None:
    if os.geteuid() != 0:
        return None
    try:
        entry = pwd.getpwnam(UNPRIVILEGED)
    except KeyError:
        raise Trouble(
            f"PostgreSQL must not run as root and there is no user {UNPRIVILEGED!r} here: "
            "start bin/run as an ordinary user."
        ) from None
    return ServerUser(entry.pw_uid, entry.pw_gid)


def may(user: ServerUser | None, path: Path, mode: int) -> bool:
    """Whether that user may access the path; asked of the kernel, which knows more than mode bits."""
    if user is None:
        return os.access(path, mode)
    child = os.fork()
    if child == 0:
        try:
            os.setgroups([])
            os.setgid(user.gid)
            os.setuid(user.uid)
            os._exit(0 if os.access(path, mode) else 1)
        except BaseException:
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def kept_place(var: Path, *, with_servers: bool = True) -> Place:
    """The place of this checkout, the same one in every run."""
    user = server_user() if with_servers else None
    make_folder(var, 0o711 if user else 0o700)
    for name in ("keys", "log", "mail"):
        make_folder(var / name, 0o700)
    if not with_servers:
        return Place(var, var / "servers", None)
    state = read_state(var)
    servers = Path(state.get("servers") or choose_servers(var, user))
    if "servers" not in state and servers.parent != var:
        write_state(var, servers=str(servers))
    make_folder(servers, 0o711 if user else 0o700)
    return Place(var, servers, user)


@contextmanager
def scratch_place() -> Iterator[Place]:
    """A place that is gone afterwards, for the tests."""
    user = server_user()
    folder = Path(tempfile.mkdtemp(prefix="murmuration-"))
    try:
        folder.chmod(0o711 if user else 0o700)
        for name in ("keys", "log", "mail", "servers"):
            (folder / name).mkdir(mode=0o711 if name == "servers" else 0o700)
        yield Place(folder, folder / "servers", user)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def choose_servers(var: Path, user: ServerUser | None) -> Path:
    if user is None or may(user, var, os.X_OK):
        return var / "servers"
    for parent in STATE_FOLDERS:
        if may(user, parent, os.X_OK) and os.access(parent, os.W_OK):
            # A random end: a folder that somebody else made before us is never taken for ours.
            return parent / f"murmuration-{slug(var.parent.name)}-{secrets.token_hex(4)}"
    raise Trouble("As root there is no folder that PostgreSQL could use: start bin/run as an ordinary user.")


def slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:30] or "checkout"


def make_folder(path: Path, mode: int) -> None:
    try:
        path.mkdir(mode=mode, parents=True)
        path.chmod(mode)  # the umask may have taken bits away
    except FileExistsError:
        found = path.lstat()
        if not path.is_dir() or found.st_uid != os.geteuid():
            raise Trouble(f"{path} belongs to somebody else: start bin/run as its owner, or move it away.") from None
    except PermissionError:
        raise Trouble(f"{path} cannot be made: this user may not write there.") from None


@contextmanager
def socket_folder(place: Place) -> Iterator[Path]:
    """A new short-named folder that only the servers' user and root can enter."""
    parent = tempfile.gettempdir()
    if len(parent) > LONGEST_TEMP:
        parent = "/tmp"  # noqa: S108  (mkdtemp makes a private folder)
    folder = Path(tempfile.mkdtemp(prefix="mm-", dir=parent))
    place.given(folder)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def secret(path: Path) -> str:
    """The content of a key file, made at the first call; whole or not there at all, 0600."""
    if path.is_file():
        return path.read_text()
    new = path.with_suffix(".new")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(SECRET_BYTES))
        file.flush()
        os.fsync(file.fileno())
    new.rename(path)
    return path.read_text()


def read_state(var: Path) -> dict[str, Any]:
    try:
        state: dict[str, Any] = json.loads((var / "state.json").read_text())
        return state
    except (OSError, ValueError):
        return {}


def write_state(var: Path, **changes: Any) -> None:
    new = var / "state.json.new"
    new.write_text(json.dumps(read_state(var) | changes, indent=1) + "\n")
    new.rename(var / "state.json")
