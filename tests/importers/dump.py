"""A small dump in Stack Exchange's format, with its oddities: byte-order mark, DOCTYPE, both tag forms."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

Row = dict[str, Any]

QUESTIONS: list[Row] = [
    {"Id": 1, "PostTypeId": 1, "Title": "How do I read a letter?", "Tags": "<letters><first-steps>", "OwnerUserId": 5,
     "AcceptedAnswerId": 2, "CreationDate": "2011-02-01T10:00:00.000", "Body": "<p>I have <b>one</b>.</p>"},
    {"Id": 4, "PostTypeId": 1, "Title": "Second", "Tags": "|letters|phone|", "OwnerUserId": 6, "AcceptedAnswerId": 5,
     "CreationDate": "2012-02-01T10:00:00.000", "Body": "<p>See <a href=\"https://old.example.stackexchange.com/x\">x</a></p>"},
]  # fmt: skip
ANSWERS: list[Row] = [
    {"Id": 2, "PostTypeId": 2, "ParentId": 1, "OwnerUserId": 6, "CreationDate": "2011-02-01T11:00:00.000",
     "Body": "<p>Slowly.</p><script>alert(1)</script>"},
    {"Id": 3, "PostTypeId": 2, "ParentId": 1, "OwnerDisplayName": "Gone", "CreationDate": "2019-01-01T00:00:00.000",
     "Body": "<p>As in <a href=\"https://example.stackexchange.com/a/2\">that</a> and "
             "<a href=\"/q/4\">this</a> and <a href=\"https://example.stackexchange.com/a/99\">no</a>.</p>"},
    {"Id": 5, "PostTypeId": 2, "ParentId": 4, "OwnerUserId": 6, "CreationDate": "2012-02-02T10:00:00.000",
     "ContentLicense": "CC BY-SA 4.0", "Body": "<p>Answering myself.</p>"},
    {"Id": 6, "PostTypeId": 5, "CreationDate": "2012-02-02T10:00:00.000", "Body": "<p>A tag wiki</p>"},
    {"Id": 7, "PostTypeId": 2, "ParentId": 999, "OwnerUserId": 6, "CreationDate": "2012-02-02T10:00:00.000",
     "Body": "<p>Homeless.</p>"},
    {"Id": 8, "PostTypeId": 2, "ParentId": 4, "OwnerUserId": 77, "CreationDate": "not a date", "Body": "<p>x</p>"},
]  # fmt: skip
PEOPLE: list[Row] = [
    {"Id": -1, "DisplayName": "Community", "CreationDate": "2011-01-01T00:00:00.000"},
    {"Id": 5, "DisplayName": "Ana", "CreationDate": "2011-01-01T00:00:00.000", "AboutMe": "<p>Hi<img src=x onerror=a()></p>"},
    {"Id": 6, "DisplayName": "Ana", "CreationDate": "2011-01-02T00:00:00.000"},
]  # fmt: skip
COMMENTS: list[Row] = [
    {"Id": 1, "PostId": 2, "UserId": 5, "Text": "Thanks, that `helped` <script>", "CreationDate": "2011-02-02T00:00:00.000"},
    {"Id": 2, "PostId": 3, "UserDisplayName": "Gone", "Text": "Me too", "CreationDate": "2011-02-02T00:00:00.000"},
    {"Id": 3, "PostId": 6, "UserId": 5, "Text": "On a wiki", "CreationDate": "2011-02-02T00:00:00.000"},
    {"Id": 4, "PostId": 2, "UserId": 5, "Text": "", "CreationDate": "2011-02-02T00:00:00.000"},
]  # fmt: skip


def question(number: int, **more: Any) -> Row:
    return {"Id": number, "PostTypeId": 1, "Title": f"Question {number}", "Tags": "<letters>", "OwnerUserId": 5,
            "CreationDate": "2012-02-01T10:00:00.000", "Body": "<p>Words.</p>"} | more  # fmt: skip


def answer(number: int, parent: int, **more: Any) -> Row:
    return {"Id": number, "PostTypeId": 2, "ParentId": parent, "OwnerUserId": 6,
            "CreationDate": "2012-02-02T10:00:00.000", "Body": "<p>Words.</p>"} | more  # fmt: skip


def comment(number: int, post: int, text: str, **more: Any) -> Row:
    return {"Id": number, "PostId": post, "UserId": 5, "Text": text, "CreationDate": "2012-02-03T00:00:00.000"} | more


def person(number: int, **more: Any) -> Row:
    return {"Id": number, "DisplayName": f"Person {number}", "CreationDate": "2011-01-01T00:00:00.000"} | more


def xml(root: str, rows: list[Row | str]) -> str:
    """The file; a row that is a string stands there as it is."""
    lines = [row if isinstance(row, str) else _row(row) for row in rows]
    head = f'\ufeff<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE {root} SYSTEM \'{root}.dtd\'>\n<{root}>\n'
    return head + "\n".join(lines) + f"\n</{root}>\n"


def _row(row: Row) -> str:
    return "  <row " + " ".join(f"{k}={quoteattr(str(v))}" for k, v in row.items()) + " />"


def write(folder: Path, *, without: tuple[str, ...] = ()) -> Path:
    """The dump in `folder`, without the files named."""
    posts = sorted(QUESTIONS + ANSWERS, key=lambda row: int(row["Id"]))
    badges: list[Row | str] = [{"Id": 1, "UserId": 5, "Name": "Autobiographer"}]
    files = {"Posts": [*posts], "Users": [*PEOPLE], "Comments": [*COMMENTS], "Badges": badges}
    return write_rows(folder, **{name: rows for name, rows in files.items() if f"{name}.xml" not in without})


def write_rows(folder: Path, **files: list[Row | str]) -> Path:
    """A dump of these rows: `Posts=[…]`, `Users=[…]`."""
    for name, rows in files.items():
        (folder / f"{name}.xml").write_text(xml(name.lower(), rows), encoding="utf-8")
    return folder
