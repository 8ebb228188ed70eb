"""One notification to a push service: what is sent, and where nothing ever goes."""

from __future__ import annotations

import http.client
import json
import os
import socket
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from notices import push_key, push_wire, tasks
from notices.models import MOST_DEVICES
from notices.push_wire import BLOCK_BYTES, Outcome, is_endpoint
from tests.notices.push_service import Browser, Service, raw
from web import outside
from web.outside import is_outside

PAYLOAD = b'{"notification": {"body": "x"}}'


def to(service: Service, browser: Browser, payload: bytes = PAYLOAD, path: str = "") -> Outcome:
    service.browsers.setdefault(browser.path, browser)
    return push_wire.send(
        endpoint=service.origin + (path or browser.path),
        p256dh=browser.p256dh,
        auth=browser.auth,
        payload=payload,
        topic="a" * 32,
    )


def test_it_arrives_whole_signed_and_as_long_as_any_other(service: Service) -> None:
    browser = Browser("/push/a")
    assert to(service, browser) is Outcome.TAKEN
    assert to(service, browser, PAYLOAD + b" " * 600) is Outcome.TAKEN
    assert browser.words == ["x", "x"]
    assert browser.topics == ["a" * 32] * 2
    assert browser.sizes[0] == browser.sizes[1] > BLOCK_BYTES


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (200, Outcome.TAKEN),
        (404, Outcome.GONE),
        (410, Outcome.GONE),
        (400, Outcome.REFUSED),
        (403, Outcome.REFUSED),
        (413, Outcome.REFUSED),
        (429, Outcome.REFUSED),
        (500, Outcome.REFUSED),
        (503, Outcome.REFUSED),
    ],
)
def test_what_the_service_answers(service: Service, status: int, outcome: Outcome) -> None:
    assert to(service, Browser("/push/a", status=status)) is outcome


def test_no_redirect_is_followed(service: Service) -> None:
    service.location = f"{service.origin}/push/b"
    other = service.browsers["/push/b"] = Browser("/push/b")
    assert to(service, Browser("/push/a", status=307)) is Outcome.REFUSED
    assert (service.asked, other.shown) == (["/push/a"], [])


def test_a_service_that_says_nothing_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    push_key.ensure()
    monkeypatch.setattr(push_wire, "PATIENCE", 0.2)
    monkeypatch.setattr(outside, "is_outside", lambda address: True)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        began, service = time.monotonic(), Service(silent.getsockname()[1])
        assert to(service, Browser("/push/a")) is Outcome.REFUSED
        assert time.monotonic() - began < 3


@pytest.fixture
def drips(service: Service, monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """The service answers a byte at a time, each well within the patience. Says whether it was hung up on."""
    ends: list[bool] = []

    def answer(handler: Any) -> int:
        handler.wfile.write(b"HTTP/1.1 201 Created\r\nX: ")
        try:
            for _ in range(100):
                handler.wfile.write(b"x")
                time.sleep(0.05)
        except OSError:
            ends.append(True)
        return 201

    monkeypatch.setattr(service, "take", answer)
    monkeypatch.setattr(push_wire, "DEADLINE", 0.5, raising=False)
    return ends


def test_a_service_that_drips_is_left_at_the_deadline(service: Service, drips: list[bool]) -> None:
    began = time.monotonic()
    assert to(service, Browser("/push/a")) is Outcome.REFUSED
    assert time.monotonic() - began < 3
    until = time.monotonic() + 3
    while not drips and time.monotonic() < until:
        time.sleep(0.02)
    assert drips == [True]


def test_a_name_that_is_looked_up_for_long_is_left_at_the_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    push_key.ensure()
    done = threading.Event()
    monkeypatch.setattr(push_wire, "DEADLINE", 0.2, raising=False)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: (done.wait(4), [])[1])
    began = time.monotonic()
    try:
        assert to(Service(443), Browser("/push/a")) is Outcome.REFUSED
        assert time.monotonic() - began < 3
    finally:
        done.set()


def test_a_worker_has_the_time_for_every_device_of_one_member() -> None:
    assert MOST_DEVICES * push_wire.DEADLINE < tasks.send.soft_time_limit < settings.EMAIL_LEASE


@pytest.mark.parametrize("error", [OSError, http.client.BadStatusLine("x"), UnicodeError("label too long")])
def test_what_goes_wrong_on_the_way_is_a_refusal(monkeypatch: pytest.MonkeyPatch, error: Any) -> None:
    push_key.ensure()

    def fails(*_: object) -> int:
        raise error

    monkeypatch.setattr(push_wire, "_post", fails)
    assert to(Service(443), Browser("/push/a")) is Outcome.REFUSED


# --- nothing goes inside ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://updates.push.services.mozilla.com/wpush/v2/gAAAAA",
        "https://fcm.googleapis.com/fcm/send/abc:def",
        "https://web.push.apple.com:443/QGx",
        f"https://{'a' * 63}.push.example.org./x",
        "https://wns2-par02p.notify.windows.com/w/?token=BQYAAA%3d",
    ],
)
def test_the_services_of_browsers_are_taken(endpoint: str) -> None:
    assert is_endpoint(endpoint)


@pytest.mark.parametrize(
    "endpoint",
    [
        "",
        "http://push.example.org/x",
        "ftp://push.example.org/x",
        "https://localhost/x",
        "https://localhost./x",
        "https://a..example/x",
        "https://.push.example.org/x",
        "https://push.example.org../x",
        f"https://{'a' * 64}.example.org/x",
        f"https://push.{'a' * 64}/x",
        "https://valkey/x",
        "https://127.0.0.1/x",
        "https://127.1/x",
        "https://2130706433/x",
        "https://0x7f.0.0.1/x",
        "https://0x7f.0x1/x",
        "https://127.0.0.1./x",
        "https://[::1]/x",
        "https://[fe80::1%25eth0]/x",
        "https://push.example.org:6379/x",
        "https://push.example.org:0/x",
        "https://push.example.org:99999/x",
        "https://somebody:secret@push.example.org/x",
        "https://push.example.org/a b",
        "https://push.example.org/a\r\nHost: valkey",
        "https://pushé.example.org/x",
        "https://push.example.org/" + "x" * 1000,
        "//push.example.org/x",
    ],
)
def test_what_no_push_service_is_called_is_refused(endpoint: str) -> None:
    assert not is_endpoint(endpoint)


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"])
def test_an_address_outside(address: str) -> None:
    assert is_outside(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.9", "192.168.1.1", "169.254.169.254", "100.64.0.1", "224.0.0.1",
        "255.255.255.255", "192.0.2.1", "198.18.0.1", "240.0.0.1", "::", "::1", "fe80::1%eth0", "fc00::1", "fd00::1",
        "::ffff:127.0.0.1", "::ffff:8.8.8.8", "64:ff9b::7f00:1", "2002:7f00:1::", "2001:0:4136:e378::", "ff02::1",
        "2001:db8::1", "0.0.0.1", "::127.0.0.1", "::8.8.8.8", "64:ff9b:1::7f00:1", "fec0::1", "::ffff:0:7f00:1",
    ],
)  # fmt: skip
def test_an_address_inside(address: str) -> None:
    assert not is_outside(address)


@pytest.mark.parametrize("found", [["10.0.0.1"], ["93.184.215.14", "127.0.0.1"], []])
def test_a_name_that_leads_inside_is_not_connected_to(monkeypatch: pytest.MonkeyPatch, found: list[str]) -> None:
    push_key.ensure()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [(0, 0, 0, "", (address, 443)) for address in found])
    monkeypatch.setattr(socket, "create_connection", lambda *_, **__: pytest.fail("it connected"))
    assert to(Service(443), Browser("/push/a")) is Outcome.REFUSED


def test_it_connects_to_the_address_that_was_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that is looked up twice may lead elsewhere the second time."""
    push_key.ensure()
    asked: list[Any] = []
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [(0, 0, 0, "", ("93.184.215.14", 443))])

    def connect(address: Any, timeout: float) -> socket.socket:
        asked.append(address)
        raise OSError

    monkeypatch.setattr(socket, "create_connection", connect)
    assert to(Service(443), Browser("/push/a")) is Outcome.REFUSED
    assert asked == [("93.184.215.14", 443)]


# --- the key --------------------------------------------------------------------------------------------


def test_a_key_that_only_we_can_read_is_made_once(settings: Any, tmp_path: Path) -> None:
    settings.PUSH_KEY_FILE = str(tmp_path / "keys" / "push.key")
    assert push_key.public_key() == ""
    push_key.ensure()
    first = push_key.public_key()
    assert Path(settings.PUSH_KEY_FILE).stat().st_mode & 0o777 == 0o600
    push_key.ensure()
    assert push_key.public_key() == first
    assert len(first) == 87


@pytest.mark.parametrize("content", [b"", b"-----BEGIN PRIVATE KEY-----\nMIGH", b"\x00\xff" * 200])
def test_a_key_that_cannot_be_read_is_none_and_is_said_in_the_log(
    settings: Any, tmp_path: Path, content: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    settings.PUSH_KEY_FILE = str(tmp_path / "push.key")
    Path(settings.PUSH_KEY_FILE).write_bytes(content)
    assert push_key.public_key() == ""
    assert "push_key_unreadable" in caplog.text


def test_a_folder_in_the_place_of_the_key_is_none(settings: Any, tmp_path: Path) -> None:
    settings.PUSH_KEY_FILE = str(tmp_path)
    assert push_key.public_key() == ""


def test_an_empty_file_is_mended_and_any_other_left_as_it_is(settings: Any, tmp_path: Path) -> None:
    settings.PUSH_KEY_FILE = str(tmp_path / "push.key")
    path = Path(settings.PUSH_KEY_FILE)
    path.touch()
    push_key.ensure()
    assert len(push_key.public_key()) == 87
    path.write_bytes(b"half of")
    push_key.ensure()
    assert path.read_bytes() == b"half of"


def test_a_crash_while_it_is_written_leaves_no_key(
    settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.PUSH_KEY_FILE = str(tmp_path / "push.key")

    def crashes(_descriptor: int) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as crash:
        crash.setattr(os, "fsync", crashes)
        with pytest.raises(KeyboardInterrupt):
            push_key.ensure()
    assert not Path(settings.PUSH_KEY_FILE).exists()
    push_key.ensure()
    assert len(push_key.public_key()) == 87


@pytest.mark.parametrize(
    "sender", ["us@example.org", "Us <us@example.org>", '"Us > you" <us@example.org>', "us@example.org (Us)"]
)
def test_the_services_are_told_the_address_alone(settings: Any, tmp_path: Path, sender: str) -> None:
    settings.PUSH_KEY_FILE, settings.HTTPS = str(tmp_path / "push.key"), False
    settings.DEFAULT_FROM_EMAIL = sender
    push_key.ensure()
    token = push_key.signed_for("https://push.example.org/x")["Authorization"].partition("t=")[2]
    assert json.loads(raw(token.split(".")[1]))["sub"] == "mailto:us@example.org"
