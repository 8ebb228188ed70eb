"""The web server of production, in processes of its own, on the test database."""

import gzip
import http.client
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from community.embedded.run import web_command
from tests.harness import Process, environment, free_port, wait_for


@dataclass
class Answer:
    status: int
    headers: http.client.HTTPMessage
    text: str


def cookie_of(answer: Answer, name: str) -> str:
    """As a browser sends it back."""
    given = [line.split(";")[0] for line in answer.headers.get_all("Set-Cookie", [])]
    [found] = [cookie for cookie in given if cookie.startswith(f"{name}=")]
    return found


@dataclass
class Web:
    process: Process | None  # None: it is another one's to look after
    port: int
    host: str = "localhost"  # as asked for

    def ask(
        self, path: str, method: str = "GET", body: str | bytes | None = None, seconds: float = 30, **headers: str
    ) -> Answer:
        """`headers`: with `_` for `-`."""
        asked = http.client.HTTPConnection("127.0.0.1", self.port, timeout=seconds)
        try:
            heads = {"Host": self.host} | {name.replace("_", "-"): value for name, value in headers.items()}
            asked.request(method, path, body, heads)
            answer = asked.getresponse()
            once = [name.lower() for name in answer.headers if name.lower() != "set-cookie"]
            assert len(once) == len(set(once)), f"a header stands twice: {answer.headers}"
            content = answer.read()
            if answer.headers["Content-Encoding"] == "gzip":
                content = gzip.decompress(content)
            return Answer(answer.status, answer.headers, content.decode())
        finally:
            asked.close()

    def is_up(self) -> bool:
        assert self.process is None or self.process.is_alive, self.process.log.read_text()[-3000:]
        try:
            return self.ask("/healthz").status == 200
        except OSError:
            return False


TOKEN = "a" * 32  # of a form, as good as any other


def send_file(web: Web, path: str, field: str, content: bytes, *cookies: str) -> Answer:
    """As the form of a browser without a script sends it."""
    part = '--b\r\nContent-Disposition: form-data; name="{}"{}\r\n\r\n'
    head = part.format("csrfmiddlewaretoken", "") + TOKEN + "\r\n" + part.format(field, '; filename="a"')
    cookie = "; ".join((f"{settings.CSRF_COOKIE_NAME}={TOKEN}", *cookies))
    kind = "multipart/form-data; boundary=b"
    body = head.encode() + content + b"\r\n--b--\r\n"
    return web.ask(path, "POST", body, seconds=60, Content_Type=kind, Cookie=cookie)


@contextmanager
def running_web(
    folder: Path, *, workers: int = 1, threads: int = 2, hasty: bool = False, **environ: str
) -> Iterator[Web]:
    """`hasty`: it gives up on slow senders after two seconds."""
    port = free_port()
    keys = {"SECRET_KEY": settings.SECRET_KEY, "MASK_KEY_FILE": settings.MASK_KEY_FILE}
    env = environment("tests.web_settings", "memory://", folder / "journal") | keys | environ
    env |= {"WEB_WORKERS": str(workers), "WEB_THREADS": str(threads)}
    command = web_command("127.0.0.1", port)
    if hasty:
        command[command.index("community.server")] = "tests.hasty_server"
    web = Web(Process("web", command, env, folder / "web.log"), port)
    try:
        web.process.start()
        wait_for(web.is_up, "the web server")
        yield web
    finally:
        web.process.kill()
