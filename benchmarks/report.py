"""The figures of each size, kept in figures.json, and the report made from them."""

from __future__ import annotations

import json
import platform
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.db import connection

from benchmarks import runner
from forum.models import Comment, Post, Topic
from members.models import Member

PLACE = Path(__file__).parent / "report.md"
FIGURES = Path(__file__).parent / "figures.json"
LISTS = ("latest topics, member", "unanswered, member", "space, member", "tag, member")
BUDGETS = {"topic page, visitor": 0.5, "topic page, member": 0.09, "latest topics, visitor": 0.5}
BUDGETS |= {"topic pages, cold visitor": 0.06, "home, member": 0.05, "search, member": 0.03}
BUDGETS |= dict.fromkeys(LISTS, 0.08)

HEAD = """# How fast it is

Requests per second of each page, divided by those of a bare Django view that sends the same bytes without middleware,
sessions or a database. The two are measured one after the other in each round, both servers running, under the production server ({workers} workers of {threads} threads,
persistent database connections), and are asked in turn by {connections} connections that are kept open, so that
whatever else the machine does touches both alike. The ratio is the median of the rounds; the rates themselves say more
about the machine than about the pages. `bin/bench all --dump DIR` makes this file anew.

The pages: a question with 20 answers and 10 comments for a visitor and for a member who has done nothing in it; lists
of topics; the member's home; searches, each for other words. *Cold visitor*: each topic of the forum once, in an order
that no list has, nothing kept. *A day of members*: 200 members read lists and topics, search and answer, by weights
(`days.py`).
"""


def size() -> tuple[str, dict[str, int]]:
    counts = {
        "topics": Topic.objects.count(),
        "posts": Post.objects.count(),
        "comments": Comment.objects.count(),
        "people": Member.objects.count(),
    }
    return f"{counts['topics']:,} topics", counts


def keep(label: str, found: dict[str, Any]) -> None:
    figures = json.loads(FIGURES.read_text()) if FIGURES.exists() else {}
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        found["with"] = f"Python {platform.python_version()}, PostgreSQL {cursor.fetchone()[0]}"
    figures[label] = found | {"at": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")}
    FIGURES.write_text(json.dumps(figures, indent=1, sort_keys=True) + "\n")


def write() -> None:
    figures = json.loads(FIGURES.read_text())
    head = HEAD.format(workers=runner.WORKERS, threads=runner.THREADS, connections=runner.CONNECTIONS)
    sizes = sorted(figures.items(), key=lambda item: item[1]["rows"]["topics"])
    PLACE.write_text(head + "".join(_size(label, found) for label, found in sizes))


def _size(label: str, found: dict[str, Any]) -> str:
    rows = ", ".join(f"{count:,} {name}" for name, count in found["rows"].items())
    lines = [f"\n## {label}\n", f"{rows}. {found['with']}, {found['at']}.\n"]
    lines += [
        "| page | bytes | per second | bare, per second | ratio | lowest and highest | budget | p95 ms |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for name, page in found["pages"].items():
        low, high = page["ratios"][0], page["ratios"][-1]
        lines.append(
            f"| {name} | {page['bytes']:,} | {page['per_second']:,.0f} | {page['bare_per_second']:,.0f} | {page['ratio']:.3f} | {low} to {high} "
            f"| {BUDGETS.get(name, '')} | {page['p95_ms']:.1f} |"
        )
    lines += ["\nWhere one request's time goes, in milliseconds, alone on one thread:\n"]
    lines += ["| page | questions | whole | database | templates | the rest |", "|---|---|---|---|---|---|"]
    for name, one in found["where"].items():
        parts = " | ".join(f"{one[part]:.1f}" for part in ("whole", "asking", "rendering", "rest"))
        lines.append(f"| {name} | {one['questions']:.0f} | {parts} |")
    return "\n".join(lines) + "\n"
