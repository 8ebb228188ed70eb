"""Fifty who send half of something, a minute long, of each kind: how long do readers wait meanwhile?

Without the proxy and, where a Caddy of 2.7 or newer is on the PATH, behind the one that is shipped.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import ssl
import statistics
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import days, measured, runner
from forum.models import Post, Topic
from tests import make

MANY = 50
RATE = 20  # a second: a reader, not a crowd
WARM = 8.0  # seconds until templates and connections are there
WINDOW = 20.0  # seconds of each look at a reader
HOST = "127.0.0.1"
POST = f"POST /accounts/login/ HTTP/1.1\r\nHost: {HOST}\r\nContent-Type: application/x-www-form-urlencoded\r\n"


@dataclass(frozen=True)
class Kind:
    """What is sent at once, and what then, once a second."""

    at_once: bytes
    then: bytes = b""
    is_http2: bool = False


def http2_post() -> bytes:
    """The beginning of a form as HTTP/2 has it: its head is whole, and no byte of its body comes."""

    def literal(name: bytes, value: bytes) -> bytes:
        return b"\x00" + bytes([len(name)]) + name + bytes([len(value)]) + value

    def frame(kind: int, flags: int, stream: int, payload: bytes) -> bytes:
        return len(payload).to_bytes(3) + bytes([kind, flags]) + stream.to_bytes(4) + payload

    head = [
        (b":method", b"POST"),
        (b":scheme", b"https"),
        (b":path", b"/accounts/login/"),
        (b":authority", b"localhost"),
    ]
    head += [(b"content-type", b"application/x-www-form-urlencoded"), (b"content-length", b"1000")]
    fields = b"".join(literal(name, value) for name, value in head)
    return b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + frame(4, 0, 0, b"") + frame(1, 4, 1, fields)


KINDS = {
    "half a body": Kind(f"{POST}Content-Length: 1000\r\n\r\nlogin=".encode()),
    "half a head": Kind(POST.encode()),
    "a byte a second": Kind(f"{POST}Content-Length: 1000\r\n\r\n".encode(), b"x"),
    "a byte of the head a second": Kind(f"{POST}X-Slow: ".encode(), b"x"),
    "chunks without an end": Kind(f"{POST}Transfer-Encoding: chunked\r\n\r\n".encode(), b"1\r\nx\r\n"),
    "much announced": Kind(f"{POST}Content-Length: 5000000\r\n\r\n".encode() + b"x" * 65536),
    "too much announced": Kind(f"{POST}Content-Length: 5000000000\r\n\r\n".encode()),
    "asks before it sends": Kind(f"{POST}Content-Length: 1000\r\nExpect: 100-continue\r\n\r\n".encode()),
    "kept open": Kind(f"GET /healthz HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode()),
    "says nothing": Kind(b""),
    "half a body by HTTP/2": Kind(http2_post(), is_http2=True),
}


@contextmanager
def stalling(kind: Kind, port: int, tls_port: int = 0) -> Iterator[None]:
    """So many connections at any time: whoever is let go comes back at once."""
    over = threading.Event()
    to = tls_port if kind.is_http2 else port
    thread = threading.Thread(target=lambda: asyncio.run(_all(kind, to, over)), daemon=True)
    thread.start()
    time.sleep(1)
    try:
        yield
    finally:
        over.set()
        thread.join(20)


async def _all(kind: Kind, port: int, over: threading.Event) -> None:
    await asyncio.gather(*(_one(kind, port, over) for _ in range(MANY)))


async def _one(kind: Kind, port: int, over: threading.Event) -> None:
    while not over.is_set():
        with suppress(OSError):
            await _stall(kind, port, over)
        await asyncio.sleep(0.2)


async def _stall(kind: Kind, port: int, over: threading.Event) -> None:
    reader, writer = await asyncio.open_connection(HOST, port, **(_tls() if kind.is_http2 else {}))
    try:
        writer.write(kind.at_once)
        while not over.is_set():
            with suppress(TimeoutError):
                if not await asyncio.wait_for(reader.read(65536), 1):
                    return
            writer.write(kind.then)
    finally:
        writer.close()


def _tls() -> dict[str, Any]:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE  # the proxy's own, of today
    context.set_alpn_protocols(["h2"])
    return {"ssl": context, "server_hostname": "localhost"}


@contextmanager
def proxy(port: int, tls_port: int, behind: int) -> Iterator[None]:
    """The shipped one, at other ports, with a certificate of its own making."""
    config = (runner.ROOT / "docker" / "Caddyfile").read_text()
    here = {
        "web:8000": f"{HOST}:{behind}",
        "servers :80 {": f"servers :{port} {{",
        "servers :443 {": f"servers :{tls_port} {{",
        "admin off": "admin off\n\tlocal_certs\n\tskip_install_trust\n\tauto_https disable_redirects",
    }
    for shipped, ours in here.items():
        assert shipped in config, shipped
        config = config.replace(shipped, ours)
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "Caddyfile").write_text(config)
        sites = f"http://{HOST}:{port}, https://localhost:{tls_port}"
        environ = os.environ | {"SITE_ADDRESS": sites, "XDG_DATA_HOME": folder, "HOME": folder}
        log = Path(folder) / "caddy.log"
        with log.open("w") as out:
            command = ["caddy", "run", "--config", f"{folder}/Caddyfile"]
            process = subprocess.Popen(command, env=environ, stdout=out, stderr=out, start_new_session=True)
        try:
            runner.wait_for(port, log)
            runner.wait_for(tls_port, log)
            yield
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(timeout=20)


def has_caddy() -> bool:
    if shutil.which("caddy") is None:
        return False
    said = subprocess.run(["caddy", "version"], capture_output=True, text=True, check=False).stdout
    return tuple(int(part) for part in said.lstrip("v").split(".")[:2]) >= (2, 7)


def a_topic() -> Topic:
    """Of the imported ones, or made up where nothing was imported."""
    if Post.objects.exists():
        return measured.topic()
    make.community()
    made = make.topic()
    for _ in range(measured.ANSWERS):
        make.answer(topic=made)
    return made


def run(seconds: float, chosen: str) -> None:
    """Prints how many times longer a reader's p95 is beside each kind."""
    topic = a_topic().get_absolute_url()
    cookie = measured.session_cookie(measured.reader())
    requests: list[days.Request] = [
        ("visitor", topic, "", ""),
        ("member", topic, cookie, ""),
        ("latest", "/latest/", "", ""),
    ]
    kinds = {name: kind for name, kind in KINDS.items() if chosen in ("", name)}
    _without(kinds, requests, seconds)
    if has_caddy():
        _behind(kinds, requests, seconds)


def _without(kinds: dict[str, Kind], requests: list[days.Request], seconds: float) -> None:
    port = runner.free_port()
    with runner.server("community.rsgi:application", port):
        _p95(port, requests, WARM)
        for name, kind in kinds.items():
            if not kind.is_http2:
                _say("without the proxy", name, _beside(kind, requests, seconds, port))


def _behind(kinds: dict[str, Kind], requests: list[days.Request], seconds: float) -> None:
    port, tls_port, behind = runner.free_port(), runner.free_port(), runner.free_port()
    with ExitStack() as running:
        site = {"SITE_URL": f"http://{HOST}:{port}", "TRUSTED_PROXY_COUNT": "1"}
        running.enter_context(runner.server("community.rsgi:application", behind, **site))
        running.enter_context(proxy(port, tls_port, behind))
        _p95(port, requests, WARM)
        for name, kind in kinds.items():
            _say("behind the proxy", name, _beside(kind, requests, seconds, port, tls_port))


def _say(where: str, name: str, found: dict[str, object]) -> None:
    print(json.dumps({"where": where, "kind": name} | found), flush=True)


def _beside(
    kind: Kind, requests: list[days.Request], seconds: float, port: int, tls_port: int = 0
) -> dict[str, object]:
    """A look at readers alone before and after each look at them beside the stalled, so that the machine's other work
    touches both."""
    window = min(WINDOW, seconds)
    alone, beside = [_p95(port, requests, window / 2)], []
    with stalling(kind, port, tls_port):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            beside.append(_p95(port, requests, window))
    alone.append(_p95(port, requests, window / 2))
    usual, then = statistics.mean(alone), statistics.median(beside)
    return {"p95 alone, ms": _rounded(alone), "p95 beside, ms": _rounded(beside), "times": round(then / usual, 2)}


def _p95(port: int, requests: list[days.Request], seconds: float) -> float:
    return float(runner.crowd(port, requests, seconds, rate=RATE, again=True)["p95_ms"])


def _rounded(times: list[float]) -> list[float]:
    return [round(one, 1) for one in times]
