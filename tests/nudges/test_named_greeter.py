"""Somebody new sees the name of a greeter from their first minute, may write to them, and is never left with nobody."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from activity.models import Event
from members.models import Hello, Member
from members.rules import NotAllowed
from notices.models import Message, Notice
from nudges.actions import ends, greeters, offers
from nudges.models import Crisis, Greeter, Offer, Summons
from nudges.queries.greeters import MyGreeter, my_greeter
from tests import make
from tests.ledger import settle
from tests.nudges.people import greeter, joins, says_hello

pytestmark = pytest.mark.django_db


def named(newcomer: Member) -> Member | None:
    row = Greeter.objects.named().filter(newcomer=newcomer).select_related("member").first()
    return row.member if row else None


def hours_pass(number: float) -> None:
    for row in Greeter.objects.all():
        Greeter.objects.filter(pk=row.pk).update(since=row.since - timedelta(hours=number))
    greeters.look_after()


def home(member: Member) -> str:
    client = Client()
    client.force_login(member)
    return " ".join(client.get("/").content.decode().split())


# --- who is named ---------------------------------------------------------------------------------------------


def test_from_the_first_minute_by_name_on_their_own_home() -> None:
    dorrie = greeter(name="Dorrie Hale")
    wilf = joins()
    assert named(wilf) == dorrie
    page = home(wilf)
    assert "greets people who are new here, and is there for you in your first days" in page
    assert "Dorrie Hale" in page
    assert "Write to Dorrie" in page
    assert "Somebody for your first days" not in home(dorrie)


def test_nobody_who_did_not_offer_it_and_an_honest_sentence_instead() -> None:
    make.member()
    greeter(offers="answer")
    wilf = joins()
    assert named(wilf) is None
    assert "Nobody of those who greet people is free just now" in home(wilf)


def test_by_turn_and_never_beyond_the_one_cap() -> None:
    first, second = greeter(per_week=1), greeter(per_week=1)
    newcomers = [joins() for _number in range(3)]
    assert {named(newcomers[0]), named(newcomers[1])} <= {first, second, None}
    for person in (first, second):
        assert Summons.objects.filter(member=person).count() <= 1
    assert named(newcomers[2]) is None


def test_one_call_alone_and_it_counts_toward_the_cap() -> None:
    dorrie = greeter(per_week=1)
    joins()
    assert Summons.objects.filter(member=dorrie).count() == 1
    assert Notice.objects.filter(member=dorrie, kind="summons").count() == 1


def test_whoever_has_fewest_in_their_care() -> None:
    busy, free = greeter(per_week=3), greeter(per_week=3)
    Greeter.objects.create(newcomer=make.newcomer(), member=busy)
    Greeter.objects.create(newcomer=make.newcomer(), member=busy)
    greeters.name_one(wilf := make.newcomer())
    assert named(wilf) == free


def test_the_same_path_first_where_both_show_it() -> None:
    path = make.journey(title="Out of debt")
    others = [greeter() for _number in range(3)]
    dorrie = greeter()
    make.goal(member=dorrie, journey=path, visibility="members")
    wilf = make.newcomer()
    make.goal(member=wilf, journey=path, visibility="members")
    greeters.name_one(wilf)
    assert named(wilf) == dorrie not in others
    assert "You are both on the path “Out of debt”." in home(wilf)


@pytest.mark.parametrize(("theirs", "own"), [("self", "members"), ("members", "self"), ("mentor", "everyone")])
def test_a_path_that_one_of_them_keeps_to_themselves_says_nothing(theirs: str, own: str) -> None:
    path = make.journey(title="Out of debt")
    make.goal(member=greeter(), journey=path, visibility=theirs)
    wilf = make.newcomer()
    make.goal(member=wilf, journey=path, visibility=own)
    row = greeters.name_one(wilf)
    assert row is not None
    assert row.path is None
    assert "Out of debt”" not in home(wilf).split("Somebody for your first days")[1].split("</section>")[0]


def test_who_is_awake_before_who_sleeps() -> None:
    greeter(time_zone=make.nighttime())
    awake = greeter()
    assert named(joins()) == awake


def test_who_sleeps_rather_than_nobody() -> None:
    """Named by night, called in their morning: and then within their cap."""
    sleeper = greeter(time_zone=make.nighttime())
    wilf = joins()
    assert named(wilf) == sleeper
    assert not Summons.objects.exists()
    hours_pass(12.5)
    assert named(wilf) == sleeper
    Member.objects.filter(pk=sleeper.pk).update(time_zone=make.daytime())
    greeters.look_after()
    assert named(wilf) == sleeper
    assert Summons.objects.get().member == sleeper
    hours_pass(12.5)
    assert named(wilf) is None


def test_whose_cap_is_full_when_they_wake_is_not_called_and_it_goes_to_another() -> None:
    sleeper = greeter(time_zone=make.nighttime())
    wilf = joins()
    Summons.objects.create(kind="greet", member=sleeper, newcomer=make.newcomer(), why="You may be asked.")
    Member.objects.filter(pk=sleeper.pk).update(time_zone=make.daytime())
    other = greeter()
    greeters.look_after()
    assert named(wilf) == other
    assert Summons.objects.filter(member=sleeper).count() == 1


@pytest.mark.parametrize("how", ["resting", "left", "suspended", "crisis", "blocked", "paused", "stopped", "inactive"])
def test_nobody_who_cannot_be_there(how: str) -> None:
    person, wilf = greeter(), make.newcomer()
    cannot(person, wilf, how)
    assert greeters.name_one(wilf) is None


def cannot(person: Member, newcomer: Member, how: str) -> None:
    if how in ("resting", "left"):
        Member.objects.filter(pk=person.pk).update(stage=how)
    elif how == "suspended":
        make.suspension(member=person)
    elif how == "crisis":
        by = make.admin()
        Crisis.objects.create(member=person, by=by, post_id=1, until=timezone.now() + timedelta(days=1))
    elif how == "blocked":
        make.block(blocker=person, blocked=newcomer)
    elif how == "paused":
        offers.pause(member=person, kind="greet")
    elif how == "stopped":
        Offer.objects.filter(member=person).update(stopped_at=timezone.now())
    else:
        Member.objects.filter(pk=person.pk).update(is_active=False)


@pytest.mark.parametrize("how", ["hidden", "old", "waits", "imported"])
def test_nobody_is_named_to_who_is_not_new_or_does_not_want_to_be_shown(how: str) -> None:
    greeter()
    fields = {
        "hidden": {"shows_new": False},
        "old": {"joined_at": timezone.now() - timedelta(days=8)},
        "waits": {"approved_at": None},
        "imported": {"kind": Member.Kind.IMPORTED},
    }[how]
    wilf = make.newcomer(**fields)
    assert greeters.name_one(wilf) is None
    assert greeters.look_after() == 0


def test_heard_twice_it_names_one_and_the_database_refuses_a_second() -> None:
    people = [greeter() for _number in range(3)]
    wilf = joins()
    greeters.joined(Event.objects.get(verb="member.joined"))
    assert Greeter.objects.count() == 1
    other = next(person for person in people if person != named(wilf))
    with pytest.raises(IntegrityError), transaction.atomic():
        Greeter.objects.create(newcomer=wilf, member=other)


def test_the_first_wave_still_asks_three() -> None:
    for _number in range(5):
        greeter()
    wilf = joins()
    asked = set(Summons.objects.filter(newcomer=wilf).values_list("member", flat=True))
    assert len(asked) == 3
    assert named(wilf).pk in asked


# --- handed on --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["resting", "left", "suspended", "crisis", "blocked", "paused", "stopped", "inactive"])
def test_handed_on_when_they_cannot_be_there_any_more(how: str) -> None:
    first = greeter()
    wilf = joins()
    second = greeter()
    cannot(first, wilf, how)
    greeters.look_after()
    assert named(wilf) == second


def test_handed_on_when_nothing_was_done_for_half_a_day() -> None:
    first = greeter()
    wilf = joins()
    second = greeter()
    hours_pass(11)
    assert named(wilf) == first
    hours_pass(1.1)
    assert named(wilf) == second
    hours_pass(13)
    assert named(wilf) is None  # never the same one again
    assert "Nobody of those who greet people is free just now" in home(wilf)


def test_handed_on_at_once_when_they_say_not_now() -> None:
    first = greeter()
    wilf = joins()
    second = greeter()
    ends.not_now(member=first, summons_id=Summons.objects.get(member=first).pk)
    greeters.look_after()
    assert named(wilf) == second


def test_who_said_hello_stays_and_what_they_said_stands_there() -> None:
    dorrie = greeter()
    wilf = joins()
    greeter()
    says_hello(wilf, dorrie, "Good that you are here.")
    hours_pass(30)
    assert named(wilf) == dorrie
    page = home(wilf)
    assert "Good that you are here." in page
    assert "Answer" in page


def test_when_somebody_else_has_said_hello_nobody_is_named_anew() -> None:
    dorrie = greeter()
    wilf = joins()
    greeter()
    says_hello(wilf, make.member())
    hours_pass(13)
    assert named(wilf) == dorrie
    cannot(dorrie, wilf, "resting")
    greeters.look_after()
    assert named(wilf) is None
    assert "Somebody for your first days" not in home(wilf)


def test_only_what_the_greeter_said_and_what_was_written_to_them_stands_there(django_assert_num_queries) -> None:
    former, dorrie, wilf, other = make.member(), make.member(), make.newcomer(), make.newcomer()
    Greeter.objects.create(newcomer=wilf, member=former, words="Are you there?", until=timezone.now())
    Greeter.objects.create(newcomer=other, member=dorrie, words="Somebody else wrote this.")
    named_now = Greeter.objects.create(newcomer=wilf, member=dorrie)
    for newcomer, author in ((wilf, former), (wilf, make.member()), (other, dorrie)):
        Hello.objects.create(newcomer=newcomer, author=author, words="Not from who is named.")
    with django_assert_num_queries(1):
        found = my_greeter(wilf, timezone.now())
    assert found == MyGreeter(dorrie)
    named_now.delete()
    assert my_greeter(wilf, timezone.now()) is None  # somebody greeted, nobody is named: not "nobody is free"
    Hello.objects.filter(newcomer=wilf).delete()
    assert my_greeter(wilf, timezone.now()) == MyGreeter(None)


def test_nothing_is_asked_for_who_is_not_new(django_assert_num_queries) -> None:
    dorrie, wilf = make.member(), make.newcomer(joined_at=timezone.now() - timedelta(days=8))
    Greeter.objects.create(newcomer=wilf, member=dorrie)
    with django_assert_num_queries(0):
        assert my_greeter(wilf, timezone.now()) is None


def test_somebody_is_named_as_soon_as_somebody_offers_it() -> None:
    wilf = joins()
    dorrie = greeter()
    assert greeters.look_after() == 1
    assert named(wilf) == dorrie


def test_after_the_first_days_it_ends() -> None:
    greeter()
    wilf = joins()
    Member.objects.filter(pk=wilf.pk).update(joined_at=timezone.now() - timedelta(days=8))
    greeters.look_after()
    assert named(wilf) is None
    wilf.refresh_from_db()
    assert "Somebody for your first days" not in home(wilf)


# --- to write to them ----------------------------------------------------------------------------------------------


def test_the_newcomer_writes_and_the_greeter_reads_it_where_they_say_hello() -> None:
    dorrie = greeter(name="Dorrie Hale")
    wilf = joins()
    client = Client()
    client.force_login(wilf)
    assert "Dorrie alone reads it" in " ".join(client.get("/greeter/").content.decode().split())
    assert client.post("/greeter/", {"words": "I do not know where to begin."}).status_code == 303
    assert "You wrote:" in home(wilf)
    notice = Notice.objects.get(kind="newcomer_wrote")
    assert (notice.member, notice.actor) == (dorrie, wilf)
    greets = Client()
    greets.force_login(dorrie)
    assert "I do not know where to begin." in greets.get(notice.data["path"]).content.decode()
    stranger = Client()
    stranger.force_login(make.member())
    assert "I do not know where" not in stranger.get(notice.data["path"]).content.decode()


def test_what_they_wrote_goes_on_to_the_next() -> None:
    first = greeter()
    wilf = joins()
    second = greeter()
    greeters.write(newcomer=wilf, words="Hello?")
    hours_pass(13)
    row = Greeter.objects.named().get(newcomer=wilf)
    assert (row.member, row.words) == (second, "Hello?")
    assert {notice.member for notice in Notice.objects.filter(kind="newcomer_wrote")} == {second}
    assert named(wilf) != first


def test_it_goes_on_although_somebody_else_has_said_hello() -> None:
    greeter()
    wilf = joins()
    greeters.write(newcomer=wilf, words="Hello?")
    says_hello(wilf, make.member())
    second = greeter()
    hours_pass(13)
    assert named(wilf) == second


@pytest.mark.parametrize("words", ["", "  ", "x" * 501])
def test_no_words_or_too_many_are_refused_beside_the_field(words: str) -> None:
    greeter()
    wilf = joins()
    client = Client()
    client.force_login(wilf)
    answer = client.post("/greeter/", {"words": words})
    assert answer.status_code == 422
    assert not Notice.objects.filter(kind="newcomer_wrote").exists()


def test_once_and_not_by_who_may_not_write() -> None:
    greeter()
    wilf = joins()
    greeters.write(newcomer=wilf, words="Hello?")
    with pytest.raises(NotAllowed, match="already"):
        greeters.write(newcomer=wilf, words="Hello again?")
    make.suspension(member=wilf)
    with pytest.raises(NotAllowed):
        greeters.write(newcomer=wilf, words="Hello?")


def test_nobody_without_a_greeter_can_write_to_one() -> None:
    client = Client()
    client.force_login(joins())
    assert client.get("/greeter/").status_code == 404
    assert client.post("/greeter/", {"words": "Hello?"}).status_code == 404


def test_nothing_of_it_is_mailed_to_the_newcomer() -> None:
    dorrie = greeter()
    wilf = joins()
    greeter()
    greeters.write(newcomer=wilf, words="Hello?")
    hours_pass(13)
    settle()
    assert not Message.objects.filter(member=wilf).exists()
    assert dorrie != wilf
