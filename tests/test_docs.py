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
