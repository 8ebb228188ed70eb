"""Programs from npm that tests run ours against, by the lock file beside the test."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from community.env import BASE_DIR


def installed(folder: Path, name: str) -> Path:
    """Where the packages of the lock file in `folder` are; a machine without npm, or without its registry, is told so."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        pytest.skip("node and npm are not here")
    place = BASE_DIR / "build" / name
    lock, kept = (folder / "package-lock.json").read_bytes(), place / "package-lock.json"
    if not (place / "node_modules").is_dir() or kept.read_bytes() != lock:
        place.mkdir(parents=True, exist_ok=True)
        for file in ("package.json", "package-lock.json"):
            shutil.copy(folder / file, place)
        command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        done = subprocess.run(command, cwd=place, capture_output=True, text=True, timeout=300)
        if done.returncode:
            shutil.rmtree(place)
            pytest.skip(f"npm could not install {name}: {done.stderr[-300:]}")
    return place
