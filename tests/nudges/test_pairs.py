"""How is it going? A pair that went quiet is asked, both of the two, once for each time and under the treaty."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.core import mail as outgoing
from django.test import Client
from django.utils import timezone

from members.models import Member
from mentorship.actions import pairs
from mentorship.models import CheckIn, Letter, Mentor, Mentorship
from notices.actions import outbox
from notices.actions.choices import How, choose
from notices.models import Choice, Message, Notice
from notices.queries.links import target
from nudges import tasks
from nudges.actions import letters, offers
from nudges.actions import pairs as nudging
from nudges.models import Crisis, Window
from tests import make
from tests.ledger import settle
from tests.nudges.people import DAY, asked, began, hours_ago, mailed
from tests.races import at_once

pytestmark = pytest.mark.django_db
S = Message.State


def write(pair: Mentorship, actor: Member, *, days_ago: float = 0) -> Letter:
    letter = pairs.write(actor=actor, pair=pair, body="I slept, for once.", submit_key=uuid4())
    Letter.objects.filter(pk=letter.pk).update(at=timezone.now() - days_ago * DAY)
    settle()
    return letter


BOTH = {"Pau", "Tobias W"}


def test_both_are_asked_on_the_agreed_day_in_the_page_and_by_mail(client: Client) -> None:
    pair = began(days=3)
    assert asked() == BOTH
    assert {target(notice) for notice in Notice.objects.filter(kind="check_in")} == {f"/mentoring/pairs/{pair.pk}/"}
    assert set(mailed()) == BOTH
    client.force_login(pair.mentee)
    assert "How is it going with Tobias W?" in client.get("/notices/").content.decode()


def test_the_mail_says_why_names_nobody_and_stops_with_one_click() -> None:
    began(days=3)
    asked()
    mailed()
    for mail in outgoing.outbox:
        html = str(mail.alternatives[0][0])
        for text in (str(mail.body), html):
            assert "Why you got this:" in text
            assert "You wanted to look in on each other around now." in text
            assert "Stop these messages" in text
        assert "how is it going" in mail.subject
        assert mail.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert "!" not in f"{mail.subject}{mail.body}"


def test_the_mail_does_not_name_the_other() -> None:
    began(days=3)
    asked()
    mailed()
    for mail in outgoing.outbox:
        other = "Tobias" if mail.to == ["pau@example.org"] else "Pau"
        assert other not in f"{mail.subject}{mail.body}"


def test_it_stands_with_its_reason_on_the_page_of_everything_sent(client: Client) -> None:
    pair = began(days=3)
    asked()
    client.force_login(pair.mentee)
    assert "You wanted to look in on each other" in client.get("/settings/suggestions/").content.decode()


@pytest.mark.parametrize("runs", [2, 5])
def test_it_is_asked_once_however_often_the_task_runs(runs: int) -> None:
    began(days=3)
    for _run in range(runs):
        tasks.check_ins()
    assert Notice.objects.filter(kind="check_in").count() == 2
    assert Message.objects.filter(kind="check_in").count() == 2


def test_a_notice_that_was_settled_is_not_asked_again_for_the_same_day() -> None:
    pair = began(days=12)
    assert asked() == BOTH
    write(pair, pair.mentee)
    assert Notice.objects.filter(kind="check_in").count() == 0
    Letter.objects.update(at=hours_ago(24 * 8))
    assert asked() == set()


def test_not_before_its_day() -> None:
    began(days=2)
    assert asked() == set()


def test_who_has_written_for_it_is_not_asked_and_the_other_is_after_a_quiet_week() -> None:
    pair = began(days=3)
    write(pair, pair.mentee, days_ago=8)
    assert asked() == {"Tobias W"}


@pytest.mark.parametrize("who", ["mentee", "mentor"])
def test_nobody_is_asked_in_the_week_after_a_letter_of_either(who: str) -> None:
    pair = began(days=17)
    write(pair, pair.mentee if who == "mentee" else pair.mentor.member, days_ago=6)
    assert asked() == set()


def test_a_check_in_that_both_have_written_for_asks_nobody() -> None:
    pair = began(days=3)
    for actor in (pair.mentee, pair.mentor.member):
        write(pair, actor, days_ago=8)
    assert CheckIn.objects.get(number=1).done_at is not None
    assert asked() == set()


# --- week two --------------------------------------------------------------------------------------------------


def quiet(pair: Mentorship, days: float) -> None:
    """The first check-in was asked about, and that was so many days ago."""
    nudging.ask_how_it_goes()
    at = timezone.now() - days * DAY
    Message.objects.filter(kind="check_in").update(created_at=at, sent_at=at, state=S.SENT)
    Window.objects.all().delete()


def test_after_two_weeks_it_is_asked_once_more() -> None:
    quiet(began(days=14.1), days=11)
    assert nudging.ask_how_it_goes() == 2
    assert Message.objects.filter(data__occasion="week-2").count() == 2
    assert "two weeks ago" in Message.objects.filter(data__occasion="week-2")[0].why
    assert nudging.ask_how_it_goes() == 0


@pytest.mark.parametrize("days", [13, 22])
def test_and_neither_before_nor_later(days: float) -> None:
    pair = began(days=days)
    CheckIn.objects.filter(mentorship=pair).update(due_on=timezone.localdate() + 5 * DAY)
    assert asked() == set()


def test_but_not_within_a_week_of_the_last_time() -> None:
    quiet(began(days=14.1), days=6)
    assert nudging.ask_how_it_goes() == 0


def test_a_pair_that_says_nothing_is_asked_twice_and_then_left_in_peace() -> None:
    pair = began(days=0)
    times = 0
    for _day in range(70):
        Mentorship.objects.filter(pk=pair.pk).update(started_at=Mentorship.objects.get().started_at - DAY)
        for check_in in CheckIn.objects.all():
            CheckIn.objects.filter(pk=check_in.pk).update(due_on=check_in.due_on - DAY)
        for message in Message.objects.filter(kind="check_in"):
            Message.objects.filter(pk=message.pk).update(created_at=message.created_at - DAY)
        times += nudging.ask_how_it_goes()
    assert times == 4  # two for each of the two


# --- nobody is asked ---------------------------------------------------------------------------------------------


def _update(kind: type, **fields: object) -> Callable[[Mentorship], object]:
    return lambda _pair: kind.objects.update(**fields)  # type: ignore[attr-defined]


def _member(who: str, **fields: object) -> Callable[[Mentorship], object]:
    return lambda _pair: Member.objects.filter(handle=who).update(**fields)


AT_REST: dict[str, Callable[[Mentorship], object]] = {
    "the pair has ended": _update(Mentorship, ended_at=timezone.now()),
    "the mentor has stopped": _update(Mentor, ended_at=timezone.now()),
    "the mentor is paused": _update(Mentor, paused_at=timezone.now()),
    "the term is over": _update(Mentor, term_ends_at=timezone.now() - DAY),
    "the mentee rests": _member("pau", stage=Member.Stage.RESTING),
    "the mentor left": _member("tobias", stage=Member.Stage.LEFT),
    "the mentee's account is closed": _member("pau", is_active=False),
    "the mentor's account is closed": _member("tobias", is_active=False),
    "the mentee may not write": lambda pair: make.suspension(member=pair.mentee),
    "the mentor may not write": lambda pair: make.suspension(member=pair.mentor.member),
    "a block between them": lambda pair: make.block(blocker=pair.mentee, blocked=pair.mentor.member),
    "a worry that nobody has looked into": lambda pair: pairs.tell_a_moderator(
        actor=pair.mentee, pair=pair, words="He asks for money."
    ),
    "night": lambda _pair: Member.objects.update(time_zone=make.nighttime()),
}


@pytest.mark.parametrize("make_it_so", AT_REST.values(), ids=AT_REST.keys())
def test_neither_is_asked(make_it_so: Callable[[Mentorship], object]) -> None:
    make_it_so(began(days=3))
    assert asked() == set()
    assert not Message.objects.filter(kind="check_in").exists()


@pytest.mark.parametrize("make_it_so", AT_REST.values(), ids=AT_REST.keys())
def test_and_no_mail_goes_where_it_becomes_so_meanwhile(make_it_so: Callable[[Mentorship], object]) -> None:
    pair = began(days=3)
    assert asked() == BOTH
    make_it_so(pair)
    assert mailed() == []
    assert outgoing.outbox == []


def test_a_letter_meanwhile_drops_the_mail_and_takes_the_notices_back() -> None:
    pair = began(days=3)
    asked()
    write(pair, pair.mentee)
    assert mailed() == []
    assert set(Message.objects.filter(kind="check_in").values_list("outcome", flat=True)) == {
        "It was no longer needed."
    }
    assert not Notice.objects.filter(kind="check_in").exists()


def test_an_end_takes_the_notices_back() -> None:
    pair = began(days=3)
    asked()
    pairs.end(actor=pair.mentee, pair=pair)
    settle()
    assert not Notice.objects.filter(kind="check_in").exists()


def test_a_letter_that_is_heard_of_late_takes_nothing_back_that_is_newer() -> None:
    pair = began(days=17)
    pairs.write(actor=pair.mentee, pair=pair, body="Hello.", submit_key=uuid4())
    Letter.objects.update(at=hours_ago(24 * 8))
    assert asked() == BOTH
    settle()
    assert Notice.objects.filter(kind="check_in").count() == 2


def test_in_a_crisis_only_the_other_is_asked() -> None:
    pair = began(days=3)
    until = timezone.now() + DAY
    Crisis.objects.create(member=pair.mentee, by=make.admin(), post_id=1, until=until)
    assert asked() == {"Tobias W"}


# --- the treaty --------------------------------------------------------------------------------------------------


def test_whoever_chose_the_page_alone_is_asked_there() -> None:
    pair = began(days=3)
    choose(member=pair.mentee, kind="check_in", by_mail=False, how=How.SETTINGS)
    assert asked() == BOTH
    assert mailed() == ["Tobias W"]


def test_whoever_wants_no_suggestions_gets_no_mail() -> None:
    pair = began(days=3)
    offers.allow(member=pair.mentee, per_month=0)
    asked()
    assert mailed() == ["Tobias W"]


def test_the_mail_takes_the_seven_days_of_the_budget() -> None:
    pair = began(days=3)
    asked()
    mailed()
    other = outbox.queue(to=pair.mentee, kind="stay", dedupe_key="other", why="Because.", data={"goal": 0})
    assert Window.objects.filter(member=pair.mentee).count() == 1
    goal = make.goal(member=pair.mentee, reached_at=hours_ago(30))
    Message.objects.filter(pk=other.pk).update(data={"goal": goal.pk})
    outbox.send(id=other.pk)
    other.refresh_from_db()
    assert (other.state, "last seven days" in other.outcome) == (S.DROPPED, True)


def test_and_is_not_sent_where_they_are_taken_though_the_page_asks() -> None:
    pair = began(days=3)
    goal = make.goal(member=pair.mentee, reached_at=hours_ago(30))
    stay = outbox.queue(to=pair.mentee, kind="stay", dedupe_key="stay", why="Because.", data={"goal": goal.pk})
    outbox.send(id=stay.pk)
    assert asked() == BOTH
    assert mailed() == ["Tobias W"]


def two_sent(pair: Mentorship) -> None:
    for number, days in enumerate((80, 40)):
        message = outbox.queue(
            to=pair.mentee, kind="check_in", dedupe_key=f"c{number}", why="Because.", data={"pair": pair.pk}
        )
        Message.objects.filter(pk=message.pk).update(state=S.SENT, sent_at=hours_ago(days * 24))


def test_two_ignored_stop_it() -> None:
    pair = began(days=90)
    two_sent(pair)
    letters.note_outcomes()
    choice = Choice.objects.get(member=pair.mentee, kind="check_in")
    assert (choice.by_mail, choice.how) == (False, "two ignored")


def test_a_letter_after_one_of_them_stops_nothing() -> None:
    pair = began(days=90)
    two_sent(pair)
    write(pair, pair.mentee, days_ago=39)
    letters.note_outcomes()
    assert not Choice.objects.exists()
    assert Message.objects.get(dedupe_key="c1").seen_at is not None
    assert Message.objects.get(dedupe_key="c0").seen_at is not None


def test_the_others_letter_is_not_taken_for_ones_own() -> None:
    pair = began(days=90)
    two_sent(pair)
    write(pair, pair.mentor.member, days_ago=39)
    letters.note_outcomes()
    assert Choice.objects.filter(member=pair.mentee, kind="check_in").exists()


@pytest.mark.django_db(transaction=True)
def test_two_beats_at_once_ask_once() -> None:
    began(days=3)
    assert sum(at_once([nudging.ask_how_it_goes] * 4)) == 2
    assert Notice.objects.filter(kind="check_in").count() == 2
    assert Message.objects.filter(kind="check_in").count() == 2
