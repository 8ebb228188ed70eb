"""Copies that were changed on their way."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from privacy.archive import MANIFEST
from tests.privacy.copies import files


def packed(content: Mapping[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, one in content.items():
            archive.writestr(name, one)
    return made.getvalue()


def changed(content: bytes, parts: Mapping[str, bytes]) -> bytes:
    """With some files as somebody would have them."""
    return packed(files(content) | parts)


def says(sets: Mapping[str, Any], **about: Any) -> bytes:
    """A copy with these records, whose manifest is true."""
    data = {f"data/{name}.1.json": json.dumps(records).encode() for name, records in sets.items()}
    manifest = {
        "format": "murmuration-member",
        "version": 1,
        "site": "https://there.example.org",
        "handle": "ines",
        "record_sets": [
            {"name": name, "files": [{"path": path, "sha256": sha256(data[path]).hexdigest()}]}
            for name, path in ((name, f"data/{name}.1.json") for name in sets)
        ],
    } | about
    return packed(data | {MANIFEST: json.dumps(manifest).encode()})
