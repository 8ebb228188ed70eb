"""First posts wait for a person only with links, pictures or blocked words; a mask says nothing of its member."""

from datetime import UTC, datetime, timedelta

import pytest

from forum import holds
from forum.open_places import is_open
from forum.places import place_of

PLAIN = "<p>Not used to this sort of thing. Catalogues mainly, and one loan I’m ashamed of.</p>"


NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
LINK = '<p><a href="https://quick.example">x</a></p>'


def reasons(
    html: str, *, visible_before: int = 0, masked: bool = False, newest: datetime | None = None, **more: object
) -> list[str]:
    newest = newest or (NOW - timedelta(days=1) if visible_before else None)
    author = holds.Standing(min(visible_before, holds.LITTLE), newest, masked)
    return holds.reasons_to_hold(html=html, author=author, now=NOW, **more)


def test_a_plain_first_post_is_read_at_once() -> None:
    assert reasons(PLAIN) == []


@pytest.mark.parametrize(
    "html",
    [
        '<p>See <a href="https://quick.example/offer">this</a></p>',
        '<p><a href="//quick.example">here</a></p>',
        # what browsers take for a host as well
        '<p><a href="http:quick.example">here</a></p>',
        '<p><a href="http:/quick.example">here</a></p>',
        '<p><a href="https:///quick.example">here</a></p>',
        '<p><a href="///quick.example">here</a></p>',
        '<p><a href="/\\quick.example">here</a></p>',
        "<p>Copy https://quick.example/offer</p>",
        '<p><a href="mailto:x@y.example">write to me</a></p>',
        "<p>Look for quickfix-loans.com and sign up</p>",
        "<p>www.quick.example has it</p>",
        "<p>Write to me: fast.money@quick.example</p>",
        "<p>https://t.me/fastmoney</p>",
    ],
)
def test_a_first_post_with_an_address_waits(html: str) -> None:
    assert reasons(html) == ["It has a link or an address in it."]


@pytest.mark.parametrize(
    "html",
    [
        '<p><a href="/people/marit/">@marit</a> said so</p>',
        '<p><a href="#p4">above</a></p>',
        '<p><a href="">above</a></p>',
        '<p><a href="t/4//x/">above</a></p>',
        "<p>I paid £12.50.The rest is due.On Monday</p>",
        "<p>At 9.30 a.m. e.g. or i.e. nothing</p>",
        "<pre><code>import os.path; a.b.com</code></pre>",
        "<p>@wilf thank you</p>",
    ],
)
def test_words_that_only_look_like_an_address_do_not_wait(html: str) -> None:
    assert reasons(html) == []


def test_a_link_to_this_community_does_not_wait(settings: object) -> None:
    settings.SITE_URL = "https://community.example"
    assert reasons('<p><a href="https://community.example/t/4/">that topic</a></p>') == []
    assert reasons('<p><a href="https://community.example.evil.example/">that topic</a></p>') != []


KNOWN = frozenset({"en.wikipedia.org", "citizensadvice.org.uk", "xn--sterreich-z7a.at"})


def link(href: str, words: str = "this") -> str:
    return f'<p>See <a href="{href}">{words}</a>.</p>'


@pytest.mark.parametrize(
    "html",
    [
        link("https://en.wikipedia.org/wiki/Debt"),
        link("http://en.wikipedia.org/wiki/Debt"),
        link("https://EN.Wikipedia.org:443/wiki/Debt#Types"),
        link("https://www.citizensadvice.org.uk/debt"),
        link("https://xn--sterreich-z7a.at/"),
        link("https://österreich.at/"),
        link("https://en.wikipedia.org/wiki/Debt", "https://en.wikipedia.org/wiki/Debt"),  # as it was put in
        link("https://www.citizensadvice.org.uk/", "www.citizensadvice.org.uk"),
        link("https://en.wikipedia.org/a") + link("https://citizensadvice.org.uk/b") + link("#p4"),
    ],
)
@pytest.mark.parametrize("masked", [False, True])
def test_a_link_to_a_known_place_does_not_wait(html: str, masked: bool) -> None:
    assert reasons(html, known_places=KNOWN, masked=masked) == []
    assert reasons(html) == ["It has a link or an address in it."]


@pytest.mark.parametrize(
    "html",
    [
        link("https://en.wikipedia.org.evil.example/"),
        link("https://evil.example/en.wikipedia.org"),
        link("https://xen.wikipedia.org/"),
        link("https://wikipedia.org/"),
        link("https://xn--n-7sb.wikipedia.org/"),  # its "e" is another letter
        link("https://en.wikipedia.org@evil.example/"),
        link("https://me@en.wikipedia.org/"),
        link("https://me:secret@en.wikipedia.org/"),
        link("https://evil.example\\@en.wikipedia.org/"),
        link("https://en.wikipedia.org\\.evil.example/"),
        link("https://en.wikipedia.org:8443/"),
        link("https://en.wikipedia.org:x/"),
        link("https://en.wikipedia.org./"),
        link("//en.wikipedia.org/"),
        link("ftp://en.wikipedia.org/"),
        link("mailto:fast@en.wikipedia.org"),
        link("https://en.wikipedia.org/go?to=https%3A%2F%2Fevil.example"),
        link("https://en.wikipedia.org/go?to=https%253A%252F%252Fevil.example"),
        link("https://en.wikipedia.org//evil.example"),
        link("https://en.wikipedia.org/go/quickloans.com"),
        link("https://en.wikipedia.org/wiki/Debt", "quickloans.com"),
        link("https://en.wikipedia.org/wiki/Debt", "https://quick.example"),
        link("https://en.wikipedia.org/wiki/Debt", "citizensadvice.org.uk"),
        link("https://en.wikipedia.org/wiki/Debt", "quick</a><b>loans.com</b><a>"),
        link("https://en.wikipedia.org/wiki/Debt") + "<p>or quickloans.com</p>",
        link("https://en.wikipedia.org/wiki/Debt") + "<p>or me@quick.example</p>",
        link("https://en.wikipedia.org/wiki/Debt") + link("https://quick.example"),
        "<p>en.wikipedia.org</p>",  # said, and no link
    ],
)
def test_what_only_looks_like_a_known_place_waits(html: str) -> None:
    assert reasons(html, known_places=KNOWN) == ["It has a link or an address in it."]


def test_pictures_and_blocked_words_wait_beside_a_known_place() -> None:
    html = link("https://en.wikipedia.org/", 'casino <img src="/x.png">')
    assert len(reasons(html, known_places=KNOWN, blocked_words=["casino"])) == 2


@pytest.mark.parametrize(
    "address",
    [
        "https://bit.ly/3x",
        "https://t.me/fast",
        "https://wa.me/4470",
        "https://docs.google.com/forms/d/1",
        "https://forms.gle/x",
        "https://www.facebook.com/groups/1",
        "https://m.facebook.com/x",
        "https://fast.blob.core.windows.net/x",
        "https://web.archive.org/web/2012/x",
        "http://203.0.113.9/",
        "http://[2001:db8::1]/",
        "https://localhost/",
        "https://en%2ewikipedia.org/",
        "https://en.wikipedia.org\u200b/",
        "https://[en.wikipedia.org/",
        "javascript:alert(1)",
        "",
    ],
)
def test_where_anybody_may_put_anything_is_no_place(address: str) -> None:
    assert place_of(address) == ""


@pytest.mark.parametrize(
    "rest",
    [
        "amp/s/evil.tk",
        "go?u=evil.ai",
        "go?u=evil.ai/x.html",
        "go?u=http:/203.0.113.9",
        "go?u=https%3aevil",
        "go/evil%2Edev/",
        "go?u=ev\u00edl\u3002tk",
        "#evil.zip",
        "go?u=evil.php.tk",
    ],
)
def test_an_address_within_the_address_leads_on_whatever_its_ending(rest: str) -> None:
    assert place_of(f"https://en.wikipedia.org/{rest}") == ""


@pytest.mark.parametrize(
    "rest",
    ["wiki/U.S._Army", "wiki/St._Ives", "a.v2/debt.html", "x/list.php?id=1.5", "Guide.PDF#page=2", "a,b?q=1...2"],
)
def test_a_page_or_a_file_leads_nowhere_else(rest: str) -> None:
    assert place_of(f"https://en.wikipedia.org/{rest}") == "en.wikipedia.org"


def test_a_name_longer_than_names_are_is_not_spelled_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    spelled: list[str] = []
    monkeypatch.setattr("forum.places.ascii_domain", lambda host: spelled.append(host) or host)
    assert place_of(f"https://{'ü.' * 300}org/") == ""
    assert spelled == []


def test_a_place_below_an_open_one_is_open_and_a_name_that_ends_so_is_not() -> None:
    assert is_open("x.facebook.com")
    assert not is_open("notfacebook.com")
    assert place_of("https://notfacebook.com/") == "notfacebook.com"


def test_a_pasted_link_to_this_community_does_not_wait(settings: object) -> None:
    settings.SITE_URL = "https://forum.example.org"
    assert reasons(link("https://forum.example.org/t/4/", "https://forum.example.org/t/4/")) == []
    assert reasons(link("https://forum.example.org/t/4/", "quickloans.com")) != []


def test_a_first_post_with_a_picture_waits() -> None:
    assert reasons('<p><img src="/media/x.png" alt=""></p>') == ["It has a picture in it."]


def test_blocked_words_are_whole_words_of_any_case_and_width() -> None:
    assert reasons("<p>A ＣＡＳＩＮＯ for you</p>", blocked_words=["casino"]) == [
        "It has a word in it that a person here reads first: “casino”."
    ]
    assert reasons("<p>Casinova</p>", blocked_words=["casino", "", "  "]) == []
    assert reasons("<p>nothing</p>", title="Quick cash now", blocked_words=["quick cash"]) != []


def test_every_reason_is_named() -> None:
    html = '<p><a href="https://quick.example">x</a> <img src="/x.png"> casino</p>'
    assert len(reasons(html, blocked_words=["casino"])) == 3


def test_whoever_is_no_longer_new_does_not_wait() -> None:
    link = '<p><a href="https://quick.example">x</a></p>'
    assert reasons(link, visible_before=holds.NEW_UNTIL - 1) != []
    assert reasons(link, visible_before=holds.NEW_UNTIL) == []


def test_a_mask_is_new_by_its_own_posts_alone() -> None:
    link = '<p><a href="https://quick.example">x</a></p>'
    assert reasons(link, visible_before=0, masked=True) == reasons(link, visible_before=0)
    assert reasons(link, visible_before=1, masked=True) == []


def test_a_hold_ends_by_itself_after_two_hours() -> None:
    now = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
    assert holds.release_time(now) == now + timedelta(hours=2)


def test_an_account_that_wrote_little_and_long_ago_is_new_again() -> None:
    long_ago = NOW - holds.ASLEEP - timedelta(days=1)
    assert reasons(LINK, visible_before=3, newest=long_ago) == ["It has a link or an address in it."]
    assert reasons(PLAIN, visible_before=3, newest=long_ago) == []
    assert reasons(LINK, visible_before=3, newest=NOW - holds.ASLEEP + timedelta(days=1)) == []
    assert reasons(LINK, visible_before=holds.LITTLE, newest=long_ago) == []


def changed(was: str, ago: timedelta) -> holds.Changed:
    return holds.Changed(was, NOW - ago)


def test_a_link_that_is_put_in_later_waits() -> None:
    late = holds.LATER + timedelta(minutes=1)
    added = ["A link or an address was put into it later."]
    assert reasons(LINK, visible_before=3, changed=changed(PLAIN, late)) == added
    assert reasons("<p>see quick.com</p>", visible_before=3, changed=changed(PLAIN, late)) == added
    other = '<p><a href="https://another.example">x</a></p>'
    assert reasons(LINK, visible_before=3, changed=changed(other, late)) == added


@pytest.mark.parametrize(
    ("visible_before", "was", "ago"),
    [(3, PLAIN, timedelta(minutes=50)), (3, LINK, timedelta(days=9)), (5, PLAIN, timedelta(days=9))],
)
def test_a_slip_mended_soon_the_same_link_and_a_known_author_do_not(
    visible_before: int, was: str, ago: timedelta
) -> None:
    assert reasons(LINK, visible_before=visible_before, changed=changed(was, ago)) == []
