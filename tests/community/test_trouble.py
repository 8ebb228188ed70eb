"""The page after something broke: which one, and what of a form stands in it."""

from typing import Any

import psycopg
import pytest
from django.db import InterfaceError, OperationalError, ProgrammingError
from django.test import RequestFactory

from community.trouble import AWAY, BROKEN, FULL, Trouble, sent, something_broke, trouble_of

WORDS = "Line one.\nLine <b>two</b> & “three”"


def raised(outer: Exception, inner: Exception | None = None) -> Exception:
    try:
        raise outer from inner
    except Exception as error:
        return error


@pytest.mark.parametrize(
    ("error", "trouble"),
    [
        (raised(OperationalError("lost"), psycopg.OperationalError("lost")), AWAY),
        (raised(OperationalError("slow"), psycopg.errors.QueryCanceled("slow")), AWAY),
        (raised(OperationalError("locked"), psycopg.errors.LockNotAvailable("locked")), AWAY),
        (raised(InterfaceError("closed")), AWAY),
        (raised(ValueError("while it went"), OperationalError("lost")), AWAY),
        (raised(OperationalError("full"), psycopg.errors.DiskFull("full")), FULL),
        (raised(OSError(28, "No space left on device")), FULL),
        (raised(OSError(2, "No such file")), BROKEN),
        (raised(ProgrammingError("no such column"), psycopg.errors.UndefinedColumn("no")), BROKEN),
        (raised(KeyError("x")), BROKEN),
        (None, BROKEN),
    ],
)
def test_which_trouble_it_is(error: Exception | None, trouble: Trouble) -> None:
    assert trouble_of(error) is trouble


def answered(error: Exception, request: Any) -> Any:
    try:
        raise error
    except Exception:
        return something_broke(request)


FULL_DISK = raised(OperationalError("full"), psycopg.errors.DiskFull("full"))


@pytest.mark.parametrize(
    ("error", "status", "after"),
    [(FULL_DISK, 507, "300"), (OperationalError("x"), 503, "20"), (KeyError("x"), 500, None)],
)
def test_the_words_come_back_as_they_were(error: Exception, status: int, after: str | None) -> None:
    form = {"csrfmiddlewaretoken": "t" * 64, "body": WORDS, "tags": ["debt", "rent"], "submit_key": "6dc3ff86-6fcb"}
    request = RequestFactory().post("/x?a=1&b=2", form)
    request.path = "//evil.example/"
    response = answered(error, request)
    page = response.content.decode()
    assert (response.status_code, response.get("Retry-After"), response["Cache-Control"]) == (status, after, "no-store")
    assert "\nLine one.\nLine &lt;b&gt;two&lt;/b&gt; &amp; “three”</textarea>" in page
    for hidden in ("csrfmiddlewaretoken", "submit_key", "tags"):
        assert f'type="hidden" name="{hidden}"' in page
    assert page.count('name="tags"') == 2
    assert 'action="/%2Fevil.example/?a=1&amp;b=2"' in page


@pytest.mark.parametrize(
    "name", ["password", "password1", "oldpassword", "code", "secret", "credential", "recovery_codes"]
)
def test_a_form_with_a_secret_is_not_sent_back(name: str) -> None:
    assert sent(RequestFactory().post("/x", {name: "hush hush hush", "login": "ines at example"})) == []


@pytest.mark.parametrize("form", [{}, {"csrfmiddlewaretoken": "x y", "do": "follow"}])
def test_where_nobody_wrote_anything_nothing_is_shown(form: dict[str, str]) -> None:
    page = answered(OperationalError("x"), RequestFactory().post("/x", form)).content.decode()
    assert "<form" not in page
    assert "Back in a moment" in page


def test_a_body_in_trouble_of_its_own_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    request = RequestFactory().post("/x", {"body": WORDS})
    monkeypatch.setattr(request, "_load_post_and_files", _raise)
    assert answered(OperationalError("x"), request).status_code == 503


def _raise() -> None:
    raise OSError("the rest never came")


@pytest.mark.parametrize(("form", "says_words"), [({"on": "1"}, False), ({"body": WORDS}, True)])
def test_a_part_of_a_page_gets_one_sentence(form: dict[str, str], says_words: bool) -> None:
    response = answered(FULL_DISK, RequestFactory().post("/x", form, headers={"HX-Request": "true"}))
    part = response.content.decode()
    assert (response.status_code, "<html" in part, 'role="alert"' in part) == (507, False, True)
    assert ("Your words are still here" in part) is says_words


def test_half_a_change_of_the_session_is_not_kept() -> None:
    request = RequestFactory().get("/x")
    request.session = type("Session", (), {"modified": True})()  # type: ignore[assignment]
    answered(OperationalError("x"), request)
    assert request.session.modified is False
