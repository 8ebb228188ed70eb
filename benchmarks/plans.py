"""The plan of every query of each page, as PostgreSQL ran it: benchmarks/plans/<page>.txt."""

from __future__ import annotations

from pathlib import Path

from django.core.cache import cache
from django.db import connection
from django.db.models import Count
from django.test import Client

from benchmarks import measured
from forum.models import Tag
from web.pagecache import pages

PLACE = Path(__file__).parent / "plans"
HOST = {"host": "127.0.0.1"}


def write() -> None:
    """One file for each page and kind of reader."""
    topic, reader = measured.topic(), measured.reader()
    pages = {
        "topic": topic.get_absolute_url(),
        "latest": "/latest/",
        "unanswered": "/unanswered/",
        "following": "/following/",
        "space": f"/s/{topic.space.slug}/",
        "tag": most_used_tag().get_absolute_url(),
        "own": "/own/",
        "saved": "/saved/",
        "home": "/",
        "search": "/search/?q=sources+question",
        "search-rare": "/search/?q=byzantine+coinage&answered=yes",
        "people": "/members/?q=ines",
        "similar": "/similar/?title=Which+sources+may+a+question+ask+for",
    }
    PLACE.mkdir(exist_ok=True)
    for name, path in pages.items():
        for who in ("visitor", "member"):
            found = questions(path, reader if who == "member" else None)
            if found:
                (PLACE / f"{name}-{who}.txt").write_text("\n\n".join(map(explained, found)) + "\n")


def most_used_tag() -> Tag:
    return Tag.objects.annotate(used=Count("topics")).latest("used")


def questions(path: str, reader: object) -> list[tuple[str, object]]:
    """What one page asks, anew."""
    client, asked = Client(headers=HOST), []
    if reader is not None:
        client.force_login(reader)

    def note(execute, sql, params, many, context):
        asked.append((sql, params))
        return execute(sql, params, many, context)

    pages.clear()
    cache.clear()
    with connection.execute_wrapper(note):
        status = client.get(path).status_code
    if status == 302:  # not for visitors
        return []
    if status != 200:
        raise RuntimeError(f"{path} answered {status}")
    return [(sql, params) for sql, params in asked if sql.lstrip().upper().startswith(("SELECT", "WITH"))]


def explained(question: tuple[str, object]) -> str:
    sql, params = question
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, COSTS OFF) {sql}", params)
        plan = "\n".join(line for (line,) in cursor.fetchall())
    return f"{shortened(sql)}\n\n{plan}"


def shortened(sql: str) -> str:
    """The question without its list of columns."""
    head, found, tail = sql.partition(" FROM ")
    return f"{head[:60]}… FROM {tail}" if found and len(head) > 80 else sql
