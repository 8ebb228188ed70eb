"""Every query of `search_cases` finds its topics and no other, and the best of them first."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from forum.models import Space, Topic
from forum.queries import search
from tests import make
from tests.forum.search_cases import FOUND, RANKED
from tests.forum.search_topics import PLACED, SPACES, TOPICS, Said

LONG_AGO = datetime(2025, 6, 1, 12, tzinfo=UTC)


def filled(topics: tuple[Said, ...]) -> dict[int, str]:
    """The number of each topic → its key."""
    people = {handle: make.member(handle=handle) for handle in ("dorrie", "wilf", "somebody")}
    spaces = {slug: make.space(slug=slug, title=title) for slug, title in SPACES.items()}
    return {written(said, place, people, spaces).pk: said.key for place, said in enumerate(topics)}


def written(said: Said, place: int, people: dict[str, Any], spaces: dict[str, Space]) -> Topic:
    at = datetime.fromisoformat(f"{said.day}T12:00Z") if said.day else LONG_AGO + timedelta(days=place)
    fields = {"title": said.title, "body": said.body, "tags": said.tags, "at": at, "space": spaces[said.space]}
    builder = make.masked_topic if said.by.startswith("?") else make.topic
    topic = builder(by=people[said.by.strip("?") or "somebody"], **fields)
    answers = [make.answer(topic=topic, by=people["somebody"], body=body, at=at) for body in said.answers]
    if said.helped:
        make.helped_mark(post=answers[0])
    return topic


def found(query: str) -> list[int]:
    return [hit.topic.pk for hit in search.find(None, search.Wanted.read(query)).hits]


@pytest.mark.django_db
def test_each_query_finds_its_topics_and_no_other() -> None:
    keys = filled(TOPICS)
    assert {query: {keys[pk] for pk in found(query)} for query in FOUND} == {q: set(keys) for q, keys in FOUND.items()}


@pytest.mark.django_db
def test_what_fits_better_comes_first() -> None:
    keys = filled(PLACED)
    assert {query: tuple(keys[pk] for pk in found(query)) for query in RANKED} == RANKED
