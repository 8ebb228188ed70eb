"""The home page: a sentence, questions that one could help with and why, newcomers, spaces."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forum.models import Space
from members.actions import hello
from members.models import Member
from notices.models import Notice
from nudges.actions import summoning
from nudges.models import Offer
from recognition.models import Help
from recognition.queries import tags_of_help
from tests import cast, make

pytestmark = pytest.mark.django_db

# Questions to the database: of who said nothing of themselves, in their first days; what they can help with takes one more,
# the way that they are on another: is there a goal?
HOME_AT_MOST, KNOWS, IS_ON_THE_WAY = 12, 1, 1


@pytest.fixture
def ines():
    return cast.ines(can_help_with=["bank fees", "council tax"])


@pytest.fixture
def home(client, ines):
    client.force_login(ines)
    return lambda **more: client.get("/", **more).content.decode()


def test_a_quiet_home(home) -> None:
    html = home()
    assert "A quiet" in html
    assert "There is none right now, and that is fine." in html
    assert "New here" not in html


def test_newcomers_have_a_card_with_their_words(home) -> None:
    cast.wilf(introduction="Retired, and it’s catalogues and one loan.")
    html = home()
    assert "Retired, and it’s catalogues and one loan." in html
    assert "/@wilf/hello/" in html


def test_who_has_no_card(home, ines) -> None:
    make.newcomer(name="Greeted", handle="greeted")
    hello.say(actor=ines, newcomer=Member.objects.get(handle="greeted"), words="Welcome.")
    make.newcomer(name="Unlisted", is_listed=False)
    make.newcomer(name="Unapproved", approved_at=None)
    make.newcomer(name="Longer", joined_at=timezone.now() - timedelta(days=15))
    make.newcomer(name="Imported", kind=Member.Kind.IMPORTED)
    make.block(blocker=ines, blocked=make.newcomer(name="Blocked"))
    make.block(blocker=make.newcomer(name="Blocking"), blocked=ines)
    assert "New here" not in home()


def test_a_newcomer_sees_no_card_of_their_own(client) -> None:
    client.force_login(cast.wilf())
    assert "/@wilf/hello/" not in client.get("/").content.decode()


def test_whom_nobody_greeted_comes_first(home) -> None:
    greeted = [make.newcomer(name=f"Greeted {n}") for n in range(3)]
    for person in greeted:
        hello.say(actor=cast.dorrie() if person is greeted[0] else make.member(), newcomer=person, words="Hi.")
    make.newcomer(name="Alone", joined_at=timezone.now() - timedelta(days=5))
    html = home()
    assert html.index("Alone") < html.index("Greeted")


def test_my_spaces_are_those_i_may_enter(home) -> None:
    make.space(title="Public corner")
    make.space(title="Members corner", visibility=Space.Visibility.MEMBERS)
    make.space(title="Moderators corner", visibility=Space.Visibility.MODERATORS)
    make.space(title="Closed corner", archived_at=timezone.now())
    html = home()
    assert "Public corner" in html
    assert "Members corner" in html
    assert "Moderators corner" not in html
    assert "Closed corner" not in html


def test_different_ones_come_alone_for_htmx(client, home, ines) -> None:
    for n in range(4):
        make.topic(title=f"Question {n}", tags=("bank-fees",), at=timezone.now() - timedelta(hours=n))
    older = client.get("/").context["asks"].older
    part = client.get("/", {"help": older}, headers={"HX-Request": "true"}).content.decode()
    assert part.lstrip().startswith("<section")
    assert "Question 3" in part
    whole = client.get("/", {"help": older}).content.decode()
    assert "<!DOCTYPE html>" in whole
    assert "Question 3" in whole


def test_a_made_up_place_shows_the_first_ones(client, home, ines) -> None:
    make.topic(title="Here", tags=("bank-fees",))
    assert "Here" in client.get("/", {"help": "'--"}).content.decode()


def test_somebody_who_waits_for_a_yes_has_no_home(client) -> None:
    client.force_login(make.member(approved_at=None))
    assert "Where you can help" not in client.get("/").content.decode()


@pytest.mark.parametrize(
    ("about", "most"),
    [
        ({"stage": "member"}, HOME_AT_MOST),
        ({"stage": "pursuing", "can_help_with": ["bank fees"]}, HOME_AT_MOST + KNOWS + IS_ON_THE_WAY),
    ],
    ids=["says nothing", "knows something"],
)
def test_the_questions_to_the_database_are_few_and_do_not_grow(client, about, most) -> None:
    make.community()  # its row is read from the cache once it is there
    ines = make.member(**about)
    client.force_login(ines)
    asked = []
    for more in (6, 8):  # more masks than the first look at a ring finds
        for _ in range(more):
            make.topic(tags=("bank-fees",))
            make.masked_topic(by=ines)
            make.newcomer()
            make.space()
        client.get("/")
        with CaptureQueriesContext(connection) as queries:
            client.get("/")
        asked.append(len(queries))
    assert asked[0] == asked[1] <= most


# --- with what other apps know ------------------------------------------------------------------------------------


def confirmed(helper, helped, tag, **sides) -> None:
    topic = make.topic(by=helped, tags=(tag,))
    post = make.answer(topic=topic, by=helper)
    make.helped_mark(post=post)
    rows = {"helper": helper, "helped": helped} | sides
    Help.objects.create(topic=topic, post=post, tag=make.tag(tag), at=timezone.now(), **rows)


def test_having_been_helped_leads_to_questions_like_it(client) -> None:
    pau = cast.pau()
    confirmed(cast.dorrie(), pau, "enforcement")
    make.topic(title="They came to the door", tags=("enforcement",))
    client.force_login(pau)
    html = client.get("/").content.decode()
    assert "They came to the door" in html
    assert "You were helped with “enforcement” in" in html


def test_help_to_a_mask_leads_to_nothing(client) -> None:
    pau, dorrie = cast.pau(), cast.dorrie()
    topic = make.masked_topic(by=pau, tags=("enforcement",))
    post = make.answer(topic=topic, by=dorrie)
    Help.objects.create(topic=topic, post=post, tag=make.tag("enforcement"), helper=dorrie, helped_mask=topic.mask)
    assert tags_of_help(pau) == tags_of_help(dorrie) == ({}, {})


def test_what_waits_is_shown_with_a_way_to_read_it(client, ines) -> None:
    topic = make.topic(title="Her question")
    told = {"member": ines, "topic": topic, "post": make.answer(topic=topic, by=cast.dorrie())}
    Notice.objects.create(kind="followed", dedupe_key="one", actor=told["post"].member, **told)
    Notice.objects.create(kind="followed", dedupe_key="two", read_at=timezone.now(), **told)
    client.force_login(ines)
    response = client.get("/")
    assert [line.notice.dedupe_key for line in response.context["waiting"]] == ["one"]
    assert "in “Her question”" in response.content.decode()


def test_words_about_ones_help_this_week_are_quoted(client, ines) -> None:
    post = make.answer(by=ines)
    make.helped_mark(post=post, what_changed="I made the call.")
    client.force_login(ines)
    html = client.get("/").content.decode()
    assert "What your help did this week" in html
    assert "I made the call." in html


# --- each question once ---------------------------------------------------------------------------------------------


@pytest.fixture
def marit():
    """Tends the space, opted in to answer, and knows about fees: every region has a reason to show her a question."""
    space = make.space(title="Fees and charges")
    marit = make.moderator(of=space, name="Marit", can_help_with=["bank fees"])
    Offer.objects.create(member=marit, kind=Offer.Kind.ANSWER)
    marit.where = space
    return marit


def asked(space, title="The bank took fifty pounds", **fields):
    """A question, and whoever is summoned to it is summoned."""
    topic = make.topic(title=title, tags=("bank-fees",), space=space, **fields)
    summoning.topic_wave(topic)
    return topic


def times(html, topic):
    """In how many regions of the page the question stands."""
    regions = re.split(r"<section", html)
    return sum(topic.title in region for region in regions)


def test_a_question_to_which_one_is_summoned_stands_there_once(client, marit) -> None:
    topic = asked(marit.where)
    assert Notice.objects.filter(member=marit, topic=topic, kind="waiting_question").exists()
    client.force_login(marit)
    response = client.get("/")
    html = response.content.decode()
    assert [one.topic for one in response.context["summons"]] == [topic]
    assert response.context["waiting"] == []
    assert response.context["asks"].found == []
    assert times(html, topic) == 1
    assert "Somebody is waiting for a first answer, Marit." in html
    assert "A quiet" not in html


def test_other_questions_that_fit_are_suggested_all_the_same(client, marit) -> None:
    asked(marit.where)
    other = make.topic(title="A second fee", tags=("bank-fees",))
    client.force_login(marit)
    response = client.get("/")
    assert [ask.topic for ask in response.context["asks"].found] == [other]
    assert times(response.content.decode(), other) == 1


def test_show_different_ones_does_not_bring_it_back(client, marit) -> None:
    topic = asked(marit.where)
    for n in range(5):
        make.topic(title=f"Fee {n}", tags=("bank-fees",), at=timezone.now() - timedelta(hours=n + 1))
    client.force_login(marit)
    older = client.get("/").context["asks"].older
    part = client.get("/", {"help": older}, headers={"HX-Request": "true"}).content.decode()
    assert "Fee 4" in part
    assert topic.title not in part


def test_much_news_of_one_topic_is_one_line_and_leaves_room_for_others(client, ines) -> None:
    topics = [make.topic(title=f"Question {n}") for n in range(3)]
    for number, topic in enumerate([topics[0], topics[1], topics[2], topics[2], topics[2], topics[2]]):
        post = make.answer(topic=topic, by=make.member())
        Notice.objects.create(
            kind="followed", dedupe_key=f"n{number}", member=ines, topic=topic, post=post, actor=post.member
        )
    client.force_login(ines)
    lines = client.get("/").context["waiting"]
    assert [(line.notice.topic, line.notice.dedupe_key) for line in lines] == [
        (topics[2], "n5"),
        (topics[1], "n1"),
        (topics[0], "n0"),
    ]


def test_what_is_about_no_topic_is_never_folded_away(client, ines) -> None:
    for number in range(3):
        Notice.objects.create(kind="approved", dedupe_key=f"a{number}", member=ines)
    client.force_login(ines)
    assert len(client.get("/").context["waiting"]) == 3


def test_news_of_a_followed_question_keeps_it_out_of_the_suggestions(client, ines) -> None:
    topic = make.topic(title="One answer", tags=("bank-fees",))
    post = make.answer(topic=topic)
    make.follow(member=ines, topic=topic)
    Notice.objects.create(kind="followed", dedupe_key="f", member=ines, topic=topic, post=post, actor=post.member)
    client.force_login(ines)
    response = client.get("/")
    assert response.context["asks"].found == []
    assert times(response.content.decode(), topic) == 1


def test_a_newcomer_whom_one_is_called_to_greet_has_no_second_card(client, marit) -> None:
    Offer.objects.create(member=marit, kind=Offer.Kind.GREET)
    wilf, other = make.newcomer(name="Wilf"), make.newcomer(name="Otto")
    summoning.greet_wave(wilf)
    client.force_login(marit)
    response = client.get("/")
    assert [one.newcomer for one in response.context["summons"]] == [wilf]
    assert response.context["newcomers"] == [other]


def test_a_newcomer_whom_one_is_called_to_greet_is_not_told_of_as_well(client, marit) -> None:
    Offer.objects.create(member=marit, kind=Offer.Kind.GREET)
    wilf, other = make.newcomer(name="Wilf"), make.newcomer(name="Otto")
    summoning.greet_wave(wilf)
    told = Notice.objects.get(member=marit, kind="summons")
    answered = Notice.objects.create(member=marit, kind="hello_answered", dedupe_key="h", actor=wilf)
    of_another = Notice.objects.create(member=marit, kind="summons", dedupe_key="o", actor=other)
    client.force_login(marit)
    response = client.get("/")
    assert told.actor == wilf
    assert {line.notice for line in response.context["waiting"]} == {answered, of_another}
    assert response.context["unread_notices"]
