"""A request in an encoding that nobody has is a bad request, not a fault of ours.

Asked at the door, as a server does: Django's own client breaks where Django does, before any of our code.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from wsgiref.util import setup_testing_defaults

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from community.wsgi import application
from tests import make

pytestmark = pytest.mark.django_db

FORM, PARTS = "application/x-www-form-urlencoded", "multipart/form-data; boundary=xx"
FIELDS = {"email": "a@example.org", "login": "i%C3%A4", "password": "x"}
# Names that nobody has, that are no text, that Python alone has, and of what is not UTF-8.
ODD = (
    "nonsense", "base64", "hex", "zlib", "bz2", "rot13", "uu", "quopri", "undefined", "idna", "punycode", "utf-7",
    "utf-16", "utf-32", "latin-1", "cp037", "unicode_escape", "raw_unicode_escape", "mbcs", "oem", '"', "x" * 300, "ü",
)  # fmt: skip
PATHS = ("/", "/accounts/login/", "/search/", "/accounts/password/reset/", "/writing/preview/", "/stop/x/", "/nowhere/")


def body(kind: str) -> bytes:
    if kind == FORM:
        return "&".join(f"{name}={value}" for name, value in FIELDS.items()).encode()
    part = '--xx\r\nContent-Disposition: form-data; name="{}"\r\n\r\n{}\r\n'
    parts = (part.format(name, value.replace("%C3%A4", "ä")) for name, value in FIELDS.items())
    return "".join(parts).encode() + b"--xx--\r\n"


def ask(path: str, content_type: str, *, method: str = "POST", query: str = "", sent: bytes = b"") -> tuple[int, str]:
    """Status and page."""
    environ: dict[str, object] = {"PATH_INFO": path, "QUERY_STRING": query, "REQUEST_METHOD": method}
    environ |= {"CONTENT_TYPE": content_type, "CONTENT_LENGTH": str(len(sent)), "wsgi.input": BytesIO(sent)}
    environ |= {"HTTP_HOST": "testserver", "REMOTE_ADDR": "127.0.0.1"}
    setup_testing_defaults(environ)
    told: list[str] = []
    page = b"".join(application(environ, lambda status, *_more: told.append(status)))  # type: ignore[arg-type]
    return int(told[0].split()[0]), page.decode()


@pytest.fixture(autouse=True)
def _community() -> Iterator[None]:
    make.community()
    # As Django's client does it: the test's own connection outlives a request.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.parametrize("kind", [FORM, PARTS], ids=["form", "parts"])
@pytest.mark.parametrize("charset", ODD)
def test_an_odd_charset_is_a_bad_request(charset: str, kind: str) -> None:
    for method, path in (("GET", "/"), *(("POST", path) for path in PATHS)):
        content_type = f"{kind}; charset={charset}"
        status, page = ask(path, content_type, method=method, query="q=%C3%A4+b%FFc", sent=body(kind))
        assert status == 400, (method, path)
        assert "could not read" in page


@pytest.mark.parametrize("content_type", ["text/plain; charset*=nonsense''utf-8", f"{FORM}; x*=nonsense''y"])
def test_so_is_a_parameter_that_cannot_be_read(content_type: str) -> None:
    assert ask("/accounts/login/", content_type, sent=body(FORM))[0] == 400


@pytest.mark.parametrize("kind", [FORM, PARTS], ids=["form", "parts"])
@pytest.mark.parametrize("charset", ["", "; charset=utf-8", '; charset="UTF-8"', "; charset=utf8", ";charset = UTF-8 "])
def test_the_words_of_a_form_in_unicode_arrive(charset: str, kind: str) -> None:
    """A form without its token, which is refused after it was read."""
    assert ask("/accounts/login/", f"{kind}{charset}", sent=body(kind))[0] == 403
    assert ask("/stop/x/", f"{kind}{charset}", sent=body(kind))[0] == 404


@pytest.mark.parametrize("query", ["q=%FF%FE", "q=%C3%A4", "q=\xff", "%FF=1"])
def test_bytes_that_are_no_text_in_an_address_are_read_as_far_as_they_go(query: str) -> None:
    assert ask("/search/", "", method="GET", query=query)[0] == 200
