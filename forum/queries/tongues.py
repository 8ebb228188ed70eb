"""The languages in which topics are written here, and those of them that somebody wants to see in a list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlencode

from django.core.cache import cache
from django.db.models import Model, QuerySet
from django.utils import timezone

from forum import rules
from forum.models import Topic
from members.models import Member
from members.queries import community, languages

NAME = "lang"  # in an address, once for each language
CACHE_KEY = "forum.tongues.{whose}.{own}.1"
CACHE_SECONDS = 300  # for which a language may be missing after the first topic in it

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Tongues:
    """What a list is narrowed to, and what it can be narrowed to: codes, each language once, the community's own too."""

    chosen: tuple[str, ...] = ()  # in the order of their codes; none: all languages
    written: tuple[str, ...] = ()  # in which there are topics; none where nobody could choose
    own: str = ""

    def among(self, topics: QuerySet[Row]) -> QuerySet[Row]:
        """Those of the topics that are written in what was chosen."""
        return topics.filter(lang__in=spelled(self.chosen, self.own)) if self.chosen else topics

    @property
    def query(self) -> str:
        """What was chosen, in the one spelling that an address has for it; "" for all languages."""
        return urlencode([(NAME, code) for code in self.chosen])

    @property
    def choices(self) -> list[tuple[str, str, bool]]:
        """Each language that can be chosen, by its own name, and whether it was. Nothing where there is no choice."""
        codes = [code for code in dict.fromkeys((*self.written, *self.chosen)) if languages.is_named(code)]
        if len(codes) < 2 and not self.chosen:
            return []
        named = ((code, languages.own_name(code), code in self.chosen) for code in codes)
        return sorted(named, key=lambda one: one[1].lower())

    @property
    def names(self) -> list[str]:
        """Of what was chosen."""
        return [name for _code, name, is_chosen in self.choices if is_chosen]


ALL = Tongues()


def read(asked: Iterable[str], viewer: Member | None) -> Tongues:
    """What an address asks for. Codes that are nothing here are passed over, and whoever chose all chose none.

    Without a query where the community writes in one language, else one every few minutes for all readers.
    """
    row = community()
    if not row.topic_languages:
        return ALL
    own, there = languages.of_community(row), written(viewer)
    chosen = {code for code in asked if code in there or code in languages.written_here()}
    if chosen.issuperset(there):
        chosen = set()
    return Tongues(tuple(sorted(chosen)), there, own)


def written(viewer: Member | None) -> tuple[str, ...]:
    """The languages of the topics that visitors may read, or members: whoever reads more learns no more from this."""
    own, known = languages.of_community(), rules.reader(viewer)
    key = CACHE_KEY.format(whose="visitor" if known is None else "member", own=own)
    codes: tuple[str, ...] | None = cache.get(key)
    if codes is None:
        found = _of_all(known is not None).order_by().values_list("lang", flat=True).distinct()
        codes = tuple(sorted({code or own for code in found}))
        cache.set(key, codes, CACHE_SECONDS)
    return codes


def _of_all(members: bool) -> QuerySet[Topic]:
    if not members:
        return rules.readable_topics(None)
    like_most = Member(approved_at=timezone.now())
    rules.note_tended(like_most, ())
    return rules.readable_topics(like_most)


def spelled(codes: Iterable[str], own: str) -> list[str]:
    """As topics hold them: what is written in the community's own language says nothing."""
    return sorted({*codes, *([""] if own in codes else [])})
