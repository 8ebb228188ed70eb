"""The gate that every message passes: which rule holds for which kind, and that no yes is taken for another."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from members.models import Member
from notices.actions.choices import How, choose
from notices.actions.digests import choose_digest
from notices.actions.judge import judge
from notices.actions.outbox import new_message_id
from notices.actions.tell import tell
from notices.kinds import KINDS
from notices.models import Choice, Message, Notice
from notices.rules import Drop, Go, Hush, Verdict, Wait
from notices.treaty import TERMS, Purpose, purpose_of
from nudges.actions import budget, offers
from nudges.models import Crisis, Offer, Window
from nudges.queries.candidates import for_topic
from nudges.waves import WAVES, Asked
from tests import make
from tests.mails import send_due
from tests.nudges.people import tried
from tests.sink import Sink

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
MAILED = [kind.name for kind in KINDS.values() if kind.is_mailable]
CHOSEN = [kind.name for kind in KINDS.values() if kind.is_choosable]


def test_every_kind_that_is_mailed_stands_in_one_row() -> None:
    assert [kind for kind in MAILED if purpose_of(kind) is None] == []
    rows = [kind for terms in TERMS.values() for kind in terms.kinds]
    assert sorted(rows) == sorted(MAILED)


def test_whatever_is_beside_the_budget_says_why() -> None:
    for purpose, terms in TERMS.items():
        assert terms.budget != bool(terms.because), purpose


def test_what_asks_for_something_is_never_sent_in_a_crisis() -> None:
    asks = {kind.name for kind in KINDS.values() if kind.calls and kind.is_mailable} | {"mentor_requested"}
    in_peace = {kind for terms in TERMS.values() if terms.peace for kind in terms.kinds}
    assert asks <= in_peace


# --- through the gate ------------------------------------------------------------------------------------


def letter(to: Member, kind: str) -> Message:
    """One that waits, about a notice that is unread where its kind has one."""
    (message,) = letters(to, [kind])
    return message


def letters(to: Member, kinds: list[str]) -> list[Message]:
    lines = [kind for kind in kinds if KINDS[kind].line]
    made = Notice.objects.bulk_create(Notice(member=to, kind=kind, dedupe_key=f"{kind}:{to.pk}") for kind in lines)
    told = {notice.kind: [notice.pk] for notice in made}
    return Message.objects.bulk_create(
        Message(
            member=to,
            kind=kind,
            dedupe_key=f"{kind}:{to.pk}",
            message_id=new_message_id(),
            data={"notices": told.get(kind, [])},
            why=".",
        )
        for kind in kinds
    )


def verdicts(member: Member, monkeypatch: pytest.MonkeyPatch) -> dict[str, Verdict]:
    """What the gate says about a letter of each kind: there is always something to do, and a place for it."""
    monkeypatch.setattr("nudges.queries.facts.is_still_true", lambda *_: True)
    monkeypatch.setattr(budget, "_take", lambda *_: Go())
    waiting = Message.objects.filter(member=member).select_related("member", "mask", "topic")
    return {message.kind: judge(message, timezone.now()) for message in waiting}


def with_letters(yes: set[str] | None = None) -> Member:
    """Somebody who chose about every kind, and to whom one of each waits."""
    member, yes = make.member(joined_at=timezone.now() - 60 * DAY), set(CHOSEN) if yes is None else yes
    Choice.objects.bulk_create(Choice(member=member, kind=kind, by_mail=kind in yes) for kind in CHOSEN)
    letters(member, CHOSEN)
    return member


def an_offer(kind: str) -> Callable[[Member], object]:
    return lambda member: offers.offer(member=member, kind=kind, by_mail=True)


def field(**changed: object) -> Callable[[Member], object]:
    return lambda member: Member.objects.filter(pk=member.pk).update(**changed)


# In one of these each kind is chosen and any other one is not: a bit of its number differs.
PATTERNS = [
    {kind for number, kind in enumerate(CHOSEN) if (number >> bit & 1) == one}
    for bit in range(len(CHOSEN).bit_length())
    for one in (0, 1)
]


def test_each_pair_of_kinds_is_told_apart_by_a_pattern() -> None:
    pairs = {(yes, no) for chosen in PATTERNS for yes in chosen for no in set(CHOSEN) - chosen}
    assert pairs == {(one, other) for one in CHOSEN for other in CHOSEN if one != other}


@pytest.mark.parametrize("chosen", PATTERNS)
def test_a_choice_about_one_kind_is_none_about_another(chosen: set[str], monkeypatch: pytest.MonkeyPatch) -> None:
    said = verdicts(with_letters(chosen), monkeypatch)
    refused = {kind for kind, verdict in said.items() if verdict == Drop("You chose not to get this by mail.")}
    assert refused == set(CHOSEN) - chosen
    assert len(said) == len(CHOSEN)


# Everything else that somebody can agree to, and the kinds of mail that it is a yes to.
CONSENTS: dict[str, tuple[Callable[[Member], object], set[str]]] = {
    **{
        f"offer to {kind}": (an_offer(kind), set(offers.TOLD_AS[kind]))
        for kind in (Offer.Kind.GREET, Offer.Kind.ANSWER)
    },
    "a digest": (lambda member: choose_digest(member=member, every="day"), {"digest"}),
    "more suggestions": (lambda member: offers.allow(member=member, per_month=3), set()),
    "being found": (field(is_listed=True), set()),
    "mentoring": (lambda member: make.mentor(member=member), set()),
    "tending": (lambda member: make.appoint(member=member, space=make.space()), set()),
}


@pytest.mark.parametrize(("agree", "to"), CONSENTS.values(), ids=CONSENTS.keys())
def test_a_yes_to_one_is_no_yes_to_any_other(
    agree: Callable[[Member], object], to: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each pair of consent and kind: who refused everything and then agreed to one thing gets that alone."""
    member = with_letters(set())
    before = verdicts(member, monkeypatch)
    assert all(isinstance(verdict, Drop) for verdict in before.values())
    assert len(before) == len(CHOSEN)
    agree(member)
    after = verdicts(member, monkeypatch)
    assert {kind for kind, verdict in after.items() if not isinstance(verdict, Drop)} <= to
    assert {kind for kind in CHOSEN if before[kind] != after[kind]} <= to


@pytest.mark.parametrize("offered", list(Offer.Kind))
@pytest.mark.parametrize("asked", ["greet", "answer", "story"])
def test_an_offer_is_called_on_for_what_it_says_alone(offered: str, asked: str) -> None:
    person = make.member()
    Offer.objects.create(member=person, kind=offered)
    wave = next(wave for wave in WAVES if wave.who is Asked.OPTED_IN)
    found = for_topic(make.topic(by=make.member()), asked, wave, None, timezone.now()).awake
    fits = (offered, asked) in {("greet", "greet"), ("greet", "story"), ("answer", "answer")}
    assert [one.member_id for one in found] == ([person.pk] if fits else [])


def test_who_takes_an_offer_back_takes_back_the_mail_of_it() -> None:
    """Later they tend a space, and are called for that: a mail of it they never agreed to."""
    person = make.member()
    offers.offer(member=person, kind=Offer.Kind.ANSWER, by_mail=True)
    offers.withdraw(member=person, kind=Offer.Kind.ANSWER)
    assert judge(letter(person, "waiting_question"), timezone.now()) == Drop("You chose not to get this by mail.")


# --- each rule, of each kind -------------------------------------------------------------------------------

BARRIERS: dict[str, Callable[[Member], object]] = {
    "suspended": lambda member: make.suspension(member=member),
    "resting": field(stage=Member.Stage.RESTING),
    "gone": field(stage=Member.Stage.LEFT),
    "not let in yet": field(approved_at=None),
    "closed": field(is_active=False),
}


@pytest.mark.parametrize("barrier", BARRIERS.values(), ids=BARRIERS.keys())
def test_nothing_but_what_is_about_the_account_reaches(
    barrier: Callable[[Member], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    member = with_letters()
    barrier(member)
    assert all(isinstance(verdict, Drop) for verdict in verdicts(member, monkeypatch).values())


def test_in_a_crisis_nothing_asks_and_everything_else_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    member = with_letters()
    before = verdicts(member, monkeypatch)
    Crisis.objects.create(member=member, by=make.admin(), post_id=1, until=timezone.now() + DAY)
    after = verdicts(member, monkeypatch)
    stopped = {kind for kind in CHOSEN if before[kind] != after[kind] or isinstance(after[kind], Drop)}
    asking = {kind for terms in TERMS.values() if terms.peace for kind in terms.kinds}
    assert stopped == asking | {kind for kind in CHOSEN if isinstance(before[kind], Drop)}
    assert all(after[kind] == Drop("Suggestions were paused for two weeks.") for kind in asking)


def test_in_a_crisis_through_a_mask_the_rows_look_as_if_it_went(monkeypatch: pytest.MonkeyPatch) -> None:
    member = with_letters()
    monkeypatch.setattr("masks.sealed.in_peace_until", lambda _member: timezone.now() + DAY)
    after = verdicts(member, monkeypatch)
    hushed = {kind for kind, verdict in after.items() if verdict == Hush()}
    assert hushed >= {
        "summons",
        "waiting_question",
        "mentor_requested",
        "article_invited",
        "quote_asked",
        "reciprocity",
    }
    assert not hushed & {"answered", "thanked", "danger"}


def test_at_night_nothing_but_the_account(monkeypatch: pytest.MonkeyPatch) -> None:
    member = with_letters()
    field(time_zone=make.nighttime())(member)
    after = verdicts(member, monkeypatch)
    assert {kind for kind, verdict in after.items() if isinstance(verdict, Go | Hush)} <= {"danger"}


def test_in_the_first_week_only_what_was_asked_for_or_has_to_be_known(monkeypatch: pytest.MonkeyPatch) -> None:
    member = with_letters()
    field(joined_at=timezone.now() - 3 * DAY)(member)
    sent = {kind for kind, verdict in verdicts(member, monkeypatch).items() if isinstance(verdict, Go)}
    purposes = {purpose_of(kind) for kind in sent}
    assert purposes == {
        Purpose.REPLY,
        Purpose.REMINDER,
        Purpose.WALKING,
        Purpose.OWN_WORDS,
        Purpose.DUTY,
        Purpose.ACCOUNT,
    }


def test_a_kind_that_stands_in_no_row_is_sent_to_nobody() -> None:
    message = letter(make.member(), "answered")
    message.kind = "hello"  # in the page alone
    assert judge(message, timezone.now()) == Drop("There is no such message any more.")


# --- invitations count as suggestions ------------------------------------------------------------------------


def invited(to: Member, kind: str = "article_invited", key: str = "1") -> Message:
    tell(to=to, kind=kind, dedupe_key=f"{kind}:{key}")
    return Message.objects.filter(member=to, kind=kind).latest("created_at")


def test_an_invitation_takes_a_place_of_the_budget(smtp_sink: Sink) -> None:
    author = make.member()
    assert tried(invited(author)).state == Message.State.SENT
    assert Window.objects.filter(member=author).count() == 1
    assert isinstance(judge(letter(author, "quote_asked"), timezone.now()), Wait)


def test_and_waits_for_one_while_the_page_shows_it_at_once() -> None:
    author, now = make.member(), timezone.now()
    Message.objects.create(
        member=author, kind="stay", dedupe_key="s", message_id="<s@x>", state="sent", sent_at=now - 2 * DAY, why="."
    )
    message = tried(invited(author))
    assert message.state == Message.State.QUEUED
    assert abs(message.not_before - (now + 5 * DAY)) < timedelta(minutes=1)
    assert Notice.objects.filter(member=author, kind="article_invited").exists()


def test_two_in_thirty_days_make_it_wait_for_the_first_to_be_over() -> None:
    author, now = make.member(), timezone.now()
    for days in (20, 10):
        Message.objects.create(
            member=author,
            kind="stay",
            dedupe_key=f"s{days}",
            message_id=f"<s{days}@x>",
            state="sent",
            sent_at=now - days * DAY,
            why=".",
        )
    verdict = judge(letter(author, "article_invited"), now)
    assert isinstance(verdict, Wait)
    assert abs(verdict.until - (now + 10 * DAY)) < timedelta(minutes=1)


def test_who_wants_no_suggestions_reads_invitations_in_the_page_alone() -> None:
    author = make.member()
    offers.allow(member=author, per_month=0)
    message = tried(invited(author))
    assert (message.state, message.outcome) == (Message.State.DROPPED, "You chose to get no suggestions.")


# --- thanks, once a day ---------------------------------------------------------------------------------------


def thanked(to: Member, number: int, kind: str = "thanked") -> None:
    tell(to=to, kind=kind, dedupe_key=f"{kind}:{number}", actor=make.member(name=f"Giver {number}"))


def test_thanks_of_a_day_are_one_mail_and_the_page_shows_each_at_once(smtp_sink: Sink) -> None:
    dorrie = make.member()
    thanked(dorrie, 1)
    send_due()
    for number in range(2, 5):
        thanked(dorrie, number)
    thanked(dorrie, 5, kind="helped")
    assert Notice.objects.filter(member=dorrie).count() == 5
    assert send_due() == 0
    waiting = Message.objects.get(state=Message.State.QUEUED)
    assert waiting.not_before > timezone.now() + timedelta(hours=23)
    long_ago = timezone.now() - timedelta(hours=25)
    Message.objects.filter(state=Message.State.SENT).update(sent_at=long_ago)
    assert tried(waiting).state == Message.State.SENT
    words = smtp_sink.wait_for(2)[1].get_body(("plain",)).get_content()
    assert [f"Giver {number}" in words for number in range(1, 6)] == [False, True, True, True, True]


def test_the_gate_holds_it_whatever_the_row_says() -> None:
    """A clock that jumps, a row that somebody shifted: the day is counted from what went."""
    dorrie, now = make.member(), timezone.now()
    Message.objects.create(
        member=dorrie,
        kind="helped",
        dedupe_key="h",
        message_id="<h@x>",
        state="sent",
        sent_at=now - timedelta(hours=3),
        why=".",
    )
    thanked(dorrie, 1)
    message = tried(Message.objects.get(kind="thanked"))
    assert message.state == Message.State.QUEUED
    assert abs(message.not_before - (now + timedelta(hours=21))) < timedelta(minutes=1)


def test_a_masks_thanks_too() -> None:
    topic = make.masked_topic(by=make.member())
    for number in range(2):
        tell(to=topic.mask, kind="thanked", dedupe_key=str(number), actor=make.member(), topic=topic)
        Message.objects.filter(state="queued").update(state="sent", sent_at=timezone.now())
    assert Message.objects.count() == 2
    later = Message.objects.latest("not_before")
    assert isinstance(judge(later, timezone.now()), Wait)


def test_what_was_stopped_meanwhile_is_left_out_of_the_one_mail(smtp_sink: Sink) -> None:
    dorrie = make.member()
    thanked(dorrie, 1)
    thanked(dorrie, 2, kind="helped")
    choose(member=dorrie, kind="helped", by_mail=False, how=How.ONE_CLICK)
    send_due()
    words = smtp_sink.wait_for(1)[0].get_body(("plain",)).get_content()
    assert "Giver 1" in words
    assert "Giver 2" not in words
