"""Answering a topic."""

from uuid import uuid4

import pytest
from django.utils import timezone

from forum import actions
from forum.models import Post, Space, Status, Topic
from forum.queries.people import mentioned
from members.models import Member
from members.rules import NotAllowed
from tests import cast, make
from tests.forum import say
from tests.races import at_once

pytestmark = pytest.mark.django_db


def test_an_answer_takes_the_next_place_and_is_counted() -> None:
    topic = make.topic()
    first = say.answer(actor=cast.dorrie(), topic=topic)
    second = say.answer(actor=cast.tobias(), topic=topic)
    topic.refresh_from_db()
    assert [first.position, second.position] == [1, 2]
    assert (topic.answer_count, topic.next_position) == (2, 3)
    assert topic.bumped_at == second.created_at
    assert say.verbs() == ["post.written", "post.written"]


def test_kept_pages_of_the_topic_are_made_anew() -> None:
    topic = make.topic()
    say.answer(actor=cast.dorrie(), topic=topic)
    assert Topic.objects.get(pk=topic.pk).version > topic.version


def test_one_submit_is_one_answer() -> None:
    topic, dorrie, key = make.topic(), cast.dorrie(), uuid4()
    first = say.answer(actor=dorrie, topic=topic, submit_key=key)
    assert say.answer(actor=dorrie, topic=topic, submit_key=key, body="Something else.") == first
    assert Topic.objects.get(pk=topic.pk).answer_count == 1


def test_a_held_answer_is_not_counted_until_it_is_let_through() -> None:
    topic = make.topic()
    post = say.answer(actor=cast.wilf(), topic=topic, body="See www.cheap-loans.com for more")
    topic.refresh_from_db()
    assert (post.status, topic.answer_count) == (Status.HELD, 0)
    actions.release(row=post, by=cast.marit())
    topic.refresh_from_db()
    assert topic.answer_count == 1
    assert say.verbs() == ["post.held", "post.written", "post.released"]


def test_letting_through_twice_is_one_appearance() -> None:
    topic = make.topic()
    post = say.answer(actor=cast.wilf(), topic=topic, body="See www.cheap-loans.com for more")
    actions.release(row=post)
    actions.release(row=post)
    topic.refresh_from_db()
    assert topic.answer_count == 1
    assert say.verbs().count("post.written") == 1


def test_hidden_and_shown_again_is_counted_right_and_told_once() -> None:
    topic = make.topic()
    post = say.answer(actor=cast.dorrie(), topic=topic)
    actions.hide(row=post, by=cast.marit())
    actions.hide(row=post)
    topic.refresh_from_db()
    assert topic.answer_count == 0
    actions.unhide(row=post)
    topic.refresh_from_db()
    assert topic.answer_count == 1
    assert say.verbs() == ["post.written", "post.hidden", "post.restored"]


def test_hiding_the_question_hides_the_topic() -> None:
    topic = make.topic()
    actions.hide(row=say.opening(topic))
    assert Topic.objects.get(pk=topic.pk).status == Status.HIDDEN
    with pytest.raises(NotAllowed):
        say.answer(actor=cast.dorrie(), topic=topic)


@pytest.mark.parametrize("status", [Status.HELD, Status.HIDDEN, Status.DELETED])
def test_a_topic_that_is_not_there_is_refused(status) -> None:
    with pytest.raises(NotAllowed):
        say.answer(actor=cast.dorrie(), topic=make.topic(status=status))


def test_an_empty_answer_is_refused() -> None:
    with pytest.raises(NotAllowed):
        say.answer(actor=cast.dorrie(), topic=make.topic(), body=" \n")


def test_a_suspended_member_is_refused() -> None:
    with pytest.raises(NotAllowed):
        say.answer(actor=cast.noor(), topic=make.topic())


def test_a_closed_space_is_refused() -> None:
    with pytest.raises(NotAllowed):
        say.answer(actor=cast.dorrie(), topic=make.topic(space=make.space(archived_at=timezone.now())))


def test_the_moderators_space_is_refused() -> None:
    desk = make.space(visibility=Space.Visibility.MODERATORS)
    with pytest.raises(NotAllowed):
        say.answer(actor=cast.dorrie(), topic=make.topic(space=desk))


@pytest.mark.django_db(transaction=True)
def test_ten_clicks_at_once_are_one_answer() -> None:
    topic, dorrie, key = make.topic(), cast.dorrie(), uuid4()
    posts = at_once([lambda: say.answer(actor=dorrie, topic=topic, submit_key=key)] * 10)
    topic.refresh_from_db()
    assert len({post.pk for post in posts}) == 1
    assert (topic.answer_count, topic.next_position) == (1, 2)


@pytest.mark.django_db(transaction=True)
def test_ten_clicks_at_once_are_one_question() -> None:
    space, ines, key = make.space(), cast.ines(), uuid4()
    topics = at_once([lambda: say.ask(actor=ines, space=space, submit_key=key, tags=["cards"])] * 10)
    assert len({topic.pk for topic in topics}) == Topic.objects.count() == Post.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_twenty_answers_at_once_stand_without_gaps() -> None:
    topic = make.topic()
    people = [make.member() for _ in range(20)]
    jobs = [lambda who=who, n=n: say.answer(actor=who, topic=topic, masked=bool(n % 2)) for n, who in enumerate(people)]
    at_once(jobs)
    say.end_grace()
    topic.refresh_from_db()
    positions = list(topic.posts.order_by("position").values_list("position", flat=True))
    assert positions == list(range(21))
    assert (topic.answer_count, topic.next_position) == (20, 21)


def test_who_is_mentioned_is_linked_and_read_from_there() -> None:
    cast.ines()
    dorrie = cast.dorrie()
    post = say.answer(actor=dorrie, topic=make.topic(), body="As @Ines said, and @dorrie, and @nobody_here.")
    assert mentioned(post) == [Member.objects.get(handle="ines").pk]
    assert post.html.count("<a ") == 2


def test_somebody_whom_the_author_blocked_or_who_blocked_them_does_not_hear_of_a_mention() -> None:
    """It is a link all the same: a plain one would show the writer who blocks them."""
    ines, dorrie = cast.ines(), cast.dorrie()
    make.block(blocker=ines, blocked=dorrie)
    for writer, text in ((dorrie, "Look, @ines"), (ines, "Look, @dorrie")):
        post = say.answer(actor=writer, topic=make.topic(), body=text)
        assert "<a " in post.html
        assert mentioned(post) == []


def test_a_block_is_not_asked_of_a_mask() -> None:
    """A mention that vanished would say who wears it."""
    ines, dorrie = cast.ines(), cast.dorrie()
    make.block(blocker=ines, blocked=dorrie)
    assert "<a " in say.answer(actor=dorrie, topic=make.topic(), body="Look, @ines", masked=True).html
