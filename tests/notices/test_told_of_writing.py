"""Who hears of a post: the asker, whoever is mentioned, whoever follows. Each of them once, and nobody of themselves."""

import pytest
from django.db.models import Q
from django.utils import timezone

from activity.models import Delivery, Event
from forum import actions
from forum.models import MASKED_GRACE, Post, Topic
from forum.queries.people import known
from masks import sealed
from members.models import Member
from notices.actions.reactions import writing
from notices.models import Choice, Message, Notice
from notices.rules import readable_by
from tests import make
from tests.ledger import settle
from writing.render import render

pytestmark = pytest.mark.django_db


def answer(topic: Topic, by: Member, body: str = "I called them first.", masked: bool = False) -> Post:
    """A real answer, and all that follows from it."""
    post = actions.answer(actor=by, topic=topic, body=body, masked=masked, submit_key=None)
    if masked:
        Post.objects.filter(pk=post.pk).update(visible_from=post.visible_from - MASKED_GRACE)
        actions.release_waiting()
    settle()
    return post


def kinds(member: Member) -> list[str]:
    """What this member reads under the bell."""
    return list(readable_by(Member.objects.get(pk=member.pk)).order_by("pk").values_list("kind", flat=True))


def test_the_asker_hears_of_an_answer_and_gets_one_mail() -> None:
    topic = make.topic()
    post = answer(topic, make.member())
    notice = Notice.objects.get()
    assert (notice.kind, notice.member, notice.post_id) == ("answered", topic.member, post.pk)
    assert Message.objects.get().kind == "answered"


def test_nobody_hears_of_their_own_post() -> None:
    topic = make.topic()
    make.follow(member=topic.member, topic=topic)
    answer(topic, topic.member)
    assert not Notice.objects.exists()


def test_the_same_event_twice_tells_once() -> None:
    topic = make.topic()
    answer(topic, make.member())
    event = Event.objects.get(verb="post.written")
    writing.written(event)
    assert Notice.objects.count() == Message.objects.count() == 1


def test_a_post_that_is_no_longer_there_is_not_told() -> None:
    topic, helper = make.topic(), make.member()
    post = actions.answer(actor=helper, topic=topic, body="I called.", masked=False, submit_key=None)
    actions.delete(actor=helper, row=post)
    settle()
    assert not Notice.objects.filter(kind="answered").exists()


def test_followers_hear_in_the_page_and_by_mail_only_if_they_chose_it() -> None:
    topic, plain, keen = make.topic(), make.member(), make.member()
    for member in (plain, keen):
        make.follow(member=member, topic=topic)
    Choice.objects.create(member=keen, kind="followed", by_mail=True)
    answer(topic, make.member())
    assert kinds(plain) == kinds(keen) == ["followed"]
    assert [message.member for message in Message.objects.filter(kind="followed")] == [keen]


def test_a_follower_who_is_mentioned_hears_once() -> None:
    topic, pau = make.topic(), make.member(handle="pau")
    make.follow(member=pau, topic=topic)
    answer(topic, make.member(), body="Ask @pau about it.")
    assert kinds(pau) == ["mentioned"]


def test_a_mention_that_an_edit_adds_is_told() -> None:
    topic, pau, helper = make.topic(), make.member(handle="pau"), make.member()
    post = answer(topic, helper)
    actions.edit(actor=helper, post=post, body="Ask @pau about it.", base=0)
    settle()
    assert kinds(pau) == ["mentioned"]


@pytest.mark.parametrize("away", ["hide", "hold"])
def test_one_that_was_added_while_nobody_could_read_it_is_told_when_they_can(away: str) -> None:
    pau, helper, admin = make.member(handle="pau"), make.member(), make.admin()
    post = answer(make.topic(), helper)
    getattr(actions, away)(row=post, by=admin)
    back = {"hide": actions.unhide, "hold": actions.release}[away]
    Post.objects.filter(pk=post.pk).update(
        edited_at=timezone.now(), html=render("Ask @pau about it.", people=known).html
    )
    settle()
    assert kinds(pau) == []
    back(row=post, by=admin)
    settle()
    assert kinds(pau) == ["mentioned"]
    actions.hide(row=post, by=admin)
    actions.unhide(row=post, by=admin)
    settle()
    assert kinds(pau) == ["mentioned"]


def test_a_thousand_followers_cost_as_many_queries_as_one(django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    topic = make.topic()
    for _number in range(15):
        make.follow(member=make.member(), topic=topic)
    post = actions.answer(actor=make.member(), topic=topic, body="I called.", masked=False, submit_key=None)
    event = Event.objects.get(verb="post.written")
    with django_assert_max_num_queries(24):
        writing.written(event)
    assert Notice.objects.filter(post=post, kind="followed").count() == 15


def test_blocked_people_do_not_hear_of_each_other() -> None:
    topic, helper, follower = make.topic(), make.member(), make.member()
    make.follow(member=follower, topic=topic)
    make.block(blocker=topic.member, blocked=helper)
    make.block(blocker=helper, blocked=follower)
    answer(topic, helper)
    assert not Notice.objects.exists()


def test_a_mask_is_told_of_even_where_the_wearer_is_blocked() -> None:
    topic, helper = make.topic(), make.member()
    make.block(blocker=topic.member, blocked=helper)
    answer(topic, helper, masked=True)
    assert kinds(topic.member) == ["answered"]


def test_nothing_is_told_before_the_masks_two_minutes_are_over() -> None:
    topic = make.topic()
    actions.answer(actor=make.member(), topic=topic, body="I called.", masked=True, submit_key=None)
    actions.release_waiting()
    settle()
    assert not Notice.objects.exists()


def test_a_masked_asker_hears_under_the_mask_alone() -> None:
    ines = make.member()
    topic = make.masked_topic(by=ines)
    answer(topic, make.member())
    notice, message = Notice.objects.get(), Message.objects.get()
    assert (notice.member, notice.mask) == (None, topic.mask)
    assert (message.member, message.mask) == (None, topic.mask)
    assert kinds(ines) == ["answered"]


def test_ones_own_masked_post_is_told_in_the_table_and_nowhere_else() -> None:
    """A row that is missing would say whose the mask is."""
    topic, other = make.topic(), make.member()
    for member in (other, topic.member):
        make.follow(member=member, topic=topic)
    answer(topic, topic.member, masked=True)
    assert Notice.objects.filter(Q(member=other) | Q(member=topic.member)).count() == 2
    assert kinds(topic.member) == []
    assert kinds(other) == ["followed"]


def test_ones_own_named_answer_to_ones_mask_is_not_read() -> None:
    ines = make.member()
    topic = make.masked_topic(by=ines)
    answer(topic, ines)
    assert kinds(ines) == []


def test_times_behind_a_mask_are_hours() -> None:
    topic = make.topic()
    answer(topic, make.member(), masked=True)
    at = Notice.objects.get().at
    assert (at.minute, at.second, at.microsecond) == (0, 0, 0)


def test_mail_about_a_mask_leaves_some_minutes_later() -> None:
    topic = make.topic()
    answer(topic, make.member(), masked=True)
    message = Message.objects.get()
    assert 0 < (message.not_before - timezone.now()).total_seconds() < 10 * 60
    assert message.keeps_hours


def test_the_author_of_a_post_hears_of_a_comment() -> None:
    post = make.answer()
    comment = actions.comment(actor=make.member(), post=post, body="Did it take long?", masked=False, submit_key=None)
    settle()
    notice = Notice.objects.get()
    assert (notice.kind, notice.member, notice.comment) == ("commented", post.member, comment)
    assert not Message.objects.exists()


def test_nobody_hears_of_a_topic_that_they_cannot_see() -> None:
    space = make.space(visibility="moderators")
    outsider, admin = make.member(), make.admin()
    topic = make.topic(by=admin, space=space)
    make.follow(member=outsider, topic=topic)
    answer(topic, make.moderator(of=space))
    assert kinds(outsider) == []
    assert kinds(admin) == ["answered"]


def test_imported_people_and_closed_accounts_are_not_told() -> None:
    for by in (make.member(kind=Member.Kind.IMPORTED), make.member(is_active=False)):
        answer(make.topic(by=by), make.member())
    assert not Notice.objects.exists()


def test_taking_the_mask_off_brings_the_notices_along() -> None:
    ines = make.member()
    topic = make.masked_topic(by=ines)
    answer(topic, make.member())
    assert sealed.owns(ines, topic.mask)
    actions.take_mask_off(actor=ines, topic=topic)
    settle()
    assert Notice.objects.get().member == Message.objects.get().member == ines


def test_nothing_is_left_undone() -> None:
    answer(make.topic(), make.member())
    assert not Delivery.objects.exists()
