"""Pictures at strangers' addresses: links, or brought here once by a worker that never goes inside."""

from __future__ import annotations

import http.server
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.test.utils import override_settings

from forum import actions
from forum.models import Post, Status
from mentorship.actions.pairs import write
from mentorship.models import Letter
from tests import cast, make
from tests.forum import say
from tests.uploads import pictures
from tests.writing.corpora import load
from uploads.actions import fetching
from uploads.models import Picture, Stored, Use
from web import outside

AT = "http://pictures.example.org/a.jpg"


class Canary(http.server.ThreadingHTTPServer):
    """A web server on this machine. Whatever reaches it is written down."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answers)
        self.hits: list[str] = []
        self.body, self.status, self.location, self.drips = pictures.file(), 200, "", False
        self.was_left = threading.Event()


class Answers(http.server.BaseHTTPRequestHandler):
    server: Canary

    def do_GET(self) -> None:
        self.server.hits.append(self.path)
        self.send_response(self.server.status)
        if self.server.location:
            self.send_header("Location", self.server.location)
        self.end_headers()
        if not self.server.drips:
            self.wfile.write(self.server.body)
        try:
            for _ in range(1000 if self.server.drips else 0):
                self.wfile.write(b"x")
                time.sleep(0.05)
        except OSError:
            self.server.was_left.set()

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def canary(monkeypatch: pytest.MonkeyPatch) -> Iterator[Canary]:
    """Every name leads to it, and its port is one that may be asked."""
    server = Canary()
    port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    there = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]
    monkeypatch.setattr(outside.socket, "getaddrinfo", lambda *_, **__: there)
    monkeypatch.setattr(outside, "PORTS", {"http": port, "https": port})
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def open_door(monkeypatch: pytest.MonkeyPatch) -> None:
    """The canary is taken for a machine outside."""
    monkeypatch.setattr(outside, "is_outside", lambda _address: True)


def brought(seconds: float = 5, most: int = 10_000, url: str = AT) -> bytes:
    return outside.fetch(url, seconds=seconds, most=most)


# --- where it never goes -----------------------------------------------------------------------------------


def test_nothing_inside_is_ever_asked(canary: Canary) -> None:
    urls = [one["url"] for one in load("ssrf_urls.json")] + [
        "http://127.0.0.1/",
        "http://localhost/",
        "http://inside.example.org/",
        "http://[::1]/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://user@inside.example.org/",
        "http://inside.example.org:6379/",
        "ftp://inside.example.org/",
        "file:///etc/hostname",
        "data:text/html,x",
        "http://a\\@inside.example.org/",
        "",
    ]
    for url in urls:
        with pytest.raises(outside.Unreached):
            brought(url=url)
    assert canary.hits == []


@pytest.mark.parametrize(
    "address",
    ["::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::7f00:1", "2002:7f00:1::", "ff02::1", "224.0.0.1", "fec0::1"],
)
def test_what_stands_for_an_address_inside_is_inside(address: str) -> None:
    assert not outside.is_outside(address)


def test_a_name_with_one_address_inside_is_not_gone_to(canary: Canary, monkeypatch: pytest.MonkeyPatch) -> None:
    both = [(0, 0, 0, "", (address, 80)) for address in ("93.184.215.14", "127.0.0.1")]
    monkeypatch.setattr(outside.socket, "getaddrinfo", lambda *_, **__: both)
    with pytest.raises(outside.Unreached):
        brought()
    assert canary.hits == []


def test_the_canary_would_be_reached(canary: Canary, open_door: None) -> None:
    assert brought() == canary.body
    assert canary.hits == ["/a.jpg"]


def test_no_redirect_leads_inside(canary: Canary, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outside, "is_outside", lambda _address: not canary.hits)  # the second look sees the truth
    canary.status, canary.location = 302, "http://pictures.example.org/b.jpg"
    with pytest.raises(outside.Unreached):
        brought()
    assert canary.hits == ["/a.jpg"]


@pytest.mark.parametrize("location", ["http://127.0.0.1/", "file:///etc/hostname", "//localhost/x", "http://[::1]/"])
def test_no_redirect_leads_to_what_could_not_be_asked_for(canary: Canary, open_door: None, location: str) -> None:
    canary.status, canary.location = 301, location
    with pytest.raises(outside.Unreached):
        brought()
    assert canary.hits == ["/a.jpg"]


def test_redirects_are_followed_three_times(canary: Canary, open_door: None) -> None:
    canary.status, canary.location = 307, "/on"
    with pytest.raises(outside.Unreached):
        brought()
    assert canary.hits == ["/a.jpg", "/on", "/on", "/on"]


def test_too_much_and_too_slow_are_left(canary: Canary, open_door: None) -> None:
    canary.body = b"x" * 20_000
    with pytest.raises(outside.Unreached):
        brought()
    canary.drips = True
    with pytest.raises(outside.Unreached):
        brought(seconds=0.5)
    assert canary.was_left.wait(20)  # it would go on for nearly a minute


# --- what becomes of a text -----------------------------------------------------------------------------------


@pytest.fixture
def comes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is fetched, all of it pictures."""
    asked: list[str] = []

    def fetch(url: str, **_limits: Any) -> bytes:
        asked.append(url)
        return pictures.file()

    monkeypatch.setattr(outside, "fetch", fetch)
    return asked


@pytest.mark.django_db
def test_by_default_a_strangers_picture_is_a_link(comes: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching.broker, "hand_over", lambda *_, **__: pytest.fail("it was asked for"))
    dorrie = pictures.settled(cast.dorrie())
    post = say.answer(actor=dorrie, topic=make.topic(), body=f"![a chart]({AT})")
    assert f'<a href="{AT}" rel="nofollow noopener ugc">a chart (picture at pictures.example.org)</a>' in post.html
    assert comes == []


@pytest.mark.django_db
@override_settings(PICTURES_FROM_OUTSIDE=True)
def test_it_is_asked_for_once_the_text_is_there(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    sent: list[Any] = []
    monkeypatch.setattr(
        fetching.broker, "hand_over", lambda task, calls, **_: sent.extend((task, call) for call in calls)
    )
    dorrie = cast.dorrie()
    with django_capture_on_commit_callbacks(execute=True):
        post = say.answer(actor=dorrie, topic=make.topic(), body=f"![a chart]({AT})")
    assert ("uploads.fetch", ["post", post.pk]) in sent


@pytest.mark.django_db
@override_settings(PICTURES_FROM_OUTSIDE=True)
@pytest.mark.parametrize("masked", [True, False])
def test_what_is_shown_later_asks_then(
    masked: bool, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    sent: list[Any] = []
    monkeypatch.setattr(
        fetching.broker, "hand_over", lambda task, calls, **_: sent.extend((task, call) for call in calls)
    )
    dorrie = pictures.settled(cast.dorrie())
    post = say.answer(actor=dorrie, topic=make.topic(), body=f"![a chart]({AT})", masked=masked)
    actions.hold(row=post)
    sent.clear()
    with django_capture_on_commit_callbacks(execute=True):
        actions.release(row=post)
        say.end_grace()
    assert ("uploads.fetch", ["post", post.pk]) in sent


@pytest.mark.django_db
def test_it_is_brought_here_once_and_stays_through_edits(comes: list[str]) -> None:
    dorrie = pictures.settled(cast.dorrie())
    post = say.answer(actor=dorrie, topic=make.topic(), body=f"![a chart]({AT}) ![again]({AT})")
    assert [fetching.fetch("post", post.pk) for _ in range(2)] == [1, 0]
    assert comes == [AT]
    picture = Picture.objects.get()
    post.refresh_from_db()
    assert post.html.count(f"/pictures/{picture.pk}/40.jpg") > 1
    assert "pictures.example.org" not in post.html
    assert (picture.owner_tag, picture.stored.digest) == (None, None)
    post = actions.edit(actor=dorrie, post=post, body=f"Once: ![a chart]({AT})", base=0)
    assert picture.pk in post.html


@pytest.mark.django_db
def test_two_tasks_for_one_text_bring_it_once(comes: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    post = say.answer(actor=pictures.settled(cast.dorrie()), topic=make.topic(), body=f"![a chart]({AT})")
    keep, others = fetching.taking.keep, iter([True])

    def keep_after_another(*made: Any, **whose: Any) -> Picture:
        if next(others, False):
            assert fetching.fetch("post", post.pk) == 1
        return keep(*made, **whose)

    monkeypatch.setattr(fetching.taking, "keep", keep_after_another)
    assert fetching.fetch("post", post.pk) == 0
    assert Use.objects.filter(address=AT).count() == 1


@pytest.mark.django_db
def test_what_is_no_picture_stays_a_link(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outside, "fetch", lambda *_, **__: b"<html>")
    post = say.answer(actor=cast.dorrie(), topic=make.topic(), body=f"![a chart]({AT})")
    assert fetching.fetch("post", post.pk) == 0
    assert not Stored.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("status", [Status.HELD, Status.WAITING, Status.HIDDEN, Status.DELETED])
def test_for_what_nobody_reads_nobody_is_asked(comes: list[str], status: Status) -> None:
    post = say.answer(actor=cast.dorrie(), topic=make.topic(), body=f"![a chart]({AT})")
    Post.objects.filter(pk=post.pk).update(status=status)
    assert fetching.fetch("post", post.pk) == 0
    assert comes == []


@pytest.mark.django_db
def test_comments_and_letters_have_theirs(comes: list[str]) -> None:
    dorrie, ines = pictures.settled(cast.dorrie()), cast.ines()
    comment = say.comment(actor=dorrie, post=make.answer(), body=f"![a]({AT})")
    letter = write(actor=ines, pair=make.pair(mentee=ines), body=f"![a]({AT})", submit_key=None)
    assert fetching.fetch("comment", comment.pk) == fetching.fetch("letter", letter.pk) == 1
    comment.refresh_from_db()
    assert "<picture>" in comment.html
    assert "<picture>" in Letter.objects.get().html
    assert set(Use.objects.values_list("address", flat=True)) == {AT}


@pytest.mark.django_db
def test_five_of_one_text(comes: list[str]) -> None:
    body = " ".join(f"![{number}](https://example.org/{number}.png)" for number in range(9))
    post = say.answer(actor=pictures.settled(cast.dorrie()), topic=make.topic(), body=body)
    assert fetching.fetch("post", post.pk) == 5
    assert fetching.fetch("post", post.pk) == 0
