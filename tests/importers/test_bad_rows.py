"""Whatever is wrong with a row stays with that row: it is refused by its number, and the rest comes in."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest
from django.core.management import CommandError

from forum.models import Comment, Post, Topic
from importers.stackexchange import source
from importers.stackexchange.source import LONGEST_ROW, UnreadableDump, rows
from members.models import Member
from tests.importers.dump import answer, comment, person, question, write_rows, xml
from tests.importers.test_import import bring_in

pytestmark = pytest.mark.django_db

GOOD = [question(1), answer(2, 1)]
LAST = [question(8), answer(9, 8)]

BAD_POSTS = {
    "too long a title": (question(5, Title="x" * 161), "question 5: Title is longer than 160 characters: it has 161"),
    "no title": (question(5, Title=" "), "question 5: it has no title"),
    "too long a text": (question(5, Body="x" * 200_001), "question 5: its text is longer than 200,000 characters"),
    "no date": (question(5, CreationDate=""), "question 5: CreationDate is not a date"),
    "a date that is none": (question(5, CreationDate="2012-13-40T00:00:00"), "question 5: CreationDate is not a date"),
    "a date beyond time": (
        question(5, CreationDate="0001-01-01T00:00:00+14:00"), "question 5: CreationDate is not a date",
    ),
    "a day to come": (question(5, CreationDate="2999-01-01T00:00:00"), "question 5: CreationDate is a day to come"),
    "a false day of a change": (question(5, LastEditDate="yesterday"), "question 5: LastEditDate is not a date"),
    "a number that is none": (question(5, OwnerUserId="me"), "question 5: OwnerUserId is not a number: me"),
    "a number beyond numbers": (answer(5, 10**30), "answer 5: ParentId is not a number"),
    "no parent": (answer(5, 1, ParentId=""), "answer 5: ParentId is not a number"),
    "a missing parent": (answer(5, 77), "answer 5: its question 77 is not in the dump, or was refused"),
    "a number that is taken": (question(1, Title="Another one"), "question 1: another row has this number"),
    "no number": (question(5) | {"Id": ""}, "question : Id is not a number"),
    "a quote in a quote": (
        '<row Id="5" PostTypeId="1" Title="say "hello"" />', "row 5 of Posts.xml: its XML is broken",
    ),
    "an ampersand": ('<row Id="5" PostTypeId="1" Title="this & that" />', "row 5 of Posts.xml: its XML is broken"),
    "a quote that is not closed": ('<row Id="5" PostTypeId="1" Title="this />', "row 5 of Posts.xml: its XML is broken"),
    "a NUL": ('<row Id="5" PostTypeId="1" Title="this\0that" />', "row 5 of Posts.xml: its XML is broken"),
    "a NUL by its number": (
        '<row Id="5" PostTypeId="1" Title="this&#0;that" />', "row 5 of Posts.xml: its XML is broken",
    ),
    "half a surrogate": ('<row Id="5" PostTypeId="1" Title="&#xD800;" />', "row 5 of Posts.xml: its XML is broken"),
    "an entity of its own": ('<row Id="5" PostTypeId="1" Title="&bomb;" />', "row 5 of Posts.xml: its XML is broken"),
    "one attribute twice": ('<row Id="5" Id="6" PostTypeId="1" />', "row 5 of Posts.xml: its XML is broken"),
    "no number in a broken one": ("<row PostTypeId=1 />", "row at line 6 of Posts.xml: its XML is broken"),
}  # fmt: skip


@pytest.mark.parametrize("bad", BAD_POSTS)
def test_one_post(tmp_path: Path, bad: str) -> None:
    row, sentence = BAD_POSTS[bad]
    write_rows(tmp_path, Posts=[*GOOD, row, *LAST])
    said = bring_in(tmp_path)
    assert sentence in said
    assert said.count("\n  ") == 1  # once, however often the file is read
    assert (Topic.objects.count(), Post.objects.count()) == (2, 4)
    assert bring_in(tmp_path).splitlines()[-2:] == said.splitlines()[-2:]  # and the same the second time


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (comment(5, 1, "x" * 1001), "comment 5: Text is longer than 1000 characters: it has 1001"),
        (comment(5, 1, "  "), "comment 5: it is empty"),
        (comment(5, 77, "Where?"), "comment 5: its post 77 is not in the dump, or was refused"),
        (comment(5, 1, "When?", CreationDate="soon"), "comment 5: CreationDate is not a date: soon"),
        ('<row Id="5" PostId="1" Text="<b>" />', "row 5 of Comments.xml: its XML is broken"),
    ],
)
def test_one_comment(tmp_path: Path, row: dict[str, object] | str, sentence: str) -> None:
    write_rows(tmp_path, Posts=[*GOOD], Comments=[comment(4, 1, "One"), row, comment(6, 2, "Two")])
    assert sentence in bring_in(tmp_path)
    assert list(Comment.objects.order_by("id").values_list("body", flat=True)) == ["One", "Two"]


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (person(7, DisplayName="x" * 61), "person 7: DisplayName is longer than 60 characters: it has 61"),
        (person(7, CreationDate="?"), "person 7: CreationDate is not a date: ?"),
        ("<row Id='7' DisplayName='O'Hara' />", "row 7 of Users.xml: its XML is broken"),
    ],
)
def test_one_person(tmp_path: Path, row: dict[str, object] | str, sentence: str) -> None:
    write_rows(tmp_path, Posts=[*GOOD, answer(3, 1, OwnerUserId=7)], Users=[person(5), row, person(6)])
    assert sentence in bring_in(tmp_path)
    people = Member.objects.exclude(kind="tombstone").values_list("display_name", flat=True)
    assert set(people) == {"Person 5", "Person 6", "user7"}


def test_bytes_that_are_no_letters(tmp_path: Path) -> None:
    write_rows(tmp_path, Posts=[*GOOD, question(5, Title="caf#"), *LAST])
    file = tmp_path / "Posts.xml"
    file.write_bytes(file.read_bytes().replace(b"caf#", b"caf\xe9"))
    assert "row 5 of Posts.xml: its XML is broken" in bring_in(tmp_path)
    assert Topic.objects.count() == 2


def test_a_long_name_and_a_large_number_make_a_handle(tmp_path: Path) -> None:
    write_rows(tmp_path, Posts=[*GOOD], Users=[person(10**17, DisplayName="Maximiliana Konstantinopoulou")])
    assert "could not be taken over" not in bring_in(tmp_path)
    assert len(Member.objects.get(display_name__startswith="Max").handle) <= 30


def test_what_only_the_database_refuses_stops_one_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And nothing is counted twice when the rest of its batch is taken again."""
    many = [question(n) for n in range(10, 30)]
    write_rows(tmp_path, Posts=[*many, question(30, Title="no\u2028 such", Body="<p>deep</p>")])
    from importers.actions import posts

    clean = posts.clean_html

    def refuse(html: str) -> object:
        if "deep" in html:
            raise ValueError("too deep")
        return clean(html)

    monkeypatch.setattr(posts, "clean_html", refuse)
    said = bring_in(tmp_path)
    assert "20 questions" in said
    assert "1 rows could not be taken over:\n  question 30: too deep" in said


def test_all_refusals_go_to_the_file(tmp_path: Path) -> None:
    write_rows(tmp_path, Posts=[question(n, CreationDate="?") for n in range(1, 1200)])
    said = bring_in(tmp_path, "--errors", str(tmp_path / "refused.txt"))
    assert "1,199 rows could not be taken over:" in said
    assert "and 1,179 more" in said
    assert len((tmp_path / "refused.txt").read_text().splitlines()) == 1199


def test_a_file_that_cannot_be_written_is_said_before_anything_is_imported(tmp_path: Path) -> None:
    write_rows(tmp_path, Posts=[*GOOD])
    with pytest.raises(CommandError, match="cannot be written"):
        bring_in(tmp_path, "--errors", str(tmp_path / "no" / "such" / "folder.txt"))
    assert not Topic.objects.exists()


# --- the file itself --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('<!DOCTYPE posts [<!ENTITY a "aaaa">]><posts><row Id="&a;"/></posts>', "declares entities"),
        (
            '<!DOCTYPE posts [<!ENTITY % a SYSTEM "file:///etc/hostname"> %a;]><posts><row/></posts>',
            "declares entities",
        ),
        ('<row Id="1"/>\n<row Id="2"/>', "is no Stack Exchange dump"),
        ("PK\x03\x04 an archive", "is no Stack Exchange dump"),
        ("x" * 100_000, "is no Stack Exchange dump"),
        ('<?xml version="1.0" encoding="utf-16"?><posts><row Id="1"/></posts>', "is not in UTF-8"),
        ('<posts><row Id="1"/>', "breaks off at line 1"),
        ('<posts>\n<row Id="1"/>\n<row Id="2', "breaks off at line 3"),
    ],
)
def test_what_is_no_dump(tmp_path: Path, text: str, sentence: str) -> None:
    file = tmp_path / "Posts.xml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(UnreadableDump, match=sentence):
        list(rows(file))


def test_a_file_without_rows_holds_none(tmp_path: Path) -> None:
    file = tmp_path / "Posts.xml"
    for text in ("", "<posts></posts>", '<?xml version="1.0"?>\n<posts />\n'):
        file.write_text(text, encoding="utf-8")
        assert list(rows(file)) == []


def test_rows_wherever_a_chunk_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "Posts.xml"
    file.write_text(xml("posts", [question(n, Body="<row> &c. />" * n) for n in range(40)]), encoding="utf-8")
    whole = list(rows(file))
    assert [row["Id"] for row in whole] == [str(n) for n in range(40)]
    for size in (1, 7, 64):
        monkeypatch.setattr("importers.stackexchange.source.CHUNK", size)
        assert list(rows(file)) == whole


def test_a_row_without_end_takes_no_memory(tmp_path: Path) -> None:
    file = tmp_path / "Posts.xml"
    with file.open("w", encoding="utf-8") as out:
        out.write('<posts>\n<row Id="1" Title="')
        for _ in range(6 * LONGEST_ROW >> 20):
            out.write("x" * (1 << 20))
        out.write('" />\n<row Id="2" />\n</posts>\n')
    broken: list[str] = []
    tracemalloc.start()
    found = [row["Id"] for row in rows(file, broken=lambda number, why: broken.append(f"{number}: {why}"))]
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found == ["2"]
    assert broken == ["1: it is longer than 8 MiB"]
    assert most < 5 * LONGEST_ROW


def test_a_row_without_end_is_searched_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "CHUNK", 1 << 10)
    begins, searched = source._ROW, []

    class Counting:
        def split(self, read: bytes) -> list[bytes]:
            searched.append(len(read))
            return begins.split(read)

    monkeypatch.setattr(source, "_ROW", Counting())
    file = tmp_path / "Posts.xml"
    file.write_text('<posts>\n<row Id="1" Title="' + "x" * (1 << 20) + '" />\n</posts>\n')
    assert len(list(rows(file))) == 1
    assert sum(searched) < 1.1 * file.stat().st_size


@pytest.mark.parametrize("chunk", [1, 2, 3, 4, 5, 6, 7, 11, 64])
def test_wherever_the_file_is_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chunk: int) -> None:
    write_rows(tmp_path, Posts=[*GOOD, "<row PostTypeId=1 />", *LAST])
    whole = list(rows(tmp_path / "Posts.xml"))
    monkeypatch.setattr(source, "CHUNK", chunk)
    broken: list[str] = []
    assert list(rows(tmp_path / "Posts.xml", broken=lambda number, why: broken.append(number))) == whole
    assert len(whole) == 4
    assert broken == ["at line 6"]
