"""People are found as words are: in the directory, while a mention is typed, and by their handle."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.management import call_command
from django.db import connection

from forum.queries import people
from forum.tasks import rerender
from members import queries
from members.actions.searching import reindex_people
from members.models import Member
from tests import make

pytestmark = pytest.mark.django_db

# name, and what finds it
NAMES = {
    "José Núñez": ["Jose", "jose nunez", "nunez josé", "ＪＯＳＥ", "ose", "JOSÉ NÚÑEZ", "nunez, jose"],
    "Jürgen Müller": ["muller", "Müller", "mu\u0308ller", "MÜLL"],
    "Anna Strauß": ["strauss", "STRAUSS", "strauß"],
    "Siobhan O’Brien": ["O'Brien", "O’Brien", "o`brien", "obrien", "o brien", "brien"],
    "Anne-Marie": ["anne marie", "annemarie", "Anne‑Marie", "marie"],
    "Will": ["will", "Wil"],
    "An The": ["an", "the", "the an"],
    "Алёна Кузнецова": ["алена", "АЛЁНА", "кузнец", "лена"],
    "سُعَاد": ["سعاد", "سُعَاد", "سعـاد"],
    "สมชาย": ["สมชาย", "ชาย"],
    "山田・太郎": ["山田太郎", "太郎", "山田", "田"],
    "ﾀﾅｶ": ["タナカ", "ﾀﾅ"],
    "सीता": ["सीता", "सी"],
    "Ｋａｒｌ": ["karl"],
    "Zoë2": ["zoe", "zoe2", "2"],
}
NOBODY = [
    "Josee",
    "mueller",
    "brian",
    "%",
    "''",
    "\x00",
    "!",
    "…",
    "canez",
    "сита",
    "'q' | 'x'",
    "q:*",
    "\\",
    "nez jose sitz",
]


def found(words: str) -> list[str]:
    return [member.display_name for member in queries.directory(words=words).people]


def test_the_directory_finds_names_whatever_they_are_typed_with() -> None:
    for name in NAMES:
        make.member(name=name)
    missed = [(name, typed) for name, several in NAMES.items() for typed in several if name not in found(typed)]
    assert missed == []
    assert {typed: found(typed) for typed in NOBODY} == {typed: [] for typed in NOBODY}


def test_what_is_typed_finds_nobody_else() -> None:
    for name in NAMES:
        make.member(name=name)
    assert found("jose") == ["José Núñez"]
    assert found("ан") == []
    assert found("will the") == []


def test_a_handle_finds_its_member_and_whoever_hides_is_not_found() -> None:
    make.member(handle="jose-b", name="Pepe")
    make.member(name="José", is_listed=False)
    make.member(name="José", stage=Member.Stage.LEFT)
    make.member(name="José", approved_at=None)
    make.member(name="José", is_active=False)
    make.member(name="José", kind=Member.Kind.IMPORTED)
    assert found("jose") == ["Pepe"]
    assert found("@jose-b") == ["Pepe"]


def test_another_name_is_found_from_the_moment_it_is_saved() -> None:
    member = make.member(handle="one", name="Ines")
    member.display_name = "Mårten"
    member.save()
    assert (found("ines"), found("marten")) == ([], ["Mårten"])


@pytest.mark.parametrize("carried_over", [lambda: call_command("reindex_search"), rerender])
def test_whoever_was_here_before_is_made_findable(carried_over: Callable[[], None]) -> None:
    made = make.member(handle="one", name="Mårten")
    Member.objects.filter(pk=made.pk).update(search=None)
    assert found("marten") == []
    carried_over()
    assert found("marten") == ["Mårten"]
    assert reindex_people() == 0


# --- while a mention is typed -------------------------------------------------------------------------------------


def offered(viewer: Member, typed: str) -> list[str]:
    return [member.handle for member in people.suggestions(viewer=viewer, typed=typed)]


def test_a_mention_offers_handles_first_then_names() -> None:
    writer = make.member(handle="writer")
    make.member(handle="jo", name="Pedro")
    make.member(handle="b-jo", name="Karl")
    make.member(handle="pepe", name="José Núñez")
    make.member(handle="susan", name="Susan Major")
    assert offered(writer, "jo") == ["jo", "b-jo", "pepe"]
    assert offered(writer, "nún") == offered(writer, "NUN") == ["pepe"]
    assert offered(writer, "usan") == []  # what stands inside of a word is no beginning
    assert offered(writer, "%") == offered(writer, "") == offered(writer, "''") == []


def test_names_of_whoever_hides_or_was_blocked_are_not_offered() -> None:
    writer = make.member(handle="writer")
    make.member(handle="one", name="José", is_listed=False)
    make.member(handle="two", name="José", stage=Member.Stage.LEFT)
    make.member(handle="three", name="José", is_active=False)
    blocked = make.member(handle="four", name="José")
    make.block(blocker=writer, blocked=blocked)
    assert offered(writer, "jose") == []
    assert offered(writer, "one") == ["one"]  # who knows the handle may use it
    assert offered(writer, "four") == []


# --- by the handle ------------------------------------------------------------------------------------------------


def test_a_handle_is_somebody_s_however_it_is_typed() -> None:
    alyona = make.member(handle="алёна")
    brien = make.member(handle="o-brien")
    for typed in ("алёна", "алена", "АЛЕНА"):
        assert queries.person_called(typed) == alyona, typed
    for typed in ("o-brien", "O’Brien", "obrien", "Ｏ-Ｂｒｉｅｎ"):
        assert queries.person_called(typed) == brien, typed
    assert people.known(["алена", "obrien", "bri"]) == {
        "алена": alyona.get_absolute_url(),
        "obrien": brien.get_absolute_url(),
    }


@pytest.mark.parametrize("typed", ["bri", "brien", "", "%", "'", "\x00", "obrienn"])
def test_a_part_of_a_handle_is_nobody_s(typed: str) -> None:
    make.member(handle="o-brien", name="Brien")
    with pytest.raises(Member.DoesNotExist):
        queries.person_called(typed)


def test_where_two_could_be_meant_nobody_is() -> None:
    two = [make.member(handle="алёна"), make.member(handle="алена")]
    assert [queries.person_called(member.handle) for member in two] == two
    make.member(handle="ob-rien"), make.member(handle="o-brien")
    assert people.known(["obrien"]) == {}


def test_a_name_is_looked_up_in_the_index() -> None:
    for n in range(300):
        make.member(name=f"Person {n}")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE members_member")
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("EXPLAIN SELECT id FROM members_member WHERE search @@ '''jos'':*'::tsquery")
        assert "members_search" in str(cursor.fetchall())
