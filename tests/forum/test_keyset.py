"""Pages by place: nothing twice, nothing lost, and an address that says nonsense is the first page."""

from datetime import UTC, datetime, timedelta

import pytest

from forum.models import Topic
from forum.queries import keyset
from tests import make

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def seven(db):
    """Seven topics: three bumped in the same instant, as masked ones are within an hour."""
    space, ines = make.space(), make.member()
    ages = (0, 1, 1, 1, 2, 3, 4)
    return [
        make.topic(by=ines, space=space, title=f"Topic number {n}", bumped_at=NOON - timedelta(hours=age))
        for n, age in enumerate(ages)
    ]


def walk(at="", size=2):
    page = keyset.page(Topic.objects.all(), by="bumped_at", at=at, size=size)
    return page, [topic.title[-1] for topic in page.rows]


def all_pages(direction):
    at, seen = "", []
    while True:
        page, titles = walk(at)
        seen.append(titles)
        at = getattr(page, direction)
        if not at:
            return seen, page


def test_every_row_once_and_ties_by_id(seven) -> None:
    pages, _last = all_pages("older")
    assert pages == [["0", "3"], ["2", "1"], ["4", "5"], ["6"]]


def test_back_again_shows_the_same_pages(seven) -> None:
    _pages, last = all_pages("older")
    page, titles = walk(last.newer)
    assert titles == ["4", "5"]
    page, titles = walk(page.newer)
    assert titles == ["2", "1"]
    page, titles = walk(page.newer)
    assert titles == ["0", "3"]


def test_the_newest_end_is_a_full_page(seven) -> None:
    page, _ = walk(size=3)
    page, _ = walk(page.older, size=3)
    Topic.objects.filter(title__endswith="0").delete()
    page, titles = walk(page.newer, size=3)
    assert titles == ["3", "2", "1"]
    assert page.newer == ""


def test_a_new_row_shifts_nothing(seven) -> None:
    page, _ = walk()
    make.topic(title="Topic number 9", bumped_at=NOON + timedelta(hours=1))
    assert walk(page.older)[1] == ["2", "1"]


def test_two_lists_are_merged(seven) -> None:
    odd = Topic.objects.filter(id__in=[t.id for t in seven[1::2]])
    even = Topic.objects.filter(id__in=[t.id for t in seven[0::2]])
    first = keyset.page(odd, even, by="bumped_at", size=3)
    second = keyset.page(odd, even, by="bumped_at", at=first.older, size=3)
    back = keyset.page(odd, even, by="bumped_at", at=second.newer, size=3)
    assert [t.title[-1] for t in first.rows + second.rows] == ["0", "3", "2", "1", "4", "5"]
    assert [t.pk for t in back.rows] == [t.pk for t in first.rows]


def test_an_empty_list_has_no_neighbours(db) -> None:
    page, titles = walk()
    assert (titles, page.newer, page.older) == ([], "", "")


def test_the_first_and_the_only_page_have_no_way_on(seven) -> None:
    page, _ = walk(size=7)
    assert (page.newer, page.older) == ("", "")


@pytest.mark.parametrize(
    "nonsense",
    [
        "x",
        "o",
        "o1",
        "o1-",
        "-1-1",
        "o1-1-1",
        "q1-1",
        "o" + "z" * 12 + "-1",
        "o1-" + "z" * 13,
        "o1-1'; drop table forum_topic; --",
        "oÀ-1",
        "o１-１",
        "\x00",
        "o1-1\n",
        "🐦",
    ],
)
def test_what_is_no_cursor_is_the_first_page(seven, nonsense) -> None:
    assert keyset.Cursor.read(nonsense) is None
    assert walk(nonsense)[1] == ["0", "3"]


@pytest.mark.parametrize("newer", [True, False])
def test_a_cursor_comes_back_as_it_went(newer) -> None:
    cursor = keyset.Cursor(NOON + timedelta(microseconds=123456), 4711, newer)
    assert keyset.Cursor.read(str(cursor)) == cursor


def test_extreme_cursors_are_answered(seven) -> None:
    largest = keyset.Cursor(keyset.EPOCH + timedelta(microseconds=keyset.LARGEST_TIME), keyset.LARGEST_ID)
    assert walk(str(largest))[1] == ["0", "3"]
    assert walk("o0-0")[1] == []
