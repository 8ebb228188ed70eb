"""What a backup holds, made while people write (R12, R13); and when none is made."""

import io
import json
import shutil
import tarfile
import threading
from collections import namedtuple
from pathlib import Path

import pyrage
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection

from forum.models import Post
from hosting import database, kept_settings, programs
from hosting.actions import backup as making
from hosting.actions.backup import Kept, back_up
from hosting.actions.rehearse import rehearse
from hosting.files import named_in_rows
from hosting.models import Run
from hosting.refusal import Refused
from masks.sealed.keys import keys as mask_keys
from members.models import Community
from tests import make
from tests.test_docs import documented
from uploads import files as pictures
from uploads.models import Stored

Usage = namedtuple("Usage", "total used free")


def made(folders, **how):
    run = back_up(to=folders.backups, kept=how.pop("kept", Kept()), **how)
    return folders.backups / run.archive


def names(path):
    with tarfile.open(path) as tar:
        return tar.getnames()


def read(path, name):
    with tarfile.open(path) as tar:
        return tar.extractfile(name).read()


def store(name="pictures/a.webp", content=b"a picture"):
    return default_storage.save(name, ContentFile(content))


def test_it_holds_the_database_every_file_and_what_it_is_of(folders) -> None:
    make.community(name="Our place")
    make.topic()
    store()
    path = made(folders)
    assert names(path) == [
        "manifest.json",
        "settings.env",
        "database/00000001",
        "files/pictures/a.webp",
        "SHA256SUMS",
        "SEAL",
    ]
    assert read(path, "files/pictures/a.webp") == b"a picture"
    about = json.loads(read(path, "manifest.json"))
    assert about["community"] == "Our place"
    assert about["database"]["rows"]["public.forum_topic"] == 1
    assert "hosting.0001_initial" in about["database"]["migrations"]
    assert path.stat().st_mode & 0o777 == 0o600


def test_what_a_killed_one_left_is_removed_by_the_next(folders) -> None:
    make.community()
    folders.backups.mkdir(exist_ok=True)
    half, foreign = folders.backups / "murmuration-2026-01-01T000000Z.tar.partial", folders.backups / "else.partial"
    half.write_bytes(b"half")
    foreign.write_bytes(b"another program's")
    made(folders)
    assert (half.exists(), foreign.exists()) == (False, True)


def test_it_is_written_down_and_admins_read_when_it_was(folders) -> None:
    make.community()
    call_command("backup", stdout=io.StringIO())
    run = Run.objects.get()
    assert (run.kind, run.ok, run.counts["files"]) == ("backup", True, 0)
    assert run.ended_at
    assert run.size == (folders.backups / run.archive).stat().st_size
    assert Community.objects.get().backed_up_at


# --- while people write ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("listed", "works"), [(0, True), (7, True), (50, True), (51, False)])
def test_a_file_that_is_just_being_stored_stops_nothing(folders, monkeypatch, listed, works) -> None:
    """No row of the snapshot speaks of it. One that has become shorter is not as it was."""
    make.community()
    store("pictures/0.webp", b"x" * 50)
    monkeypatch.setattr("hosting.actions.backup._size", lambda name: listed)
    if works:
        assert rehearse(made(folders), []).ok
    else:
        with pytest.raises(Refused, match="changed while it was copied"):
            made(folders)


def test_no_row_speaks_of_a_file_that_is_not_in_it(folders, monkeypatch) -> None:
    """Somebody stores files and writes of them all the time, as fast as they can."""
    make.community()
    make.admin()
    topic, begun, done = make.topic(), threading.Event(), threading.Event()

    def write() -> None:
        for number in range(10_000):
            if done.is_set():
                break
            name = store(f"pictures/{number}.webp", b"x" * 50)
            make.answer(topic=topic, body=name)
            begun.set()
        connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    assert begun.wait(60)
    spoken_of = []
    monkeypatch.setattr("hosting.files.named_in_rows", lambda: spoken_of.extend(spoken_of_in_posts()) or spoken_of)
    try:
        path = made(folders)
    finally:
        done.set()
        writer.join()
    run = rehearse(path, [])
    assert run.ok
    assert run.counts["named"] == len(spoken_of) > 0
    assert len(spoken_of) < Post.objects.filter(body__startswith="pictures/").count()


def spoken_of_in_posts():
    bodies = Post.objects.filter(body__startswith="pictures/").values_list("body", flat=True)
    return [("forum.Post.body", body) for body in bodies]


def test_the_same_would_be_found_if_files_were_listed_too_early(folders, monkeypatch) -> None:
    """The check above sees what it is for: a file that a row speaks of is left out."""
    make.community()
    make.answer(body=store())
    monkeypatch.setattr("hosting.files.named_in_rows", spoken_of_in_posts)
    monkeypatch.setattr("hosting.files.names", lambda *_where: iter(()))
    with pytest.raises(Refused, match=r"speaks of the file pictures/a.webp, which is not in the archive"):
        rehearse(made(folders), [])


def test_a_file_that_goes_while_it_is_copied_makes_it_begin_again(folders, monkeypatch) -> None:
    make.community()
    store("a"), store("b")
    real, tries = making.files.content, []

    def content(storage, name):
        if not tries:
            tries.append(name)
            storage.delete("b")
            storage.delete("a")
        return real(storage, name)

    monkeypatch.setattr(making.files, "content", content)
    assert [name for name in names(made(folders)) if name.startswith("files/")] == []


def test_pictures_that_are_deleted_while_they_are_copied_stay_until_the_next_sweep(folders) -> None:
    make.community()
    kept = {"480.webp": b"a picture"}
    pictures.keep("aa", kept)
    with database.snapshot():
        pictures.remove("aa", kept)
        assert default_storage.exists(pictures.place("aa", "480.webp"))
    pictures.remove("aa", kept)
    assert not default_storage.exists(pictures.place("aa", "480.webp"))


def test_the_files_of_pictures_are_known(folders) -> None:
    Stored.objects.create(key="aa", width=480, height=320, files=["480.webp"], size=9)
    assert list(named_in_rows()) == [("uploads.Stored.files", "pictures/aa/aa-480.webp")]


def test_where_files_go_all_the_time_it_gives_up_and_leaves_nothing(folders, monkeypatch) -> None:
    make.community()
    monkeypatch.setattr(making.files, "names", lambda: iter(["never-there"]))
    with pytest.raises(Refused, match="quieter hour"):
        made(folders)
    assert list(folders.backups.iterdir()) == []
    assert Run.objects.get().ok is False


# --- secrets ----------------------------------------------------------------------------------------------------


SECRETS = Kept(plain={"SITE_URL": "https://a.example"}, secrets={"SECRET_KEY": "hush-hush"}, keys={"push.key": b"pem"})


def holds(path, secret):
    return secret in path.read_bytes()


def test_without_a_recipient_no_secret_is_in_it(folders) -> None:
    make.community()
    path = made(folders, kept=SECRETS)
    assert read(path, "settings.env") == b"SITE_URL=https://a.example\n"
    assert not holds(path, b"hush-hush")
    assert not {"secrets.env", "keys/push.key"} & set(names(path))
    path.unlink()
    assert holds(made(folders, kept=Kept(plain={"SITE_URL": "hush-hush"})), b"hush-hush")


def test_for_a_recipient_they_are_and_nobody_else_reads_a_word(folders) -> None:
    make.community(name="Unmistakable")
    key = pyrage.x25519.Identity.generate()
    path = made(folders, kept=SECRETS, recipients=[str(key.to_public())])
    assert path.suffix == ".age"
    assert not holds(path, b"Unmistakable")
    opened = pyrage.decrypt(path.read_bytes(), [key])
    assert b"SECRET_KEY=hush-hush\n" in opened
    assert b"keys/push.key" in opened


@pytest.mark.parametrize("is_encrypted", [False, True])
def test_the_mask_key_is_in_none(folders, settings, is_encrypted) -> None:
    make.community()
    make.masked_topic(by=make.member())
    mask_keys()
    key = pyrage.x25519.Identity.generate()
    secret = Path(settings.MASK_KEY_FILE).read_bytes()
    store("planted", secret)
    path = made(folders, kept=SECRETS, recipients=[str(key.to_public())] if is_encrypted else [])
    opened = pyrage.decrypt(path.read_bytes(), [key]) if is_encrypted else path.read_bytes()
    assert opened.count(secret) == 1  # the one that was planted, so that this search is known to find it
    assert settings.MASK_KEY_FILE.encode() in opened


def test_every_setting_is_known_to_go_along_or_to_stay() -> None:
    goes, stays = {*kept_settings.PLAIN, *kept_settings.SECRET}, set(kept_settings.OF_THE_MACHINE)
    assert goes | stays | set(kept_settings.SECRET_FILES) == documented()
    assert not goes & stays


# --- when none is made --------------------------------------------------------------------------------------------


def test_a_full_disk_is_seen_before(folders, monkeypatch) -> None:
    make.community()
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: Usage(10**9, 10**9, 10**6))
    with pytest.raises(Refused, match="1 MB free"):
        made(folders)
    assert list(folders.backups.iterdir()) == []


def test_a_disk_that_fills_meanwhile_leaves_no_half(folders, monkeypatch) -> None:
    make.community()

    def full(_pieces, file, _keys):
        file.write(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(making.age, "write", full)
    with pytest.raises(OSError, match="space"):
        made(folders)
    assert list(folders.backups.iterdir()) == []
    assert Run.objects.get().words == "The disk is full. Make room and start again."


def test_what_is_there_is_not_written_over(folders) -> None:
    make.community()
    folders.backups.mkdir()
    there = folders.backups / "mine.tar"
    there.write_text("mine")
    with pytest.raises(CommandError, match="is there already"):
        call_command("backup", to=there)
    assert there.read_text() == "mine"


def test_a_recipient_that_is_none_stops_it(folders, settings) -> None:
    settings.BACKUP_RECIPIENTS = ["age1nobody"]
    with pytest.raises(CommandError, match="is not a public key"):
        call_command("backup")
    assert not folders.backups.exists()


def test_two_at_once_are_one(folders) -> None:
    make.community()
    with database.turn(), pytest.raises(Refused, match="Another backup"):
        made(folders)
    assert made(folders)


def test_a_dump_that_fails_is_told_in_its_own_words(folders, monkeypatch) -> None:
    make.community()
    monkeypatch.setattr(programs, "DUMP", ("--no-such-option",))
    with pytest.raises(Refused, match="pg_dump gave up"):
        made(folders)
    assert list(folders.backups.iterdir()) == []
