"""One in ten gets none of a kind that is tried, by a lot that stays; both groups are looked at alike."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from activity.models import Event
from members.models import Member
from members.rules import NotAllowed
from notices.actions import outbox
from notices.actions.tell import tell
from notices.kinds import KINDS
from notices.models import Message
from notices.treaty import TERMS, can_be_tried
from nudges.actions import offers, trials
from nudges.models import Assignment, Trial, Window
from nudges.queries.trials import figures, rows
from tests import make
from tests.nudges.people import tried, waiting

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
KIND = "reciprocity"


@pytest.fixture
def trial() -> Trial:
    return trials.begin(actor=make.admin(), kind=KIND)


@pytest.fixture
def lots(monkeypatch: pytest.MonkeyPatch) -> set[int]:
    """Who is left out: the test says so."""
    held: set[int] = set()
    monkeypatch.setattr(trials, "is_held", lambda _kind, member_id: member_id in held)
    return held


def letter(to: Member, key: str = "1") -> Message:
    made = outbox.queue(to=to, kind=KIND, dedupe_key=f"{key}:{to.pk}", why="It is about fees.", topic=waiting())
    assert made is not None
    return tried(made)


def test_the_lot_is_the_same_whenever_it_is_drawn_and_another_for_another_kind() -> None:
    drawn = [number for number in range(20_000) if trials.is_held(KIND, number)]
    assert drawn == [number for number in range(20_000) if trials.is_held(KIND, number)]
    assert 1_830 < len(drawn) < 2_170  # four standard deviations
    both = sum(trials.is_held("stay", number) for number in drawn)
    assert 140 < both < 260


def test_who_is_left_out_gets_none_and_reads_so_on_their_page(trial: Trial, lots: set[int], client: Client) -> None:
    ines = make.member()
    lots.add(ines.pk)
    message = letter(ines)
    assert (message.state, Window.objects.count()) == (Message.State.DROPPED, 0)
    assert Assignment.objects.get(member=ines).is_held
    client.force_login(ines)
    page = client.get("/settings/suggestions/").content.decode()
    assert "Not sent: Held out by lot: one in ten gets none for a while, to see whether it helps." in page


def test_who_is_not_gets_theirs_and_counts_once(trial: Trial, lots: set[int]) -> None:
    ines = make.member()
    assert letter(ines).state == Message.State.SENT
    Window.objects.all().delete()
    Message.objects.update(sent_at=timezone.now() - 40 * DAY)
    assert letter(ines, "2").state == Message.State.SENT
    assert Assignment.objects.get().is_held is False


def test_the_lot_is_drawn_when_everything_else_has_said_yes(trial: Trial, lots: set[int]) -> None:
    ines = make.member(stage=Member.Stage.RESTING)
    lots.add(ines.pk)
    assert "resting" in letter(ines).outcome
    assert not Assignment.objects.exists()


def test_whoever_would_rather_not_is_never_left_out(trial: Trial, lots: set[int], client: Client) -> None:
    ines = make.member()
    lots.add(ines.pk)
    client.force_login(ines)
    assert client.post("/settings/suggestions/trials/", {"on": "0"}).status_code == 303
    assert letter(ines).state == Message.State.SENT
    assert not Assignment.objects.exists()
    assert "I can be left out now and then" in client.get("/settings/suggestions/").content.decode()
    client.post("/settings/suggestions/trials/", {"on": "1"})
    Window.objects.all().delete()
    Message.objects.update(sent_at=timezone.now() - 40 * DAY)
    assert letter(ines, "2").state == Message.State.DROPPED


def test_without_a_trial_and_after_it_nobody_is(lots: set[int]) -> None:
    ines, admin = make.member(), make.admin()
    lots.add(ines.pk)
    trials.begin(actor=admin, kind=KIND)
    trials.end(actor=admin, kind=KIND)
    trials.begin(actor=admin, kind="stay")
    assert letter(ines).state == Message.State.SENT
    assert not Assignment.objects.exists()


def test_thanks_and_digests_can_be_tried_as_well(lots: set[int]) -> None:
    dorrie = make.member()
    lots.add(dorrie.pk)
    trials.begin(actor=make.admin(), kind="thanked")
    tell(to=dorrie, kind="thanked", dedupe_key="1", actor=make.member())
    assert tried(Message.objects.get()).state == Message.State.DROPPED


def test_what_a_mask_had_a_part_in_is_in_no_trial(lots: set[int]) -> None:
    dorrie, topic = make.member(), make.topic()
    lots.add(dorrie.pk)
    trials.begin(actor=make.admin(), kind="thanked")
    tell(to=dorrie, kind="thanked", dedupe_key="1", actor=make.mask(of=make.member(), topic=topic), topic=topic)
    assert tried(Message.objects.get()).state == Message.State.SENT
    masked = make.masked_topic(by=dorrie)
    tell(to=masked.mask, kind="thanked", dedupe_key="2", actor=make.member(), topic=masked)
    tried(Message.objects.get(mask=masked.mask))
    assert not Assignment.objects.exists()


NEVER = sorted({kind.name for kind in KINDS.values()} - set(can_be_tried()))


@pytest.mark.parametrize("kind", [*NEVER, "no such"])
def test_never_replies_danger_or_what_somebody_waits_for(kind: str) -> None:
    with pytest.raises(NotAllowed, match="never left out by lot"):
        trials.begin(actor=make.admin(), kind=kind)
    assert {"answered", "danger", "summons", "mentor_requested", "suspended", "article_invited"} <= set(NEVER)
    assert not Trial.objects.exists()


def test_a_purpose_that_may_be_tried_holds_nothing_that_calls_or_waits() -> None:
    tried_kinds = [KINDS[kind] for terms in TERMS.values() if terms.trial for kind in terms.kinds]
    assert not [kind.name for kind in tried_kinds if kind.calls or kind.waits or kind.always]


@pytest.mark.parametrize("do", [trials.begin, trials.end])
def test_only_admins_begin_and_end_them(do) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(NotAllowed, match="Only admins"):
        do(actor=make.moderator(of=make.space()), kind=KIND)


def test_each_begin_and_end_is_written_down_once() -> None:
    admin = make.admin()
    one = trials.begin(actor=admin, kind=KIND)
    assert trials.begin(actor=make.admin(), kind=KIND) == one
    trials.end(actor=admin, kind=KIND)
    trials.end(actor=admin, kind=KIND)
    verbs = Event.objects.filter(target_kind="nudges.trial").order_by("at").values_list("verb", "member_id")
    assert list(verbs) == [("trial.begun", admin.pk), ("trial.ended", admin.pk)]


# --- what came of it ---------------------------------------------------------------------------------------------


def lot(trial: Trial, *, held: bool, days: float = 15) -> Member:
    person = make.member()
    at = timezone.now() - days * DAY
    message = Message.objects.create(
        member=person,
        kind=trial.kind,
        dedupe_key=f"x{person.pk}",
        message_id=f"<{person.pk}@x>",
        why=".",
        state="dropped" if held else "sent",
        sent_at=None if held else at,
    )
    Assignment.objects.create(trial=trial, member=person, message=message, is_held=held, at=at)
    return person


@pytest.mark.parametrize("held", [True, False])
def test_after_a_fortnight_the_same_is_looked_at_in_both_groups(trial: Trial, held: bool) -> None:
    did, late, asked, masked = (lot(trial, held=held) for _ in range(4))
    early, now = lot(trial, held=held, days=13), timezone.now()
    make.answer(by=did, at=now - 5 * DAY)
    make.answer(by=late, at=now)  # the fortnight was over
    make.answer(by=asked, topic=make.topic(by=asked), at=now - 5 * DAY)  # to nobody else
    topic = make.topic()
    make.answer(topic=topic, mask=make.mask(of=masked, topic=topic), at=now - 5 * DAY)
    trials.note_landmarks()
    found = dict(Assignment.objects.values_list("member", "did"))
    assert found == {did.pk: True, late.pk: False, asked.pk: False, masked.pk: False, early.pk: None}


def test_what_was_once_noted_stays(trial: Trial) -> None:
    person = lot(trial, held=True)
    trials.note_landmarks()
    make.answer(by=person, at=timezone.now() - 5 * DAY)
    trials.note_landmarks()
    assert Assignment.objects.get().did is False


def test_the_figures_count_everybody_by_their_lot(trial: Trial) -> None:
    for number in range(6):
        person = lot(trial, held=number < 2)
        if number in (0, 3):
            make.answer(by=person, at=timezone.now() - 5 * DAY)
    lot(trial, held=False, days=1)
    Message.objects.filter(member=person).update(seen_at=timezone.now())
    offers.choices.choose(member=person, kind=KIND, by_mail=False, how=offers.choices.How.ONE_CLICK)
    trials.note_landmarks()
    found = figures([trial.pk], timezone.now())[trial.pk]
    assert (found.all_sent, found.all_held, found.went) == (5, 2, 5)
    assert (found.acted, found.ignored, found.stopped) == (1, 3, 1)
    assert (found.sent.did, found.sent.people, found.held.did, found.held.people) == (1, 4, 1, 2)


# --- the page ------------------------------------------------------------------------------------------------------


def page_of(client: Client, person: Member) -> str:
    client.force_login(person)
    return client.get("/trials/").content.decode()


def many(trial: Trial, monkeypatch: pytest.MonkeyPatch) -> None:
    """A real table of a thousand, by the number of rows alone."""
    people = Member.objects.bulk_create(
        Member(handle=f"m{number}", display_name=f"M{number}", email=f"m{number}@x.org") for number in range(400)
    )
    at = timezone.now() - 20 * DAY
    Assignment.objects.bulk_create(
        Assignment(trial=trial, member=person, is_held=number < 40, did=number % 2 == 0, at=at)
        for number, person in enumerate(people)
    )


def test_it_says_no_difference_seen(trial: Trial, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    many(trial, monkeypatch)
    page = page_of(client, make.admin())
    assert "Who answered somebody within a fortnight:" in page
    assert "No difference seen: of a hundred people, between −16 and 16 more or fewer." in page
    assert "Not tried so far" in page
    assert ">40<" in page.replace(" ", "").replace("\n", "")


def test_of_few_people_it_shows_no_count(trial: Trial, client: Client) -> None:
    for number in range(5):
        lot(trial, held=number < 2)
    trials.note_landmarks()
    page = page_of(client, make.moderator(of=make.space()))
    assert "Too few people to say anything yet." in page
    assert ">few<" in page.replace(" ", "").replace("\n", "")
    assert "Begin a trial" not in page


def test_an_admin_begins_and_ends_one_there(client: Client) -> None:
    admin = make.admin(name="Nasreen B")
    assert "Begin a trial" in page_of(client, admin)
    assert client.post(f"/trials/{KIND}/", {"on": "1"}).status_code == 303
    assert "Begun by Nasreen B" in page_of(client, admin)
    client.post(f"/trials/{KIND}/", {"on": "0"})
    assert "Ended by Nasreen B" in page_of(client, admin)


@pytest.mark.parametrize("kind", ["danger", "answered"])
def test_what_is_never_tried_is_refused_there(client: Client, kind: str) -> None:
    client.force_login(make.admin())
    assert client.post(f"/trials/{kind}/").status_code == 403
    assert not Trial.objects.exists()


def test_the_page_asks_two_questions_however_many_are_tried(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    admin = make.admin()
    for kind in can_be_tried():
        lot(trials.begin(actor=admin, kind=kind), held=False)
    with django_assert_num_queries(2):
        assert len(rows()) == len(can_be_tried())
