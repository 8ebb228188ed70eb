"""bin/test: all checks, then all tests, with servers of their own that are gone afterwards.

With words of its own (bin/test tests/forum -k ask) it runs pytest with them and leaves the checks out.
The last line is pytest's.
"""

import os
import shutil
import signal
import subprocess
import sys

from community import catalogues
from community.embedded import lint
from community.embedded.bootstrap import Trouble, say
from community.embedded.place import scratch_place
from community.embedded.run import Stopped, stop
from community.embedded.servers import application_environ, running_servers
from community.env import BASE_DIR

WORKERS = "2"
# The first is Chromium without windows: the same engine for a third less of the processor.
CHROMIUM_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
INSTALL_CHROMIUM = ("apt-get", "install", "-y", "--no-install-recommends", CHROMIUM_NAMES[0])
NEEDS_DATABASE = (("the migrations are complete", ("django", "makemigrations", "--check", "--dry-run")),)


def main() -> int:
    for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(sign, stop)
    words = sys.argv[1:]
    try:
        ensure_chromium()
        if not words and lint.run_checks(lint.CHECKS, lint.environ()):
            return 1
        return run_tests(words)
    except Trouble as trouble:
        print(trouble, file=sys.stderr)
        return 1
    except Stopped:
        return 130


def ensure_chromium() -> None:
    if any(map(shutil.which, CHROMIUM_NAMES)):
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        say("Installing Chromium for the browser tests")
        if quietly("apt-get", "update") == 0 and quietly(*INSTALL_CHROMIUM) == 0:
            return
    raise Trouble(f"The browser tests need Chromium; as root: {' '.join(INSTALL_CHROMIUM)}")


def quietly(*words: str) -> int:
    environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    nothing = subprocess.DEVNULL
    return subprocess.run(words, env=environ, stdin=nothing, stdout=nothing).returncode


def run_tests(words: list[str]) -> int:
    with scratch_place() as place, running_servers(place, durable=False) as servers:
        environ = application_environ(place, servers, EMBEDDED="", LOCAL_MAIL_TOKEN="")
        if not words and lint.run_checks(NEEDS_DATABASE, environ):
            return 1
        catalogues.compile_all()
        del environ["DJANGO_SETTINGS_MODULE"]  # pyproject.toml names the tests' own
        # Tests start Python a hundred times: what was compiled once is kept beside its source.
        environ.pop("PYTHONDONTWRITEBYTECODE", None)
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-n",
            WORKERS,
            "--dist",
            "loadfile",
            "--no-loadscope-reorder",
            "--durations=25",
            "--reuse-db",  # there is none yet, and the servers go with all that is in them
            *words,
        ]
        process = subprocess.Popen(command, cwd=BASE_DIR, env=environ, stdin=subprocess.DEVNULL)
        try:
            return process.wait()
        except Stopped:
            process.terminate()
            process.wait()
            raise


if __name__ == "__main__":
    sys.exit(main())
