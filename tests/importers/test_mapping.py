"""What a row means: tags, licences, links, the name of a community."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from importers.stackexchange.links import Ours, Site, posts_linked, relinked_html, with_full_links
from importers.stackexchange.mapping import BadRow, date, licence, number, tags
from importers.stackexchange.naming import former_hosts, site_of_folder

SITE = Site("history.meta.stackexchange.com", former_hosts("history.meta.stackexchange.com"))


@pytest.mark.parametrize(
    ("said", "meant"),
    [("<a><b-c>", ["a", "b-c"]), ("|a|b|", ["a", "b"]), ("", []), ("a", ["a"]), ("<c#><c++>", ["c#", "c++"])],
)
def test_both_forms_of_tags(said: str, meant: list[str]) -> None:
    assert tags({"Tags": said}) == meant


@pytest.mark.parametrize(
    ("day", "name"),
    [
        ("2011-04-07T23:59:59", "CC BY-SA 2.5"),
        ("2011-04-08T00:00:00", "CC BY-SA 3.0"),
        ("2018-05-01T23:59:59", "CC BY-SA 3.0"),
        ("2018-05-02T00:00:00", "CC BY-SA 4.0"),
    ],
)
def test_the_licence_by_date(day: str, name: str) -> None:
    assert licence({}, datetime.fromisoformat(day).replace(tzinfo=UTC))[0] == name


def test_a_licence_that_is_named_wins() -> None:
    at = datetime(2011, 1, 1, tzinfo=UTC)
    assert licence({"ContentLicense": "CC BY-SA 4.0"}, at) == (
        "CC BY-SA 4.0",
        "https://creativecommons.org/licenses/by-sa/4.0/",
    )


@pytest.mark.parametrize(
    ("address", "foreign"),
    [
        ("https://history.meta.stackexchange.com/questions/12/some-title", [12]),
        ("https://history.meta.stackexchange.com/questions/12/some-title/34#34", [34, 12]),
        ("https://history.meta.stackexchange.com/questions/12/some-title#34", [34, 12]),
        ("https://history.meta.stackexchange.com/q/12#comment9_34", [34, 12]),
        ("http://meta.history.stackexchange.com/q/12/7", [12]),
        ("https://history.meta.stackexchange.com/a/34/7", [34]),
        ("https://www.history.meta.stackexchange.com/posts/34", [34]),
        ("//history.meta.stackexchange.com/a/34", [34]),
        ("/questions/12", []),
        ("https://history.stackexchange.com/questions/12", []),
        ("https://evil.example/questions/12", []),
        ("https://history.meta.stackexchange.com/users/12", []),
        ("https://history.meta.stackexchange.com/posts/34/revisions", []),
        ("https://history.meta.stackexchange.com/q/99999999999999999999", []),
        ("questions/12", []),
        ("http://[broken", []),
    ],
)
def test_where_a_link_leads(address: str, foreign: list[int]) -> None:
    assert posts_linked(address, SITE) == foreign


def test_links_are_led_home_and_others_left() -> None:
    html = '<a href="https://history.meta.stackexchange.com/q/1">a</a> <a href="/t/1/x/">b</a> <a href="https://x.example/q/1?a=1&amp;b=2">c</a>'
    home = {1: Ours("/t/9/x/", "/t/9/-/", "X")}.get
    assert relinked_html(html, SITE, home) == html.replace("https://history.meta.stackexchange.com/q/1", "/t/9/x/")


def test_links_inside_their_site_are_made_full() -> None:
    html = '<a title="t" href="/help">b</a> <a href="//x.example/q/1">c</a> <a href="#top">d</a>'
    assert with_full_links(html, SITE) == html.replace('"/help"', '"https://history.meta.stackexchange.com/help"')


@pytest.mark.parametrize(
    ("folder", "host"),
    [
        ("history-meta.stackexchange", "history.meta.stackexchange.com"),
        ("history.stackexchange.com", "history.stackexchange.com"),
        ("money.stackexchange", "money.stackexchange.com"),
        ("stackoverflow.com", "stackoverflow.com"),
        ("Downloads", None),
        ("my dump", None),
    ],
)
def test_the_community_by_its_folder(folder: str, host: str | None) -> None:
    site = site_of_folder(folder)
    assert (site.host if site else None) == host


@pytest.mark.parametrize("value", ["", "x", "1.5", " 1", "1_0", "\u0661", "9" * 19])
def test_what_is_not_a_number_is_refused(value: str) -> None:
    with pytest.raises(BadRow):
        number({"Id": value}, "Id")


def test_dates_are_utc() -> None:
    assert date({"CreationDate": "2011-10-11T19:42:20.713"}) == datetime(2011, 10, 11, 19, 42, 20, 713000, UTC)
    with pytest.raises(BadRow):
        date({})
