"""The welcome, the ask to stay, and the same for somebody else: when they go, when not, and what they never say."""

from datetime import timedelta
from smtplib import SMTPDataError

import pytest
from django.core import mail as outgoing
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from members.models import Goal, Member
from notices.actions import outbox
from notices.actions.choices import How, choose
from notices.models import Choice, Message, Notice
from nudges.actions import letters, offers
from nudges.models import Crisis, Window
from recognition.models import Help
from tests import make
from tests.nudges.people import MATTER, helped, hours_ago, reached, says_hello, tried, waiting

pytestmark = pytest.mark.django_db
S = Message.State
SHOWN_UNOPENED = 140  # characters that mail programs show of an unopened mail


def shown_unopened() -> str:
    (mail,) = outgoing.outbox
    return f"{mail.subject} {mail.body[:SHOWN_UNOPENED]}"


# --- the welcome ---------------------------------------------------------------------------------------


def newcomer(hours: float = 24, **fields: object) -> Member:
    return make.newcomer(name="Wilf", **{"joined_at": hours_ago(hours)} | fields)


def welcome(hours: float = 24, words: str = f"The {MATTER} came to us too.") -> Message:
    says_hello(newcomer(hours), make.member(name="Marit"), words)
    return Message.objects.get(kind="welcome")


def test_a_welcome_goes_a_day_after_joining_with_a_hello_in_it() -> None:
    assert tried(welcome()).state == S.SENT
    (mail,) = outgoing.outbox
    assert MATTER in mail.body
    assert "Marit, who can be reached here" in mail.body


def test_it_names_neither_matter_nor_greeter_before_it_is_opened() -> None:
    tried(welcome())
    assert MATTER not in shown_unopened()
    assert "Marit" not in shown_unopened()


def test_it_waits_for_its_hour() -> None:
    message = welcome(hours=1)
    assert message.not_before > timezone.now() + timedelta(hours=18)
    assert tried(message).state == S.QUEUED
    assert outgoing.outbox == []


def test_many_hellos_are_one_welcome() -> None:
    wilf = newcomer()
    for _number in range(3):
        says_hello(wilf, make.member())
    assert "2 other people said hello too" in _body(tried(Message.objects.get()))


def _body(_message: Message) -> str:
    return " ".join(outgoing.outbox[-1].body.split())


def test_without_a_hello_there_is_no_welcome() -> None:
    newcomer()
    assert not Message.objects.exists()


def test_a_hello_after_two_days_sends_nothing() -> None:
    says_hello(newcomer(hours=49), make.member())
    assert not Message.objects.exists()


def test_a_worker_that_was_down_does_not_welcome_late() -> None:
    message = welcome()
    Member.objects.filter(pk=message.member_id).update(joined_at=hours_ago(60))
    assert tried(message).state == S.DROPPED


GONE = {
    "closed": {"is_active": False},
    "resting": {"stage": Member.Stage.RESTING},
    "left": {"stage": Member.Stage.LEFT},
}


@pytest.mark.parametrize("fields", GONE.values(), ids=GONE.keys())
def test_nobody_is_welcomed_by_whoever_cannot_be_reached(fields: dict[str, object]) -> None:
    message = welcome()
    Member.objects.filter(display_name="Marit").update(**fields)
    assert tried(message).state == S.DROPPED
    assert outgoing.outbox == []


def test_nor_by_whoever_they_block() -> None:
    message = welcome()
    make.block(blocker=message.member, blocked=Member.objects.get(display_name="Marit"))
    assert tried(message).state == S.DROPPED


# --- the ask to stay --------------------------------------------------------------------------------------


def test_the_day_after_one_ask_goes_out_in_the_page_and_by_mail() -> None:
    goal = reached()
    assert letters.ask_to_stay() == 1
    assert Notice.objects.get().kind == "stay"
    assert tried(Message.objects.get()).state == S.SENT
    assert MATTER not in outgoing.outbox[0].body
    goal.refresh_from_db()
    assert goal.asked_to_stay_at is not None


def test_it_is_asked_once() -> None:
    reached()
    assert (letters.ask_to_stay(), letters.ask_to_stay()) == (1, 0)
    assert Message.objects.count() == 1


def test_not_on_the_same_day() -> None:
    reached(hours=0.1)
    assert letters.ask_to_stay() == 0


def test_not_at_night() -> None:
    goal = reached()
    Member.objects.filter(pk=goal.member_id).update(time_zone=make.nighttime())
    assert letters.ask_to_stay() == 0


def test_not_of_an_open_a_closed_or_an_answered_goal() -> None:
    reached(closed_at=timezone.now())
    reached(answer_to_stay="stay")
    open_goal = reached()
    Goal.objects.filter(pk=open_goal.pk).update(reached_at=None)
    assert letters.ask_to_stay() == 0


def test_whoever_answered_meanwhile_is_not_mailed() -> None:
    goal = reached()
    letters.ask_to_stay()
    Goal.objects.filter(pk=goal.pk).update(answer_to_stay="rest")
    assert tried(Message.objects.get()).state == S.DROPPED


# --- the same for somebody else -----------------------------------------------------------------------------


def test_whoever_was_helped_reads_of_a_question_like_theirs() -> None:
    ines, question = helped(), waiting()
    assert letters.reciprocate() == 1
    message = tried(Message.objects.get())
    assert (message.member, message.topic, message.state) == (ines, question, S.SENT)
    assert "“bank fees”" in message.why
    assert MATTER not in shown_unopened()
    assert "Not today is fine too" in _body(message)
    assert f"I could talk to the {MATTER}." in _body(message)


def nobody() -> bool:
    return letters.reciprocate() == 0 and not Message.objects.exists()


def test_nothing_waits_nothing_is_sent() -> None:
    helped()
    assert nobody()


def test_a_question_about_something_else_is_not_sent() -> None:
    helped("council tax")
    waiting()
    assert nobody()


def test_an_answered_a_fresh_and_an_old_question_are_not_sent() -> None:
    helped()
    make.answer(topic=waiting())
    waiting(hours=1)
    waiting(hours=8 * 24)
    assert nobody()


def test_nobody_is_sent_their_own_question() -> None:
    waiting(by=helped())
    assert nobody()


def test_ones_own_masked_question_is_not_sent_and_the_row_tells_nobody() -> None:
    ines = helped()
    topic = make.masked_topic(by=ines, tags=("bank fees",), at=hours_ago(5))
    letters.reciprocate()
    message = tried(Message.objects.get())
    assert (message.member, message.topic, message.state, message.outcome) == (ines, topic, S.SENT, "")
    assert outgoing.outbox == []


def test_help_by_or_for_a_mask_counts_toward_nothing() -> None:
    ines, dorrie = make.member(), make.member()
    topic = make.masked_topic(by=ines, tags=("bank fees",))
    answer = make.answer(topic=topic, by=dorrie)
    Help.objects.create(helper=dorrie, helped_mask=topic.mask, topic=topic, post=answer, at=hours_ago(48))
    named = make.topic(by=ines, tags=("bank fees",))
    worn = make.mask(of=dorrie, topic=named)
    masked_answer = make.answer(topic=named, mask=worn)
    Help.objects.create(helper_mask=worn, helped=ines, topic=named, post=masked_answer, at=hours_ago(48))
    waiting()
    assert nobody()


NOT_WRITTEN_TO = {
    "resting": lambda ines: Member.objects.filter(pk=ines.pk).update(stage=Member.Stage.RESTING),
    "asleep": lambda ines: Member.objects.filter(pk=ines.pk).update(time_zone=make.nighttime()),
    "new": lambda ines: Member.objects.filter(pk=ines.pk).update(joined_at=hours_ago(6 * 24)),
    "no address": lambda ines: Member.objects.filter(pk=ines.pk).update(email=None),
    "closed": lambda ines: Member.objects.filter(pk=ines.pk).update(is_active=False),
    "would rather not": lambda ines: Member.objects.filter(pk=ines.pk).update(rather_not=["bank fees"]),
    "suspended": lambda ines: make.suspension(member=ines),
    "stopped": lambda ines: choose(member=ines, kind="reciprocity", by_mail=False, how=How.ONE_CLICK),
    "wants none": lambda ines: offers.allow(member=ines, per_month=0),
    "in a crisis": lambda ines: Crisis.objects.create(
        member=ines, by=make.admin(), post_id=1, until=timezone.now() + timedelta(days=1)
    ),
}


@pytest.mark.parametrize("make_it_so", NOT_WRITTEN_TO.values(), ids=NOT_WRITTEN_TO.keys())
def test_not_written_to(make_it_so) -> None:  # type: ignore[no-untyped-def]
    ines = helped()
    waiting()
    make_it_so(ines)
    assert nobody()


@pytest.mark.parametrize("make_it_so", NOT_WRITTEN_TO.values(), ids=NOT_WRITTEN_TO.keys())
def test_and_not_if_it_becomes_so_before_the_letter_goes(make_it_so) -> None:  # type: ignore[no-untyped-def]
    ines = helped()
    waiting()
    letters.reciprocate()
    make_it_so(ines)
    tried(Message.objects.get())
    # the rest of the treaty is asked of `rather_not` when a question is chosen, not when the letter goes
    if "bank fees" not in Member.objects.get(pk=ines.pk).rather_not:
        assert outgoing.outbox == []


def test_nobody_across_a_block() -> None:
    ines, question = helped(), waiting()
    make.block(blocker=question.member, blocked=ines)
    assert nobody()


def test_a_question_that_was_answered_meanwhile_is_not_sent() -> None:
    helped()
    question = waiting()
    letters.reciprocate()
    make.answer(topic=question)
    assert tried(Message.objects.get()).state == S.DROPPED
    assert outgoing.outbox == []


def test_a_topic_that_cannot_be_seen_any_more_is_not_sent() -> None:
    helped()
    question = waiting()
    letters.reciprocate()
    question.space.visibility = "moderators"
    question.space.save()
    assert tried(Message.objects.get()).state == S.DROPPED


def test_once_in_thirty_days() -> None:
    helped()
    waiting()
    letters.reciprocate()
    tried(Message.objects.get())
    waiting(hours=4)
    assert letters.reciprocate() == 0
    for days, expected in ((8, 0), (29, 0), (31, 1)):
        Message.objects.filter(state=S.SENT).update(sent_at=hours_ago(days * 24), created_at=hours_ago(days * 24))
        assert letters.reciprocate() == expected


def test_one_question_is_sent_to_three_at_most() -> None:
    for _number in range(5):
        helped()
    waiting()
    assert letters.reciprocate() == 3
    assert letters.reciprocate() == 0


def test_two_ignored_stop_it() -> None:
    ines = helped()
    for number, days in enumerate((80, 40)):
        message = outbox.queue(to=ines, kind="reciprocity", dedupe_key=f"r{number}", why="Because.", topic=make.topic())
        assert message is not None
        Message.objects.filter(pk=message.pk).update(state=S.SENT, sent_at=hours_ago(days * 24))
    letters.note_outcomes()
    choice = Choice.objects.get(member=ines, kind="reciprocity")
    assert (choice.by_mail, choice.how) == (False, "two ignored")
    waiting()
    assert letters.reciprocate() == 0


def test_one_that_was_read_here_stops_nothing() -> None:
    ines = helped()
    for number, days in enumerate((80, 40)):
        message = outbox.queue(to=ines, kind="reciprocity", dedupe_key=f"r{number}", why="Because.", topic=make.topic())
        assert message is not None
        Message.objects.filter(pk=message.pk).update(state=S.SENT, sent_at=hours_ago(days * 24))
    ines.reading_marks.create(topic=Message.objects.get(dedupe_key="r1").topic, at=hours_ago(39 * 24))
    letters.note_outcomes()
    assert not Choice.objects.exists()
    assert Message.objects.get(dedupe_key="r1").seen_at is not None


def test_another_try_of_the_same_letter_does_not_take_the_budget_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    from notices.actions import mailer

    helped()
    waiting()
    letters.reciprocate()

    def later(message: Message) -> None:
        raise SMTPDataError(451, b"later")

    with monkeypatch.context() as broken:
        broken.setattr(mailer, "deliver", later)
        message = tried(Message.objects.get())
    assert (message.state, Window.objects.count()) == (S.QUEUED, 1)
    assert tried(message).state == S.SENT
    assert Window.objects.count() == 1


def test_the_database_refuses_a_second_window_even_where_the_policy_saw_none() -> None:
    ines = helped()
    lost = outbox.queue(to=ines, kind="stay", dedupe_key="lost", why="Because.")
    Message.objects.filter(pk=lost.pk).update(state=S.DROPPED)
    Window.objects.create(member=ines, message=lost, span=DateTimeTZRange(hours_ago(3 * 24), hours_ago(-4 * 24)))
    waiting()
    letters.reciprocate()
    message = tried(Message.objects.get(kind="reciprocity"))
    assert message.state == S.DROPPED
    assert "last seven days" in message.outcome
    assert outgoing.outbox == []
