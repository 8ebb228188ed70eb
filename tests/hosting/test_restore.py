"""A backup that is put back is the community as it was (R12); what cannot be put back changes nothing (R14)."""

import io
import json
import threading
from collections import namedtuple
from datetime import timedelta
from types import SimpleNamespace

import psycopg
import pyrage
import pytest
from celery import current_app
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from redis import Redis

from activity.models import Delivery
from forum.actions import posts
from forum.models import Post, Topic
from forum.queries.search import Wanted, find
from hosting import database, files, programs
from hosting.actions import proofs, queues, restore
from hosting.actions.backup import Kept, back_up
from hosting.actions.filling import looked_through
from hosting.actions.rehearse import rehearse
from hosting.archive import form
from hosting.archive.reading import parts
from hosting.archive.writing import part, sealed
from hosting.models import Run
from hosting.refusal import Refused
from hosting.rules import is_lived_in
from importers.models import Imported
from members.models import Community, Member
from notices.actions import outbox
from notices.actions.restored import hold_back
from notices.models import Message, Notice
from tests import make
from tests.harness import wait_for
from tests.servers import own_valkey

Usage = namedtuple("Usage", "total used free")


def filled(folders):
    """A community with an admin, a topic, a picture and a mask; and its backup, after which all goes on."""
    make.community(name="Our place")
    admin = make.admin(handle="ada")
    topic = make.topic(title="Rhubarb without sugar", body="Try it with honey.")
    make.masked_topic(by=make.member())
    default_storage.save("pictures/a.webp", ContentFile(b"a picture"))
    run = back_up(to=folders.backups, kept=Kept())
    archive = folders.backups / run.archive
    Topic.objects.filter(pk=topic.pk).update(title="Written over")
    make.member(handle="later")
    default_storage.save("pictures/later.webp", ContentFile(b"later"))
    return SimpleNamespace(folders=folders, archive=archive, admin=admin, topic=topic)


@pytest.fixture
def lived_in(folders):
    """Nobody replaces it in the end."""
    return filled(folders)


@pytest.fixture
def living(replaceable):
    return filled(replaceable)


def put_back(archive, *keys):
    return restore.put_back(archive, keys, about=looked_through(archive, keys))


def state():
    """What must be as before where a restore was refused."""
    title = Topic.objects.order_by("pk").first().title
    return title, Member.objects.filter(handle="later").exists(), sorted(files.names()), database.databases("")


def changed(archive, change, name=form.MANIFEST):
    """An archive, whole and sealed, of which one part says something else."""
    with archive.open("rb") as stream:
        found = [(one.name, one.content()) for one in parts(stream)]
    content = [part(of, change(said) if of == name else said) for of, said in found]
    archive.write_bytes(b"".join(sealed(one for one in content if one.name != "gone")))
    return archive


def saying(**about):
    def change(said):
        found = json.loads(said)
        for key, value in about.items():
            if isinstance(value, dict):
                found[key] |= value
            else:
                found[key] = value
        return json.dumps(found).encode()

    return change


def test_everything_is_as_it_was(living, client) -> None:
    run = put_back(living.archive)
    assert Topic.objects.get(pk=living.topic.pk).title == "Rhubarb without sugar"
    assert not Member.objects.filter(handle="later").exists()
    assert default_storage.open("pictures/a.webp").read() == b"a picture"
    assert (run.ok, run.counts["files"]) == (True, 1)
    assert client.login(username="ada", password=make.PASSWORD)
    assert [hit.topic.pk for hit in find(living.admin, Wanted.read("rhubarb honey")).hits] == [living.topic.pk]
    assert proofs.mask_key() == ""
    assert make.answer(topic=living.topic).pk  # the numbers go on behind those that came back
    assert set(Run.objects.values_list("kind", flat=True)) == {"restore"}  # no backup that never ended


def test_what_was_there_is_kept_can_come_back_and_can_be_forgotten(living) -> None:
    before = state()[:3]
    put_back(living.archive)
    assert len(restore.kept()) == 1
    restore.undo()
    assert state()[:3] == before
    assert len(restore.kept()) == 1  # what was put back, in its turn
    restore.undo()
    assert state()[0] == "Rhubarb without sugar"
    assert restore.forget() == 1
    assert restore.kept() == []


def test_an_empty_cluster_takes_it_and_what_only_it_had_can_be_forgotten(living) -> None:
    """As after a machine was lost: migrations were applied, nobody is there."""
    call_command("flush", interactive=False, verbosity=0)
    default_storage.delete("pictures/a.webp")
    assert not is_lived_in()
    put_back(living.archive)
    assert Member.objects.filter(handle="ada").exists()
    assert default_storage.exists("pictures/later.webp")
    restore.forget()
    assert list(files.names()) == ["pictures/a.webp"]


def test_an_encrypted_one_comes_back_with_its_key(replaceable) -> None:
    make.community(name="Behind a lock")
    key = pyrage.x25519.Identity.generate()
    run = back_up(to=replaceable.backups, kept=Kept(), recipients=[str(key.to_public())])
    Community.objects.update(name="Changed")
    put_back(replaceable.backups / run.archive, key)
    assert Community.objects.get().name == "Behind a lock"


def test_an_older_one_is_brought_up_to_date(living) -> None:
    """Made before an app came: as if that had never been."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE importers_imported")
        cursor.execute("DELETE FROM django_migrations WHERE app = 'importers'")
    living.archive.unlink()
    run = back_up(to=living.folders.backups, kept=Kept())
    put_back(living.folders.backups / run.archive)
    assert Imported.objects.count() == 0


# --- nothing is sent twice ------------------------------------------------------------------------------------


def queued(kind, to):
    return outbox.queue(to=to, kind=kind, dedupe_key=f"{kind}:{to.pk}", why="")


def test_what_waited_in_the_outbox_is_held_back_but_what_must_come(replaceable) -> None:
    make.community()
    person = make.member()
    queued("answered", person), queued("goal_check_in", person), queued("danger", person)
    message = queued("mentioned", person)
    Message.objects.filter(pk=message.pk).update(state="sending", lease_until=timezone.now())
    run = back_up(to=replaceable.backups, kept=Kept())
    assert put_back(replaceable.backups / run.archive).counts["held_back"] == 3
    assert dict(Message.objects.values_list("kind", "state")) == {
        "answered": "dropped",
        "goal_check_in": "dropped",
        "mentioned": "dropped",
        "danger": "queued",
    }


def test_what_deeds_had_still_to_cause_is_caused_and_its_mails_are_held_back(folders) -> None:
    make.community()
    topic = make.topic(by=make.member())
    posts.answer(actor=make.member(), topic=topic, body="Try honey.", masked=False, submit_key=None)
    assert Delivery.objects.exists()
    hold_back()
    assert not Delivery.objects.exists()
    assert Notice.objects.filter(kind="answered").exists()
    assert set(Message.objects.values_list("state", flat=True)) == {"dropped"}


def test_suggestions_rest_for_a_day_and_replies_do_not(living) -> None:
    put_back(living.archive)
    person = make.member()
    for kind in ("goal_check_in", "digest", "approved"):
        outbox.send(id=queued(kind, person).pk)
    found = dict(Message.objects.filter(member=person).values_list("kind", "state"))
    assert found == {"goal_check_in": "dropped", "digest": "dropped", "approved": "sent"}
    Community.objects.update(suggestions_rest_until=timezone.now() - timedelta(seconds=1))
    cache.clear()
    other = make.member()
    outbox.send(id=queued("goal_check_in", other).pk)
    assert Message.objects.get(member=other).outcome != Message.objects.get(kind="digest").outcome


def test_cache_and_queues_are_emptied(monkeypatch) -> None:
    with own_valkey() as valkey:
        socket = valkey.url.removeprefix("unix://").split("?")[0]
        real = current_app.connection_for_write
        monkeypatch.setattr(
            current_app, "connection_for_write", lambda: real(url=f"redis+socket://{socket}?virtual_host=0")
        )
        client = Redis(unix_socket_path=socket)
        client.lpush("default", b"what waits")
        client.hset("unacked", "tag", b"what a worker has in its hands")
        queues.empty()
        assert client.dbsize() == 0
        valkey.kill()
        with pytest.raises(Refused, match="Valkey does not answer"):
            queues.empty()


def test_without_valkey_nothing_is_put_back(lived_in, monkeypatch) -> None:
    def away():
        raise Refused(queues.AWAY)

    monkeypatch.setattr(queues, "empty", away)
    before = state()
    with pytest.raises(Refused, match="Valkey does not answer"):
        put_back(lived_in.archive)
    assert state() == before


# --- what is refused changes nothing ----------------------------------------------------------------------------


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
    real = database._create

    def refused(*args):
        raise psycopg.errors.InsufficientPrivilege

    monkeypatch.setattr(database, "_create", refused)
    with pytest.raises(Refused, match="CREATEDB"):
        put_back(lived_in.archive)
    assert real


# --- while others are connected ----------------------------------------------------------------------------------


def test_people_who_read_meanwhile_see_one_or_the_other(replaceable) -> None:
    """Every moment somebody connects and reads; the places change under them."""
    make.topic(title="Old")
    seen, wrong, done = [], [], threading.Event()
    where = database.parameters(database.current_name())
    connection.close()
    with database.beside() as other:
        other.execute(f'CREATE DATABASE own_new TEMPLATE "{database.current_name()}"')
    with psycopg.connect(**where | {"dbname": "own_new"}, autocommit=True) as own:
        own.execute("UPDATE forum_topic SET title = 'New'")

    def read() -> None:
        while not done.is_set():
            try:
                with psycopg.connect(**where) as own:
                    seen.append(own.execute("SELECT title FROM forum_topic").fetchone()[0])
            except psycopg.OperationalError:
                continue  # sent away, or the name has just changed: a page says 503 and comes again
            except psycopg.Error as error:
                wrong.append(error)

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    wait_for(lambda: len(seen) > 20, "readers")
    database.swap("own_new", old=database.beside_name("_before_1"))
    wait_for(lambda: seen[-1] == "New", "the new one")
    done.set()
    for reader in readers:
        reader.join()
    assert wrong == []
    assert set(seen) == {"Old", "New"}
    assert Topic.objects.get().title == "New"


# --- rehearsing ---------------------------------------------------------------------------------------------------


def test_a_rehearsal_touches_nothing_and_says_what_it_found(lived_in) -> None:
    before, posts = state(), Post.objects.count()
    cache.set("kept", 1)
    call_command("rehearse", stdout=(said := io.StringIO()))
    run = Run.objects.latest_of(Run.Kind.REHEARSAL)
    assert run.ok
    assert (run.counts["files"], run.counts["rows"] > posts) == (1, True)
    assert "1 files came back as they were; 3 people could sign in" in said.getvalue()
    assert state() == before
    assert cache.get("kept") == 1
    assert list(lived_in.folders.var.iterdir()) == []


def test_it_can_be_tried_on_another_server(lived_in) -> None:
    """As before PostgreSQL's next major: the same server under another address, and back again afterwards."""
    to = database.parameters("postgres")
    place = f"/{to['host']}" if to["host"].startswith("/") else f"{to['host']}:{to.get('port', 5432)}"
    run = rehearse(lived_in.archive, [], server=f"postgres://{to['user']}:{to['password']}@{place}/postgres")
    assert "Tried on PostgreSQL 18." in run.words
    assert state()[0] == "Written over"
    assert "postgres_rehearsal" not in database.databases("")


@pytest.mark.parametrize("url", ["mysql://a:b@c/d", "postgres://a:b@c", "18"])
def test_an_address_that_is_none_is_refused(lived_in, url) -> None:
    with pytest.raises(Refused, match="Write the server as"):
        rehearse(lived_in.archive, [], server=url)
    assert state()[0] == "Written over"


def test_without_any_backup_there_is_nothing_to_rehearse(folders) -> None:
    with pytest.raises(CommandError, match="There is no backup in"):
        call_command("rehearse")


@pytest.mark.django_db
def test_a_missing_picture_is_found(monkeypatch) -> None:
    monkeypatch.setattr("hosting.files.named_in_rows", lambda: iter([("uploads.Picture.file", "pictures/b.webp")]))
    with pytest.raises(Refused, match=r"Picture.file speaks of the file pictures/b.webp"):
        proofs.every_file_is_there({"pictures/a.webp"})
    assert proofs.every_file_is_there({"pictures/b.webp"}) == 1


@pytest.mark.django_db
@pytest.mark.parametrize(("password", "words"), [("broken$", "unreadable"), ("!no-password", "No admin could sign in")])
def test_an_admin_who_could_not_sign_in_is_found(password, words) -> None:
    admin = make.admin()
    assert proofs.who_can_sign_in() == 1
    Member.objects.filter(pk=admin.pk).update(password=password)
    admin.emailaddress_set.all().delete()
    with pytest.raises(Refused, match=words):
        proofs.who_can_sign_in()


@pytest.mark.django_db
def test_search_that_finds_nothing_is_found() -> None:
    make.admin()
    make.topic(title="Rhubarb without sugar")
    proofs.search_finds()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE forum_topic DISABLE TRIGGER USER")
        cursor.execute("UPDATE forum_topic SET title = 'Honey'")
    with pytest.raises(Refused, match="Search does not find"):
        proofs.search_finds()


@pytest.mark.django_db
def test_a_mask_key_that_is_another_is_told(monkeypatch) -> None:
    assert proofs.mask_key() == ""
    monkeypatch.setattr(proofs.sealed, "key_fits", lambda: False)
    assert "not the one of these masks" in proofs.mask_key()


# --- settings -----------------------------------------------------------------------------------------------------


def test_settings_and_keys_can_be_taken_out(folders, tmp_path) -> None:
    make.community()
    key = pyrage.x25519.Identity.generate()
    (tmp_path / "key.txt").write_text(str(key))
    kept = Kept(plain={"SITE_URL": "https://a.example"}, secrets={"SECRET_KEY": "hush"}, keys={"push.key": b"pem"})
    run = back_up(to=folders.backups, kept=kept, recipients=[str(key.to_public())])
    folder = tmp_path / "taken"
    how = {"identity": tmp_path / "key.txt", "secrets_to": folder, "stdout": io.StringIO()}
    call_command("restore", folders.backups / run.archive, **how)
    assert (folder / "secrets.env").read_bytes() == b"SECRET_KEY=hush\n"
    assert (folder / "push.key").read_bytes() == b"pem"
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}
    with pytest.raises(FileExistsError):
        call_command("restore", folders.backups / run.archive, **how)
