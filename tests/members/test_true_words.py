"""Sentences that say what happens: what they promise is what the code does."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from members.actions import hello, stages
from members.models import Member
from mentorship.models import Mentorship
from notices.kinds import KINDS
from notices.rules import Drop, Go, may_be_mailed
from tests import cast, make

pytestmark = pytest.mark.django_db


def read(member: Member, address: str) -> str:
    client = Client()
    client.force_login(member)
    return " ".join(client.get(address).content.decode().split())


# --- a hello ----------------------------------------------------------------------------------------------------------


def test_whoever_says_hello_reads_who_will_read_it() -> None:
    make.community()
    wilf, dorrie = make.newcomer(name="Wilf"), cast.dorrie()
    page = read(dorrie, f"/@{wilf.handle}/hello/")
    assert "Only they read it, on their own page." in page
    assert "Members see it" not in page
    hello.say(actor=dorrie, newcomer=wilf, words="Good that you found us.")
    assert "Good that you found us." in read(wilf, wilf.get_absolute_url())
    assert "Good that you found us." not in read(make.member(), wilf.get_absolute_url())


# --- goodbye ----------------------------------------------------------------------------------------------------------

MEANS = "Nothing is mailed to you any more, nobody finds you in the directory, and if you mentor, that ends."


@pytest.fixture
def tobias() -> Member:
    make.community()
    tobias = cast.tobias()
    make.mentor(member=tobias)
    return tobias


def test_goodbye_says_what_it_does_before_it_is_done(tobias) -> None:
    assert MEANS in read(tobias, "/path/")
    make.goal(member=tobias, reached_at=timezone.now())
    assert MEANS in read(tobias, "/path/stay/")


def test_after_it_the_page_does_not_speak_of_resting(tobias) -> None:
    stages.leave(member=tobias)
    page = read(tobias, "/path/")
    assert "You said goodbye." in page
    assert "You are resting." not in page
    stages.come_back(member=tobias)
    stages.rest(member=tobias)
    assert "You are resting." in read(tobias, "/path/")


def test_nothing_is_mailed_but_what_the_account_needs(tobias) -> None:
    stages.leave(member=tobias)
    now = timezone.now()
    for kind in KINDS.values():
        verdict = may_be_mailed(tobias, kind, now)
        assert isinstance(verdict, Go if kind.always else Drop), kind.name
    assert "You said goodbye" in may_be_mailed(tobias, KINDS["answered"], now).why


def test_nobody_finds_them_in_the_directory_until_they_come_back(tobias) -> None:
    reader = make.member()
    assert tobias.shown_name in read(reader, "/members/")
    stages.leave(member=tobias)
    assert tobias.shown_name not in read(reader, "/members/")
    stages.come_back(member=tobias)
    assert tobias.shown_name in read(reader, "/members/")


def test_whoever_rests_is_still_found(tobias) -> None:
    stages.rest(member=tobias)
    assert tobias.shown_name in read(make.member(), "/members/")


def test_what_they_wrote_stays_and_so_does_their_page(tobias) -> None:
    topic = make.topic(by=tobias, title="From before")
    stages.leave(member=tobias)
    reader = make.member()
    assert tobias.shown_name in read(reader, topic.get_absolute_url())
    assert "From before" in read(reader, "/latest/")
    assert tobias.shown_name in read(reader, tobias.get_absolute_url())


def test_whoever_they_mentor_walks_with_nobody_from_then_on(tobias) -> None:
    from activity.models import Event
    from mentorship.actions import mentors, requests

    pau = cast.pau()
    goal = make.goal(member=pau, journey=tobias.mentor.journeys.get())
    asked = requests.ask(mentee=pau, mentor=tobias.mentor, goal=goal, words="x", often="weekly", reasons=[])
    requests.accept(actor=tobias, request=asked)
    stages.leave(member=tobias)
    mentors.follow_stage(Event.objects.filter(verb="stage.changed").latest("pk"))
    assert not Mentorship.objects.filter(ended_at=None).exists()


# --- what else is said ------------------------------------------------------------------------------------------------


def test_of_a_block_it_is_said_what_it_does(tobias) -> None:
    reader = cast.dorrie()
    page = read(reader, tobias.get_absolute_url())
    assert "folded away for you" in page
    assert "they cannot write to you" not in page
    make.block(blocker=reader, blocked=tobias)
    topic = make.topic(by=reader)
    make.answer(topic=topic, by=tobias, body="Still here.")
    assert "Written by somebody you have blocked." in read(reader, topic.get_absolute_url())


def test_home_does_not_say_that_nobody_waits_while_ones_own_question_does() -> None:
    make.community()
    ines = cast.ines()
    make.topic(by=ines, title="Which one first?")
    page = read(ines, "/")
    assert "no answer yet" in page
    assert "Nobody is waiting for an answer" not in page
    assert "Everybody has an answer" not in page


def test_whoever_asks_to_join_is_promised_no_hour_that_nobody_measures(client) -> None:
    make.community(registration="approval")
    assert "within a day" not in client.get("/accounts/signup/").content.decode()


def test_a_worry_goes_where_it_is_said_to_go(tobias) -> None:
    pair = make.pair(mentee=cast.pau(), mentor=tobias.mentor)
    page = read(pair.mentee, f"/mentoring/pairs/{pair.pk}/worry/")
    assert "reach the admins" in page
    assert "moderator" not in page.partition("<main")[2].partition("</main>")[0]
