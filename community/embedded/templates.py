"""The layout of templates: `--check` names those that are laid out otherwise or have a line that nobody can read."""

import subprocess
import sys
from pathlib import Path

from community.env import BASE_DIR

TEMPLATES = BASE_DIR / "templates"
LONGEST_LINE = 140  # characters: what a difference between two versions can still show
LAYOUT = ("--line-length", "120", "--indent-width", "2", "--profile", "django", "--quiet")


def long_lines() -> list[str]:
    """Each line over the limit, as path:number."""
    return [
        f"{path.relative_to(BASE_DIR)}:{number} has {len(line)} characters, {LONGEST_LINE} are the most"
        for path in sorted(TEMPLATES.rglob("*.html"))
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if len(line) > LONGEST_LINE
    ]


def main() -> int:
    program = Path(sys.executable).parent / "djangofmt"
    laid_out = subprocess.run([program, *LAYOUT, *sys.argv[1:], TEMPLATES], stdin=subprocess.DEVNULL)
    long = long_lines()
    if laid_out.returncode:
        print("Laid out otherwise than djangofmt does: bin/lint --fix mends it.")
    print("\n".join(long), end="\n" if long else "")
    return 1 if laid_out.returncode or long else 0


if __name__ == "__main__":
    sys.exit(main())
