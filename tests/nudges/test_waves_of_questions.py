"""A question waits: those who opted in to answer are asked, in the page."""

import pytest

from forum import actions
from forum.models import Topic
from members.models import Member
from notices.models import Notice
from nudges.actions import summoning
from nudges.models import Summons
from nudges.queries.summons import open_for
from tests import make
from tests.ledger import settle
from tests.nudges.people import greeter, hours_ago

pytestmark = pytest.mark.django_db
Outcome = Summons.Outcome


def helper(**fields: object) -> Member:
    return greeter(offers="answer", **fields)


def ask(by: Member, *, tags: list[str] | None = None, masked: bool = False, kind: str = "question") -> Topic:
    topic = actions.ask(
        actor=by,
        space=make.space(),
        kind=kind,
        title="How do I talk to my bank?",
        body="I do not know where to begin.",
        audience="members",
        tags=tags or [],
        masked=masked,
        submit_key=None,
    )
    settle()
    return topic


def asked(topic: Topic) -> set[Member]:
    return {summons.member for summons in Summons.objects.filter(topic=topic, kind="answer")}


def test_three_are_asked_in_the_page() -> None:
    for _number in range(5):
        helper()
    topic = ask(make.member())
    assert len(asked(topic)) == 3
    assert Notice.objects.filter(kind="waiting_question").count() == 3


def test_whoever_listed_it_comes_first_and_reads_why() -> None:
    for _number in range(4):
        helper()
    fits = helper(can_help_with=["bank fees"])
    topic = ask(make.member(), tags=["bank fees"])
    assert fits in asked(topic)
    assert "You listed" in Summons.objects.get(member=fits).why


def test_whoever_would_rather_not_is_not_asked() -> None:
    away = helper(rather_not=["bank fees"])
    assert away not in asked(ask(make.member(), tags=["bank fees"]))


def test_the_asker_is_not_asked() -> None:
    ines = helper()
    helper()
    assert ines not in asked(ask(ines))


def test_a_story_asks_nobody() -> None:
    helper()
    assert asked(ask(make.member(), kind="story")) == set()


def test_an_answer_ends_it_for_everybody() -> None:
    people = [helper() for _number in range(2)]
    topic = ask(make.member())
    actions.answer(actor=people[0], topic=topic, body="I called them.", masked=False, submit_key=None)
    settle()
    outcomes = dict(Summons.objects.values_list("member_id", "outcome"))
    assert outcomes == {people[0].pk: Outcome.DONE, people[1].pk: Outcome.PASSED}
    assert not Notice.objects.filter(kind="waiting_question").exists()


def test_a_masked_answer_says_of_nobody_that_they_did_it() -> None:
    people = [helper() for _number in range(2)]
    topic = ask(make.member())
    actions.answer(actor=people[0], topic=topic, body="I called them.", masked=True, submit_key=None)
    topic.posts.filter(position=1).update(visible_from=hours_ago(1))
    actions.release_waiting()
    settle()
    assert set(Summons.objects.values_list("outcome", flat=True)) == {Outcome.PASSED}


def test_the_askers_own_addition_ends_nothing() -> None:
    helper()
    ines = make.member()
    topic = ask(ines)
    actions.answer(actor=ines, topic=topic, body="I forgot to say.", masked=False, submit_key=None)
    settle()
    assert Summons.objects.get().outcome == Outcome.OPEN


def test_ones_own_masked_question_is_not_shown_to_oneself() -> None:
    """The row is there: its absence would say who asked."""
    ines = helper()
    topic = ask(ines, masked=True)
    topic.posts.update(visible_from=hours_ago(1))
    actions.release_waiting()
    settle()
    assert asked(topic) == {ines}
    assert open_for(Member.objects.get(pk=ines.pk)) == []


def test_after_two_hours_five_more() -> None:
    for _number in range(9):
        helper()
    topic = ask(make.member())
    Topic.objects.update(created_at=hours_ago(2.1))
    assert summoning.next_waves() == 5
    assert len(asked(topic)) == 8


def test_moderators_of_another_space_are_not_asked() -> None:
    elsewhere = make.moderator(of=make.space())
    topic = ask(make.member())
    assert elsewhere not in asked(topic)


def test_in_a_moderators_space_only_moderators_are_asked() -> None:
    outsider = helper()
    space = make.space(visibility="moderators")
    tobias = make.moderator(of=space)
    topic = make.topic(by=make.admin(), space=space)
    Topic.objects.update(created_at=hours_ago(20.5))
    summoning.next_waves()
    assert outsider not in asked(topic)
    assert tobias in asked(topic)
