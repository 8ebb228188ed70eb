"""bin/run: everything that a community needs, from one command, until Ctrl-C."""

import argparse
import errno
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from types import FrameType

from community.embedded import place as places
from community.embedded.bootstrap import FIRST_RUN_BYTES, Trouble, say
from community.embedded.keep import LOOK_SECONDS, Keeper, tell
from community.embedded.place import Place
from community.embedded.processes import Child, end_group, stop_all
from community.embedded.servers import (
    Servers,
    application_environ,
    configured,
    held_lock,
    running_servers,
    write_note,
)
from community.env import BASE_DIR, env
from community.space import is_no_space

DEFAULT_PORT = 8000
LOCAL_HOSTS = ("localhost", "127.0.0.1", "::1")
ANY_HOSTS = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104
KEPT_RUN_BYTES = 200 * 10**6
FIRST_ANSWER_SECONDS = 90
# What people wait for is tried more often than what works behind it.
WEB_PAUSE = 20.0  # seconds at most


class Stopped(BaseException):
    """A signal asked us to end; not an Exception, so that nothing on the way swallows it."""


def main() -> int:
    options = parse(sys.argv[1:])
    for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(sign, stop)
    try:
        supervise(options)
    except Trouble as trouble:
        tell(str(trouble), sys.stderr)
        return 1
    except Stopped:
        tell("Stopped.")
        return 0
    except OSError as error:
        if not is_no_space(error):
            raise
        tell("The disk is full: make room and start again.", sys.stderr)
    return 1


def stop(signum: int, frame: FrameType | None) -> None:
    # What follows is the stopping itself: a second Ctrl-C must not leave half of it undone.
    for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(sign, signal.SIG_IGN)
    tell("\nStopping …")
    raise Stopped


def parse(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="bin/run",
        description="Starts Murmuration: database, cache, web, worker and beat, until Ctrl-C. The first run asks "
        "whether to begin with a fictional community or empty (without a terminal: with the fictional one).",
    )
    parser.add_argument("--port", type=int, default=env.int("PORT", default=DEFAULT_PORT), help="default: 8000")
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen at; 0.0.0.0 for all")
    content = parser.add_mutually_exclusive_group()
    content.add_argument("--demo", action="store_true", help="first run: a small fictional community")
    content.add_argument("--empty", action="store_true", help="first run: empty; prints a one-time set-up link")
    return parser.parse_args(words)


def supervise(options: argparse.Namespace) -> None:
    own_servers = not (configured("DATABASE_URL") and configured("REDIS_URL"))
    place = places.kept_place(BASE_DIR / env.str("VAR_DIR", default="var"), with_servers=own_servers)
    with held_lock(place.var):
        check_port(options.host, options.port)
        is_first = "content" not in places.read_state(place.var)
        check_space(place, is_first)
        content = choose_content(options, is_first)
        with running_servers(place, fresh=is_first) as servers:
            environ = application_environ(place, servers, LIVE=f"127.0.0.1:{free_port()}", **address(options))
            prepare(environ, content)
            serve(place, servers, environ, options)


def address(options: argparse.Namespace) -> dict[str, str]:
    """SITE_URL and the host names that may be asked for, from what to listen at."""
    if options.host in (*LOCAL_HOSTS, *ANY_HOSTS):
        name = "localhost"
    else:
        name = f"[{options.host}]" if ":" in options.host else options.host
    found = {"SITE_URL": f"http://{name}:{options.port}"}
    if options.host not in LOCAL_HOSTS:
        names = ["localhost", "127.0.0.1", "[::1]", name, socket.gethostname(), *own_addresses()]
        found["ALLOWED_HOSTS"] = ",".join(dict.fromkeys(names))
    return found


def own_addresses() -> list[str]:
    try:
        return [info[4][0] for info in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)]  # type: ignore[misc]
    except OSError:
        return []


def check_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError) as error:
            number = getattr(error, "errno", None)
            if number == errno.EADDRINUSE:
                raise Trouble(f"Port {port} is taken: stop what uses it, or choose another with --port.") from None
            if number == errno.EACCES:
                raise Trouble(f"Port {port} needs more rights: choose one above 1023 with --port.") from None
            raise Trouble(f"Nothing can listen at {host} port {port}: {error}.") from None


def free_port() -> int:
    """For a process that this machine alone speaks to."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def check_space(place: Place, is_first: bool) -> None:
    needed = FIRST_RUN_BYTES if is_first else KEPT_RUN_BYTES
    for folder in (place.var, place.servers):
        free = shutil.disk_usage(folder if folder.exists() else folder.parent).free
        if free < needed:
            amount = "1 GB" if is_first else "200 MB"
            raise Trouble(f"Less than {amount} is free in {folder} ({free // 10**6} MB): make room and start again.")


def choose_content(options: argparse.Namespace, is_first: bool) -> str:
    """ "demo" or "empty" in the first run; "kept" later, and always when the database is not ours to fill."""
    asked = "demo" if options.demo else "empty" if options.empty else ""
    if not is_first:
        if asked:
            say(f"This installation has its content already; --{asked} is for the first run.")
        return "kept"
    if asked:
        return asked
    if configured("DATABASE_URL"):
        return "empty"
    return ask() if sys.stdin.isatty() else "demo"


def ask() -> str:
    print("Begin with a small fictional community to look around in, or empty, for your own?")
    while True:
        try:
            answer = input("  d = fictional community, e = empty [d]: ").strip().lower()
        except EOFError:
            return "demo"
        if answer in ("", "d", "demo"):
            return "demo"
        if answer in ("e", "empty"):
            return "empty"


def prepare(environ: dict[str, str], content: str) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "community.embedded.prepare", "--content", content],
        env=environ,
        cwd=BASE_DIR,
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        _, complaint = process.communicate()
    except BaseException:
        end_group(process)
        raise
    if process.returncode:
        lines = complaint.decode(errors="replace").strip().splitlines() or ["no reason was given"]
        log = BASE_DIR / environ.get("VAR_DIR", "var") / "log" / "prepare.log"
        log.write_bytes(complaint)
        raise Trouble(f"The set-up did not finish ({lines[-1]}); all of it is in {log}, the next run goes on.")


CELERY = [sys.executable, "-m", "celery", "-A", "community"]
WORKER = [*CELERY, "worker", "--concurrency", "2", "--loglevel", "INFO", "--without-gossip", "--without-mingle"]
MAIL_IN = [sys.executable, "manage.py", "receive_mail"]
BEAT = [*CELERY, "beat", "--loglevel", "INFO", "--pidfile="]


def programs(place: Place, environ: dict[str, str], options: argparse.Namespace) -> list[Child]:
    """Web, worker, beat, and what tells open pages the news; mail that comes in, where that is set."""

    def child(name: str, command: list[str], **more: str) -> Child:
        return Child(name, command, place.logs / f"{name}.log", environ | more, BASE_DIR)

    web = web_command(options.host, options.port)
    live = live_command(int(environ["LIVE"].rpartition(":")[2]))
    found = [child("beat", BEAT, PROCESS="beat"), child("worker", WORKER, PROCESS="worker")]
    found += [child("live", live, PROCESS="live"), child("web", web)]
    found[-1].longest_pause = WEB_PAUSE
    if configured("INBOUND_LISTEN") or configured("INBOUND_IMAP"):
        found.insert(0, child("mail-in", MAIL_IN, PROCESS="mail-in"))
    return found


def live_command(port: int) -> list[str]:
    return [sys.executable, "-m", "live.server", "--port", str(port)]


def web_command(host: str, port: int) -> list[str]:
    return [sys.executable, "-m", "community.server", "--host", host, "--port", str(port)]


def serve(place: Place, servers: Servers, environ: dict[str, str], options: argparse.Namespace) -> None:
    children = programs(place, environ, options)
    try:
        for child in reversed(children):
            child.start()
        wait_for_answer(children[-1], options)
        write_note(place.var, note(servers, environ))
        welcome(place, environ)
        keep([*servers.children, *reversed(children)], place)
    finally:
        stop_all(children)


def keep(children: list[Child], place: Place) -> None:
    Keeper(children, (place.var, place.servers), tell).watch()


def note(servers: Servers, environ: dict[str, str]) -> dict[str, object]:
    return {
        "pid": os.getpid(),
        "site_url": environ["SITE_URL"],
        "database_url": servers.database_url,
        "redis_url": servers.redis_url,
    }


def wait_for_answer(web: Child, options: argparse.Namespace) -> None:
    host = ANY_HOSTS.get(options.host, options.host)
    url = f"http://{f'[{host}]' if ':' in host else host}:{options.port}/healthz"
    end = time.monotonic() + FIRST_ANSWER_SECONDS
    while time.monotonic() < end:
        if not web.is_running:
            raise Trouble(f"The web process did not start: {web.last_words()} ({web.log})")
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except urllib.error.HTTPError:
            return  # it answers; which host names it takes is the settings' business
        except OSError:
            time.sleep(LOOK_SECONDS)
    raise Trouble(f"The web process did not answer within {FIRST_ANSWER_SECONDS} seconds ({web.log}).")


def welcome(place: Place, environ: dict[str, str]) -> None:
    tell(f"\nMurmuration is at {environ['SITE_URL']}/")
    if token := environ.get("LOCAL_MAIL_TOKEN"):
        tell(f"Mails that it sends are at {environ['SITE_URL']}/local-mail/{token}/")
    kept = place.var if place.servers.parent == place.var else f"{place.var} and {place.servers}"
    tell(f"What it keeps is in {kept}; logs in {place.logs}.")
    tell("Ctrl-C stops it.")


if __name__ == "__main__":
    sys.exit(main())
