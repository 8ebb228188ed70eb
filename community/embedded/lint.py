"""bin/lint: the checks that need no database. bin/test runs them first; bin/lint --fix lays out what a program can."""

import os
import subprocess
import sys
import time

from community.embedded.bootstrap import say
from community.env import BASE_DIR

TEMPLATES = "templates"
CHECKS = (
    ("ruff, the rules", ("ruff", "check", ".")),
    ("ruff, the layout", ("ruff", "format", "--check", "--quiet", ".")),
    ("mypy, the types", ("mypy", ".")),
    ("squawk, the locks of migrations", ("community.embedded.squawk",)),
    ("catalogues, the words of all languages", ("community.catalogues", "check")),
    ("djlint, the templates", ("djlint", TEMPLATES, "--lint", "--quiet")),
    ("djangofmt, the layout of templates", ("community.embedded.templates", "--check")),
)
FIXES = (
    ("ruff, what it can mend", ("ruff", "check", "--fix", "--quiet", ".")),
    ("ruff, the layout", ("ruff", "format", "--quiet", ".")),
    ("djangofmt, the layout of templates", ("community.embedded.templates",)),
)


def run_checks(checks: tuple[tuple[str, tuple[str, ...]], ...], environ: dict[str, str]) -> list[str]:
    """Runs every check, shows what the failing ones say, and returns their names."""
    failed = []
    for name, words in checks:
        began = time.monotonic()
        done = subprocess.run(
            [sys.executable, "-m", *words],
            cwd=BASE_DIR,
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        outcome = "failed" if done.returncode else "fine"
        say(f"{name}: {outcome} ({time.monotonic() - began:.0f} s)")
        if done.returncode:
            failed.append(name)
            print(done.stdout.decode(errors="replace").rstrip(), flush=True)
    return failed


def environ() -> dict[str, str]:
    """The django plugin of mypy reads the settings; nothing is connected to."""
    return {"SECRET_KEY": "not-a-secret-only-for-reading-the-settings", **os.environ}


def main() -> int:
    checks = FIXES if sys.argv[1:] == ["--fix"] else CHECKS
    return 1 if run_checks(checks, environ()) else 0


if __name__ == "__main__":
    sys.exit(main())
