"""From a bare Python to the project's own `.venv`, with what is in the locked requirements.

Only the standard library, and only words that an old Python can read: it must live to say that it is too old.
"""

import hashlib
import os
import platform
import re
import shutil
import subprocess
import sys

OLDEST = (3, 11)
NAMES = ("python3.13", "python3.12", "python3.11", "python3.14")
FIRST_RUN_BYTES = 10**9
COMPOSE = "use docker compose instead (docs/operations.md)"
LOCKS = ("requirements.txt", "requirements-embedded.txt")
DEVELOPERS_LOCKS = (*LOCKS, "requirements-dev.txt")


def enter(root: str, module: str, for_developers: bool = False) -> None:
    """Replace this process by `module`, run with the project's own Python. Does not return."""
    try:
        check_machine()
        python = own_python()
        locks = DEVELOPERS_LOCKS if for_developers else LOCKS
        if not is_installed(root, locks):
            check_space(root)
            make_venv(root, python)
            install(root, locks)
    except Trouble as trouble:
        sys.exit(str(trouble))
    except KeyboardInterrupt:
        sys.exit("Stopped; the next run goes on from here.")
    os.chdir(root)
    environ = dict(os.environ, PYTHONPATH=root)
    os.execve(venv_python(root), [venv_python(root), "-m", module, *sys.argv[1:]], environ)


class Trouble(Exception):
    """One sentence for the person at the keyboard."""


def check_machine() -> None:
    if os.name == "nt":
        raise Trouble("Windows cannot run the embedded servers: " + COMPOSE + ".")
    if sys.platform == "linux" and platform.libc_ver()[0] != "glibc":
        raise Trouble("This Linux (Alpine or another with musl) cannot run the embedded servers: " + COMPOSE + ".")


def own_python() -> str:
    """The path of a Python that is new enough; re-starts under one when this one is not."""
    if sys.version_info >= OLDEST:
        return sys.executable
    for name in NAMES:
        found = shutil.which(name)
        if found and answers(found):
            os.execv(found, [found, *sys.argv])
    raise Trouble(
        "Murmuration needs Python %d.%d or newer, and this is %s: install a newer one, or %s."
        % ((*OLDEST, platform.python_version(), COMPOSE))
    )


def answers(python: str) -> bool:
    """pyenv leaves names on the PATH that run nothing."""
    return subprocess.call([python, "-c", ""], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0


def venv_python(root: str) -> str:
    return os.path.join(root, ".venv", "bin", "python")


def stamp_path(root: str) -> str:
    return os.path.join(root, ".venv", "installed.txt")


def digest(root: str, locks: "tuple[str, ...]") -> str:
    """One line for what ought to be installed: it changes with the Python and with any lock."""
    whole = hashlib.sha256()
    for name in locks:
        with open(os.path.join(root, name), "rb") as lock:
            whole.update(lock.read())
    return whole.hexdigest()


def is_installed(root: str, locks: "tuple[str, ...]") -> bool:
    try:
        with open(stamp_path(root)) as stamp:
            return digest(root, locks) in stamp.read().split() and answers(venv_python(root))
    except OSError:
        return False


def check_space(root: str) -> None:
    free = shutil.disk_usage(root).free
    if free < FIRST_RUN_BYTES:
        raise Trouble("Less than 1 GB is free in %s (%d MB): make room and start again." % (root, free // 10**6))


def make_venv(root: str, python: str) -> None:
    folder = os.path.join(root, ".venv")
    mark = os.path.join(folder, "made-by-bin-run")
    if os.path.exists(mark) and not (os.path.exists(stamp_path(root)) and pip_answers(root)):
        shutil.rmtree(folder)  # a first run that was cut short, or a Python that has gone
    if os.path.isdir(folder):
        if not pip_answers(root):
            raise Trouble(".venv is not of bin/run's making and has no working pip: move it away and start again.")
        return
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        raise Trouble("Python's venv module is missing: apt-get install python3-venv (Debian, Ubuntu).") from None
    say("Making .venv with Python " + platform.python_version())
    os.mkdir(folder)
    open(mark, "w").close()
    done = subprocess.run([python, "-m", "venv", folder], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode:
        shutil.rmtree(folder, ignore_errors=True)
        raise Trouble("Python could not make .venv: " + last_line(done.stdout.decode(errors="replace")))


def pip_answers(root: str) -> bool:
    python = venv_python(root)
    if not os.path.exists(python):
        return False
    quiet = subprocess.DEVNULL
    return subprocess.call([python, "-m", "pip", "--version"], stdout=quiet, stderr=quiet) == 0


def install(root: str, locks: "tuple[str, ...]") -> None:
    command = [venv_python(root), "-m", "pip", "install", "--require-hashes", "--no-input"]
    command += ["--disable-pip-version-check", "--progress-bar", "off"]
    for lock in locks:
        command += ["-r", os.path.join(root, lock)]
    total = sum(count_pins(os.path.join(root, lock)) for lock in locks)
    if os.path.exists(stamp_path(root)):
        os.remove(stamp_path(root))  # cut short from here on, it is no longer what the stamp said
    lines = []
    seen = 0
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, universal_newlines=True)
    try:
        for line in process.stdout or ():
            lines.append(line)
            name = re.match(r"(?:Collecting|Requirement already satisfied:) ([\w.\-\[\]]+)", line)
            if name:
                seen += 1
                progress("Packages %d of %d: %s" % (min(seen, total), total, name.group(1)))
            elif line.startswith("Installing collected"):
                progress("Packages: unpacking")
    except KeyboardInterrupt:
        process.terminate()
        process.wait()
        raise
    finally:
        end_progress()
    if process.wait():
        reason = last_line("".join(text for text in lines if "ERROR" in text) or "".join(lines))
        raise Trouble("The packages could not be installed (is there a network?): " + reason)
    write_stamp(root, locks)


def write_stamp(root: str, locks: "tuple[str, ...]") -> None:
    """The developers' set holds the other: both are then there."""
    sets = [LOCKS, DEVELOPERS_LOCKS] if locks == DEVELOPERS_LOCKS else [locks]
    with open(stamp_path(root), "w") as stamp:
        stamp.write("".join(digest(root, names) + "\n" for names in sets))


def count_pins(path: str) -> int:
    with open(path) as lock:
        return sum(1 for line in lock if re.match(r"[\w.\-]+(\[.*\])?==", line))


def last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "no reason was given"


def say(text: str) -> None:
    print("· " + text, flush=True)


_shown = 0


def progress(text: str) -> None:
    """One line that changes on a terminal; every tenth one in a log."""
    global _shown
    _shown += 1
    if sys.stdout.isatty():
        width = shutil.get_terminal_size().columns - 3
        print("\r\033[K· " + text[:width], end="", flush=True)
    elif _shown % 10 == 1:
        say(text)


def end_progress() -> None:
    global _shown
    _shown = 0
    if sys.stdout.isatty():
        print(flush=True)
