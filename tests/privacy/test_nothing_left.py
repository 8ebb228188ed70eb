"""R45: after an erasure nothing of somebody is found in a stolen backup, the ledger, the logs, Valkey or among the files.

They live here first, as people do: they write, sign in, are written to, take a copy of their data. Then they are erased,
what is swept daily is swept, and all that is kept anywhere is looked through. First a trace is planted in each place and
found.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import redis
from allauth.usersessions.models import UserSession
from celery import current_app
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.test.utils import override_settings
from django.urls import reverse
from django.utils import timezone

from activity import broker
from activity.models import Event
from community.env import broker_url
from forum.models import Post, Status
from members.models import FormerHandle, Member
from moderation.actions.decisions import decide
from moderation.models import Decision
from privacy.actions import exports
from privacy.kept import TABLE
from privacy.models import Erasure, Part
from tests.canary.search import listening
from tests.dump import pg_dump
from tests.ledger import settle
from tests.privacy.room import ADDRESS, BROWSER, CANARY, World, erase, numbers_left
from tests.servers import OwnValkey, own_valkey
from tests.uploads.pictures import file, settled
from uploads import files
from uploads.actions import faces, taking
from uploads.models import Picture, Use

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

NAME = f"Zora {CANARY}name"
HANDLES = (f"{CANARY}-old", f"{CANARY}-new")
MAIL = f"{CANARY}@example.org"
# By choice what they wrote may stay; whose it was may not.
OF_THE_PERSON = (NAME, *HANDLES, MAIL, ADDRESS, BROWSER)
ALL = (CANARY, ADDRESS)


@pytest.fixture(autouse=True)
def disk(tmp_path: Path, settings: Any) -> None:
    """Its own: no file of another test lies there."""
    own = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "default": own}


@pytest.fixture
def valkey() -> Iterator[OwnValkey]:
    with own_valkey() as running, used(running):
        yield running


@contextmanager
def used(running: OwnValkey) -> Iterator[None]:
    """The cache and the queue of tasks lie in it, as in production."""
    real = {"default": {"BACKEND": "community.cache.FailSoftCache", "LOCATION": running.url, "KEY_PREFIX": "m"}}
    with pytest.MonkeyPatch.context() as patch, override_settings(CACHES=real):
        patch.setattr(current_app.conf, "broker_write_url", broker_url(running.url))
        patch.setattr(broker, "_away_until", 0.0)
        broker._connection.cache_clear()
        yield
    broker._connection.cache_clear()


# --- where it is looked for -------------------------------------------------------------------------------------------


def found(words: tuple[str, ...], lines: list[str]) -> list[str]:
    """The lines in which one of them stands, plain or as bytes in hex."""
    marks = [mark for word in words for mark in (word.lower(), word.encode().hex())]
    return [line[:200] for line in lines if any(mark in line.lower() for mark in marks)]


def dumped() -> list[str]:
    """Every row of a stolen backup, after the name of its table."""
    lines, table = [], ""
    for line in pg_dump("--data-only").splitlines():
        if line.startswith("COPY public."):
            table = line.split()[1].removeprefix("public.")
        lines.append(f"{table}: {line}")
    return lines


LIMITS, DAY = b"m:1:allauth:rl:", 24 * 3600  # seconds


def in_valkey(valkey: OwnValkey) -> list[str]:
    """Every key with all that it holds: what is cached, and what waits for a worker. How often somebody tried to sign
    in from where is counted for a day or less, as the page says; whoever goes has two weeks to think it over.
    """
    client: Any = redis.Redis.from_url(valkey.url)
    read = {
        "string": client.get,
        "list": lambda key: client.lrange(key, 0, -1),
        "hash": client.hgetall,
        "set": client.smembers,
        "zset": lambda key: client.zrange(key, 0, -1),
    }
    lasting = [key for key in client.scan_iter() if not (key.startswith(LIMITS) and 0 < client.ttl(key) <= DAY)]
    return [f"{key!r} {read[client.type(key).decode()](key)!r}" for key in lasting]


def kept() -> list[str]:
    names = [(key, name) for key, names in files.all_kept() for name in names]
    return [f"{files.place(key, name)} {files.read(key, name).decode('latin-1')}" for key, name in names]


def sessions(number: int) -> list[str]:
    """What a browser is signed in with is packed, so that no search would find it."""
    held = [(session.session_key, session.get_decoded()) for session in Session.objects.all()]
    return [
        f"{key} {data}" for key, data in held if CANARY in str(data).lower() or data.get("_auth_user_id") == str(number)
    ]


# --- how they lived -----------------------------------------------------------------------------------------------------


class Life:
    """By the pages: from their own address and with their own browser. Everything that is sent is taken."""

    def __init__(self, world: World) -> None:
        self.world, self.me = world, world.erased
        self.client = Client(REMOTE_ADDR=ADDRESS, HTTP_USER_AGENT=BROWSER)
        self.face: set[str] = set()
        self.posted: set[str] = set()
        self.unposted: set[str] = set()

    def is_lived(self) -> None:
        settled(self.me)
        for held in Post.objects.filter(member=self.me, status=Status.HELD):
            decide(moderator=self.world.admin, thing=held, verb=Decision.Verb.RELEASE)
        self.signs_in()
        self.writes()
        self.shows()
        self.is_looked_at()
        copy = exports.ask(member=self.me)
        exports.work(id=copy.pk)
        assert Part.objects.filter(export=copy).exists()
        settle()

    def signs_in(self) -> None:
        wrong = {"login": MAIL, "password": "not mine"}
        assert self.client.post(reverse("account_login"), wrong).status_code == 200
        self.client.force_login(self.me)
        key = self.client.session.session_key  # noted as whoever comes in by the door is
        UserSession.objects.create(user=self.me, ip=ADDRESS, user_agent=BROWSER, session_key=key)
        for path in ("/", f"/@{self.me.handle}/", f"/@{HANDLES[0]}/", f"/search/?q={CANARY}", f"/@{HANDLES[1]}"):
            assert self.client.get(path).status_code in (200, 301, 302), path
        assert self.client.get(f"/@{CANARY}-nobody/").status_code == 404

    def writes(self) -> None:
        self.answers(f"{CANARY}-said")
        kept = {"context": "ask", "title": CANARY, "body": f"{CANARY}-draft"}
        assert self.client.post("/drafts/keep/", kept).status_code == 303

    def answers(self, body: str) -> None:
        said = {"body": body, "as": "me", "do": "post", "submit_key": str(uuid4())}
        before = Post.objects.filter(member=self.me).count()
        assert self.client.post(f"/t/{self.world.topic.pk}/answers", said).status_code == 303
        assert Post.objects.filter(member=self.me).count() == before + 1

    def shows(self) -> None:
        """Three pictures: beside their name, in a post, and one that they never posted."""
        self.answers(f"![{CANARY}](/pictures/{self.sends(1).pk})")
        (held,) = Use.objects.filter(kind="post", picture__owner_tag=None)
        self.posted = {held.picture.stored_id}
        self.unposted = {self.sends(2).stored_id}
        faces.show_face(actor=self.me, content=told(3))
        self.face = {Use.objects.get(kind="face", holder_id=self.me.pk).picture.stored_id}
        assert len(self.keys) == 3

    @property
    def keys(self) -> set[str]:
        return self.face | self.posted | self.unposted

    def sends(self, number: int) -> Picture:
        return taking.take(actor=self.me, content=told(number))

    def is_looked_at(self) -> None:
        seen = (
            "/",
            f"/@{self.me.handle}/",
            self.world.topic.get_absolute_url(),
            f"/similar/?title={CANARY} title of mine",
        )
        for viewer in (self.world.dorrie, self.world.admin):
            client = Client()
            client.force_login(viewer)
            for path in seen:
                assert client.get(path).status_code in (200, 204), path
        assert client.get(f"/desk/people/{self.me.handle}/").status_code == 200
        assert Client().get(f"/@{self.me.handle}/").status_code == 302, "a visitor is asked to sign in"


def told(number: int) -> bytes:
    """A picture that says of whom it is. Each is another one."""
    return file(size=(40 + number, 30), comment=CANARY.encode(), exif=b"Exif\0\0MM\0*" + CANARY.encode())


def swept() -> None:
    """What is done every day, with all that has a day on which it goes."""
    current_app.loader.import_default_modules()
    for name in sorted({row.sweep for row in TABLE if row.sweep}):
        current_app.tasks[name]()


# --- planted ---------------------------------------------------------------------------------------------------------------


def test_a_trace_in_each_place_is_found(valkey: OwnValkey) -> None:
    world = World()
    number = world.erased.pk
    life = Life(world)
    life.is_lived()
    assert len(found((CANARY,), dumped())) > 30
    assert sessions(number)
    assert life.keys <= {key for key, _names in files.all_kept()}
    erase(world.erased, words="take")
    swept()
    assert found(ALL, dumped()) == []
    Decision.objects.filter(pk=world.decision.pk).update(reason=f"Said by {CANARY}-new.")
    assert [line for line in found(OF_THE_PERSON, dumped()) if line.startswith("moderation_decision")]
    Event.objects.create(
        id=1, verb="planted", member_id=number, target_kind="forum.post", target_id=1, data={"by": NAME}
    )
    assert [line for line in found(OF_THE_PERSON, dumped()) if line.startswith("activity_event")]
    assert numbers_left(number) == ["activity.Event"]
    FormerHandle.objects.create(digest=CANARY.encode(), until=timezone.now())
    assert [line for line in found(ALL, dumped()) if line.startswith("members_formerhandle")], "as bytes"


def test_a_trace_in_valkey_is_found(valkey: OwnValkey) -> None:
    assert found(ALL, in_valkey(valkey)) == []
    cache.set("a-page", {"html": f"<p>{CANARY}</p>"})
    cache.set(f"limit:{ADDRESS}", 1)
    broker.hand_over("planted", [[f"{CANARY}-task"]])
    cache.set(f"allauth:rl:{ADDRESS}", 1, timeout=2 * DAY)
    assert len(found(ALL, in_valkey(valkey))) == 4
    cache.set(f"allauth:rl:{ADDRESS}", 1, timeout=60)
    assert len(found(ALL, in_valkey(valkey))) == 3


def test_a_trace_in_the_log_or_among_the_files_is_found() -> None:
    logs = listening(lambda: logging.getLogger("members").warning("signed in as %s", HANDLES[1]))
    assert found(OF_THE_PERSON, logs.lines)
    files.keep("ab" * 16, {"40.jpg": file(comment=MAIL.encode())})
    assert found(OF_THE_PERSON, kept())
    files.remove("ab" * 16, ["40.jpg"])


# --- and none --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("words", "gone"), [("take", ALL), ("keep", OF_THE_PERSON)])
def test_of_whoever_is_erased_nothing_is_left(valkey: OwnValkey, words: str, gone: tuple[str, ...]) -> None:
    world = World()
    number = world.erased.pk
    life = Life(world)
    logs = listening(life.is_lived)
    assert len(found(gone, dumped())) > 10

    def goes() -> None:
        assert erase(world.erased, words=words).done_at is not None
        swept()

    leaving = listening(goes)
    assert found(gone, dumped()) == []
    assert numbers_left(number) == []
    assert not Member.objects.filter(pk=number).exists()
    assert not Part.objects.exists(), "a copy of their data is packed, so no search would find it"
    assert found(OF_THE_PERSON, logs.lines + leaving.lines) == [], "a log is no place for who somebody is"
    assert [line for line in logs.lines if "'path': '/@…/'" in line], "it says that pages were asked for"
    assert found(gone, in_valkey(valkey)) == []
    assert in_valkey(valkey), "something is kept there"
    assert sessions(number) == []
    assert found(gone, kept()) == []
    stays = life.posted if words == "keep" else set()
    assert {key for key, _names in files.all_kept()} & life.keys == stays, "pictures are words"
    assert Erasure.objects.get().member_id is None
    with_others = " ".join(dumped())
    assert "Dorrie’s reply stays." in with_others
    assert "Ines’ remark stays." in with_others
