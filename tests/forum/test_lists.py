"""The lists: who sees which topic in them, in which order, with how many questions to the database."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from forum.models import Appointment, ReadingMark, Space, Status, Topic
from members.queries import community
from tests import cast, make
from tests.forum.listed import FOLLOWING, LATEST, OWN, SAVED, SPACES, UNANSWERED, titles
from web import pagecache

pytestmark = pytest.mark.django_db

LISTS_AT_MOST = 8  # questions to the database


def test_the_addresses() -> None:
    names = {"latest": LATEST, "unanswered": UNANSWERED, "following": FOLLOWING, "own": OWN, "saved": SAVED}
    assert {name: reverse(f"forum:{name}") for name in names} == names
    assert reverse("forum:space", args=["first-steps"]) == "/s/first-steps/"
    assert reverse("forum:spaces") == SPACES


# --- latest -----------------------------------------------------------------------------------------------------


def test_the_newest_post_comes_first(signed_in) -> None:
    old = make.topic(title="An old one", at=timezone.now() - timedelta(days=3))
    make.topic(title="A newer one", at=timezone.now() - timedelta(days=1))
    make.answer(topic=old)
    assert titles(signed_in.get(LATEST)) == ["An old one", "A newer one"]


def test_a_row_says_who_where_and_what_came_of_it(signed_in) -> None:
    topic = make.topic(by=cast.dorrie(), title="Which one first?", space=make.space(title="Cards"))
    make.helped_mark(post=make.answer(topic=topic))
    html = signed_in.get(LATEST).content.decode()
    assert "Which one first?" in html
    assert "Dorrie H" in html
    assert "Cards" in html
    assert "1 answer" in html
    assert "one helped" in html


def test_a_masked_topic_shows_its_mask_and_its_hour(signed_in) -> None:
    wilf = cast.wilf()
    topic = make.masked_topic(by=wilf, title="Nobody knows")
    html = signed_in.get(LATEST).content.decode()
    assert topic.mask.name in html
    assert "Wilf" not in html
    assert topic.bumped_at.minute == topic.bumped_at.second == 0


def test_pages_are_walked_without_counting(signed_in) -> None:
    space, by = make.space(), make.member()
    start = timezone.now()
    for n in range(30):
        make.topic(by=by, space=space, title=f"Topic {n:02}", at=start - timedelta(minutes=n))
    with CaptureQueriesContext(
        connection,
    ) as asked:
        first = signed_in.get(LATEST)
    assert not any("OFFSET" in query["sql"] or "COUNT(" in query["sql"].upper() for query in asked)
    second = signed_in.get(LATEST + first.context["older"])
    assert titles(first) + titles(second) == [f"Topic {n:02}" for n in range(30)]
    assert second.context["older"] == ""
    assert titles(signed_in.get(LATEST + second.context["newer"])) == titles(first)


def test_a_broken_cursor_is_the_first_page(client) -> None:
    make.topic(title="Here all the same")
    response = client.get(LATEST, {"at": "o%00'--"})
    assert response.status_code == 200
    assert titles(response) == ["Here all the same"]


def test_an_empty_list_says_what_will_be_there(client) -> None:
    assert "Nothing here yet" in client.get(LATEST).content.decode()
    assert "Every question has an answer" in client.get(UNANSWERED).content.decode()


# --- who sees what ----------------------------------------------------------------------------------------------

HIDDEN_FROM_VISITORS = [
    {"audience": Topic.Audience.MEMBERS},
    {"visibility": Space.Visibility.MEMBERS},
    {"visibility": Space.Visibility.MODERATORS},
    {"status": Status.WAITING},
    {"status": Status.HELD},
    {"status": Status.HIDDEN},
    {"status": Status.DELETED},
]


def secret(visibility=Space.Visibility.PUBLIC, **fields):
    space = make.space(visibility=visibility)
    return make.topic(title="Not for everyone", tags=("bank-fees",), space=space, **fields)


def everywhere(topic):
    return [LATEST, UNANSWERED, f"/s/{topic.space.slug}/", "/tags/bank-fees/"]


@pytest.mark.parametrize("fields", HIDDEN_FROM_VISITORS, ids=lambda fields: "-".join(fields.values()))
def test_a_visitor_finds_no_trace_of_it(client, fields) -> None:
    topic = secret(**fields)
    for address in everywhere(topic):
        assert "Not for everyone" not in client.get(address).content.decode()


@pytest.mark.parametrize("fields", HIDDEN_FROM_VISITORS[2:], ids=lambda fields: "-".join(fields.values()))
def test_neither_does_a_member(signed_in, fields) -> None:
    topic = secret(**fields)
    for address in everywhere(topic):
        assert "Not for everyone" not in signed_in.get(address).content.decode()


@pytest.mark.parametrize("fields", HIDDEN_FROM_VISITORS[:2], ids=lambda fields: "-".join(fields.values()))
def test_a_member_reads_what_is_for_members(signed_in, fields) -> None:
    topic = secret(**fields)
    for address in everywhere(topic):
        assert "Not for everyone" in signed_in.get(address).content.decode()


def test_somebody_who_waits_for_a_yes_reads_as_a_visitor(client) -> None:
    secret(audience=Topic.Audience.MEMBERS)
    client.force_login(make.member(approved_at=None))
    assert titles(client.get(LATEST)) == []


def test_whoever_tends_the_space_sees_what_is_held_there_and_not_elsewhere(client) -> None:
    here, there = make.space(), make.space()
    make.topic(title="Held here", space=here, status=Status.HELD)
    make.topic(title="Held there", space=there, status=Status.HELD)
    client.force_login(make.moderator(of=here))
    assert titles(client.get(LATEST)) == ["Held here"]
    assert "waits for somebody who tends this space" in client.get(LATEST).content.decode()


def test_a_term_that_is_over_shows_nothing(client) -> None:
    space = make.space()
    make.topic(space=space, status=Status.HELD)
    mara = make.moderator(of=space)
    Appointment.objects.update(ends_at=timezone.now() - timedelta(seconds=1))
    client.force_login(mara)
    assert titles(client.get(LATEST)) == []


def test_topics_of_whom_i_blocked_are_gone_and_their_masked_ones_are_not(signed_in, ines) -> None:
    wilf = cast.wilf()
    make.topic(by=wilf, title="Under his name")
    make.masked_topic(by=wilf, title="Behind a mask")
    make.block(blocker=ines, blocked=wilf)
    assert titles(signed_in.get(LATEST)) == ["Behind a mask"]


def test_being_blocked_hides_nothing_from_me(signed_in, ines) -> None:
    wilf = cast.wilf()
    make.topic(by=wilf, title="Wilf’s")
    make.block(blocker=wilf, blocked=ines)
    assert titles(signed_in.get(LATEST)) == ["Wilf’s"]


def test_a_suspended_member_still_reads(client) -> None:
    make.topic(title="For everyone")
    client.force_login(cast.noor())
    assert titles(client.get(LATEST)) == ["For everyone"]


# --- unanswered -------------------------------------------------------------------------------------------------


def test_unanswered_holds_open_questions_alone_newest_first(signed_in) -> None:
    make.topic(title="Waits", at=timezone.now() - timedelta(hours=2))
    make.topic(title="Waits since now")
    make.answer(topic=make.topic(title="Answered"))
    make.topic(title="A story", kind=Topic.Kind.STORY)
    assert titles(signed_in.get(UNANSWERED)) == ["Waits since now", "Waits"]


def test_a_held_question_is_not_waiting_for_an_answer(client) -> None:
    topic = make.topic(status=Status.HELD)
    client.force_login(make.moderator(of=topic.space))
    assert titles(client.get(UNANSWERED)) == []


# --- new since you were here ------------------------------------------------------------------------------------


def test_a_topic_with_new_posts_leads_to_the_first_of_them(signed_in, ines) -> None:
    topic = make.topic()
    ReadingMark.objects.create(member=ines, topic=topic, position=0)
    new = make.answer(topic=topic)
    make.answer(topic=topic)
    html = signed_in.get(LATEST).content.decode()
    assert "New since you were here" in html
    assert f"?post={new.pk}#p{new.pk}" in html


@pytest.mark.parametrize("status", [Status.WAITING, Status.HELD, Status.HIDDEN, Status.DELETED])
def test_a_post_that_nobody_reads_yet_is_not_new(signed_in, ines, status) -> None:
    topic = make.topic()
    ReadingMark.objects.create(member=ines, topic=topic, position=0)
    make.answer(topic=topic, status=status)
    assert "New since you were here" not in signed_in.get(LATEST).content.decode()


def test_a_topic_never_opened_or_read_to_its_end_has_no_mark(signed_in, ines) -> None:
    make.answer(topic=make.topic(title="Never opened"))
    read = make.topic(title="Read to its end")
    ReadingMark.objects.create(member=ines, topic=read, position=make.answer(topic=read).position)
    ReadingMark.objects.create(member=make.member(), topic=read, position=0)
    assert "New since you were here" not in signed_in.get(LATEST).content.decode()


# --- parts and costs --------------------------------------------------------------------------------------------


def test_htmx_gets_the_list_alone_and_a_step_back_the_whole_page(client) -> None:
    make.topic(title="Here")
    part = client.get(LATEST, headers={"HX-Request": "true"})
    assert part.content.decode().lstrip().startswith("<title>Latest")
    assert "HX-Request" in part["Vary"]
    whole = client.get(LATEST, headers={"HX-Request": "true", "HX-History-Restore-Request": "true"})
    assert "<!DOCTYPE html>" in whole.content.decode()


def fill(ines, topics) -> None:
    """Topics of many people in many spaces, each followed, read, saved and answered."""
    for n in range(topics):
        topic = make.topic(tags=("bank-fees",), space=Space.objects.first() if n % 2 else make.space())
        post = make.answer(topic=topic, by=ines) if n % 2 else make.topic(by=ines).posts.get()
        make.masked_topic(by=make.member())
        make.follow(member=ines, topic=topic)
        make.bookmark(member=ines, post=post)
        ReadingMark.objects.create(member=ines, topic=topic, position=0)


@pytest.mark.parametrize("who", ["visitor", "member", "moderator"])
@pytest.mark.parametrize("address", [LATEST, UNANSWERED, FOLLOWING, "space", "/tags/bank-fees/", OWN, SAVED, SPACES])
def test_the_questions_to_the_database_are_few_and_do_not_grow(client, ines, who, address) -> None:
    if who == "visitor" and address in (FOLLOWING, OWN, SAVED):
        pytest.skip("members only")
    make.community()
    space = make.space()
    if who == "moderator":
        make.appoint(member=ines, space=space)
    address = f"/s/{space.slug}/" if address == "space" else address
    fill(ines, 2)
    if who != "visitor":
        client.force_login(ines)
    client.get(address)
    asked = []
    for more in (0, 12):
        fill(ines, more)
        cache.clear()  # a visitor's kept page would ask one question alone
        pagecache.pages.clear()
        community()
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        asked.append(len(queries))
    assert asked[0] == asked[1] <= LISTS_AT_MOST
