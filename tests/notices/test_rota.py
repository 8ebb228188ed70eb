"""Somebody may be in danger: who tends the place is called, at any hour where they chose it, until it was seen."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from forum.models import Post
from members.models import Member
from moderation.actions import alarms
from moderation.actions.decisions import decide, undo
from moderation.actions.reports import report
from moderation.models import Alarm, DangerPhrase, Decision, Watcher
from notices.actions.reactions import cases
from notices.actions.reactions.cases import call_due
from notices.kinds import KINDS
from notices.models import Choice, Message, Notice
from notices.rules import Go, may_come_now
from tests import make
from tests.ledger import settle
from tests.mails import send_due
from tests.sink import Sink

pytestmark = pytest.mark.django_db
NIGHT = {"time_zone": make.nighttime()}


@pytest.fixture
def post() -> Post:
    make.community()
    make.admin(name="Robin", **NIGHT)
    return make.topic(by=make.member(name="Callum")).posts.get()


def tends(post: Post, *, wake: bool = False, zone: str = NIGHT["time_zone"]) -> Member:
    """Somebody who tends the space, and sleeps now."""
    person = make.moderator(of=post.topic.space, by=admin(), time_zone=zone)
    if wake:
        wakes(person)
    return person


def admin(*, awake: bool = False) -> Member:
    if awake:
        Member.objects.filter(is_staff=True).update(time_zone=make.daytime())
    return Member.objects.get(is_staff=True)


def wakes(person: Member) -> None:
    Choice.objects.create(member=person, kind="wake", by_mail=True)


def danger(thing: Post, **more: object) -> None:
    report(actor=make.member(), thing=thing, reason="danger", **more)
    settle()


def mailed() -> set[Member]:
    """Whom a mail reached by now."""
    send_due()
    went = Message.objects.filter(kind="danger", state="sent").select_related("member")
    return {message.member for message in went if message.member is not None}


def later(minutes: int = 15) -> None:
    """So many minutes pass for the alarms."""
    for alarm in Alarm.objects.exclude(next_at=None):
        Alarm.objects.filter(pk=alarm.pk).update(next_at=alarm.next_at - timedelta(minutes=minutes))
    call_due()


def test_the_first_of_the_rota_is_woken_at_once_and_the_next_after_a_quarter_of_an_hour(
    post: Post, smtp_sink: Sink
) -> None:
    first, second = tends(post, wake=True), tends(post, wake=True)
    danger(post)
    assert mailed() == {first}
    later(14)
    assert mailed() == {first}
    later(1)
    assert mailed() == {first, second}


def test_nobody_is_called_any_more_when_one_has_seen_it(post: Post, smtp_sink: Sink) -> None:
    first = tends(post, wake=True)
    tends(post, wake=True)
    danger(post)
    alarms.see(member=first, thing=post)
    later()
    later()
    assert mailed() == {first}


def test_who_did_not_choose_it_sleeps(post: Post, smtp_sink: Sink) -> None:
    tends(post)
    danger(post)
    for _ in range(3):
        later()
    assert mailed() == set()
    assert Message.objects.get().not_before > timezone.now() + timedelta(hours=1)  # in their morning


def test_who_gets_no_danger_by_mail_is_not_woken_by_one(post: Post, smtp_sink: Sink) -> None:
    quiet, other = tends(post, wake=True), tends(post, wake=True)
    Choice.objects.create(member=quiet, kind="danger", by_mail=False)
    danger(post)
    later()
    assert mailed() == {other}


def test_all_who_are_awake_hear_of_it_at_once_and_then_who_may_be_woken(post: Post, smtp_sink: Sink) -> None:
    awake = {tends(post, zone=make.daytime()) for _ in range(2)}
    sleeper = tends(post, wake=True)
    danger(post)
    assert mailed() == awake
    later()
    assert mailed() == {*awake, sleeper}


def test_an_admin_when_all_who_tend_it_were_called(post: Post, smtp_sink: Sink) -> None:
    first = tends(post, wake=True)
    robin = admin(awake=True)
    danger(post)
    assert mailed() == {first}
    assert not Notice.objects.filter(member=robin).exists()
    later()
    assert mailed() == {first, robin}
    danger(post)  # a second report takes nothing back from whoever was called
    assert Notice.objects.filter(member=robin, kind="danger").count() == 1


@pytest.mark.parametrize("how", ["suspended", "resting", "left", "inactive"])
def test_the_admins_where_nobody_who_tends_it_can_do_anything(post: Post, how: str, smtp_sink: Sink) -> None:
    person, robin = tends(post, zone=make.daytime()), admin(awake=True)
    if how == "suspended":
        make.suspension(member=person, by=robin)
    changed = {"resting": {"stage": "resting"}, "left": {"stage": "left"}, "inactive": {"is_active": False}}
    Member.objects.filter(pk=person.pk).update(**changed.get(how, {}))
    danger(post)
    assert mailed() == {robin}


def test_the_admins_where_nobody_tends_it(post: Post, smtp_sink: Sink) -> None:
    sleeper, other = admin(), make.admin(**NIGHT)
    wakes(sleeper)
    wakes(other)
    danger(post)
    assert mailed() == {sleeper}
    later()
    assert mailed() == {sleeper, other}


def test_the_alarm_waits_where_there_is_nobody_at_all(post: Post) -> None:
    Member.objects.filter(is_staff=True).update(is_staff=False)
    danger(post)
    later()
    assert not Message.objects.exists()
    assert Alarm.objects.get().next_at > timezone.now()
    assert not Watcher.objects.exists()


def test_one_mail_each_however_often_it_is_heard(post: Post, smtp_sink: Sink) -> None:
    first, second = tends(post, wake=True), tends(post, wake=True)
    for _ in range(3):
        danger(post)
        later()
        send_due()
    assert mailed() == {first, second}
    assert Message.objects.count() == 2
    assert Alarm.objects.count() == 1


def test_not_whoever_wrote_it_under_their_name(post: Post, smtp_sink: Sink) -> None:
    author = tends(post, wake=True)
    other = tends(post, wake=True)
    own = make.answer(topic=post.topic, by=author)
    danger(own)
    later()
    assert mailed() == {other}


def test_nor_an_admin_about_their_own_words(post: Post, smtp_sink: Sink) -> None:
    author, other = make.admin(), make.admin()
    own = make.answer(topic=post.topic, by=author)
    danger(own)
    for _turn in range(3):
        later()
    assert not Notice.objects.filter(kind="danger", member=author).exists()
    assert Notice.objects.filter(kind="danger", member=other).exists()


def test_whoever_wears_the_mask_is_called_like_anybody_and_cannot_end_it_alone(post: Post, smtp_sink: Sink) -> None:
    """A call that is missing would name them, and so would one that counts for less."""
    author, other = tends(post, wake=True), tends(post, wake=True)
    own = make.answer(topic=post.topic, mask=make.mask(of=author, topic=post.topic))
    danger(own)
    assert mailed() == {author}
    alarms.see(member=author, thing=own)
    later()
    assert mailed() == {author, other}
    alarms.see(member=other, thing=own)
    assert Alarm.objects.get().next_at is None


def test_beside_what_a_mask_wrote_only_hours_are_kept(post: Post) -> None:
    first = tends(post, wake=True)
    masked = make.answer(topic=post.topic, mask=make.mask(of=make.member(), topic=post.topic))
    danger(masked)
    alarms.see(member=first, thing=masked)
    watcher = Watcher.objects.get()
    for at in (Alarm.objects.get().at, watcher.called_at, watcher.seen_at):
        assert (at.minute, at.second, at.microsecond) == (0, 0, 0)


def test_a_report_without_a_name_wakes_nobody_in_its_own_minute(post: Post, smtp_sink: Sink) -> None:
    first = tends(post, wake=True)
    danger(post, masked=True)
    assert mailed() == set()
    wait = Alarm.objects.get().next_at - timezone.now()
    assert timedelta(seconds=50) < wait <= timedelta(minutes=9)
    later(9)
    assert mailed() == {first}


def test_a_report_under_a_name_does_not_wait_for_one_without(post: Post, smtp_sink: Sink) -> None:
    first = tends(post, wake=True)
    danger(post, masked=True)
    danger(post)
    assert mailed() == {first}


def test_a_decision_ends_it_and_one_that_is_taken_back_calls_nobody_else(post: Post, smtp_sink: Sink) -> None:
    first = tends(post, wake=True)
    tends(post, wake=True)
    danger(post)
    kept = decide(moderator=first, thing=post, verb=Decision.Verb.KEEP)
    settle()
    later()
    undo(moderator=first, decision=kept)
    settle()
    later()
    assert mailed() <= {first}
    assert Alarm.objects.standing().count() == 1


def test_what_is_taken_back_calls_nobody_and_does_when_it_is_put_back(post: Post, smtp_sink: Sink) -> None:
    first, second = tends(post, wake=True), tends(post, wake=True)
    danger(post)
    send_due()
    Post.objects.filter(pk=post.pk).update(status="deleted")
    later()
    assert mailed() == {first}
    Post.objects.filter(pk=post.pk).update(status="visible")
    later()
    assert mailed() == {first, second}


def alarms_about(post: Post, count: int) -> list[Alarm]:
    """So many that were due before anything else."""
    answers = [make.answer(topic=post.topic) for _ in range(count)]
    at = timezone.now() - timedelta(hours=1)
    return Alarm.objects.bulk_create(Alarm(post=answer, next_at=at) for answer in answers)


def test_two_hundred_that_fail_hold_up_nobody_in_danger(
    post: Post, smtp_sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = tends(post, wake=True)
    broken = {alarm.post_id for alarm in alarms_about(post, cases.AT_ONCE)}
    tell_of = cases._tell

    def crash(thing: Post) -> None:
        if thing.pk in broken:
            raise RuntimeError
        tell_of(thing)

    monkeypatch.setattr(cases, "_tell", crash)
    late = Alarm.objects.create(post=post, next_at=timezone.now())
    assert call_due() == 1
    assert mailed() == {first}
    assert Watcher.objects.get().alarm == late
    assert Alarm.objects.due(timezone.now()).count() == cases.AT_ONCE  # each is tried again


def test_what_failed_is_tried_after_what_became_due_since(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that ends early, with its worker or its machine, began with what failed before."""
    (broken,) = alarms_about(post, 1)
    tried = []

    def crash(thing: Post) -> None:
        tried.append(thing.pk)
        raise RuntimeError

    monkeypatch.setattr(cases, "_tell", crash)
    call_due()
    other = Alarm.objects.create(post=post, next_at=timezone.now() - timedelta(minutes=1))
    call_due()
    assert tried == [broken.post_id, other.post_id, broken.post_id]


def test_not_always_the_same_one_is_woken(post: Post) -> None:
    first, second = tends(post, wake=True), tends(post, wake=True)
    danger(post)
    danger(make.answer(topic=post.topic))
    called = Watcher.objects.order_by("pk").values_list("member", flat=True)
    assert list(called) == [first.pk, second.pk]


def test_the_mail_says_nothing_of_what_it_is_about(post: Post, smtp_sink: Sink) -> None:
    DangerPhrase.objects.create(words="end it all", spelling="end it all", space=post.topic.space)
    tends(post, wake=True)
    own = make.answer(topic=post.topic, body="I want to end it all.")
    danger(own, note="He says he will end it all.")
    send_due()
    (mail,) = smtp_sink.wait_for(1)
    whole = mail.as_string() + mail.get_body(("plain",)).get_content() + mail.get_body(("html",)).get_content()
    for said in ("end it all", post.topic.title, own.author.shown_name, "word"):
        assert said not in whole.replace("password", "")


@pytest.mark.parametrize("called", [True, False])
def test_only_who_is_called_is_written_to_by_night(called: bool) -> None:
    person = make.member(**NIGHT)
    wakes(person)
    now: datetime = timezone.now()
    assert isinstance(may_come_now(person, KINDS["danger"], now, called=called), Go) is called
    assert not isinstance(may_come_now(person, KINDS["answered"], now, called=called), Go)
