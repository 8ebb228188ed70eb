"""Only `masks/sealed/` imports the key and reads seal, ring and limit. Every other module is walked."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps

from masks.models import Limit, Ring, Seal

ROOT = Path(__file__).resolve().parents[2]
SECRET_MODELS = {"Seal", "Ring", "Limit"}
SECRET_TABLES = ("masks_seal", "masks_ring", "masks_limit")
KEY_SETTING = "MASK_KEY_FILE"
DOOR = "masks/sealed/"
# Where they are defined.
HOMES = {"masks/models.py", "community/settings.py"}
SKIPPED = ("tests", "var", "node_modules", "benchmarks")


def modules(root: Path) -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(root.rglob("*.py")):
        name = path.relative_to(root).as_posix()
        parts = path.relative_to(root).parts
        if parts[0] in SKIPPED or any(part.startswith(".") for part in parts) or "migrations" in parts:
            continue
        yield name, ast.parse(path.read_text(), name)


def breaches(root: Path) -> list[str]:
    return [
        f"{name}:{line} {what}"
        for name, tree in modules(root)
        if not name.startswith(DOOR) and name not in HOMES
        for line, what in faults(tree)
    ]


def faults(tree: ast.Module) -> Iterator[tuple[int, str]]:
    documentation = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        match node:
            case ast.ImportFrom(module="masks.models", names=names):
                for name in names:
                    if name.name in SECRET_MODELS or name.name == "*":
                        yield node.lineno, f"imports {name.name}"
            case ast.ImportFrom(module="masks", names=names) | ast.Import(names=names):
                # `masks.models` as a whole would open all of it.
                for name in names:
                    if name.name in ("models", "masks.models"):
                        yield node.lineno, "imports masks.models whole"
                    if name.name.startswith("masks.sealed."):
                        yield node.lineno, f"reaches into {name.name}"
            case ast.ImportFrom(module=str(module)) if module.startswith("masks.sealed."):
                yield node.lineno, f"reaches into {module}"
            case ast.ImportFrom(module="masks.sealed", names=names):
                for name in names:
                    if name.name in ("keys", "ring", "wearing", "limits", "letters", "texts", "key_check", "wearer"):
                        yield node.lineno, f"reaches into masks.sealed.{name.name}"
            case ast.Attribute(value=ast.Name(id="sealed"), attr=attr) if attr in (
                "keys", "ring", "wearing", "limits", "letters", "texts", "key_check",
            ):  # fmt: skip
                yield node.lineno, f"reaches into masks.sealed.{attr}"
            case ast.Attribute(attr=attr) if attr == KEY_SETTING:
                yield node.lineno, "reads the key"
            case ast.Constant(value=str(text)) if id(node) not in documentation:
                if any(table in text for table in SECRET_TABLES):
                    yield node.lineno, "names a sealed table"
                if text.lower() in {f"masks.{model.lower()}" for model in SECRET_MODELS}:
                    yield node.lineno, "names a sealed model"
            case ast.Call(func=ast.Attribute(attr="get_model"), args=[ast.Constant(value="masks"), *_]):
                yield node.lineno, "fetches a model of masks by name"


def test_nothing_else_reads_them() -> None:
    assert breaches(ROOT) == []


@pytest.mark.parametrize(
    "planted",
    [
        "from masks.models import Mask, Seal",
        "def f():\n    from masks.models import Ring",
        "from masks.models import *",
        "from masks import models",
        "import masks.models",
        "from masks.sealed.keys import keys",
        "from masks.sealed.wearing import wearer",
        "from masks.sealed import wearing",
        "import masks.sealed.keys",
        "from masks import sealed\nsealed.keys.keys()",
        "from django.conf import settings\nopen(settings.MASK_KEY_FILE)",
        "cursor.execute('SELECT box FROM masks_seal')",
        "apps.get_model('masks', name)",
        "apps.get_model('masks.Seal')",
    ],
)
def test_a_planted_breach_is_found(tmp_path: Path, planted: str) -> None:
    (tmp_path / "forum").mkdir()
    (tmp_path / "forum" / "queries.py").write_text(planted)
    assert len(breaches(tmp_path)) == 1


@pytest.mark.parametrize(
    "innocent", ["from masks.models import Authored, Mask", '"""See masks_seal."""', "sealed.wear()"]
)
def test_what_is_allowed_is_not_found(tmp_path: Path, innocent: str) -> None:
    (tmp_path / "forum").mkdir()
    (tmp_path / "forum" / "queries.py").write_text(innocent)
    assert breaches(tmp_path) == []


def test_nothing_leads_to_them_from_a_mask_or_a_member() -> None:
    for model in apps.get_models():
        for relation in model._meta.related_objects:
            if relation.related_model in (Seal, Ring, Limit):
                assert relation.is_hidden()
