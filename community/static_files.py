"""Static files under names that carry their hash, so that browsers may keep them for ever; joined and compressed.

What we write as many small files leaves as one stylesheet and one script: `Joined` puts them together while they are
collected. Without that step (at a desk, in tests) a browser follows the imports by itself.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import Any

from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

STYLES, SCRIPT = "css/main.css", "js/main.js"
CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
CSS_IMPORT = re.compile(r'@import url\("([^"]+)"\) layer\((\w+)\);')
CSS_URL = re.compile(r'url\("(?!data:|https?:|/)([^"]+)"\)')
INDENT = re.compile(r"\n\s*")
JS_IMPORT = re.compile(r'^import "\./([^"]+)";\n', re.MULTILINE)
JS_COMMENT = re.compile(r"^\s*// .*\n", re.MULTILINE)  # a line of its own

Paths = dict[str, tuple[Any, str]]  # the name of each file: the storage that it lies in, and its path there

_extension, _imports = ManifestStaticFilesStorage._js_module_import_aggregation_patterns  # type: ignore[attr-defined]


class HashedFiles(CompressedManifestStaticFilesStorage):
    """Also renames what our ES modules import from each other; other people's scripts are left as they are."""

    patterns = (*ManifestStaticFilesStorage.patterns, ("js/*.js", _imports))

    def post_process(self, paths: Paths, dry_run: bool = False, **options: Any) -> Iterator[Any]:
        joined: Paths = {STYLES: (Joined(styles(paths)), STYLES), SCRIPT: (Joined(script(paths)), SCRIPT)}
        yield from super().post_process(paths | joined, dry_run=dry_run, **options)


class Joined:
    """In place of the storage that a file lies in."""

    def __init__(self, text: str) -> None:
        self.text = text

    def open(self, _path: str) -> ContentFile[bytes]:
        return ContentFile(self.text.encode())


def styles(paths: Paths) -> str:
    """`@import … layer(x)` means the same as `@layer x { … }` with what is imported."""
    text = CSS_IMPORT.sub(lambda found: f"@layer {found[2]} {{\n{_part(paths, found[1])}\n}}", _read(paths, STYLES))
    return INDENT.sub("\n", CSS_COMMENT.sub("", text)).strip()


def _part(paths: Paths, name: str) -> str:
    """One imported stylesheet; what it names relative to itself is named relative to the one that imports it."""
    folder = posixpath.dirname(name)
    text = _read(paths, posixpath.join(posixpath.dirname(STYLES), name))
    return CSS_URL.sub(lambda found: f'url("{posixpath.normpath(posixpath.join(folder, found[1]))}")', text)


def script(paths: Paths) -> str:
    """Each module in a block of its own, which keeps its names to itself."""
    text = _read(paths, SCRIPT)
    modules = [_read(paths, posixpath.join(posixpath.dirname(SCRIPT), name)) for name in JS_IMPORT.findall(text)]
    parts = [f"{{\n{JS_COMMENT.sub('', part)}}}" for part in [*modules, JS_IMPORT.sub("", text)]]
    return "\n".join(parts)


def _read(paths: Paths, name: str) -> str:
    storage, path = paths[name]
    with storage.open(path) as file:
        return str(file.read().decode())
