"""A backup that is put back is the community as it was (R12)."""

import io
import threading
from datetime import timedelta

import psycopg
import pyrage
import pytest
from celery import current_app
from django.core.cache import cache
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from redis import Redis

from activity.models import Delivery
from forum.actions import posts
from forum.models import Topic
from forum.queries.search import Wanted, find
from hosting import database
from hosting.actions import proofs, queues
from hosting.actions.backup import Kept, back_up
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
from tests.hosting.restoring import put_back, state
from tests.servers import own_valkey


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


def test_an_empty_cluster_takes_it(living) -> None:
    """As after a machine was lost: migrations were applied, nobody is there."""
    call_command("flush", interactive=False, verbosity=0)
    default_storage.delete("pictures/a.webp")
    assert not is_lived_in()
    put_back(living.archive)
    assert Member.objects.filter(handle="ada").exists()
    assert default_storage.exists("pictures/a.webp")


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
