"""The bell and its page: what waits, read by a form and never by a look."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

from forum.models import Topic
from members.models import Member
from notices.actions.tell import tell
from notices.models import Notice
from notices.queries import bell
from tests import make

pytestmark = pytest.mark.django_db
LIST = "/notices/"


def told(to: Member, number: int = 1) -> Notice:
    topic = make.topic(by=to)
    answer = make.answer(topic=topic, by=make.member(name="Dorrie H"))
    notice = tell(to=to, kind="answered", dedupe_key=f"{number}", actor=answer.member, topic=topic, post=answer)
    assert notice is not None
    return notice


def signed_in(client: Client, member: Member) -> Client:
    client.force_login(member)
    return client


def test_the_page_says_who_and_in_which_topic(client: Client) -> None:
    notice = told(make.member())
    page = signed_in(client, notice.member).get(LIST).content.decode()
    assert "Dorrie H answered you" in page
    assert notice.topic.title in page


def test_looking_reads_nothing(client: Client) -> None:
    notice = told(make.member())
    signed_in(client, notice.member).get(LIST)
    notice.refresh_from_db()
    assert notice.read_at is None


def test_read_goes_to_the_post_and_marks_it(client: Client) -> None:
    notice = told(make.member())
    answer = signed_in(client, notice.member).post(f"/notices/{notice.pk}/reading/")
    assert answer.status_code == 303
    assert answer.url.endswith(f"#p{notice.post_id}")
    notice.refresh_from_db()
    assert notice.read_at is not None


def test_read_is_not_a_get(client: Client) -> None:
    notice = told(make.member())
    assert signed_in(client, notice.member).get(f"/notices/{notice.pk}/reading/").status_code == 405
    assert client.get("/notices/reading/").status_code == 405


def test_nobody_reads_anybody_elses(client: Client) -> None:
    notice = told(make.member())
    assert signed_in(client, make.member()).post(f"/notices/{notice.pk}/reading/").status_code == 404
    notice.refresh_from_db()
    assert notice.read_at is None
    assert "Dorrie" not in client.get(LIST).content.decode()


def test_a_visitor_signs_in_first(client: Client) -> None:
    assert client.get(LIST).status_code == 302
    assert client.post("/notices/1/reading/").status_code == 302


def test_without_a_token_nothing_is_marked() -> None:
    notice = told(make.member())
    client = signed_in(Client(enforce_csrf_checks=True), notice.member)
    assert client.post("/notices/reading/").status_code == 403
    assert client.post(f"/notices/{notice.pk}/reading/").status_code == 403


def test_all_at_once(client: Client) -> None:
    ines = make.member()
    for number in range(3):
        told(ines, number)
    assert bell.has_unread(ines)
    assert signed_in(client, ines).post("/notices/reading/").status_code == 303
    assert not bell.has_unread(Member.objects.get(pk=ines.pk))


def test_a_masks_notice_is_read_by_whoever_wears_it_and_its_row_does_not_say_when() -> None:
    from notices.actions import reading

    ines = make.member()
    topic = make.masked_topic(by=ines)
    notice = tell(to=topic.mask, kind="answered", dedupe_key="1", actor=make.member(), topic=topic)
    named = told(ines)
    reading.read_all(member=ines)
    for row in (notice, named):
        row.refresh_from_db()
    assert notice.read_at == notice.at
    assert named.read_at != notice.read_at


def test_reading_the_topic_reads_what_was_told_of_it() -> None:
    from notices.actions import reading

    ines = make.member()
    first, second = told(ines, 1), told(ines, 2)
    reading.read_topic(member=ines, topic=first.topic)
    for row in (first, second):
        row.refresh_from_db()
    assert first.read_at is not None
    assert second.read_at is None


def test_what_can_no_longer_be_seen_is_gone_from_bell_and_page(client: Client) -> None:
    notice = told(make.member())
    Topic.objects.update(status="hidden")
    assert not bell.has_unread(notice.member)
    assert "Dorrie" not in signed_in(client, notice.member).get(LIST).content.decode()


def test_a_block_made_later_hides_what_was_told(client: Client) -> None:
    notice = told(make.member())
    make.block(blocker=notice.member, blocked=notice.actor)
    assert not bell.has_unread(notice.member)


def test_an_empty_page_says_so(client: Client) -> None:
    assert "Nothing is waiting for you" in signed_in(client, make.member()).get(LIST).content.decode()


def test_the_dot_is_drawn_only_when_something_waits(client: Client) -> None:
    notice = told(make.member())
    signed_in(client, notice.member)
    assert "Something is waiting for you" in client.get(LIST).content.decode()
    client.post("/notices/reading/")
    assert "Something is waiting for you" not in client.get(LIST).content.decode()


def test_the_bell_shows_no_number(client: Client) -> None:
    ines = make.member()
    for number in range(7):
        told(ines, number)
    header = signed_in(client, ines).get(LIST).content.decode().partition("</header>")[0]
    bell_link = header.partition(f'href="{reverse("notices:list")}"')[2].partition("</a>")[0]
    assert "dot" in bell_link
    assert not re.search(r"\d", strip_tags(f"<a {bell_link}"))


def test_the_bell_costs_two_queries_and_the_page_is_constant(
    client: Client, django_assert_num_queries, django_assert_max_num_queries
) -> None:  # type: ignore[no-untyped-def]
    ines = make.member()
    for number in range(40):
        told(ines, number)
    with django_assert_num_queries(3):  # the own masks, the spaces one tends, the dot
        bell.has_unread(ines)
    signed_in(client, ines)
    with django_assert_max_num_queries(10):
        page = client.get(LIST)
    assert page.content.decode().count("notice-row ") == bell.PAGE


def test_older_ones_are_a_page_further(client: Client) -> None:
    ines = make.member()
    for number in range(bell.PAGE + 5):
        told(ines, number)
    page = bell.page(ines)
    second = bell.page(ines, at=page.older)
    assert (len(page.lines), len(second.lines), second.older) == (bell.PAGE, 5, "")
    assert not {line.notice.pk for line in page.lines} & {line.notice.pk for line in second.lines}
    assert signed_in(client, ines).get(LIST, {"at": page.older}).status_code == 200


@pytest.mark.parametrize(
    "made_up", ["x", "n", "2026-01-01", "1_2026-01-01T00:00:00+00:00_1", "xo0-0", "no0", "o0-0", "r" + "z" * 20]
)
def test_a_made_up_cursor_is_the_first_page(client: Client, made_up: str) -> None:
    notice = told(make.member())
    assert "Dorrie" in signed_in(client, notice.member).get(LIST, {"at": made_up}).content.decode()


def test_a_mask_is_shown_by_its_hour(client: Client) -> None:
    ines = make.member()
    topic = make.topic(by=ines)
    worn = make.mask(of=make.member(name="Dorrie H"), topic=topic)
    tell(to=ines, kind="answered", dedupe_key="1", actor=worn, topic=topic)
    page = signed_in(client, ines).get(LIST).content.decode()
    assert worn.name in page
    assert "Dorrie" not in page
    assert ":00" in page.partition("<time")[2].partition("</time>")[0]
