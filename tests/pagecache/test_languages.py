"""A page that is kept speaks to each the language that they read, and there are as many of it as there are languages."""

import pytest
from django.test import Client

from members.actions import community as acts
from members.queries import languages
from tests import make, pseudo
from tests.pseudo import CODE, said
from web.pagecache.local import Key, pages
from web.pagecache.wsgi import in_front_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("pseudo")]
pseudo_fixture = pseudo.pseudo_fixture


def read(client: Client, path: str, language: str = "", **headers: str):
    if language:
        client.cookies["language"] = language
    return client.get(path, headers=headers)


def kept_of(path: str) -> list[Key]:
    kept = pages.keys()
    return [key for key in kept if key[1] == path]


def is_pseudo(answer) -> bool:
    body = answer.content.decode()
    assert (said("About this community") in body) == (f'<html lang="{CODE}"' in body)
    return f'<html lang="{CODE}"' in body


def test_visitors_of_two_languages_get_their_own_and_no_more_are_kept(client) -> None:
    make.community()
    topic = make.topic()
    path = topic.get_absolute_url()
    for _again in range(2):
        assert not is_pseudo(read(Client(), path))
        assert not is_pseudo(read(Client(), path, "en"))
        assert is_pseudo(read(Client(), path, CODE))
        assert not is_pseudo(read(Client(), path, "tlh"))
        assert not is_pseudo(read(Client(), path, **{"Accept-Language": f"{CODE}, {_again};q=0.3"}))
    kept = kept_of(path)
    assert sorted(key[-1] for key in kept) == ["", "en", CODE]


def test_an_etag_of_one_language_proves_nothing_of_another() -> None:
    make.community()
    path = make.topic().get_absolute_url()
    tag = read(Client(), path)["ETag"]
    assert read(Client(), path, **{"If-None-Match": tag}).status_code == 304
    answer = read(Client(), path, CODE, **{"If-None-Match": tag})
    assert (answer.status_code, is_pseudo(answer)) == (200, True)
    assert "Cookie" in answer["Vary"]


def test_when_the_community_speaks_another_language_no_kept_page_speaks_the_old_one() -> None:
    make.community()
    admin = make.member(is_staff=True)
    path = make.topic().get_absolute_url()
    assert not is_pseudo(read(Client(), path))
    acts.change(by=admin, values={"language": CODE})
    assert is_pseudo(read(Client(), path))
    assert not is_pseudo(read(Client(), path, "en"))
    acts.change(by=admin, values={"language": "en"})
    assert not is_pseudo(read(Client(), path))


def test_a_page_that_is_made_while_it_changes_is_not_kept(monkeypatch) -> None:
    """The request began in the old language; what it made is kept for nobody."""
    make.community(language=CODE)
    path = make.topic().get_absolute_url()
    with monkeypatch.context() as stale:
        stale.setattr(languages, "of_community", lambda *_row: "en")
        assert not is_pseudo(read(Client(), path))
    assert kept_of(path) == []
    assert is_pseudo(read(Client(), path))


def test_members_of_two_languages_get_their_own() -> None:
    make.community()
    path = make.topic().get_absolute_url()
    for language in ("", CODE, "en", CODE, ""):
        client = Client()
        client.force_login(make.member(reads_in=language))
        assert is_pseudo(read(client, path)) == (language == CODE)


def test_in_front_of_django_the_choice_counts_as_well(client) -> None:
    make.community()
    path = make.topic().get_absolute_url()
    read(Client(), path), read(Client(), path, CODE)
    front = in_front_of(lambda environ, start: [b"from Django"])
    said_of = {}
    for cookie in ("", f"language={CODE}", "other=1; language=en", "language=tlh"):
        environ = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": path,
            "HTTP_HOST": "testserver",
            "wsgi.url_scheme": "http",
            "HTTP_COOKIE": cookie,
        }
        said_of[cookie] = b"".join(front(environ, lambda *_about: None))
    assert f'<html lang="{CODE}"'.encode() in said_of[f"language={CODE}"]
    assert b'<html lang="en"' in said_of[""]
    assert b'<html lang="en"' in said_of["language=tlh"]
    assert said_of["other=1; language=en"] == b"from Django"  # nobody has asked for that one yet
