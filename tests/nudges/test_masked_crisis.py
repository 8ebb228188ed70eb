"""A moderator worried about a mask: its wearer is left in peace for two weeks, and no row leads to them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail as outgoing
from django.db.models import Model
from django.test import Client
from django.utils import timezone

from activity.models import Event
from forum.models import Topic
from forum.rules import tended_spaces
from masks import sealed
from masks.sealed import limits
from members.models import Member
from mentorship.models import CheckIn, Mentorship
from moderation.actions.decisions import pause_messages
from moderation.models import Decision
from notices.actions.tell import tell
from notices.models import Message, Notice
from notices.queries import bell
from nudges.actions import after_helped, letters, pairs
from nudges.models import Crisis, Summons, Window
from nudges.queries.mine import mine
from tests import make
from tests.ledger import settle
from tests.nudges.people import greeter, helped, hours_ago, joins, tried
from tests.nudges.people import waiting as question

pytestmark = pytest.mark.django_db
S = Message.State


def worry(wearer: Member) -> Decision:
    """A moderator reads what the member wrote behind a mask, and pauses what is suggested to whoever it is."""
    topic = make.topic()
    post = make.answer(topic=topic, mask=make.mask(of=wearer, topic=topic))
    return pause_messages(moderator=make.moderator(of=topic.space), thing=post, reason="Sounds very low.")


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> None:
    """The random hours until it begins are over."""
    monkeypatch.setattr(limits, "ELSEWHERE_AFTER", (timedelta(hours=-1), timedelta(hours=-1)))


def again(member: Member) -> Member:
    return Member.objects.get(pk=member.pk)


def columns(row: Model) -> dict[str, object]:
    return {name: value for name, value in vars(row).items() if not name.startswith("_")}


def test_no_letter_goes_and_its_row_looks_like_one_that_went(begun: None) -> None:
    ines, other = helped(), helped()
    question()
    assert letters.reciprocate() == 2
    worry(ines)
    rows = [tried(Message.objects.get(member=who)) for who in (ines, other)]
    assert [mail.to for mail in outgoing.outbox] == [[other.email]]
    assert rows[0].state == S.SENT
    different = {name for name, value in columns(rows[0]).items() if columns(rows[1])[name] != value}
    assert different <= {"id", "dedupe_key", "member_id", "data", "created_at", "not_before", "message_id", "sent_at"}
    assert Window.objects.filter(message__in=rows).count() == 2
    assert not Crisis.objects.exists()


def test_before_it_begins_letters_go_as_ever() -> None:
    """Else the moderator's minute and the last letter would lie side by side."""
    ines = helped()
    question()
    letters.reciprocate()
    worry(ines)
    assert tried(Message.objects.get()).state == S.SENT
    assert len(outgoing.outbox) == 1


def test_after_two_weeks_letters_go_again(begun: None, monkeypatch: pytest.MonkeyPatch) -> None:
    ines = helped()
    question()
    letters.reciprocate()
    worry(ines)
    later = timezone.now() + timedelta(days=14, minutes=1)
    monkeypatch.setattr(limits.timezone, "now", lambda: later)
    assert sealed.in_peace_until(again(ines)) is None


def test_they_are_not_summoned_and_others_are_in_their_place(begun: None) -> None:
    worried, *rest = (greeter() for _ in range(4))
    worry(worried)
    wilf = joins()
    assert set(Summons.objects.filter(newcomer=wilf).values_list("member", flat=True)) == {one.pk for one in rest}


def test_nothing_is_offered_to_them_in_the_page(begun: None) -> None:
    topic = make.topic(tags=("bank fees",), at=hours_ago(1))
    make.topic(tags=("bank fees",), at=hours_ago(1))
    assert topic.member is not None
    worry(topic.member)
    assert after_helped.offer(member=again(topic.member), topic=topic) is None
    assert not Summons.objects.exists()


def test_they_see_it_on_their_own_page_and_nobody_else_does(begun: None) -> None:
    ines, pau = make.member(), make.member()
    worry(ines)
    until = mine(again(ines)).paused_until
    assert until is not None
    assert abs(until - timezone.now() - timedelta(days=14)) < timedelta(minutes=1)
    assert mine(again(pau)).paused_until is None


def test_a_named_pause_and_one_through_a_mask_read_alike_and_the_longer_one_counts(begun: None) -> None:
    ines = make.member()
    worry(ines)
    longer = timezone.now() + timedelta(days=20)
    Crisis.objects.create(member=ines, by=make.admin(), post_id=1, until=longer)
    assert mine(again(ines)).paused_until == longer


def test_no_row_and_no_event_names_them(begun: None) -> None:
    ines = make.member()
    decision = worry(ines)
    settle()
    assert ines.pk not in columns(decision).values()
    assert not Event.objects.filter(member_id=ines.pk).exists()
    assert not Crisis.objects.exists()
    assert not Message.objects.exists()


def test_it_closes_nothing_to_them(begun: None) -> None:
    ines = make.member()
    worry(ines)
    assert sealed.allowed(again(ines), sealed.topic_scope(Topic.objects.get().pk))


def test_it_reaches_one_member_only(begun: None) -> None:
    ines, other = helped(), helped()
    question()
    letters.reciprocate()
    worry(make.member())
    for who in (ines, other):
        tried(Message.objects.get(member=who))
    assert len(outgoing.outbox) == 2


def test_a_moderator_does_it_on_the_desk_and_reads_no_name(begun: None) -> None:
    ines, client = make.member(handle="inescalder", name="Ines Calder"), Client()
    topic = make.topic()
    post = make.answer(topic=topic, mask=make.mask(of=ines, topic=topic))
    client.force_login(make.moderator(of=topic.space))
    where = f"/desk/post/{post.pk}/pause/"
    assert where in client.get(f"/desk/post/{post.pk}/").content.decode()
    text = client.get(where).content.decode()
    assert "whoever wears this name" in text
    assert client.post(where, {"reason": "Sounds very low."}).status_code == 303
    assert "Ines" not in text + client.get("/desk/").content.decode()
    assert sealed.in_peace_until(again(ines)) is not None
    client.force_login(make.moderator(of=make.space()))
    assert client.get(where).status_code in (403, 404)


def test_no_mail_asks_them_how_it_goes_and_its_row_looks_like_the_others(begun: None) -> None:
    pair = make.pair()
    Mentorship.objects.update(started_at=hours_ago(24 * 3))
    CheckIn.objects.update(due_on=timezone.localdate())
    worry(pair.mentee)
    assert pairs.ask_how_it_goes() == 2
    rows = [tried(Message.objects.get(member=who)) for who in (pair.mentee, pair.mentor.member)]
    assert [mail.to for mail in outgoing.outbox] == [[pair.mentor.member.email]]
    different = {name for name, value in columns(rows[0]).items() if columns(rows[1])[name] != value}
    assert different <= {"id", "dedupe_key", "member_id", "created_at", "not_before", "message_id", "sent_at"}


def test_nothing_that_suggests_something_stands_under_their_bell_and_the_row_is_there(begun: None) -> None:
    pair = make.pair()
    Mentorship.objects.update(started_at=hours_ago(24 * 3))
    CheckIn.objects.update(due_on=timezone.localdate())
    pairs.ask_how_it_goes()
    worry(pair.mentee)
    assert Notice.objects.filter(kind="check_in", member=pair.mentee).exists()
    for who, is_asked in ((pair.mentee, False), (pair.mentor.member, True)):
        member = again(who)
        lines, anything = bell.waiting(member)
        assert (bell.has_unread(member), anything) == (is_asked, is_asked)
        assert [line.kind.name for line in bell.page(member).lines] == ["check_in"] * is_asked
        assert [line.kind.name for line in lines] == ["check_in"] * is_asked


def test_but_everything_else_does(begun: None) -> None:
    ines = make.member()
    for number in range(bell.WAITING + 1):
        tell(to=ines, kind="stay", dedupe_key=f"stay:{number}")
    worry(ines)
    assert not bell.has_unread(again(ines))
    tell(to=ines, kind="answered", dedupe_key="a", actor=make.member())
    assert bell.has_unread(again(ines))
    assert [line.kind.name for line in bell.page(again(ines)).lines] == ["answered"]


def test_whoever_has_no_suggestion_costs_no_query_more(begun: None, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    ines = make.member()
    tell(to=ines, kind="answered", dedupe_key="a", actor=make.member())
    ines = again(ines)
    sealed.mine(ines)
    tended_spaces(ines)
    with django_assert_num_queries(1):
        assert bell.has_unread(ines)
