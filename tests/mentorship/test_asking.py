"""One asks one mentor; they say yes, not now, or the request passes on after 72 hours."""

from datetime import timedelta

import pytest
from django.utils import timezone

from activity.models import Event
from members.models import Goal, Member
from members.rules import NotAllowed
from mentorship import queries
from mentorship.actions import mentors, pairs, requests
from mentorship.models import CheckIn, Mentor, Mentorship, Request
from tests import cast, make
from tests.ledger import settle

pytestmark = pytest.mark.django_db
State = Request.State


@pytest.fixture
def mentor() -> Mentor:
    return make.mentor(member=cast.tobias())


def goal_of(member: Member, mentor: Mentor, **more: object) -> Goal:
    return make.goal(member=member, journey=mentor.journeys.get(), **more)


def ask(member: Member, mentor: Mentor, **more: object) -> Request:
    fields = {"goal": None, "words": " Company, please. ", "often": "weekly", "reasons": ["Same path"]} | more
    fields["goal"] = fields["goal"] or goal_of(member, mentor)
    return requests.ask(mentee=member, mentor=mentor, **fields)


def test_asked_for_three_days(mentor: Mentor) -> None:
    request = ask(cast.pau(), mentor)
    assert (request.state, request.words, request.reasons) == (State.ASKED, "Company, please.", ["Same path"])
    assert request.answer_by - request.at == timedelta(hours=72)
    assert Event.objects.filter(verb="mentor.requested").count() == 1


def test_one_open_request_for_a_path(mentor: Mentor) -> None:
    pau = cast.pau()
    goal = goal_of(pau, mentor)
    ask(pau, mentor, goal=goal)
    other = make.mentor(journeys=(goal.journey,))
    with pytest.raises(NotAllowed, match="asked somebody already"):
        ask(pau, other, goal=goal)


def test_taken_back_one_may_ask_another(mentor: Mentor) -> None:
    pau = cast.pau()
    goal = goal_of(pau, mentor)
    requests.withdraw(actor=pau, request=ask(pau, mentor, goal=goal))
    assert ask(pau, make.mentor(journeys=(goal.journey,)), goal=goal).state == State.ASKED


@pytest.mark.parametrize(
    "change",
    [
        {"paused_at": timezone.now()},
        {"ended_at": timezone.now()},
        {"term_ends_at": timezone.now() - timedelta(days=1)},
    ],
    ids=["paused", "stopped", "term over"],
)
def test_whoever_takes_nobody_is_not_asked(mentor: Mentor, change: dict[str, object]) -> None:
    Mentor.objects.update(**change)
    with pytest.raises(NotAllowed, match="no room"):
        ask(cast.pau(), mentor)


def test_nobody_asks_themselves(mentor: Mentor) -> None:
    path = make.journey()
    mentor.journeys.add(path)
    with pytest.raises(NotAllowed, match="your own mentor"):
        ask(mentor.member, mentor, goal=make.goal(member=mentor.member, journey=path))


def test_nobody_asks_across_a_block(mentor: Mentor) -> None:
    pau = cast.pau()
    make.block(blocker=mentor.member, blocked=pau)
    with pytest.raises(NotAllowed):
        ask(pau, mentor)


def test_nobody_asks_about_somebody_elses_goal(mentor: Mentor) -> None:
    with pytest.raises(Goal.DoesNotExist):
        ask(cast.pau(), mentor, goal=goal_of(cast.ines(), mentor))


def test_a_reached_goal_needs_no_mentor(mentor: Mentor) -> None:
    pau = cast.pau()
    with pytest.raises(NotAllowed):
        ask(pau, mentor, goal=goal_of(pau, mentor, reached_at=timezone.now()))


def test_the_suspended_do_not_ask(mentor: Mentor) -> None:
    with pytest.raises(NotAllowed):
        ask(cast.noor(), mentor)


def test_a_yes_makes_a_pair_with_four_check_ins(mentor: Mentor) -> None:
    request = ask(cast.pau(), mentor)
    pair = requests.accept(actor=mentor.member, request=request)
    days = [one.due_on - timezone.localdate() for one in pair.check_ins.order_by("number")]
    assert [day.days for day in days] == [3, 10, 17, 24]
    assert Request.objects.get().state == State.ACCEPTED
    assert queries.room(mentor.member) == 0


def test_a_full_mentor_is_not_asked_and_frees_who_waits(mentor: Mentor) -> None:
    first, second = ask(cast.pau(), mentor), ask(cast.ines(), mentor)
    requests.accept(actor=mentor.member, request=first)
    second.refresh_from_db()
    assert second.state == State.PASSED_ON
    with pytest.raises(NotAllowed):
        requests.accept(actor=mentor.member, request=second)
    with pytest.raises(NotAllowed, match="no room"):
        ask(cast.dorrie(), mentor)


def test_nobody_else_answers_for_a_mentor(mentor: Mentor) -> None:
    request = ask(cast.pau(), mentor)
    for verb in (requests.accept, requests.decline):
        with pytest.raises(Request.DoesNotExist):
            verb(actor=cast.nasreen() if verb is requests.accept else request.mentee, request=request)
    with pytest.raises(Request.DoesNotExist):
        requests.withdraw(actor=mentor.member, request=request)


def test_not_now_with_a_word_and_somebody_else(mentor: Mentor) -> None:
    pau = cast.pau()
    request = ask(pau, mentor)
    other = make.mentor(journeys=(request.journey,))
    requests.decline(actor=mentor.member, request=request, words="I am full of work.", suggested=other)
    last = queries.last_answer(pau)
    assert (last.state, last.answer, last.suggested) == (State.DECLINED, "I am full of work.", other)
    with pytest.raises(NotAllowed):
        requests.accept(actor=mentor.member, request=request)


def test_after_72_hours_it_passes_on_and_the_mentee_is_told(mentor: Mentor) -> None:
    pau = cast.pau()
    request = ask(pau, mentor)
    assert requests.pass_on_overdue() == 0
    Request.objects.update(answer_by=timezone.now() - timedelta(seconds=1))
    assert requests.pass_on_overdue() == 1
    assert requests.pass_on_overdue() == 0
    settle()
    event = Event.objects.get(verb="mentor.passed_on")
    assert (event.member_id, event.target_id) == (None, request.pk)
    other = make.mentor(journeys=(request.journey,))
    assert ask(pau, other, goal=request.goal).state == State.ASKED


def test_suggested_three_of_the_path_in_the_language_awake_and_not_asked_before(mentor: Mentor) -> None:
    path = mentor.journeys.get()
    pau = cast.pau(time_zone="Europe/London")
    goal = make.goal(member=pau, journey=path)
    Member.objects.filter(pk=mentor.member_id).update(time_zone="Europe/London")
    far = make.mentor(journeys=(path,), member=make.member(stage="mentor", time_zone="Australia/Sydney"))
    dutch = make.mentor(
        journeys=(path,), member=make.member(stage="mentor", time_zone="Europe/London"), languages=["nl"]
    )
    elsewhere = make.mentor(member=make.member(stage="mentor", time_zone="Europe/London"))
    blocked = make.mentor(journeys=(path,), member=make.member(stage="mentor", time_zone="Europe/London"))
    make.block(blocker=blocked.member, blocked=pau)
    gone = make.mentor(journeys=(path,), member=make.member(stage="resting", time_zone="Europe/London"))
    found = [one.mentor for one in queries.suggestions(pau, goal)]
    assert found == [mentor], (far, dutch, elsewhere, gone)
    requests.decline(actor=mentor.member, request=ask(pau, mentor, goal=goal))
    assert queries.suggestions(pau, goal) == []


def test_suggestions_take_the_same_queries_for_two_mentors_and_for_twenty(django_assert_num_queries) -> None:
    path = make.journey()
    pau = cast.pau()
    goal = make.goal(member=pau, journey=path)
    for number in range(20):
        make.mentor(journeys=(path,), member=make.member(stage="mentor", time_zone=pau.time_zone))
        if number in (1, 19):
            with django_assert_num_queries(2):
                assert len(queries.suggestions(pau, goal)) == min(number + 1, 3)


def test_peers_are_on_the_way_show_their_goal_and_are_no_mentors(mentor: Mentor) -> None:
    pau, path = cast.pau(), mentor.journeys.get()
    goal = make.goal(member=pau, journey=path)
    shown = make.goal(member=cast.ines(), journey=path, visibility="members")
    make.goal(member=cast.dorrie(), journey=path, visibility="self")
    make.goal(member=make.member(), journey=path, visibility="mentor")
    make.goal(member=make.member(), journey=path, visibility="members", reached_at=timezone.now())
    make.goal(member=make.member(is_listed=False), journey=path, visibility="members")
    make.goal(member=make.member(), visibility="members")
    assert queries.peers(pau, goal) == [shown]


def test_whoever_says_goodbye_walks_with_nobody_and_whoever_rests_takes_nobody(mentor: Mentor) -> None:
    from members.actions import stages

    pair = make.pair(mentor=mentor)
    stages.rest(member=mentor.member)
    settle()
    mentor.refresh_from_db()
    assert mentor.paused_at is not None
    assert Mentorship.objects.get().ended_at is None
    stages.leave(member=mentor.member)
    settle()
    pair.refresh_from_db()
    assert pair.ended_at is not None


def test_two_quiet_terms_make_an_emeritus_and_a_pair_keeps_a_mentor(mentor: Mentor) -> None:
    busy = make.pair().mentor
    Mentor.objects.update(term_ends_at=timezone.now() - timedelta(weeks=17))
    assert mentors.settle_quiet_terms() == 1
    assert mentors.settle_quiet_terms() == 0
    assert Member.objects.get(pk=mentor.member_id).stage == "emeritus"
    assert Member.objects.get(pk=busy.member_id).stage == "mentor"
    assert Mentor.objects.get(pk=mentor.pk).ended_at is not None


def opt_in(member: Member, **more: object) -> Mentor:
    fields = {"journeys": [], "words": "", "topics": [], "languages": ["en"], "capacity": 1, "briefing_read": True}
    return mentors.opt_in(member=member, **fields | more)


def test_an_alum_opts_in_for_eight_weeks() -> None:
    marit = cast.marit()
    goal = make.goal(member=marit, reached_at=timezone.now())
    mentor = opt_in(marit, journeys=[goal.journey])
    assert Member.objects.get(pk=marit.pk).stage == "mentor"
    assert mentor.term_ends_at - mentor.opted_in_at == timedelta(weeks=8)


@pytest.mark.parametrize(
    "more",
    [{"briefing_read": False}, {"capacity": 4}, {"capacity": 0}, {"journeys": []}, {"languages": []}],
    ids=["not briefed", "four", "none", "no path", "no language"],
)
def test_without_the_briefing_or_beyond_the_limits_nobody_mentors(more: dict[str, object]) -> None:
    marit = cast.marit()
    goal = make.goal(member=marit, reached_at=timezone.now())
    with pytest.raises(NotAllowed):
        opt_in(marit, **{"journeys": [goal.journey]} | more)
    assert not Mentor.objects.exists()


@pytest.mark.parametrize("stage", ["newcomer", "member", "pursuing", "reached", "resting"])
def test_only_who_stayed_on_mentors(stage: str) -> None:
    somebody = make.member(stage=stage)
    goal = make.goal(member=somebody, reached_at=timezone.now())
    with pytest.raises(NotAllowed):
        opt_in(somebody, journeys=[goal.journey])


def test_nobody_mentors_on_a_path_they_have_not_walked() -> None:
    with pytest.raises(NotAllowed):
        opt_in(cast.marit(), journeys=[make.journey()])


def test_renewing_twice_adds_one_term(mentor: Mentor) -> None:
    Mentor.objects.update(term_ends_at=timezone.now() + timedelta(days=3))
    before = Mentor.objects.get().term_ends_at
    mentors.renew(mentor=mentor)
    mentors.renew(mentor=mentor)
    assert Mentor.objects.get().term_ends_at == before + timedelta(weeks=8)


@pytest.mark.parametrize(("emeritus", "stage"), [(False, "alum"), (True, "emeritus")])
def test_stopping_ends_the_pairs_without_a_reason(mentor: Mentor, emeritus: bool, stage: str) -> None:
    make.pair(mentor=mentor)
    mentors.stop(mentor=mentor, emeritus=emeritus)
    assert Member.objects.get(pk=mentor.member_id).stage == stage
    assert Mentorship.objects.get().ended_at is not None
    with pytest.raises(NotAllowed):
        mentors.renew(mentor=mentor)


def test_an_ended_pair_frees_the_place(mentor: Mentor) -> None:
    pair = make.pair(mentor=mentor)
    assert queries.room(mentor.member) == 0
    pairs.end(actor=pair.mentee, pair=pair)
    assert queries.room(mentor.member) == 1
    assert CheckIn.objects.count() == 4
