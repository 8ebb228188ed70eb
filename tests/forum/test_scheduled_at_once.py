"""What is due is posted once, however many are at it: two workers, the clock and its writer."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from forum.actions import scheduling
from forum.models import Post, Scheduled, Topic
from members.models import Member
from members.rules import NotAllowed
from tests import make
from tests.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)

REFUSALS = (Scheduled.DoesNotExist, NotAllowed)


def due(member: Member, topic: Topic, number: int = 0) -> Scheduled:
    at = timezone.now() - timedelta(minutes=1)
    context, body = f"topic:{topic.pk}", f"Call them before the day it is due, {number}."
    return Scheduled.objects.create(member=member, context=context, body=body, submit_key=uuid4(), at=at)


def test_two_workers_post_each_once() -> None:
    make.community()
    topics, people = [make.topic() for _ in range(3)], [make.member() for _ in range(6)]
    keys = {due(person, topic, number).submit_key for number, person in enumerate(people) for topic in topics}
    posted = at_once([scheduling.post_due] * 3)
    assert sum(number for number in posted if isinstance(number, int)) == len(keys) == 18
    assert {post.submit_key for post in Post.objects.filter(position__gt=0)} == keys
    assert not Scheduled.objects.exists()


@pytest.mark.parametrize("time", range(3))
def test_its_writer_and_the_clock_at_the_same_moment(time: int) -> None:
    make.community()
    ines, topic = make.member(), make.topic()
    row = due(ines, topic, time)
    at_once([lambda: scheduling.post_now(actor=ines, id=row.pk), scheduling.post_due], refusals=REFUSALS)
    assert topic.posts.filter(position__gt=0).count() == 1
    assert not Scheduled.objects.exists()


@pytest.mark.parametrize("time", range(3))
def test_what_is_taken_back_is_posted_or_kept_and_never_both(time: int) -> None:
    make.community()
    ines, topic = make.member(), make.topic()
    row = due(ines, topic, time)
    outcomes = at_once([lambda: scheduling.take_back(actor=ines, id=row.pk), scheduling.post_due], refusals=REFUSALS)
    posted, kept = topic.posts.filter(position__gt=0).count(), Scheduled.objects.filter(at=None).count()
    assert (posted, kept) in {(1, 0), (0, 1)}
    assert isinstance(outcomes[0], Scheduled) == bool(kept)


def test_two_clicks_are_one_row_and_the_limit_holds() -> None:
    make.community()
    ines, topic = make.member(), make.topic()
    when = timezone.now() + timedelta(days=1)

    def schedule(key: object) -> Scheduled:
        return scheduling.schedule(
            actor=ines, context=f"topic:{topic.pk}", body="Call them.", masked=False,
            day=when.date(), hour=when.time().replace(second=0, microsecond=0), submit_key=key,
        )  # fmt: skip

    key = uuid4()
    assert len({row.pk for row in at_once([lambda: schedule(key)] * 4)}) == 1
    for _more in range(scheduling.MOST - 2):
        schedule(uuid4())
    outcomes = at_once([lambda: schedule(uuid4())] * 4, refusals=REFUSALS)
    assert sum(isinstance(one, Scheduled) for one in outcomes) == 1
    assert ines.scheduled.count() == scheduling.MOST
