"""Which questions a member is shown as ones that they could answer, and why."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from forum.models import Space, Status, Topic
from forum.queries import helping
from forum.templatetags.topics import why
from members.queries.path import paths_reached
from routing.own import fit_for
from tests import cast, make

pytestmark = pytest.mark.django_db


@pytest.fixture
def ines():
    return cast.ines(can_help_with=["bank fees", "council tax"])


def asks(viewer, **knows):
    knows = {"phrases": viewer.can_help_with, "rather_not": viewer.rather_not} | knows
    return helping.where_you_can_help(viewer, helping.Knowledge(**knows))


def shown(viewer, **knows):
    return [ask.topic.title for ask in asks(viewer, **knows).found]


def reasons(viewer, **knows):
    return [(ask.reason, ask.about) for ask in asks(viewer, **knows).found]


def test_a_question_with_a_listed_tag_is_shown_and_says_so(ines) -> None:
    make.topic(title="The overdraft", tags=("bank-fees",))
    make.topic(title="Something else", tags=("rent",))
    found = asks(ines).found
    assert [ask.topic.title for ask in found] == ["The overdraft"]
    assert why(found[0]) == "You listed “bank fees” as something you can help with."


def test_words_of_the_title_match_in_any_form(ines) -> None:
    make.topic(title="My bank says the fee is final. Is it?")
    assert reasons(ines) == [(helping.LISTED, "bank fees")]


def test_having_been_helped_is_a_reason_with_its_month(ines) -> None:
    tag = make.tag("enforcement")
    make.topic(title="They came to the door", tags=("enforcement",))
    april = timezone.now().replace(month=4, day=3)
    [ask] = asks(ines, phrases=[], helped_in={tag.pk: april}).found
    assert why(ask) == "You were helped with “enforcement” in April, and nobody has answered yet."


def test_having_helped_is_a_reason_too(ines) -> None:
    tag = make.tag("enforcement")
    make.topic(tags=("enforcement",))
    [ask] = asks(ines, phrases=[], helped_with={tag.pk: timezone.now()}).found
    assert ask.reason == helping.HAS_HELPED
    assert "Your answer about “enforcement” helped somebody in" in why(ask)


def test_one_answer_that_has_not_helped_leaves_it_open_and_two_do_not(ines) -> None:
    once = make.topic(title="One answer", tags=("bank-fees",))
    make.answer(topic=once)
    twice = make.topic(title="Two answers", tags=("bank-fees",))
    make.answer(topic=twice)
    make.answer(topic=twice)
    helped = make.topic(title="Helped", tags=("bank-fees",))
    make.helped_mark(post=make.answer(topic=helped))
    assert shown(ines) == ["One answer"]


def test_nothing_matches_then_those_who_wait_are_shown(ines) -> None:
    make.topic(title="Waits", tags=("rent",))
    assert reasons(ines) == [(helping.WAITING, "")]
    assert asks(ines).matched == []


@pytest.mark.parametrize(
    "fields",
    [
        {"status": Status.HELD},
        {"status": Status.WAITING},
        {"kind": Topic.Kind.STORY},
        {"at": timezone.now() - timedelta(days=40)},
    ],
    ids=["held", "waiting", "story", "old"],
)
def test_what_is_not_suggested(ines, fields) -> None:
    make.topic(tags=("bank-fees",), **fields)
    assert shown(ines) == []


def test_nothing_from_a_space_that_is_closed_or_not_theirs(ines) -> None:
    make.topic(tags=("bank-fees",), space=make.space(archived_at=timezone.now()))
    make.topic(tags=("bank-fees",), space=make.space(visibility=Space.Visibility.MODERATORS))
    assert shown(ines) == []


def test_neither_ones_own_questions_nor_answered_ones_under_any_name(ines) -> None:
    make.topic(by=ines, tags=("bank-fees",))
    make.masked_topic(by=ines, tags=("bank-fees",))
    make.answer(topic=make.topic(tags=("bank-fees",)), by=ines)
    topic = make.topic(tags=("bank-fees",))
    make.answer(topic=topic, mask=make.mask(of=ines, topic=topic))
    assert shown(ines) == []


@pytest.mark.parametrize("blocked_by_me", [True, False])
def test_nothing_by_somebody_blocked_either_way_but_their_masked_question_stays(ines, blocked_by_me) -> None:
    wilf = cast.wilf()
    make.topic(by=wilf, title="Named", tags=("bank-fees",))
    make.masked_topic(by=wilf, title="Masked", tags=("bank-fees",))
    make.block(blocker=ines if blocked_by_me else wilf, blocked=wilf if blocked_by_me else ines)
    assert shown(ines) == ["Masked"]


def test_what_they_would_rather_not_is_left_out() -> None:
    ines = cast.ines(can_help_with=["bank fees", "gambling"], rather_not=["gambling"])
    make.topic(title="About the past", tags=("gambling",))
    make.topic(title="I lost it all gambling", tags=("bank-fees",))
    assert shown(ines) == []


def test_show_different_ones_goes_on_and_comes_to_an_end(ines) -> None:
    for n in range(4):
        make.topic(title=f"Question {n}", tags=("bank-fees",), at=timezone.now() - timedelta(hours=n))
    first = asks(ines)
    knows = helping.Knowledge(phrases=ines.can_help_with)
    rest = helping.where_you_can_help(ines, knows, first.older)
    assert [ask.topic.title for ask in first.found + rest.found] == [f"Question {n}" for n in range(4)]
    assert rest.older == ""


def test_what_they_were_confirmed_to_help_with_comes_before_what_is_newer(ines) -> None:
    now = timezone.now()
    often, once = make.tag("enforcement"), make.tag("council-tax")
    for number, tag in enumerate(["council-tax", "council-tax", "council-tax", "enforcement"]):
        make.topic(title=f"{tag} {number}", tags=(tag,), at=now - timedelta(hours=number))
    knows = helping.Knowledge(helped_with={often.pk: now, once.pk: now - timedelta(days=900)})
    fit = fit_for(knows, now)
    first = helping.where_you_can_help(ines, knows, fit=fit)
    rest = helping.where_you_can_help(ines, knows, first.older, fit=fit)
    titles = [ask.topic.title for ask in first.found + rest.found]
    assert titles == ["enforcement 3", "council-tax 0", "council-tax 1", "council-tax 2"]
    assert rest.older == ""


def test_more_than_a_dozen_go_on_without_a_gap_and_nothing_twice(ines) -> None:
    now = timezone.now()
    for number in range(14):
        make.topic(title=f"{number}", tags=("bank-fees",), at=now - timedelta(hours=number))
    knows = helping.Knowledge(phrases=ines.can_help_with)
    titles, at = [], ""
    while True:
        page = helping.where_you_can_help(ines, knows, at, fit=fit_for(knows, now))
        titles += [ask.topic.title for ask in page.found]
        if not (at := page.older):
            break
    assert titles == [str(number) for number in range(14)]


@pytest.mark.parametrize("at", ["x", ".x", "x.3", ".-3", ".999999999", "..", "\0.3"])
def test_a_made_up_place_breaks_nothing(ines, at: str) -> None:
    make.topic(tags=("bank-fees",))
    assert len(helping.where_you_can_help(ines, helping.Knowledge(phrases=ines.can_help_with), at).found) <= 1


# --- on a path that they have walked -------------------------------------------------------------------------


def on_the_way(journey, visibility="members", **fields):
    asker = make.member()
    make.goal(member=asker, journey=journey, visibility=visibility, **fields)
    return make.topic(title="How do I begin?", by=asker)


def test_whoever_reached_the_goal_sees_who_is_on_the_same_path_and_why() -> None:
    journey = make.journey(title="Out of debt")
    alum = make.member(stage="alum")
    make.goal(member=alum, journey=journey, reached_at=timezone.now())
    topic = on_the_way(journey)
    assert paths_reached(alum) == {journey.pk: "Out of debt"}
    [ask] = asks(alum, phrases=[], paths=paths_reached(alum)).found
    assert (ask.topic, ask.reason) == (topic, helping.SAME_PATH)
    assert why(ask) == "Whoever asks is on the path “Out of debt”, where you have been, and nobody has answered yet."


@pytest.mark.parametrize("stage", ["newcomer", "member", "pursuing", "resting"])
def test_whoever_is_still_on_the_way_is_not_told_so(stage: str) -> None:
    person = make.member(stage=stage)
    make.goal(member=person, journey=make.journey(), reached_at=timezone.now())
    assert paths_reached(person) == {}


@pytest.mark.parametrize(
    "fields", [{"visibility": "self"}, {"visibility": "mentor"}, {"closed_at": "now"}, {"reached_at": "now"}]
)
def test_a_goal_that_members_may_not_know_leads_nobody_there(fields: dict[str, object]) -> None:
    journey = make.journey()
    on_the_way(journey, **{name: timezone.now() if value == "now" else value for name, value in fields.items()})
    assert [ask.reason for ask in asks(make.member(), phrases=[], paths={journey.pk: "A path"}).found] == [
        helping.WAITING
    ]


def test_nor_does_a_mask_of_somebody_on_the_path() -> None:
    journey, asker = make.journey(), make.member()
    make.goal(member=asker, journey=journey, visibility="everyone")
    topic = make.topic(title="Behind a mask", by=make.member())
    mask = make.mask(of=asker, topic=topic)
    type(topic).objects.filter(pk=topic.pk).update(member=None, mask=mask)
    topic.posts.update(member=None, mask=mask)
    assert [ask.reason for ask in asks(make.member(), phrases=[], paths={journey.pk: "A path"}).found] == [
        helping.WAITING
    ]


def test_the_home_page_of_an_alum_shows_it(client: Client) -> None:
    journey = make.journey(title="Out of debt")
    alum = make.member(stage="alum")
    make.goal(member=alum, journey=journey, reached_at=timezone.now())
    on_the_way(journey)
    client.force_login(alum)
    assert "on the path “Out of debt”, where you have been" in client.get("/").content.decode()
