"""What cannot be put back is refused in a sentence and changes nothing (R14)."""

import io
from types import SimpleNamespace

import psycopg
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command

from hosting import database, programs
from hosting.actions import restore
from hosting.actions.backup import Kept, back_up
from hosting.actions.rehearse import rehearse
from hosting.archive import form
from hosting.archive.reading import parts
from hosting.archive.writing import part, sealed
from hosting.models import Run
from hosting.refusal import Refused
from tests import make
from tests.hosting.restoring import Usage, changed, put_back, saying, state


@pytest.fixture
def untouched(monkeypatch, tmp_path, transactional_db):
    """A small archive of ours; whoever goes on to make a database fails."""
    monkeypatch.setattr(database, "made", lambda _name: pytest.fail("something was touched"))
    make.community(name="Our place")
    return back_up(to=tmp_path / "whole.tar", kept=Kept()) and tmp_path / "whole.tar"


def refuse(archive, words):
    with pytest.raises(CommandError, match=words):
        call_command("restore", archive, yes=True, stdout=io.StringIO())


def test_what_is_foreign_or_newer_is_refused_before_anything_is_touched(untouched) -> None:
    whole = untouched.read_bytes()
    for about, words in (
        ({"product": "Discourse"}, "not a backup that Murmuration made"),
        ({"format": 2}, "newer Murmuration"),
        ({"database": {"migrations": ["forum.9999_from_the_future"]}}, "newer Murmuration than this one .*9999"),
        ({"database": {"server": 190001}}, "comes from PostgreSQL 19"),
        ({"database": {"rows": "many"}}, "not a backup"),
        ({"files": {"count": 1, "bytes": "much"}}, "not a backup"),
    ):
        untouched.write_bytes(whole)
        refuse(changed(untouched, saying(**about)), words)


def test_a_damaged_one_is_refused_before_anything_is_touched(untouched) -> None:
    whole = untouched.read_bytes()
    for at in (0, 700, 3000, len(whole) // 2, -5000, -1):
        content = bytearray(whole)
        content[at] ^= 1
        untouched.write_bytes(content)
        refuse(untouched, "damaged|not a backup")
    untouched.write_bytes(whole[:-1])
    refuse(untouched, "cut short")


def test_one_that_is_not_there_is_refused(folders) -> None:
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("restore", folders.var / "none.tar", stdout=io.StringIO())


def test_it_asks_before_it_replaces_people(untouched) -> None:
    make.member()
    with pytest.raises(CommandError, match="Our place would be replaced"):
        call_command("restore", untouched, stdout=io.StringIO())


@pytest.mark.parametrize(("typed", "is_done"), [("our place", False), ("", False), ("Our place", True)])
def test_whoever_types_its_name_means_it(untouched, monkeypatch, typed, is_done) -> None:
    make.member()
    monkeypatch.setattr("sys.stdin", SimpleNamespace(isatty=lambda: True))
    monkeypatch.setattr("builtins.input", lambda _question: typed)
    monkeypatch.setattr(restore, "put_back", lambda *_args, **_how: done.append(1) or Run(words="Done."))
    done = []
    if is_done:
        call_command("restore", untouched, stdout=io.StringIO())
    else:
        with pytest.raises(CommandError, match="not its name"):
            call_command("restore", untouched, stdout=io.StringIO())
    assert bool(done) is is_done


def test_no_room_is_seen_before(lived_in, monkeypatch) -> None:
    before = state()
    monkeypatch.setattr("shutil.disk_usage", lambda _folder: Usage(10**9, 10**9, 10**6))
    with pytest.raises(Refused, match="1 MB free"):
        put_back(lived_in.archive)
    assert state() == before


STEPS = (
    "hosting.programs.load",
    "hosting.files.save",
    "hosting.actions.proofs.bring_up_to_date",
    "hosting.database.swap",
)


def test_wherever_it_breaks_nothing_has_changed(lived_in, monkeypatch) -> None:
    default_storage.delete("pictures/a.webp")
    before = state()

    def broken(*_args, **_kwargs):
        raise OSError(28, "No space left on device")

    for step in STEPS:
        with monkeypatch.context() as patch:
            patch.setattr(step, broken)
            with pytest.raises(OSError, match="space"):
                put_back(lived_in.archive)
        assert state() == before
        assert Run.objects.latest_of(Run.Kind.RESTORE).words == "The disk is full. Make room and start again."


@pytest.mark.parametrize(
    ("name", "change", "words"),
    [
        (form.MANIFEST, saying(database={"rows": {"public.forum_topic": 1}}), "rows"),
        ("database/00000001", lambda said: said[:-600], "pg_restore gave up"),
        ("database/00000001", lambda _said: b"no dump", "pg_restore gave up"),
    ],
)
def test_one_that_is_whole_and_wrong_is_refused(lived_in, name, change, words) -> None:
    before = state()
    changed(lived_in.archive, change, name)
    with pytest.raises(Refused, match=words):
        rehearse(lived_in.archive, [])
    assert state() == before
    assert Run.objects.latest_of(Run.Kind.REHEARSAL).ok is False


@pytest.fixture
def no_database(monkeypatch):
    """What comes before the files, and takes longest, is left out."""
    monkeypatch.setattr(programs, "load", lambda _name, pieces: list(pieces))


def test_one_with_fewer_files_than_it_says_is_refused(lived_in, no_database) -> None:
    changed(lived_in.archive, saying(files={"count": 2, "bytes": 9}))
    with pytest.raises(Refused, match="speaks of 2 files and holds 1"):
        put_back(lived_in.archive)


@pytest.mark.parametrize("name", ["../../evil", "/etc/evil", "a/../../evil"])
def test_no_file_lands_outside(lived_in, no_database, name) -> None:
    with lived_in.archive.open("rb") as stream:
        content = [part(one.name, one.content()) for one in parts(stream)]
    evil = [*content[:-1], part(form.FILES + name, b"evil")]
    lived_in.archive.write_bytes(b"".join(sealed(evil)))
    before = state()
    with pytest.raises(Refused, match="outside its folder"):
        put_back(lived_in.archive)
    assert state() == before


def test_a_file_of_the_same_name_with_another_content_is_not_written_over(lived_in, no_database) -> None:
    default_storage.delete("pictures/a.webp")
    default_storage.save("pictures/a.webp", ContentFile(b"another"))
    before = state()
    with pytest.raises(Refused, match="with another content"):
        put_back(lived_in.archive)
    assert state() == before


def test_a_role_that_may_not_make_databases_is_told_what_to_do(lived_in, monkeypatch) -> None:
    def refused(*args):
        raise psycopg.errors.InsufficientPrivilege

    monkeypatch.setattr(database, "_create", refused)
    with pytest.raises(Refused, match="CREATEDB"):
        put_back(lived_in.archive)
