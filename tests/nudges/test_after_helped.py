"""One waiting question, in the page, right after "this helped"."""

from datetime import timedelta

import pytest
from django.utils import timezone

from forum.models import Topic
from members.models import Member
from notices.actions.choices import How, choose
from notices.models import Message
from nudges.actions import after_helped, ends
from nudges.models import Summons
from nudges.queries.after_helped import pick, suggestion
from tests import make

pytestmark = pytest.mark.django_db


def mine(**fields: object) -> Topic:
    return make.topic(title="How do I dispute a bank fee?", tags=("bank fees",), **fields)


def other(**fields: object) -> Topic:
    fields = {"title": "My bank says the fee is final", "tags": ("bank fees",)} | fields
    return make.topic(**fields)


def again(member: Member) -> Member:
    """The member as the next request loads them."""
    return Member.objects.get(pk=member.pk)


def test_a_question_with_the_same_tag_is_offered_with_its_reason() -> None:
    topic, question = mine(), other()
    after_helped.offer(member=topic.member, topic=topic)
    found = suggestion(again(topic.member), topic, just_marked=False)
    assert found is not None
    assert (found.topic, found.why) == (question, "It is about “bank fees”, as yours was.")
    assert not Message.objects.exists()


def test_the_same_tag_comes_before_the_same_words_and_those_before_the_same_space() -> None:
    topic = mine()
    space = other(title="Something else entirely", tags=(), space=topic.space)
    words = other(title="Dispute with my bank", tags=())
    tag = other()
    for expected in (tag, words, space):
        found = pick(topic.member, topic)
        assert found is not None
        assert found.topic == expected
        Topic.objects.filter(pk=expected.pk).update(answer_count=1)
    assert pick(topic.member, topic) is None


def test_not_now_lasts_a_month() -> None:
    topic = mine()
    other()
    summons = after_helped.offer(member=topic.member, topic=topic)
    assert summons is not None
    ends.not_now(member=topic.member, summons_id=summons.pk)
    other()
    assert suggestion(again(topic.member), topic, just_marked=False) is None
    assert after_helped.offer(member=topic.member, topic=topic) is None
    Summons.objects.update(closed_at=timezone.now() - timedelta(days=31))
    assert after_helped.offer(member=topic.member, topic=topic) is not None


NEVER = {
    "answered": lambda topic: make.answer(topic=other()),
    "one's own": lambda topic: other(by=topic.member),
    "one's own behind a mask": lambda topic: make.masked_topic(
        by=topic.member, title="My bank fee", tags=("bank fees",)
    ),
    "a story": lambda topic: other(kind="story"),
    "hidden": lambda topic: other(status="hidden"),
    "old": lambda topic: other(at=timezone.now() - timedelta(days=15)),
    "in a moderators' space": lambda topic: other(space=make.space(visibility="moderators")),
    "by somebody who blocked them": lambda topic: make.block(blocker=other().member, blocked=topic.member),
    "by somebody they block": lambda topic: make.block(blocker=topic.member, blocked=other().member),
    "offered before": lambda topic: Summons.objects.create(kind="waiting", member=topic.member, topic=other(), why="."),
    "nothing like it": lambda topic: other(title="Council tax", tags=("council tax",)),
}


@pytest.mark.parametrize("make_it", NEVER.values(), ids=NEVER.keys())
def test_never_offered(make_it) -> None:  # type: ignore[no-untyped-def]
    topic = mine()
    make_it(topic)
    assert pick(again(topic.member), topic) is None


def test_whoever_would_rather_not_is_not_offered_it() -> None:
    topic = mine(by=make.member(rather_not=["bank fees"]))
    other()
    assert pick(topic.member, topic) is None


def test_whoever_did_not_ask_is_offered_nothing() -> None:
    topic, reader = mine(), make.member()
    other()
    assert after_helped.offer(member=reader, topic=topic) is None
    assert suggestion(reader, topic, just_marked=True) is None


def test_the_suspended_and_the_resting_are_offered_nothing() -> None:
    suspended, resting = make.member(), make.member(stage=Member.Stage.RESTING)
    make.suspension(member=suspended)
    other()
    for member in (suspended, resting):
        assert after_helped.offer(member=member, topic=mine(by=member)) is None


def test_after_an_hour_it_is_gone() -> None:
    topic = mine()
    other()
    after_helped.offer(member=topic.member, topic=topic)
    Summons.objects.update(at=timezone.now() - timedelta(minutes=61))
    assert suggestion(again(topic.member), topic, just_marked=False) is None


def test_a_masked_asker_is_offered_it_in_that_answer_alone_and_nothing_is_kept() -> None:
    ines = make.member()
    topic = make.masked_topic(by=ines, title="How do I dispute a bank fee?", tags=("bank fees",))
    question = other()
    assert after_helped.offer(member=ines, topic=topic) is None
    found = suggestion(again(ines), topic, just_marked=True)
    assert found is not None
    assert (found.topic, found.summons_id) == (question, None)
    assert suggestion(again(ines), topic, just_marked=False) is None
    assert not Summons.objects.exists()


def test_a_stranger_to_the_mask_is_offered_nothing() -> None:
    topic = make.masked_topic(by=make.member(), title="How do I dispute a bank fee?", tags=("bank fees",))
    other()
    assert suggestion(make.member(), topic, just_marked=True) is None


# --- an offer that is ignored -------------------------------------------------------------------------------


def offered_and_ignored(topic: Topic, times: int) -> list[Summons]:
    """So many offers, each a fortnight old without a reply when the hour comes round."""
    for _number in range(times):
        other()
        assert after_helped.offer(member=topic.member, topic=topic) is not None
        Summons.objects.filter(outcome="open").update(at=timezone.now() - timedelta(days=14))
        ends.run_out()
    return list(Summons.objects.order_by("pk"))


def test_an_ignored_offer_counts_as_ignored_and_after_two_no_more_come() -> None:
    topic = mine()
    summons = offered_and_ignored(topic, times=2)
    assert [one.outcome for one in summons] == ["ran_out", "ran_out"]
    other()
    assert after_helped.offer(member=topic.member, topic=topic) is None


def test_after_one_there_is_another() -> None:
    topic = mine()
    offered_and_ignored(topic, times=1)
    other()
    assert after_helped.offer(member=topic.member, topic=topic) is not None


def test_within_the_week_nothing_counts_as_ignored() -> None:
    topic = mine()
    other()
    after_helped.offer(member=topic.member, topic=topic)
    Summons.objects.update(at=timezone.now() - timedelta(days=6))
    assert ends.run_out() == (0, 0)
    assert Summons.objects.get().outcome == "open"


def test_a_question_that_somebody_else_answered_was_not_ignored() -> None:
    topic = mine()
    Summons.objects.filter(pk__in=[one.pk for one in offered_and_ignored(topic, times=2)]).update(outcome="passed")
    other()
    assert after_helped.offer(member=topic.member, topic=topic) is not None


@pytest.mark.parametrize("reply", ["done", "not_now"])
def test_a_reply_between_them_begins_the_count_anew(reply: str) -> None:
    topic = mine()
    last = offered_and_ignored(topic, times=2)[-1]
    Summons.objects.filter(pk=last.pk).update(outcome=reply, closed_at=timezone.now() - timedelta(days=40))
    other()
    assert after_helped.offer(member=topic.member, topic=topic) is not None


def test_whoever_chooses_anew_is_offered_one_again() -> None:
    topic = mine()
    offered_and_ignored(topic, times=2)
    choose(member=topic.member, kind="reciprocity", by_mail=True, how=How.SETTINGS)
    other()
    assert after_helped.offer(member=topic.member, topic=topic) is not None


def test_a_masked_asker_who_ignored_two_is_left_in_peace_too() -> None:
    topic = mine()
    offered_and_ignored(topic, times=2)
    masked = make.masked_topic(by=topic.member, title="My bank fee", tags=("bank fees",))
    other()
    assert suggestion(again(topic.member), masked, just_marked=True) is None
