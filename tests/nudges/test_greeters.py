"""A member joined: a greeter is summoned in the page, and more of them while the newcomer is alone."""

from datetime import timedelta

import pytest
from django.utils import timezone

from activity.models import Event
from members.models import Hello, Member
from mentorship.models import Mentor
from notices.models import Notice
from nudges.actions import ends, summoning
from nudges.models import Call, Crisis, Offer, Summons
from nudges.queries.summons import open_for
from tests import make
from tests.nudges.people import greeter, hours_ago, joins, look_now, says_hello

pytestmark = pytest.mark.django_db
Outcome = Summons.Outcome


def asked(newcomer: Member) -> set[Member]:
    return {summons.member for summons in Summons.objects.filter(newcomer=newcomer)}


def test_somebody_joins_and_a_greeter_reads_it_in_the_page() -> None:
    dorrie = greeter()
    wilf = joins()
    (summons,) = open_for(dorrie)
    assert summons.newcomer == wilf
    assert summons.why == "You said that you would greet people who are new."
    assert Notice.objects.get(kind="summons").member == dorrie


def test_three_are_asked_and_no_more() -> None:
    for _number in range(5):
        greeter()
    assert len(asked(joins())) == 3


def test_the_same_event_twice_asks_nobody_twice() -> None:
    for _number in range(5):
        greeter()
    wilf = joins()
    summoning.joined(Event.objects.get(verb="member.joined"))
    assert len(asked(wilf)) == 3


def test_nobody_is_asked_more_often_than_they_said() -> None:
    once, thrice = greeter(per_week=1), greeter(per_week=3)
    newcomers = [joins() for _number in range(5)]
    counts = {member: Summons.objects.filter(member=member).count() for member in (once, thrice)}
    assert counts == {once: 1, thrice: 3}
    assert len(newcomers) == 5


def test_a_week_later_they_may_be_asked_again() -> None:
    dorrie = greeter()
    joins()
    Summons.objects.update(at=hours_ago(7 * 24 + 1))
    assert dorrie in asked(joins())


def test_whoever_was_not_asked_for_longest_comes_first() -> None:
    people = [greeter(per_week=3) for _number in range(4)]
    first = joins()
    (left_out,) = set(people) - asked(first)
    assert left_out in asked(joins())


NOT_ASKED = {
    "asleep": lambda: greeter(time_zone=make.nighttime()),
    "resting": lambda: greeter(stage=Member.Stage.RESTING),
    "closed": lambda: greeter(is_active=False),
    "imported": lambda: greeter(kind=Member.Kind.IMPORTED),
    "not approved": lambda: greeter(approved_at=None),
    "opted in to something else": lambda: greeter(offers="answer"),
}


@pytest.mark.parametrize("make_one", NOT_ASKED.values(), ids=NOT_ASKED.keys())
def test_not_asked(make_one) -> None:  # type: ignore[no-untyped-def]
    person = make_one()
    assert person not in asked(joins())


def test_the_suspended_the_paused_the_stopped_and_whoever_is_in_a_crisis_are_not_asked() -> None:
    suspended, paused, stopped, crisis = (greeter() for _number in range(4))
    make.suspension(member=suspended)
    Offer.objects.filter(member=paused).update(paused_until=timezone.now() + timedelta(days=3))
    Offer.objects.filter(member=stopped).update(stopped_at=timezone.now())
    Crisis.objects.create(member=crisis, by=make.admin(), post_id=1, until=timezone.now() + timedelta(days=14))
    assert asked(joins()) <= {*Member.objects.filter(is_staff=True)}


def test_nobody_is_asked_across_a_block() -> None:
    dorrie, other = greeter(), greeter()
    wilf = make.newcomer()
    make.block(blocker=wilf, blocked=dorrie)
    summoning.greet_wave(wilf)
    assert asked(wilf) == {other}


def test_nobody_opted_in_so_whoever_tends_a_space_is_asked_at_once() -> None:
    tobias = make.moderator(of=make.space())
    nasreen = make.admin()
    plain = make.member()
    assert {tobias, nasreen} <= asked(joins())
    assert not Summons.objects.filter(member=plain).exists()


def test_a_hello_ends_it_for_everybody() -> None:
    people = [greeter() for _number in range(3)]
    wilf = joins()
    says_hello(wilf, people[0])
    outcomes = dict(Summons.objects.values_list("member_id", "outcome"))
    assert outcomes == {people[0].pk: Outcome.DONE, people[1].pk: Outcome.PASSED, people[2].pk: Outcome.PASSED}
    assert not Notice.objects.filter(kind="summons").exists()
    assert open_for(people[1]) == []


def test_not_now_ends_it_for_one() -> None:
    one, two = greeter(), greeter()
    joins()
    (summons,) = open_for(one)
    assert ends.not_now(member=one, summons_id=summons.pk)
    assert open_for(one) == []
    assert len(open_for(two)) == 1


def test_not_now_is_nobody_elses_to_say() -> None:
    one, two = greeter(), greeter()
    joins()
    (summons,) = open_for(one)
    assert ends.not_now(member=two, summons_id=summons.pk) is None
    assert len(open_for(one)) == 1


# --- waves -----------------------------------------------------------------------------------------------


def alone_for(newcomer: Member, hours: float) -> None:
    Member.objects.filter(pk=newcomer.pk).update(joined_at=hours_ago(hours))


def test_after_two_hours_five_more() -> None:
    for _number in range(10):
        greeter()
    wilf = joins()
    assert look_now() == 0
    alone_for(wilf, 2.1)
    assert look_now() == 5
    assert len(asked(wilf)) == 8
    assert look_now() == 0


def test_then_mentors_then_moderators() -> None:
    greeter()
    wilf = joins()
    marit, paused, tobias = make.member(), make.member(), make.moderator(of=make.space())
    term = {"briefing_read_at": timezone.now(), "term_ends_at": timezone.now() + timedelta(weeks=8)}
    Mentor.objects.create(member=marit, **term)
    Mentor.objects.create(member=paused, paused_at=timezone.now(), **term)
    alone_for(wilf, 8.1)
    look_now()
    assert marit in asked(wilf)
    assert not {tobias, paused} & asked(wilf)
    alone_for(wilf, 20.1)
    look_now()
    assert tobias in asked(wilf)


def test_a_wave_that_found_everybody_asleep_is_tried_again() -> None:
    sleeper = greeter(time_zone=make.nighttime())
    wilf = joins()
    assert asked(wilf) == set()
    Member.objects.filter(pk=sleeper.pk).update(time_zone=make.daytime())
    assert look_now() == 1


def test_what_is_owed_is_owed_after_a_day_too() -> None:
    sleeper = greeter(time_zone=make.nighttime())
    wilf = joins()
    alone_for(wilf, 24.1)
    assert look_now() == 0
    Member.objects.filter(pk=sleeper.pk).update(time_zone=make.daytime())
    assert look_now() == 1


def test_after_a_week_it_is_no_welcome_any_more() -> None:
    greeter(time_zone=make.nighttime())
    wilf = joins()
    greeter()
    alone_for(wilf, 24 * 7 + 0.1)
    assert look_now() == 0
    assert not Call.objects.exists()


def test_after_a_hello_nobody_more_is_asked() -> None:
    people = [greeter() for _number in range(8)]
    wilf = joins()
    Hello.objects.create(newcomer=wilf, author=people[0], words="Hello.")
    alone_for(wilf, 2.1)
    assert look_now() == 0


def test_two_that_went_by_stop_the_asking() -> None:
    dorrie = greeter(per_week=3)
    Offer.objects.update(at=hours_ago(24 * 30))
    for _number in range(2):
        joins()
    Summons.objects.update(at=hours_ago(24 * 7 + 1))
    assert ends.run_out() == (2, 1)
    assert Offer.objects.get(member=dorrie).stopped_at is not None
    assert dorrie not in asked(joins())


def test_one_that_went_by_stops_nothing() -> None:
    greeter(per_week=3)
    Offer.objects.update(at=hours_ago(24 * 30))
    joins()
    joins()
    Summons.objects.update(at=hours_ago(24 * 7 + 1))
    latest = Summons.objects.latest("pk")
    Summons.objects.filter(pk=latest.pk).update(outcome=Outcome.NOT_NOW)
    assert ends.run_out() == (1, 0)
