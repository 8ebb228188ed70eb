"""Thanks of many people, and many clicks of one, at the same moment: the rows are exact."""

import random

import pytest

from activity.models import Event
from forum.models import Topic
from members.rules import NotAllowed
from recognition.actions import thanks as verbs
from recognition.models import Thanks
from tests import make
from tests.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_twenty_thank_one_post_at_once() -> None:
    post = make.answer()
    before = Topic.objects.get(pk=post.topic_id).version
    people = [make.member() for _ in range(20)]
    results = at_once(
        [lambda p=p: verbs.give(actor=p, post=post, words=["clear"], masked=p.pk % 2 == 0) for p in people]
    )
    assert all(isinstance(result, Thanks) for result in results)
    assert Thanks.objects.filter(post=post).count() == 20
    assert Event.objects.filter(verb="thanks.given").count() == 20
    assert Topic.objects.get(pk=post.topic_id).version == before + 20


def test_twenty_clicks_of_one_person_named_and_masked_are_one() -> None:
    post, ines = make.answer(), make.member()
    results = at_once(
        [lambda n=n: verbs.give(actor=ines, post=post, words=["clear"], masked=n % 2 == 0) for n in range(20)]
    )
    assert {type(result) for result in results} == {Thanks}, results
    assert Thanks.objects.filter(post=post).count() == 1
    assert Event.objects.filter(verb="thanks.given").count() == 1


def test_thanks_and_taking_back_in_any_order_leave_the_rows_and_the_ledger_in_step() -> None:
    post, ines = make.answer(), make.member()
    calls = [lambda: verbs.give(actor=ines, post=post, words=["clear"])] * 8
    calls += [lambda: verbs.withdraw(actor=ines, post=post)] * 8
    random.Random(7).shuffle(calls)  # noqa: S311
    at_once(calls, refusals=(NotAllowed,))
    left = Thanks.objects.filter(post=post).count()
    given = Event.objects.filter(verb="thanks.given").count()
    withdrawn = Event.objects.filter(verb="thanks.withdrawn").count()
    assert left in (0, 1)
    assert given - withdrawn == left
