"""What people are found by, where saving the row alone has not set it."""

from __future__ import annotations

from members.models import Member
from writing import search_names
from writing.reindex import batches, write

WRITE = """
    UPDATE members_member row SET search = made.words::tsvector
    FROM unnest(%s::bigint[], %s::text[]) AS made(id, words) WHERE row.id = made.id
"""


def reindex_people(*, everything: bool = False) -> int:
    """As `forum.actions.searching.reindex`."""
    people = Member.objects.only("display_name", "handle")
    return sum(batches(people if everything else people.filter(search=None), _write))


def _write(people: list[Member]) -> None:
    names = [search_names.vector(*member.search_words()) for member in people]
    write(WRITE, [member.pk for member in people], names)
