"""Services that are asked about adverts, where a host wants it: what they are told, and that they may be away."""

from __future__ import annotations

import http.server
import socket
import threading
from collections.abc import Iterator
from hashlib import md5
from typing import Any
from urllib.parse import parse_qs

import pytest
from django.test import Client

from forum import spam_services
from forum.actions import asking_services
from forum.models import Post, Space, Status, Topic
from forum.tasks import ask_services
from moderation.models import Hold
from tests import cast, make
from tests.forum import say
from tests.ledger import settle
from web import outside

pytestmark = pytest.mark.django_db
KNOWN = b'{"success":1,"emailHash":{"value":"x","appears":1,"frequency":9,"confidence":97.5}}'
UNKNOWN = b'{"success":1,"emailHash":{"value":"x","appears":0,"frequency":0}}'


class Service(http.server.ThreadingHTTPServer):
    """Both services, on this machine. What it is told is written down."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answers)
        self.told: list[tuple[str, str]] = []
        self.says, self.status = {"/1.1/comment-check": b"false", "/api": UNKNOWN}, 200


class Answers(http.server.BaseHTTPRequestHandler):
    server: Service

    def do_POST(self) -> None:
        self.server.told.append((self.path, self.rfile.read(int(self.headers["Content-Length"])).decode()))
        self.send_response(self.server.status)
        self.end_headers()
        self.wfile.write(self.server.says[self.path])

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[Service]:
    server = Service()
    port = server.server_address[1]
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    there = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]
    monkeypatch.setattr(outside, "address_of", lambda _name, _port: "127.0.0.1")
    monkeypatch.setattr(outside.socket, "getaddrinfo", lambda *_, **__: there)
    monkeypatch.setattr(outside, "PORTS", {"http": port})
    monkeypatch.setattr(spam_services, "AKISMET", "http://rest.akismet.com/1.1/comment-check")
    monkeypatch.setattr(spam_services, "STOPFORUMSPAM", "http://api.stopforumspam.org/api")
    settings.AKISMET_KEY, settings.STOPFORUMSPAM = "a key", True
    yield server
    server.shutdown()
    server.server_close()


def post(**how: Any) -> Post:
    topic = how.pop("topic", None) or make.topic(audience=Topic.Audience.EVERYONE)
    actor = how.pop("by", None) or make.member()
    return say.answer(actor=actor, topic=topic, body="Cheap loans for you.", **how)


def held(row: Post) -> bool:
    row.refresh_from_db()
    return row.status == Status.HELD


@pytest.mark.parametrize(
    ("path", "says", "reason"),
    [
        ("/1.1/comment-check", b"true", "Akismet takes it for an advert."),
        ("/api", KNOWN, "StopForumSpam has heard of adverts from this address."),
    ],
)
def test_what_a_service_takes_for_an_advert_waits_for_a_person(
    service: Service, path: str, says: bytes, reason: str
) -> None:
    service.says[path] = says
    written = post()
    ask_services("post", written.pk)
    settle()
    assert held(written)
    assert Hold.objects.get(post=written).reasons == [reason]


def test_they_learn_the_words_and_a_digest_and_nothing_of_who_it_is(service: Service, settings: Any) -> None:
    written = post(by=make.member(email="Wilf@Example.org"))
    assert not asking_services.ask("post", written.pk)
    (_, akismet), (_, forum_spam) = service.told
    assert parse_qs(akismet) == {
        "api_key": ["a key"],
        "blog": [settings.SITE_URL],
        "user_ip": ["0.0.0.0"],  # noqa: S104
        "comment_type": ["reply"],
        "comment_content": ["Cheap loans for you."],
    }
    digest = md5(b"wilf@example.org", usedforsecurity=False).hexdigest()
    assert parse_qs(forum_spam, keep_blank_values=True) == {"emailhash": [digest], "json": [""]}


def test_what_a_mask_writes_is_shown_to_nobody(service: Service) -> None:
    written = post(masked=True)
    say.end_grace()
    assert not asking_services.ask("post", written.pk)
    assert service.told == []


@pytest.mark.parametrize(
    "topic",
    [{"audience": Topic.Audience.MEMBERS}, {"space": {"visibility": Space.Visibility.MEMBERS}}],
)
def test_what_members_alone_read_is_shown_to_nobody(service: Service, topic: dict[str, Any]) -> None:
    if space := topic.pop("space", None):
        topic |= {"space": make.space(**space), "audience": Topic.Audience.EVERYONE}
    assert not asking_services.ask("post", post(topic=make.topic(**topic)).pk)
    assert service.told == []


def test_about_whoever_is_known_here_nobody_is_asked(service: Service) -> None:
    dorrie = cast.dorrie()
    rows = [make.answer(by=dorrie, topic=make.topic(audience=Topic.Audience.EVERYONE)) for _ in range(3)]
    assert not asking_services.ask("post", rows[-1].pk)
    assert service.told == []


@pytest.mark.parametrize("answer", [b"", b"invalid", b"[]", b'{"emailHash":{"appears":"x"}}', b'{"emailHash":null}'])
def test_an_answer_that_cannot_be_understood_holds_nothing(service: Service, answer: bytes) -> None:
    service.says = dict.fromkeys(service.says, answer)
    written = post()
    assert not asking_services.ask("post", written.pk)
    assert not held(written)


def test_one_that_is_away_keeps_nobody_from_asking_the_other(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    service.says["/api"] = KNOWN
    monkeypatch.setattr(spam_services, "AKISMET", "http://127.0.0.1/")  # where our own guard does not go
    assert asking_services.ask("post", post().pk)


def test_a_service_that_fails_holds_nothing(service: Service) -> None:
    service.says, service.status = dict.fromkeys(service.says, b"true"), 500
    assert not asking_services.ask("post", post().pk)


def asked_for(monkeypatch: pytest.MonkeyPatch, callbacks: Any, **how: Any) -> list[Any]:
    sent: list[Any] = []
    monkeypatch.setattr(
        asking_services.broker, "hand_over", lambda task, calls, **_: sent.extend((task, call) for call in calls)
    )
    with callbacks(execute=True):
        made = post(**how)
    return [args for name, args in sent if name == "forum.ask_services" and args == ["post", made.pk]]


def test_they_are_asked_once_it_is_there(
    service: Service, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    assert len(asked_for(monkeypatch, django_capture_on_commit_callbacks)) == 1
    assert asked_for(monkeypatch, django_capture_on_commit_callbacks, masked=True) == []


def test_by_default_nobody_is_asked(
    settings: Any, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    assert not spam_services.are_asked()
    assert asked_for(monkeypatch, django_capture_on_commit_callbacks) == []


def test_the_page_of_what_is_kept_says_so(service: Service, settings: Any) -> None:
    def sentences() -> list[bool]:
        text = Client().get("/kept/").content.decode()
        return ["Akismet" in text, "StopForumSpam" in text]

    make.community()
    assert sentences() == [True, True]
    settings.AKISMET_KEY, settings.STOPFORUMSPAM = "", False
    assert sentences() == [False, False]
