"""What the documents say about the code is true."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SETTINGS_PAGE = ROOT / "docs" / "settings.md"
READERS = {"bool", "db", "email", "float", "int", "json", "list", "str", "url"}
COMPOSE_VARIABLE = re.compile(r"(?<!\$)\$\{([A-Z_]+)")
DOCUMENTED = re.compile(r"^\| ((?:`[A-Z_]+` )+)\|", re.MULTILINE)


def sources() -> Iterator[Path]:
    for folder in sorted(ROOT.iterdir()):
        if (folder / "__init__.py").is_file() and folder.name != "tests":
            yield from sorted(folder.rglob("*.py"))


def read_in(source: str) -> set[str]:
    """Names in `env.str("NAME", …)` and its sisters."""
    return {
        node.args[0].value
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "env"
        and node.func.attr in READERS
        and node.args
        and isinstance(node.args[0], ast.Constant)
        and isinstance(node.args[0].value, str)
    }


def variables_read() -> set[str]:
    found = set().union(*(read_in(path.read_text()) for path in sources()))
    compose = ROOT / "docker-compose.yml"
    return found | set(COMPOSE_VARIABLE.findall(compose.read_text()) if compose.is_file() else [])


def documented() -> set[str]:
    return set(re.findall(r"[A-Z_]+", " ".join(DOCUMENTED.findall(SETTINGS_PAGE.read_text()))))


def test_every_variable_that_is_read_is_documented() -> None:
    assert variables_read() - documented() == set()


def test_every_documented_variable_is_read() -> None:
    assert documented() - variables_read() == set()


def test_a_new_variable_would_be_seen() -> None:
    assert read_in('x = env.bool("BRAND_NEW", default=False)\ny = env.str(name)') == {"BRAND_NEW"}


def test_no_variable_is_read_behind_the_settings_back() -> None:
    """os.environ is for the processes that bin/run starts; what configures the product goes through `env`."""
    allowed = {"community/embedded", "community/celery.py", "community/wsgi.py", "benchmarks"}
    offenders = [
        str(path.relative_to(ROOT))
        for path in sources()
        if re.search(r"os\.(environ|getenv)", path.read_text())
        and not any(str(path.relative_to(ROOT)).startswith(place) for place in allowed)
    ]
    assert offenders == []


# --- rules have their home in this repository ---------------------------------------------------------------

PROMISES = ROOT / "docs" / "promises.md"
PROMISE = re.compile(r"\bR\d{1,2}\b")
ELSEWHERE = re.compile(r"\(vision|\bvision[,:]|data-model|DESIGN\.md")
TEXTS = {".py", ".md", ".html", ".css", ".js"}


def texts() -> Iterator[Path]:
    for folder in sorted(ROOT.iterdir()):
        if folder.name in ("docs", "static", "templates") or (folder / "__init__.py").is_file():
            yield from (path for path in sorted(folder.rglob("*")) if path.suffix in TEXTS)


def cited(text: str) -> set[str]:
    """The promises that a docstring at the head of a test names."""
    return set(PROMISE.findall(text.partition("from __future__")[0]))


def promised() -> dict[str, list[str]]:
    rows = [row.split("|") for row in PROMISES.read_text().splitlines() if row.startswith("| R")]
    return {row[1].strip(): re.findall(r"`([^`]+)`", row[3]) for row in rows}


def test_every_promise_that_a_test_names_is_written_down() -> None:
    named = set().union(*(cited(path.read_text()) for path in (ROOT / "tests").rglob("test_*.py")))
    assert named - set(promised()) == set()
    assert len(named) > 10


def test_every_promise_names_tests_that_are_there() -> None:
    assert [name for tests in promised().values() for name in tests or [""] if not (ROOT / name).is_file()] == []


def test_no_comment_cites_what_nobody_here_can_read() -> None:
    found = [
        path.relative_to(ROOT) for path in texts() if ELSEWHERE.search(path.read_text()) and path != Path(__file__)
    ]
    assert found == []
    assert ELSEWHERE.search("asked once (vision, Recognition)")
