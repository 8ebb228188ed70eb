"""The format of a copy: a ZIP of JSON and of pages to read, with a manifest that says what is in it."""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any, Protocol

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string

from members.models import Member
from privacy.records import EXCEPTIONS, SETS, RecordSet

MANIFEST = "manifest.json"
MEMBER_FORMAT, MASKED_FORMAT, VERSION = "murmuration-member", "murmuration-masked", 1
EARLIEST = (1980, 1, 1, 0, 0, 0)  # of a ZIP: the files carry no time of their own


class File(Protocol):
    """A part as the manifest names it."""

    name: str
    record_set: str
    rows: int
    digest: str


def as_json(what: Any) -> bytes:
    return json.dumps(what, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1).encode()


def as_page(part: RecordSet, records: Sequence[Mapping[str, Any]]) -> bytes:
    said = [
        [(name.replace("_", " "), value) for name, value in one.items() if value not in ("", None, [], {})]
        for one in records
    ]
    return render_to_string("privacy/archive/records.html", {"title": part.title, "records": said}).encode()


def as_index(member: Member, parts: Sequence[File]) -> bytes:
    titles = {part.name: part.title for part in SETS}
    pages = [(titles[part.record_set], part) for part in parts if part.name.startswith("pages/")]
    return render_to_string("privacy/archive/index.html", {"member": member, "pages": pages}).encode()


def manifest(member: Member, parts: Iterable[File], *, asked_at: datetime) -> dict[str, Any]:
    files: dict[str, list[dict[str, Any]]] = {}
    for part in parts:
        files.setdefault(part.record_set, []).append({"path": part.name, "rows": part.rows, "sha256": part.digest})
    return {
        "format": MEMBER_FORMAT,
        "version": VERSION,
        "site": settings.SITE_URL,
        "handle": member.handle,
        "asked_at": asked_at,
        "record_sets": [
            {"name": part.name, "what": str(part.title), "files": files.get(part.name, [])} for part in SETS
        ],
        "left_out": [{"what": what, "why": str(why)} for what, why in EXCEPTIONS.items()],
    }


def as_zip(files: Iterable[tuple[str, bytes]]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(zipfile.ZipInfo(name, EARLIEST), content, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def unpacked(content: bytes) -> bytes:
    return zlib.decompress(content)


def digest(content: bytes) -> str:
    return sha256(content).hexdigest()
