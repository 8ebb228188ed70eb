"""Reads the rows of a Stack Exchange dump file one by one: a broken row stays alone, and a large file needs no memory.

A dump has nothing but `<row … />` below its root, and no attribute may hold a `<`: so each row is cut out where the
next begins and parsed by itself, without the DOCTYPE. No entity is ever expanded and no DTD looked up.
"""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

from defusedxml.ElementTree import ParseError, fromstring

Row = dict[str, str]

CHUNK = 1 << 20  # bytes read at once
LONGEST_HEAD = 1 << 16  # bytes before the first row: a declaration, a DOCTYPE, the root
LONGEST_ROW = 1 << 23  # bytes; no post has so many
BEGINNING = len(b"<row ")  # what is cut at the end of a chunk is shorter

_ROW = re.compile(rb"(?!\A)(?=<row[\s/>])")
_END = re.compile(rb"(?:</[\w:.-]+|<(?!row)[\w:.-]+\s*/)\s*>\s*(?:<!--.*-->\s*)?\Z", re.DOTALL)
_ID = re.compile(rb"""\sId\s*=\s*["'](-?\d{1,20})["']""")
_ENCODING = re.compile(rb"""encoding\s*=\s*["']([^"']*)""")
_PLAIN = {b"utf-8", b"utf8", b"us-ascii", b"ascii"}


class UnreadableDump(Exception):
    """The file cannot be read, or not to its end; the message is a sentence with the place."""


def rows(
    path: Path,
    read: Callable[[int], None] = lambda byte: None,
    broken: Callable[[str, str], None] = lambda number, why: None,
) -> Iterator[Row]:
    """Every `<row>` of the file as a dictionary of its attributes, in the file's order, in constant memory.

    `read` is told the number of bytes read so far, `broken` the number (or the line) of a row that is no XML, and why.
    Raises UnreadableDump where the file declares entities, or ends too early; the rows before that have been given out.
    """
    with path.open("rb") as file:
        line = 1
        for number, segment in enumerate(_segments(file)):
            if number == 0:
                _check_head(path.name, segment)
            elif row := _row(segment, line, broken):
                yield row
                read(file.tell())
            line += segment.count(b"\n")
            last = segment
        if not _END.search(last[-4096:]) and last.strip():
            begun = line - last.count(b"\n")
            raise UnreadableDump(f"{path.name} breaks off at line {begun}.")


def _segments(file: IO[bytes]) -> Iterator[bytes]:
    """The head, then each row with what follows it, whole; of one that is too long the beginning.

    What was searched for the next row is not searched again: a row without end would be read for days.
    """
    kept, rest, most = b"", b"", LONGEST_HEAD  # `rest`: the end of what was read, where a next row may have begun
    while chunk := file.read(CHUNK):
        *whole, rest = _ROW.split(rest + chunk)
        for segment in whole:
            yield kept + segment
            kept, most = b"", LONGEST_ROW
        kept, rest = (kept + rest[:-BEGINNING])[: most + 1], rest[-BEGINNING:]
    yield kept + rest


def _check_head(name: str, head: bytes) -> None:
    if b"<!ENTITY" in head:
        raise UnreadableDump(f"{name} declares entities, which are never expanded.")
    said = _ENCODING.search(head.partition(b"?>")[0])
    if b"\0" in head or (said and said[1].lower() not in _PLAIN):
        raise UnreadableDump(f"{name} is not in UTF-8, which every Stack Exchange dump is.")
    begins = head.removeprefix(BOM_UTF8).strip()
    if begins and (not begins.startswith(b"<") or begins.startswith(b"<row") or len(head) > LONGEST_HEAD):
        raise UnreadableDump(f"{name} is no Stack Exchange dump: it does not begin with a list of rows.")


def _row(segment: bytes, line: int, broken: Callable[[str, str], None]) -> Row | None:
    found = _ID.search(segment[:4096])
    number = found[1].decode() if found else f"at line {line}"
    if len(segment) > LONGEST_ROW:
        broken(number, f"it is longer than {LONGEST_ROW >> 20} MiB")
        return None
    whole = segment[: max(segment.rfind(b"/>") + 2, segment.rfind(b"</row>") + 6)]
    try:
        return dict(fromstring(whole or segment, forbid_dtd=True).attrib)
    except ParseError as error:
        broken(number, f"its XML is broken ({str(error.msg).partition(':')[0]})")
        return None
