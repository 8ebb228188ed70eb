"""A question waits: those who opted in to answer are asked, until somebody has."""

from datetime import datetime, timedelta

import pytest
from django.core.mail import EmailMessage
from django.test import Client
from django.utils import timezone

from forum import actions
from forum.models import Topic
from members.models import Member
from notices.actions import choices
from notices.models import Notice
from nudges.actions import ends, summoning
from nudges.models import Allowance, Call, Offer, Summons
from nudges.queries.summons import open_for
from recognition.models import Help
from tests import make
from tests.ledger import settle
from tests.nudges.people import greeter, hours_ago, joins, look_now, mailed

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


def test_whoever_was_told_that_it_helped_is_asked_and_reads_why() -> None:
    for _number in range(9):
        helper()
    dorrie, ines = helper(), make.member()
    earlier = make.topic(title="The overdraft fee", by=ines, tags=("bank fees",))
    answer = make.answer(topic=earlier, by=dorrie)
    Help.objects.create(helper=dorrie, helped=ines, tag=earlier.tags.get(), topic=earlier, post=answer)
    assert dorrie in asked(ask(make.member(), tags=["bank fees"]))
    assert "“The overdraft fee” said that it helped" in Summons.objects.get(member=dorrie).why


def test_what_helped_behind_a_mask_leads_to_nobody() -> None:
    people = [helper() for _number in range(9)]
    dorrie, ines = helper(), make.member()
    earlier = make.topic(title="The overdraft fee", by=ines, tags=("bank fees",))
    mask = make.mask(of=dorrie, topic=earlier)
    answer = make.answer(topic=earlier, mask=mask)
    Help.objects.create(helper_mask=mask, helped=ines, tag=earlier.tags.get(), topic=earlier, post=answer)
    ask(make.member(), tags=["bank fees"])
    assert not Summons.objects.filter(why__contains="overdraft").exists()
    assert len(people) == 9


def test_whoever_would_rather_not_is_not_asked() -> None:
    away = helper(rather_not=["bank fees"])
    assert away not in asked(ask(make.member(), tags=["bank fees"]))


def test_the_asker_is_not_asked() -> None:
    ines = helper()
    helper()
    assert ines not in asked(ask(ines))


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
    assert look_now() == 5
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
    look_now()
    assert outsider not in asked(topic)
    assert tobias in asked(topic)


# --- whenever it was asked -----------------------------------------------------------------------------------


def at(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    monkeypatch.setattr(timezone, "now", lambda: moment)


@pytest.mark.parametrize("hour", [2, 12, 20, 23])
def test_three_five_mentors_and_moderators_whatever_the_hour(hour: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """All live in one zone: at night nobody is asked, and in the morning all that is owed goes out in its order."""
    asked_at = (timezone.now() + timedelta(days=1)).replace(hour=hour, minute=10, second=0, microsecond=0)
    for _number in range(9):
        helper(time_zone="UTC")
    marit = make.mentor(member=make.member(time_zone="UTC"), term_ends_at=asked_at + timedelta(weeks=8)).member
    topic = make.topic(by=make.member(), at=asked_at)
    tobias = make.moderator(of=topic.space, time_zone="UTC")
    Member.objects.update(time_zone="UTC")
    for hours in range(36):
        at(monkeypatch, asked_at + timedelta(hours=hours))
        asked_now = look_now()
        assert not asked_now or hours_awake(asked_at + timedelta(hours=hours))
    waves = list(Summons.objects.filter(topic=topic, wave__lte=4).order_by("pk").values_list("wave", "member_id"))
    assert [wave for wave, _member in waves if wave < 4] == [1, 1, 1, 2, 2, 2, 2, 2, 3]
    assert (3, marit.pk) in waves
    assert (4, tobias.pk) in waves
    assert waves == sorted(waves, key=lambda one: one[0])


def hours_awake(moment: datetime) -> bool:
    return 9 <= moment.hour < 20


def test_each_morning_two_more_who_were_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    for _number in range(13):
        helper(time_zone="UTC")
    noon = (timezone.now() + timedelta(days=1)).replace(hour=12, minute=0, second=0, microsecond=0)
    topic = make.topic(by=make.member(), at=noon)
    counts = []
    for hours in (0, 3, 21, 24, 45, 69, 70, 93):  # 12:00, 15:00, and then mornings, at nine and at noon
        at(monkeypatch, noon + timedelta(hours=hours))
        counts.append(look_now())
    assert counts == [3, 5, 0, 2, 2, 1, 0, 0]
    assert len(asked(topic)) == 13


def test_whoever_says_not_now_leaves_the_place_to_somebody_else() -> None:
    for _number in range(4):
        helper()
    topic = ask(make.member())
    summons = Summons.objects.filter(topic=topic).first()
    assert summons is not None
    ends.not_now(member=summons.member, summons_id=summons.pk)
    assert summoning.next_waves() == 1
    assert len(asked(topic)) == 4


def test_what_the_asker_adds_keeps_the_waves_going() -> None:
    for _number in range(9):
        helper()
    ines = make.member()
    topic = ask(ines)
    actions.answer(actor=ines, topic=topic, body="I forgot to say.", masked=False, submit_key=None)
    settle()
    Topic.objects.update(created_at=hours_ago(2.1))
    assert look_now() == 5


def test_asked_before_there_were_calls_and_again_when_its_answer_is_gone() -> None:
    person = helper()
    topic = make.topic(by=make.member())
    assert summoning.next_waves() == 1
    answer = make.answer(topic=topic, by=person)
    Topic.objects.update(answer_count=1)
    look_now()
    assert not Call.objects.exists()
    answer.delete()
    Topic.objects.update(answer_count=0)
    helper()
    assert summoning.next_waves() == 1


@pytest.mark.parametrize("fields", [{"kind": Member.Kind.IMPORTED}], ids=["imported"])
def test_what_was_asked_elsewhere_calls_nobody(fields: dict[str, object]) -> None:
    helper()
    make.topic(by=make.member(**fields))
    assert look_now() == 0
    assert not Call.objects.exists()


def test_after_a_month_the_desk_alone_shows_it() -> None:
    helper()
    make.topic(by=make.member(), at=hours_ago(24 * 30 + 1))
    assert look_now() == 0


def test_one_cap_over_greetings_and_questions_and_of_moderators_too() -> None:
    dorrie = helper()
    Offer.objects.create(member=dorrie, kind="greet")
    ask(make.member())
    joins()
    assert Summons.objects.filter(member=dorrie).count() == 1
    Offer.objects.all().delete()
    tobias = make.moderator(of=make.space())
    for _number in range(3):
        joins()
    assert Summons.objects.filter(member=tobias).count() == 1
    Allowance.objects.create(member=tobias, summons_per_week=3)
    for _number in range(3):
        joins()
    assert Summons.objects.filter(member=tobias).count() == 3


def test_one_question_that_fails_holds_up_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    helper(per_week=2)
    broken, topic = make.topic(by=make.member()), make.topic(by=make.member())
    wave = summoning.topic_wave

    def breaks(one: Topic) -> int:
        if one.pk == broken.pk:
            raise RuntimeError
        return wave(one)

    monkeypatch.setattr(summoning, "topic_wave", breaks)
    assert look_now() == 1
    assert asked(topic)


# --- by mail --------------------------------------------------------------------------------------------------


def test_whoever_chose_so_is_asked_by_mail_too_and_others_in_the_page_alone(mailoutbox: list[EmailMessage]) -> None:
    dorrie, other = helper(name="Dorrie H"), helper()
    choices.choose(member=dorrie, kind="waiting_question", by_mail=True, how=choices.How.SETTINGS)
    topic = ask(make.member())
    assert asked(topic) == {dorrie, other}
    assert mailed("waiting_question") == ["Dorrie H"]
    (letter,) = mailoutbox
    assert "bank" not in letter.subject
    assert "List-Unsubscribe-Post" in letter.message()


def test_an_answer_meanwhile_keeps_the_mail_back(mailoutbox: list[EmailMessage]) -> None:
    dorrie = helper()
    choices.choose(member=dorrie, kind="waiting_question", by_mail=True, how=choices.How.SETTINGS)
    topic = ask(make.member())
    actions.answer(actor=make.member(), topic=topic, body="I called them.", masked=False, submit_key=None)
    settle()
    assert mailed("waiting_question") == []
    assert [letter.subject for letter in mailoutbox if letter.to == [dorrie.email]] == []


# --- what the asker reads ------------------------------------------------------------------------------------


def summoned(topic: Topic, people: int, *, wave: int = 1, hours: float = 0) -> None:
    for _number in range(people):
        Summons.objects.create(
            kind="answer", member=make.member(), topic=topic, wave=wave, why="You may be asked.", at=hours_ago(hours)
        )


@pytest.mark.parametrize(
    ("before", "this_morning", "expected"),
    [
        (0, 0, "Nobody is awake who could be asked. They are asked when their morning comes."),
        (1, 0, "One person was asked."),
        (9, 0, "Nine people were asked."),
        (9, 2, "11 people were asked; two of them this morning."),
        (8, 1, "Nine people were asked; one of them this morning."),
        (0, 2, "Two people were asked."),
    ],
)
def test_the_asker_reads_how_many_were_asked(client: Client, before: int, this_morning: int, expected: str) -> None:
    ines = make.member()
    topic = make.topic(by=ines)
    client.force_login(ines)
    summoned(topic, before, hours=30)
    summoned(topic, this_morning, wave=5)
    assert expected in client.get(topic.get_absolute_url()).content.decode()


def test_the_page_that_was_kept_says_it_anew_and_nobody_else_reads_it(client: Client) -> None:
    ines, other = make.member(), make.member()
    helper()
    topic = make.topic(by=ines)
    client.force_login(ines)
    assert "Nobody is awake" in client.get(topic.get_absolute_url()).content.decode()
    look_now()
    assert "One person was asked" in client.get(topic.get_absolute_url()).content.decode()
    client.force_login(other)
    assert "was asked" not in client.get(topic.get_absolute_url()).content.decode().replace("What was asked", "")


# --- stories and discussions ---------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["story", "discussion"])
def test_what_a_newcomer_tells_calls_one_greeter(kind: str) -> None:
    people = {greeter(), greeter()}
    topic = ask(make.newcomer(), kind=kind)
    (summons,) = Summons.objects.filter(topic=topic)
    assert (summons.kind, summons.member in people) == ("story", True)
    assert Notice.objects.get(kind="waiting_story").member == summons.member
    assert [one.topic for one in open_for(summons.member)] == [topic]


def test_a_story_of_a_mask_calls_one_whoever_it_is() -> None:
    greeter()
    for person in (make.newcomer(), make.member()):
        Allowance.objects.update(summons_per_week=3)
        topic = ask(person, kind="story", masked=True)
        topic.posts.update(visible_from=hours_ago(1))
        actions.release_waiting()
        settle()
        assert Summons.objects.filter(topic=topic, kind="story").count() == 1


def test_a_story_of_somebody_who_knows_their_way_calls_nobody() -> None:
    greeter()
    assert not Summons.objects.filter(topic=ask(make.member(), kind="story")).exists()


def test_a_reply_to_a_story_ends_it() -> None:
    person = greeter()
    topic = ask(make.newcomer(), kind="story")
    actions.answer(actor=make.member(), topic=topic, body="Thank you for telling.", masked=False, submit_key=None)
    settle()
    assert Summons.objects.get(topic=topic).outcome == Outcome.PASSED
    assert open_for(person) == []
    assert look_now() == 0
