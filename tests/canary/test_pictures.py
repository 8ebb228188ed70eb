"""R42, of pictures: the same one posted under a name and behind a mask, and nothing anywhere ties the two.

What is the picture's own everybody sees: whoever posts one that is known elsewhere is known by it. Nothing else may lead
from the one to the other: no name of a file, no camera's words, no key, no row, no page, no line of a log.
First a tie is planted in each channel and found.
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.db import connection

from activity.models import Event
from forum.models import Comment, Post, Topic
from live import publish
from members.models import Member
from moderation.actions.decisions import decide
from moderation.models import Decision
from tests import make
from tests.canary.person import HANDLE, NAME, NUMBER, Masked, photo
from tests.canary.search import Crawl, Logs, hits, listening
from tests.canary.test_canary import mail_everything, taken_back
from tests.dump import pg_dump
from tests.sink import Sink
from uploads import files
from uploads.models import Picture, Stored, Use
from web import pagecache

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

FAR = 7_310_000_000_000  # the numbers of what is masked begin here: nothing else has them


class Doubled(Masked):
    """The canary twice: once under their name and once behind masks, with the same pictures."""

    def act(self) -> None:
        begun = make.topic(by=self.other, space=self.space, title="Which letter do I open first?")
        self.say(begun, self.shows(self.send()))
        self.named = self.own(Post.objects.filter(member=self.member))
        numbered_from(FAR)
        elsewhere = make.topic(by=self.other, space=self.space, title="Four cards, not enough for four minimums")
        self.sent = [self.send() for _ in range(3)]
        for sent, context, who in zip(self.sent, (f"topic:{begun.pk}", "ask"), ("mask", "me"), strict=False):
            self.post("/drafts/keep/", context=context, body=self.shows(sent), **{"as": who})
        self.say(elsewhere, self.shows(self.sent[0]), **self.signed())
        # Once more what stands under their name already, as somebody does who copies a line.
        self.say(elsewhere, self.shows(self.named[0].pk), **self.signed())
        opening = elsewhere.posts.get(position=0)
        self.post(f"/p/{opening.pk}/comments/", body=self.shows(self.sent[1]), **self.signed())
        self.waited = self.let_through()
        self.topic = elsewhere
        self.masked = self.own(Post.objects.exclude(mask=None)) + self.own(Comment.objects.exclude(mask=None))

    def say(self, topic: Topic, body: str, **more: str) -> None:
        self.post(
            f"/t/{topic.pk}/answers", body=body, **({"submit_key": str(uuid4()), "as": "me", "do": "post"} | more)
        )

    def shows(self, name: str) -> str:
        return f"Look: ![two piles](/pictures/{name})"

    def own(self, rows: Any) -> list[Picture]:
        """The pictures that these rows hold."""
        kind = rows.model._meta.model_name
        uses = Use.objects.filter(kind=kind, holder_id__in=rows.values("pk")).order_by("pk")
        return [use.picture for use in uses.select_related("picture__stored")]

    def marks_of_the_name(self) -> set[str]:
        """Whatever leads to the member, or to what they posted under their name."""
        return {str(NUMBER), HANDLE, NAME, *(mark for picture in self.named for mark in marks(picture))}

    def marks_of_the_mask(self) -> set[str]:
        rows = [*Post.objects.exclude(mask=None), *Comment.objects.exclude(mask=None)]
        assert all(row.pk >= FAR for row in rows)
        masks = {row.mask for row in rows if row.mask is not None}
        names = {mark for mask in masks for mark in (str(mask.pk), mask.pk.hex)}
        return {*names, *(str(row.pk) for row in rows), *(mark for one in self.masked for mark in marks(one))}

    def ties(self, lines: Iterable[str]) -> list[str]:
        """Those in which something of both stands."""
        left, right = self.marks_of_the_name(), self.marks_of_the_mask()
        return [line[:300] for line in lines if _any_of(left, line) and _any_of(right, line)]


def numbered_from(number: int) -> None:
    """The posts and comments that come now. No test that comes later begins there."""
    with connection.cursor() as cursor:
        for table in ("forum_post", "forum_comment"):
            cursor.execute(f"ALTER TABLE {table} ALTER COLUMN id RESTART WITH {number}")


def _any_of(marks: set[str], line: str) -> bool:
    return any(mark.lower() in line.lower() for mark in marks)


def marks(picture: Picture) -> list[str]:
    """Its name, where its files lie, and what would show that it is the same as another."""
    digest = picture.stored.digest
    return [picture.pk, picture.stored.key, *([bytes(digest).hex()] if digest else [])]


class Walk(Crawl):
    """Each page of the one is looked through for the other. A list may show both, side by side with everybody's."""

    def __init__(self, name: str, viewer: Member | None, canary: Doubled) -> None:
        super().__init__(name, viewer)
        self.canary = canary
        self.masks = canary.marks_of_the_mask()
        self.names = canary.marks_of_the_name()

    def traces(self, path: str, everything: str) -> list[str]:
        of_masks = {*(one.pk for one in self.canary.masked), f"/t/{self.canary.topic.pk}", str(FAR)[:6]}
        if any(mark in path for mark in of_masks):
            return [mark for mark in self.names if mark.lower() in everything.lower()] + hits(everything)
        if HANDLE in path or any(mark in path for mark in self.names):
            return [mark for mark in self.masks if mark in everything]
        return []


def walked(canary: Doubled, *names: str) -> list[str]:
    viewers = {
        "visitor": None,
        "member": make.member(handle="pau"),
        "moderator": canary.tending,
        "admin": make.admin(handle="nasreen"),
    }
    pictures = [f"/pictures/{one.pk}/{file}" for one in Picture.objects.all() for file in one.stored.files]
    starts = [*pictures, *(topic.get_absolute_url() for topic in Topic.objects.all()), f"/@{HANDLE}/"]
    starts += [f"/desk/post/{post.pk}/" for post in Post.objects.all()]
    found = []
    for name in names or viewers:
        walk = Walk(name, viewers[name], canary).run(starts)
        found += walk.found
        seen = {path for path, status in walk.seen.items() if status == 200}
        assert {f"/pictures/{one.pk}/40.webp" for one in canary.masked} <= seen, "the pictures themselves are looked at"
        assert not [path for path, status in walk.seen.items() if status >= 500]
    return found


def kept() -> list[str]:
    """Where every file lies, and all that is in it."""
    places = [(key, name) for key, names in files.all_kept() for name in names]
    return [f"{files.place(key, name)} {files.read(key, name).decode('latin-1')}" for key, name in places]


def minutes() -> set[tuple[int, int]]:
    """Of the times of the files: of what stands behind a mask the hour alone is kept."""
    places = [files.place(key, name) for key, names in files.all_kept() for name in names]
    times = [files.storage().get_modified_time(place) for place in places]
    return {(at.minute, at.second) for at in times}


def letters(sink: Sink) -> list[str]:
    mail_everything(sink)
    return [line for mail in sink.mails for line in _lines_of(mail)]


def _lines_of(mail: EmailMessage) -> list[str]:
    """Each header and each line: one letter lists what several people did, one below the other as the bell does."""
    parts = [part.get_content() for part in mail.walk() if part.get_content_maintype() == "text"]
    lines = [line for part in parts for line in re.split(r"\n|</(?:p|li|td|div)>", part)]
    return [*(f"{name}: {value}" for name, value in mail.items() if name != "To"), *lines]


@pytest.fixture
def said(settings: Any, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """All that open pages are told."""
    settings.LIVE = "127.0.0.1:1"
    told: list[str] = []
    monkeypatch.setattr(publish, "_send", told.extend)
    return told


@pytest.fixture
def disk(tmp_path: Path, settings: Any) -> None:
    """Its own: no file of another test lies there."""
    own = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "default": own}


@pytest.fixture
def canary(transactional_db: None, said: list[str], disk: None) -> Iterator[Doubled]:
    yield Doubled()
    numbered_from(1)  # nothing of this test stays


@pytest.fixture
def logs(canary: Doubled) -> Logs:
    return listening(canary.act)


# --- planted ties ---------------------------------------------------------------------------------------------------------


def test_a_tie_in_each_channel_is_found(canary: Doubled, logs: Logs, smtp_sink: Sink) -> None:
    masked, named = canary.masked[0], canary.named[0]
    post = Post.objects.exclude(mask=None).order_by("pk").first()
    assert post is not None
    with taken_back():
        Post.objects.filter(pk=post.pk).update(html=f'{post.html}<i data-like="{named.pk}"></i>')
        pagecache.pages.clear()
        assert [hit for hit in walked(canary, "member") if canary.topic.get_absolute_url() in hit]
    with taken_back():
        Member.objects.filter(pk=NUMBER).update(bio_html=f'<img src="/pictures/{masked.pk}/40.jpg">')
        assert [hit for hit in walked(canary, "member") if HANDLE in hit]
    place = files.place(masked.stored.key, "40.jpg")
    files.storage().delete(place)
    files.storage().save(place, ContentFile(photo()))
    when = datetime(2026, 3, 1, 12, 34, 56, tzinfo=UTC).timestamp()
    os.utime(files.storage().path(place), (when, when))
    assert minutes() == {(0, 0), (34, 56)}
    assert [line for line in kept() if hits(line)]
    assert [hit for hit in walked(canary, "visitor") if f"/pictures/{masked.pk}/40.jpg" in hit]
    assert canary.ties([f"GET /pictures/{masked.pk}/40.jpg by {NUMBER}"])
    assert canary.ties(_lines_of(letter_about(masked, named)))
    told = listening(lambda: logging.getLogger("uploads").info("%s is the same as %s", masked.pk, named.pk))
    assert canary.ties(told.lines)
    assert dumped(canary) == []
    Event.objects.create(id=1, verb="planted", member_id=NUMBER, target_kind="forum.post", target_id=post.pk)
    assert [line for line in dumped(canary) if line.startswith("activity_event")]
    Picture.objects.filter(pk=masked.pk).update(stored=named.stored)  # found to be the same one
    assert [line for line in dumped(canary) if line.startswith("uploads_picture")]


def letter_about(masked: Picture, named: Picture) -> EmailMessage:
    mail = EmailMessage()
    mail["Subject"], mail["To"] = "About a picture", "somebody@example.org"
    mail.set_content(f"{masked.pk} looks like {named.pk}")
    return mail


def dumped(canary: Doubled) -> list[str]:
    lines, table = [], ""
    for line in pg_dump("--data-only").splitlines():
        if line.startswith("COPY public."):
            table = line.split()[1].removeprefix("public.")
        lines.append(f"{table}: {line}")
    return canary.ties(lines)


# --- and none ---------------------------------------------------------------------------------------------------------------


def test_nothing_ties_the_two(canary: Doubled, logs: Logs, said: list[str], smtp_sink: Sink) -> None:
    assert len(canary.named) == 1
    assert len(canary.masked) == 3
    assert canary.waited, "a moderator has let something through"
    assert Decision.objects.filter(verb=Decision.Verb.RELEASE).exists()
    assert dumped(canary) == []
    assert canary.ties(logs.lines) == []
    assert canary.ties(said) == []
    mails = letters(smtp_sink)
    assert mails
    assert canary.ties(mails) == []
    assert [line for line in kept() if hits(line)] == []
    assert minutes() == {(0, 0)}
    assert walked(canary) == []


def test_the_same_picture_is_kept_apart_and_has_another_name_than_a_log_may_know(canary: Doubled, logs: Logs) -> None:
    stored = {picture.stored_id for picture in canary.masked}
    assert len(stored) == 3
    assert not stored & {picture.stored_id for picture in canary.named}
    assert not Stored.objects.filter(pk__in=stored, digest__isnull=False).exists()
    assert not {picture.pk for picture in canary.masked} & {*canary.sent, *(one.pk for one in canary.named)}
    assert [line for line in logs.lines for name in canary.sent if name in line and HANDLE in line] == []
    # A sealed draft still shows what it did; a draft under a name shows nothing that is the same as behind the mask.
    assert [Picture.objects.filter(pk=name).exists() for name in canary.sent] == [True, False, True]


def test_one_that_waits_to_be_posted_says_whose_it_is_to_nobody(canary: Doubled, logs: Logs) -> None:
    waiting = Picture.objects.get(pk=canary.sent[2])
    assert waiting.owner_tag is not None
    assert hits(str(vars(waiting))) == []
    for viewer in (None, canary.tending, make.admin(handle="nasreen")):
        assert Crawl("somebody", viewer).client.get(f"/pictures/{waiting.pk}/40.jpg").status_code == 404


def test_what_a_moderator_hides_is_seen_by_no_reader(canary: Doubled, logs: Logs) -> None:
    post = Post.objects.exclude(mask=None).order_by("pk").first()
    assert post is not None
    [picture] = canary.own(Post.objects.filter(pk=post.pk))
    decide(moderator=canary.tending, thing=post, verb=Decision.Verb.HIDE, reason="Shows a number.")
    assert Crawl("reader", canary.other).client.get(f"/pictures/{picture.pk}/40.jpg").status_code == 404
    assert Crawl("visitor", None).client.get(f"/pictures/{picture.pk}/40.jpg").status_code == 404
