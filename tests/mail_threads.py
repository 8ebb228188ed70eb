"""How three families of mail programs lay mails together, each by its published rule, as groups of Message-IDs.

- `by_references`: Thunderbird and mutt, after Jamie Zawinski's algorithm (jwz.org/doc/threading.html): mails hang together
  by References and In-Reply-To, through mails that are not there as well. Of those without such a tie, only a subject that
  says "Re:" is laid to the same subject (mutt's sort_re; Thunderbird's strict threading does not even that).
- `by_references_and_subject`: Gmail (developers.google.com/gmail/api/guides/threads): a mail joins a conversation that
  one of its References or In-Reply-To names, and only with the same subject; anything before a colon like Re: apart.
- `by_index`: Outlook and Exchange (MS-OXOMSG 2.2.1.2 and 2.2.1.3, MS-OXCMAIL): the number in Thread-Index; without one,
  the subject (Thread-Topic where there is one).
"""

from __future__ import annotations

import re
from base64 import b64decode
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from email.message import Message

Groups = set[frozenset[str]]
PREFIX = re.compile(r"^\s*((re|fwd?|aw|wg|sv|vs)(\[\d+\])?:\s*)+", re.IGNORECASE)
INDEX_LENGTH, NUMBER = 22, slice(6, 22)


def by_references(mails: Iterable[Message]) -> Groups:
    tied, loose = _Tied(), defaultdict(list)
    mails = list(mails)
    for mail in mails:
        for number in _names(mail):
            tied.tie(_id(mail), number)
        if not _names(mail) and PREFIX.match(mail["Subject"] or ""):
            loose[_subject(mail)].append(_id(mail))
    for mail in mails:
        for number in loose.get(_subject(mail), []):
            tied.tie(_id(mail), number)
    return _grouped(mails, lambda mail: tied.root(_id(mail)))


def by_references_and_subject(mails: Iterable[Message]) -> Groups:
    """In the order of their coming: only a mail that is there already can be joined."""
    conversation: dict[str, tuple[str, str]] = {}
    mails = list(mails)
    for mail in mails:
        subject = _subject(mail)
        known = [conversation[number] for number in _names(mail) if number in conversation]
        same = [found for found in known if found[1] == subject]
        conversation[_id(mail)] = same[0] if same else (_id(mail), subject)
    return _grouped(mails, lambda mail: conversation[_id(mail)])


def by_index(mails: Iterable[Message]) -> Groups:
    return _grouped(mails, _conversation)


def _conversation(mail: Message) -> Hashable:
    index = b64decode(mail["Thread-Index"] or "")
    if len(index) >= INDEX_LENGTH and index[0] == 1:
        return index[NUMBER]
    return PREFIX.sub("", mail["Thread-Topic"] or mail["Subject"] or "").strip().lower()


class _Tied:
    def __init__(self) -> None:
        self._above: dict[str, str] = {}

    def root(self, number: str) -> str:
        while (above := self._above.get(number, number)) != number:
            number = above
        return number

    def tie(self, one: str, other: str) -> None:
        self._above[self.root(one)] = self.root(other)


def _id(mail: Message) -> str:
    return str(mail["Message-ID"]).strip()


def _names(mail: Message) -> list[str]:
    return re.findall(r"<[^<>\s]+>", f"{mail['References'] or ''} {mail['In-Reply-To'] or ''}")


def _subject(mail: Message) -> str:
    return PREFIX.sub("", mail["Subject"] or "").strip()


def _grouped(mails: list[Message], key: Callable[[Message], Hashable]) -> Groups:
    found: dict[Hashable, set[str]] = defaultdict(set)
    for mail in mails:
        found[key(mail)].add(_id(mail))
    return {frozenset(group) for group in found.values()}
