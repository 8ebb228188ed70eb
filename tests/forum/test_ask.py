"""Opening a topic."""

from uuid import uuid4

import pytest
from django.utils import timezone

from forum.limits import TooMuch
from forum.models import Follow, Post, Space, Status, Tag, Topic
from members.rules import NotAllowed
from tests import cast, make
from tests.forum import say

pytestmark = pytest.mark.django_db


def test_a_question_stands_with_its_opening_post_and_its_asker_follows_it() -> None:
    ines = cast.ines()
    topic = say.ask(actor=ines, title="  Which card   first? ", body="Four cards.\r\n", tags=["Cards"])
    opening = say.opening(topic)
    topic.refresh_from_db()
    assert (topic.title, topic.slug, topic.status) == ("Which card first?", "which-card-first", Status.VISIBLE)
    assert (opening.body, opening.status, opening.member) == ("Four cards.", Status.VISIBLE, ines)
    assert (topic.next_position, topic.answer_count, topic.excerpt) == (1, 0, "Four cards.")
    assert opening.visible_from is None
    assert Follow.objects.filter(member=ines, topic=topic).exists()


def test_the_ledger_hears_of_it_once() -> None:
    topic = say.ask(actor=cast.ines())
    assert say.verbs() == ["topic.asked"]
    assert topic.posts.count() == 1


@pytest.mark.parametrize("kind", Topic.Kind.values)
def test_each_kind_can_be_opened(kind) -> None:
    assert say.ask(actor=cast.ines(), kind=kind).kind == kind


def test_one_submit_is_one_topic() -> None:
    ines, key = cast.ines(), uuid4()
    first = say.ask(actor=ines, submit_key=key)
    again = say.ask(actor=ines, submit_key=key, title="Another title altogether")
    assert again == first
    assert Topic.objects.count() == Post.objects.count() == 1


def test_spellings_of_a_tag_are_one_tag() -> None:
    ines = cast.ines()
    say.ask(actor=ines, tags=["Bank  Fees", "#bank fees", " bank-fees "])
    topic = say.ask(actor=ines, tags=["ＢＡＮＫ fees", "Überziehung"])
    assert set(Tag.objects.values_list("slug", "name")) == {
        ("bank-fees", "Bank Fees"),
        ("überziehung", "Überziehung"),
    }
    assert topic.tags.count() == 2


def test_a_first_post_with_a_link_waits_for_a_person() -> None:
    topic = say.ask(actor=cast.wilf(), body="Buy it at www.cheap-loans.example.com today")
    topic.refresh_from_db()
    assert topic.status == say.opening(topic).status == Status.HELD
    assert say.verbs() == ["post.held"]


def test_a_first_post_without_one_does_not() -> None:
    topic = say.ask(actor=cast.wilf())
    topic.refresh_from_db()
    assert topic.status == Status.VISIBLE


def test_more_than_four_tags_are_refused() -> None:
    with pytest.raises(NotAllowed, match="Four tags"):
        say.ask(actor=cast.ines(), tags=["a1", "b1", "c1", "d1", "e1"])
    assert not Tag.objects.exists()


@pytest.mark.parametrize(
    "fields",
    [{"title": "Help"}, {"title": "x" * 161}, {"body": "  \n "}, {"body": "x" * 32_001}, {"title": "\u202e\x00"}],
)
def test_too_little_or_too_much_is_refused(fields) -> None:
    with pytest.raises(NotAllowed):
        say.ask(actor=cast.ines(), **fields)
    assert not Topic.objects.exists()


def test_a_suspended_member_is_refused() -> None:
    with pytest.raises(NotAllowed, match="Selling something"):
        say.ask(actor=cast.noor())


def test_an_account_that_waits_for_approval_is_refused() -> None:
    with pytest.raises(NotAllowed):
        say.ask(actor=make.member(approved_at=None))


def test_a_closed_space_is_refused() -> None:
    with pytest.raises(NotAllowed, match="closed"):
        say.ask(actor=cast.ines(), space=make.space(archived_at=timezone.now()))


def test_the_moderators_space_is_refused_to_members_and_open_to_moderators() -> None:
    desk = make.space(visibility=Space.Visibility.MODERATORS)
    with pytest.raises(NotAllowed):
        say.ask(actor=cast.ines(), space=desk)
    assert say.ask(actor=make.moderator(of=make.space()), space=desk).pk


def test_somebody_elses_submit_key_gives_nothing_away() -> None:
    key = uuid4()
    say.ask(actor=cast.ines(), submit_key=key)
    with pytest.raises(NotAllowed):
        say.ask(actor=cast.dorrie(), submit_key=key)
    assert Topic.objects.count() == 1


def test_a_flood_is_refused() -> None:
    wilf = cast.wilf()
    for _ in range(3):
        say.ask(actor=wilf)
    with pytest.raises(TooMuch):
        say.ask(actor=wilf)
