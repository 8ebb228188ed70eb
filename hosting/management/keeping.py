"""Reads which settings go along with a backup."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from community.env import env
from hosting.actions.backup import Kept
from hosting.kept_settings import PLAIN, SECRET, SECRET_FILES


def kept() -> Kept:
    files = {name: Path(_path(variable)) for variable, name in SECRET_FILES.items() if _path(variable)}
    return Kept(
        plain=_set(PLAIN),
        secrets=_set(SECRET),
        keys={name: path.read_bytes() for name, path in files.items() if path.is_file()},
    )


def _set(names: list[str]) -> dict[str, str]:
    return {name: value for name in names if (value := env.str(name, default=""))}


def _path(variable: str) -> str:
    return str(getattr(settings, variable, "") or env.str(variable, default=""))
