"""`--site` and `--space` take an address or a name, or refuse with a sentence before anything is made."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils import timezone

from forum.models import Space, Topic
from importers.models import Imported
from tests import make
from tests.importers.dump import question, write_rows

pytestmark = pytest.mark.django_db


def bring_in(folder: Path, site: str = "history", space: str = "") -> str:
    out = io.StringIO()
    call_command("import_stackexchange", str(folder), site=site, space=space, stdout=out, stderr=io.StringIO())
    return out.getvalue()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_rows(tmp_path, Posts=[question(1)])


SITES = {
    "history.meta.stackexchange.com": "history.meta.stackexchange.com",
    "https://history.stackexchange.com/": "history.stackexchange.com",
    "http://www.history.stackexchange.com/questions?tab=Newest": "history.stackexchange.com",
    "history.stackexchange.com/tour": "history.stackexchange.com",
    "  History.StackExchange.com. ": "history.stackexchange.com",
    "history": "history.stackexchange.com",
    "history.stackexchange": "history.stackexchange.com",
    "history-meta": "history.meta.stackexchange.com",
    "meta.history.stackexchange.com": "history.meta.stackexchange.com",
    "Stack Overflow": "stackoverflow.com",
    "mathoverflow": "mathoverflow.net",
    "meta.stackexchange.com": "meta.stackexchange.com",
    "https://Österreich.example/": "xn--sterreich-z7a.example",
}


@pytest.mark.parametrize("said", SITES)
def test_a_site(folder: Path, said: str) -> None:
    bring_in(folder, site=said)
    assert set(Imported.objects.values_list("source", flat=True)) == {SITES[said]}


@pytest.mark.parametrize(
    "said",
    [
        "my site!", "http://", "https://", "javascript:alert(1)", "ftp://history.stackexchange.com", "http://[::1",
        "127.0.0.1", "https://me@history.stackexchange.com/", "history.stackexchange.com:8080", "a/b", "../dump", "-x-",
        "x" * 130 + ".com", "a..b.com", "<script>", "history\x00.stackexchange.com",
    ],
)  # fmt: skip
def test_no_site(folder: Path, said: str) -> None:
    with pytest.raises(CommandError, match="names no community"):
        bring_in(folder, site=said)
    assert not Space.objects.exists()


def test_two_spellings_are_one_site(folder: Path) -> None:
    bring_in(folder, site="history")
    assert "Nothing changed." in bring_in(folder, site="https://history.stackexchange.com/questions")


def history() -> Space:
    return make.space(title="History and myth", slug="old-times")


@pytest.mark.parametrize(
    "said",
    [
        "old-times", "Old-Times", "History and myth", " history  AND myth ", "/s/old-times/", "s/old-times",
        f"{settings.SITE_URL}/s/old-times/", f"{settings.SITE_URL}/s/old-times?at=3",
    ],
)  # fmt: skip
def test_a_space(folder: Path, said: str) -> None:
    space = history()
    bring_in(folder, space=said)
    assert Topic.objects.get().space == space
    assert Space.objects.count() == 1


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("/s/new-times/", "There is no space at /s/new-times/."),
        (f"{settings.SITE_URL}/s/new-times/", "There is no space at"),
        ("https://elsewhere.example/s/old-times/", "is no address of a space here"),
        (f"{settings.SITE_URL}/t/1/old-times/", "is no address of a space here"),
        ("http://[x/s/y", "is no address of a space here"),
        ("!!!", "it needs a letter or a number"),
        ("x" * 61, "can have 60 characters, and this has 61"),
    ],
)
def test_no_space(folder: Path, said: str, sentence: str) -> None:
    history()
    with pytest.raises(CommandError) as refused:
        bring_in(folder, space=said)
    assert sentence in str(refused.value)
    assert Space.objects.count() == 1
    assert not Topic.objects.exists()


def test_a_space_that_is_closed(folder: Path) -> None:
    make.space(title="Old", archived_at=timezone.now())
    with pytest.raises(CommandError, match="is closed: nothing new can be written in it"):
        bring_in(folder, space="Old")


def test_a_name_of_two_spaces(folder: Path) -> None:
    make.space(title="History", slug="one"), make.space(title="history", slug="two")
    with pytest.raises(CommandError, match="Say which by its address: one or two"):
        bring_in(folder, space="History")


def test_a_new_name_makes_a_space(folder: Path) -> None:
    make.space(title="First")
    bring_in(folder, space="История и мифы")
    space = Topic.objects.get().space
    assert (space.title, space.visibility) == ("История и мифы", "public")
    assert "Nothing changed." in bring_in(folder, space="история и мифы")
    assert Space.objects.count() == 2


def test_without_a_name_the_space_of_the_community(folder: Path) -> None:
    bring_in(folder)
    assert Topic.objects.get().space.title == "history.stackexchange.com"


def test_again_without_a_name_it_goes_where_the_first_one_went(folder: Path) -> None:
    space = history()
    bring_in(folder, space="old-times")
    write_rows(folder, Posts=[question(1), question(2)])
    bring_in(folder)
    assert set(Topic.objects.values_list("space", flat=True)) == {space.pk}
    assert Space.objects.count() == 1


def test_a_dump_that_is_refused_leaves_no_space(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"There is no Posts\.xml"):
        bring_in(tmp_path, space="New")
    with pytest.raises(CommandError, match="is no folder"):
        bring_in(tmp_path / "history.stackexchange.com.7z")
    assert not Space.objects.exists()
