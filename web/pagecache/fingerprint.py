"""What a page shows, and the one question whose answer changes with all of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from activity import raw_query

SECONDS = 3600  # how long a page is kept at most; it is asked about every time, so this bounds memory alone

# What stands in a page, as one text. xmin, the transaction that wrote a row, and ctid, the place to which it wrote it,
# change with every change of the row, whoever makes it. Lists of ids as in `web.prepared.AnyOf`.
STATE = """
SELECT concat_ws(' ',
  (SELECT sum(hashtextextended(xmin::text || ctid::text, id)) FROM forum_topic WHERE id = ANY((SELECT %s::bigint[])::bigint[])),
  (SELECT sum(hashtextextended(xmin::text || ctid::text, id)) FROM forum_space WHERE id = ANY((SELECT %s::bigint[])::bigint[])),
  (SELECT sum(hashtextextended(
     concat_ws('|', handle, display_name, hue, face, stage, shows_stage, shows_new, kind, is_active), id))
     FROM members_member WHERE id = ANY((SELECT %s::bigint[])::bigint[])),
  (SELECT xmin::text || ctid::text FROM members_community WHERE id = 1){lists})
"""
LIST = ", (SELECT string_agg(listed.id::text, ',') FROM ({sql}) listed)"
# Which transactions have ended, as text: where it is the same, nothing whatever was written. Whoever has written
# something themselves sees more than others do in the same moment, so to them no moment is known.
MOMENT = "CASE WHEN pg_current_xact_id_if_assigned() IS NULL THEN pg_current_snapshot()::text END"
LANGUAGE = "(SELECT language FROM members_community WHERE id = 1)"
SINCE = f"CASE WHEN ({MOMENT}) = %s THEN NULL ELSE ({{state}}) END, {MOMENT}"


@dataclass
class Dependencies:
    """What a page shows, by ids, and the lists of ids that it was made from."""

    topics: set[int] = field(default_factory=set)
    spaces: set[int] = field(default_factory=set)
    lists: list[tuple[str, tuple[Any, ...]]] = field(default_factory=list)
    subjects: tuple[Any, ...] = ()  # what `ReaderFacts` are asked about
    seconds: int = SECONDS


@dataclass
class Fingerprint:
    """The question, the answer that it had when the page was made, and the last moment in which it was the same."""

    state: str  # SQL
    params: tuple[str, ...]
    value: str = ""
    moment: str = ""
    language: str = ""  # the community's, in the moment in which it was taken

    @classmethod
    def of(cls, shown: Dependencies, people: Iterable[int]) -> Fingerprint:
        """The question alone; `holds` answers it, and `learn` keeps what was answered."""
        state = STATE.replace("{lists}", "".join(LIST.replace("{sql}", text) for text, _ in shown.lists))
        ids = (shown.topics, shown.spaces, people)
        return cls(state, (*map(array, ids), *(as_text(value) for _, more in shown.lists for value in more)))

    @property
    def columns(self) -> str:
        """The state, NULL where nothing was written since, and the moment. For `asked`."""
        return SINCE.replace("{state}", self.state)

    @property
    def asked(self) -> tuple[str, ...]:
        return self.moment, *self.params

    def learn(self, value: str | None, moment: str | None) -> None:
        self.value, self.moment = value or "", moment or ""

    def is_still(self, value: str | None, moment: str | None) -> bool:
        if value is not None and value != self.value:
            return False
        self.moment = moment or ""
        return True

    def take(self) -> Fingerprint:
        value, moment, language = raw_query.ask(f"SELECT {self.columns}, {LANGUAGE}", self.asked)
        self.learn(value, moment)
        self.language = language or ""
        return self

    def holds(self) -> bool:
        return self.is_still(*raw_query.ask(f"SELECT {self.columns}", self.asked))

    def holds_for_sure(self) -> bool:
        """False as well where it cannot be asked quickly."""
        row = raw_query.ask_at_rest(f"SELECT {self.columns}", self.asked)
        return row is not None and self.is_still(*row)


@contextmanager
def snapshot() -> Iterator[None]:
    """All reads see one moment: page and fingerprint agree. Nothing can be written in it."""
    if connection.in_atomic_block:
        yield
        return
    raw_query.look_after(raw_query.current())
    with transaction.atomic():
        raw_query.begin("ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def array(ids: Iterable[int]) -> str:
    return "{" + ",".join(map(str, sorted(ids))) + "}"


def as_text(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
