"""A Stack Exchange dump as the events that routing knows of. A row that is broken is left out, and counted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import chain
from pathlib import Path
from sys import intern

from importers.stackexchange import mapping
from importers.stackexchange.source import Row, UnreadableDump, rows
from routing.replay.events import Answered, Asked, Event, Helped

HELP_SCORE = 3  # an answer helped when its asker accepted it, or when so many more voted for it than against it
TOLD_AFTER = 7.0  # days after which a help is known whose day the dump does not say
UP, DOWN = "2", "3"  # kinds of votes
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_WORD = re.compile(r"\w{3,}")


@dataclass(slots=True)
class Answer:
    event: Answered
    score: int
    accepted_at: float | None = None
    votes: int = 0
    voted_at: float | None = None


@dataclass(slots=True)
class Dump:
    questions: dict[int, Asked] = field(default_factory=dict)
    accepted: set[int] = field(default_factory=set)  # numbers of answers
    answers: dict[int, Answer] = field(default_factory=dict)
    broken: int = 0
    said: list[str] = field(default_factory=list)  # sentences for whoever reads the result

    def events(self) -> Iterator[Event]:
        """In no order."""
        yield from self.questions.values()
        for number, answer in self.answers.items():
            if answer.event.question in self.questions:
                yield answer.event
                yield from self._helped(number, answer)

    def _helped(self, number: int, answer: Answer) -> Iterator[Helped]:
        later = answer.event.at + TOLD_AFTER
        told = [answer.accepted_at, answer.voted_at]
        if number in self.accepted and answer.accepted_at is None:
            told.append(later)
        if answer.score >= HELP_SCORE and answer.voted_at is None:
            told.append(later)
        known = [at for at in told if at is not None]
        if known and answer.event.member is not None:
            yield Helped(max(min(known), answer.event.at), answer.event.question, answer.event.member)

    def _broke(self, number: str = "", why: str = "") -> None:
        self.broken += 1


def read(folder: Path) -> Dump:
    """Posts.xml, and Votes.xml where there is one. Raises UnreadableDump with a sentence."""
    if not folder.is_dir():
        raise UnreadableDump(f"{folder} is no folder. Unpack the dump, and say where its files are.")
    if not (folder / "Posts.xml").is_file():
        raise UnreadableDump(f"There is no Posts.xml in {folder}. Unpack the dump, and say where its files are.")
    dump = Dump()
    for row in _rows(folder / "Posts.xml", dump):
        _post(row, dump)
    if (folder / "Votes.xml").is_file():
        for row in _rows(folder / "Votes.xml", dump):
            _vote(row, dump)
    else:
        dump.said.append(f"There is no Votes.xml: a help is taken as known {TOLD_AFTER:.0f} days after the answer.")
    if dump.broken:
        dump.said.append(f"{dump.broken:,} rows could not be read and were left out.")
    return dump


def _rows(path: Path, dump: Dump) -> Iterator[Row]:
    """To where it breaks off: what stands before that is true. A file that is no dump at all has no row."""
    found = rows(path, broken=dump._broke)
    try:
        first = next(found, None)
    except (UnreadableDump, OSError) as error:
        raise UnreadableDump(str(error)) from error
    try:
        yield from chain([first] if first else [], found)
    except UnreadableDump as error:
        dump.said.append(f"{error} What stands before that was used.")


def _post(row: Row, dump: Dump) -> None:
    kind = row.get("PostTypeId")
    if kind not in (mapping.QUESTION, mapping.ANSWER):
        return
    try:
        number, at, member = mapping.number(row, "Id"), _days(row), _member(row)
        if kind == mapping.QUESTION:
            tags = tuple(intern(tag) for tag in dict.fromkeys(mapping.tags(row)))
            words = tuple(intern(word) for word in sorted(set(_WORD.findall(row.get("Title", "").casefold()))))
            dump.questions[number] = Asked(at, number, member, tags, words)
            if (accepted := mapping.number_or_none(row, "AcceptedAnswerId")) is not None:
                dump.accepted.add(accepted)
        else:
            event = Answered(at, mapping.number(row, "ParentId"), member)
            dump.answers[number] = Answer(event, mapping.number_or_none(row, "Score") or 0)
    except mapping.BadRow:
        dump._broke()


def _vote(row: Row, dump: Dump) -> None:
    kind = row.get("VoteTypeId")
    if kind not in (mapping.ACCEPTED_VOTE, UP, DOWN):
        return
    try:
        answer = dump.answers.get(mapping.number(row, "PostId"))
        if answer is None:
            return
        at = _days(row)
    except mapping.BadRow:
        dump._broke()
        return
    if kind == mapping.ACCEPTED_VOTE:
        answer.accepted_at = at
        return
    answer.votes += 1 if kind == UP else -1
    if answer.votes >= HELP_SCORE and answer.voted_at is None:
        answer.voted_at = at


def _days(row: Row) -> float:
    return (mapping.date(row) - EPOCH) / timedelta(days=1)


def _member(row: Row) -> int | None:
    """An account that is there, and no robot's."""
    number = mapping.number_or_none(row, "OwnerUserId")
    return number if number is not None and number > 0 else None
