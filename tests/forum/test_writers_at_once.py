"""Many write in one topic at the same moment while workers tell of it: nobody waits in a circle."""

from collections.abc import Callable, Iterator
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test import Client

from activity.models import Delivery
from forum import actions
from forum.actions.common import locked_comment
from forum.models import Comment
from masks import sealed
from members.models import Member
from moderation.actions import decisions, reports
from moderation.models import Decision, Report
from notices.actions import reading
from notices.actions.tell import tell
from notices.models import Notice
from recognition.actions import thanks
from tests import make
from tests.forum import say
from tests.races import at_once, deadlocks, others, working

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def no_deadlock() -> Iterator[None]:
    make.community()
    make.thanks_words()
    older = others()
    before = deadlocks(but=older)
    yield
    assert deadlocks(but=older) == before
    assert list(Delivery.objects.filter(attempts__gt=0).values_list("handler", "last_error")) == []


@pytest.mark.usefixtures("no_deadlock")
def test_twelve_comment_under_one_post_through_their_pages() -> None:
    post, people = make.answer(), [make.member() for _ in range(12)]

    def writing(person: Member) -> Callable[[], list[int]]:
        client = Client(raise_request_exception=False, REMOTE_ADDR=f"10.0.0.{people.index(person)}")
        client.force_login(person)
        words = {"body": "How long did that take?", "as": "me"}
        return lambda: [
            client.post(f"/p/{post.pk}/comments/", words | {"submit_key": uuid4()}).status_code for _ in range(3)
        ]

    with working(2):
        answered = at_once([writing(person) for person in people])
    assert answered == [[303] * 3] * 12
    post.refresh_from_db()
    assert post.comment_count == Comment.objects.count() == 36
    assert Notice.objects.filter(kind="commented").count() == 36


@pytest.mark.usefixtures("no_deadlock")
def test_all_kinds_of_writers_in_one_topic() -> None:
    asker, helper = make.member(), make.member()
    topic = make.topic(by=asker)
    post, tends = make.answer(topic=topic, by=helper), make.moderator(of=topic.space)
    remark = make.comment(post=post)
    people = [make.member() for _ in range(3)]
    calls: list[Callable[[], object]] = [
        lambda: actions.mark_helped(actor=asker, post=post),
        lambda: actions.edit(actor=helper, post=post, body=f"Or else: @{asker.handle}", base=0),
        lambda: decisions.decide(moderator=tends, thing=remark, verb=Decision.Verb.HIDE, reason="Unkind."),
        lambda: reading.read_all(member=asker),
        lambda: reading.read_topic(member=asker, topic=topic),
    ]
    for person in people:
        calls += [
            lambda who=person: say.answer(actor=who, topic=topic, masked=True, body=f"Ask @{helper.handle}."),
            lambda who=person: say.answer(actor=who, topic=topic),
            lambda who=person: say.comment(actor=who, post=post),
            lambda who=person: say.comment(actor=who, post=post, masked=True),
            lambda who=person: thanks.give(actor=who, post=post, words=["clear"], masked=True),
            lambda who=person: reports.report(actor=who, thing=post, reason=Report.Reason.OTHER, masked=True),
        ]
    with working(2):
        at_once(calls)
    say.end_grace()
    topic.refresh_from_db()
    post.refresh_from_db()
    assert (topic.answer_count, topic.helped_count, post.comment_count) == (7, 1, 6)
    assert Report.objects.count() == 3


def test_whoever_tells_of_a_row_does_not_wait_for_its_writers() -> None:
    """Its foreign keys are looked at when it commits: nobody may wait there for somebody who waits in turn."""
    remark, reader = make.comment(), make.member()

    def told() -> object:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '2s'")
        about = {"topic": remark.post.topic, "post": remark.post, "comment": remark, "actor": remark.member}
        return tell(to=reader, kind="mentioned", dedupe_key="comment:1", **about)

    with transaction.atomic():
        locked_comment(remark)
        assert [type(answer) for answer in at_once([told])] == [Notice]


def test_first_mask_of_a_topic_put_on_twice_at_once() -> None:
    """Thanks took the mask's turn and then the topic, an answer the topic and then the turn."""
    make.thanks_words()
    post = make.answer()
    for person in [make.member() for _ in range(4)]:
        at_once(
            [
                lambda who=person: say.answer(actor=who, topic=post.topic, masked=True),
                lambda who=person: thanks.give(actor=who, post=post, words=["clear"], masked=True),
            ]
        )
        assert len(sealed.mine(Member.objects.get(pk=person.pk))) == 1
