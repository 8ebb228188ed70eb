"""A link of somebody new waits for nobody where it leads to a place that three members of standing have linked."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forum import actions, holds
from forum.actions.noting_places import note_places
from forum.actions.tending import hide, unhide
from forum.models import LinkedPlace, Post, Space, Status, Topic
from forum.queries.places import known
from members.models import Member
from tests import make
from tests.forum import say

pytestmark = pytest.mark.django_db

PLACE = "citizensadvice.org.uk"
BODY = f"Their list helped me: [here](https://www.{PLACE}/debt)."
HTML = f'<p>Their list helped me: <a href="https://www.{PLACE}/debt" rel="nofollow">here</a>.</p>'
AGO = timedelta(days=20)


def of_standing(*, earlier: int = holds.NEW_UNTIL) -> Member:
    """Somebody of whom others read so much."""
    member = make.member()
    for number in range(earlier):
        make.answer(by=member, at=timezone.now() - AGO - timedelta(hours=1 + number))
    return member


def linked(by: Member | None = None, *, html: str = HTML, **fields) -> Post:
    post = make.answer(by=None if "mask" in fields else by or of_standing(), **fields)
    Post.objects.filter(pk=post.pk).update(html=html)
    return post


def community_that_knows() -> list[Post]:
    posts = [linked() for _ in range(3)]
    note_places()
    return posts


def is_held(body: str = BODY, *, by: Member | None = None, masked: bool = False) -> bool:
    post = say.answer(actor=by or make.newcomer(), topic=make.topic(), body=body, masked=masked)
    return post.status == Status.HELD


@pytest.mark.parametrize("masked", [False, True])
def test_a_first_post_with_a_link_to_a_known_place_is_read_at_once(masked: bool) -> None:
    assert is_held(masked=masked)
    community_that_knows()
    assert not is_held(masked=masked)


def test_so_is_a_comment_and_an_address_that_was_put_in_as_it_is() -> None:
    community_that_knows()
    comment = say.comment(actor=make.newcomer(), post=make.answer(), body=f"See https://{PLACE}/x")
    assert comment.status == Status.VISIBLE
    assert not is_held(f"http://www.{PLACE}/y")


@pytest.mark.parametrize(
    "body",
    [
        f"{BODY} And [that](https://quick.example).",
        f"{BODY} And quickloans.com.",
        f"https://{PLACE}.evil.example/",
        f"https://me@{PLACE}/",
        f"https://{PLACE}:8080/",
        f"[{PLACE}](https://quick.example)",
        " ".join(f"[{n}](https://a{n}.example)" for n in range(holds.MOST_PLACES)) + BODY,
    ],
)
def test_what_leads_elsewhere_as_well_waits(body: str) -> None:
    community_that_knows()
    assert is_held(body)


def test_two_are_too_few_and_one_who_says_it_three_times_is_one() -> None:
    twice = of_standing()
    for post in (linked(twice), linked(twice), linked()):
        assert post.pk
    note_places()
    assert LinkedPlace.objects.count() == 2
    assert is_held()


def test_the_writer_does_not_count() -> None:
    """Somebody who slept: their own old links are theirs."""
    slept = make.member()
    long_ago = timezone.now() - holds.ASLEEP - AGO
    for number in range(3):
        linked(slept, at=long_ago + timedelta(hours=number))
    linked(), linked()
    note_places()
    assert known([PLACE], but_for=None) == {PLACE}
    assert is_held(by=slept)


def new_one() -> None:
    linked(of_standing(earlier=holds.NEW_UNTIL - 1))


def masked_one() -> None:
    topic, member = make.topic(), of_standing()
    linked(topic=topic, mask=make.mask(of=member, topic=topic))


def one_who_slept() -> None:
    """Bought, perhaps: they had written little, and nothing for half a year."""
    member = make.member()
    for number in range(holds.NEW_UNTIL):
        make.answer(by=member, at=timezone.now() - holds.ASLEEP - timedelta(days=2 + number))
    linked(member)


def held_one() -> None:
    linked(status=Status.HELD)


def hidden_topic() -> None:
    linked(topic=make.topic(status=Status.HIDDEN))


def sensitive_space() -> None:
    linked(topic=make.topic(space=make.space(is_sensitive=True)))


def moderators_space() -> None:
    linked(topic=make.topic(space=make.space(visibility=Space.Visibility.MODERATORS)))


def suspended_one() -> None:
    member = of_standing()
    make.suspension(member=member)
    linked(member)


def another_place() -> None:
    linked(html=HTML.replace(PLACE, f"x.{PLACE}"))


def within_code() -> None:
    linked(html=f"<pre><code>https://{PLACE}</code></pre>")


THIRD = [
    *(new_one, masked_one, one_who_slept, held_one, hidden_topic, sensitive_space, moderators_space, suspended_one),
    *(another_place, within_code),
]


@pytest.mark.parametrize("third", THIRD)
def test_a_third_who_does_not_count(third) -> None:
    linked(), linked()
    third()
    note_places()
    assert is_held()
    linked(topic=make.topic(space=make.space(visibility=Space.Visibility.MEMBERS)))
    note_places()
    assert not is_held()


def test_a_place_is_known_no_more_at_once_when_its_post_was_hidden() -> None:
    posts = community_that_knows()
    hide(row=posts[0])
    assert is_held()
    unhide(row=posts[0])
    assert not is_held()


def test_nor_when_its_writer_took_it_back_or_its_topic_moved_where_few_read() -> None:
    posts = community_that_knows()
    actions.delete(actor=posts[0].member, row=posts[0])
    assert is_held()
    Post.objects.filter(pk=posts[0].pk).update(status=Status.VISIBLE)
    assert not is_held()
    Topic.objects.filter(pk=posts[1].topic_id).update(space=make.space(visibility=Space.Visibility.MODERATORS))
    assert is_held()


def test_the_night_forgets_what_no_post_bears_out_and_finds_an_older_one() -> None:
    posts = community_that_knows()
    linked(posts[0].member, at=timezone.now() - timedelta(days=1))
    hide(row=posts[0])
    Post.objects.filter(pk=posts[1].pk).update(html="<p>Their list helped me.</p>")
    Post.objects.filter(pk=posts[2].pk).update(html=HTML.replace(PLACE, "example.org"))
    note_places()
    assert set(LinkedPlace.objects.values_list("place", "member")) == {
        (PLACE, posts[0].member_id),
        ("example.org", posts[2].member_id),
    }


def test_many_batches_find_the_same_and_a_second_night_nothing_new(monkeypatch) -> None:
    monkeypatch.setattr("forum.actions.noting_places.BATCH", 1)
    community_that_knows()
    assert LinkedPlace.objects.count() == 3
    assert note_places() == 0
    assert LinkedPlace.objects.count() == 3


def test_open_places_are_not_even_noted() -> None:
    for _ in range(3):
        linked(html='<p><a href="https://t.me/fast">x</a> <a href="https://bit.ly/x">x</a></p>')
    assert note_places() == 0


def test_it_costs_one_question_and_none_without_a_link() -> None:
    community_that_knows()
    assert known([], but_for=None) == frozenset()
    with CaptureQueriesContext(connection) as asked:
        assert known([PLACE, "example.org", "example.com"], but_for=1) == {PLACE}
    assert len(asked) == 1
    with CaptureQueriesContext(connection) as plain:
        say.answer(actor=make.newcomer(), topic=make.topic(), body="Call them.")
    assert not [query for query in plain.captured_queries if "forum_linkedplace" in query["sql"]]
