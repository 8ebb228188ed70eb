"""A backup is tried where nobody is, and what would stop people from going on is found (R12)."""

import io

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import connection

from forum.models import Post
from hosting import database
from hosting.actions import proofs
from hosting.actions.rehearse import rehearse
from hosting.models import Run
from hosting.refusal import Refused
from members.models import Member
from tests import make
from tests.hosting.restoring import state


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
