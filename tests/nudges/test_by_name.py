"""Ask somebody: one member by name about a question that waits, once, and refusable."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from forum import actions
from forum.models import Topic
from masks import sealed
from masks.models import Mask
from masks.sealed import limits
from members.models import Member
from members.rules import NotAllowed
from notices.models import Notice
from nudges.actions import by_name, ends
from nudges.models import ByName, Claim, Offer, Summons
from nudges.queries import by_name as queries
from nudges.queries.summons import open_for
from nudges.queries.told import so_far
from recognition.models import Help
from tests import make
from tests.ledger import settle
from tests.nudges.people import greeter, look_now

pytestmark = pytest.mark.django_db


def helper(**fields: Any) -> Member:
    return greeter(offers="answer", **fields)


def as_one(person: Member) -> Client:
    client = Client()
    client.force_login(person)
    return client


def asks(topic: Topic, member: Member, actor: Member | None = None) -> Summons:
    return by_name.ask(actor=actor or topic.member, topic=topic, member=member)


def names(topic: Topic, viewer: Member | None = None) -> list[str]:
    return [one.member.display_name for one in queries.suggested(topic, viewer or topic.member)]


# --- who is shown ------------------------------------------------------------------------------------------------


def test_who_offered_is_shown_by_name_with_what_they_let_be_seen() -> None:
    topic = make.topic(tags=("bank fees",))
    helper(name="Zora")
    helper(name="Ada", can_help_with=["bank fees"])
    make.member(name="Nobody asked")
    shown = queries.suggested(topic, topic.member)
    assert [(one.member.display_name, one.why) for one in shown] == [
        ("Ada", "Can help with “bank fees”."),
        ("Zora", "May be asked now and then."),
    ]


def test_whoever_sleeps_may_be_chosen_and_hears_in_the_morning() -> None:
    topic, far = make.topic(), None
    hour = timezone.now().hour
    far = helper(
        name="Asleep", time_zone=f"Etc/GMT{'+' if hour >= 12 else '-'}{hour % 12 if hour >= 12 else (24 - hour) % 12}"
    )
    assert names(topic) == [far.display_name]
    asks(topic, far)


@pytest.mark.parametrize(
    "fields",
    [{"is_listed": False}, {"stage": "resting"}, {"rather_not": ["bank fees"]}, {"is_active": False}],
)
def test_nobody_is_shown_or_asked_who_does_not_want_it(fields: dict[str, Any]) -> None:
    topic, person = make.topic(tags=("bank fees",)), helper(**fields)
    assert names(topic) == []
    with pytest.raises(NotAllowed, match="cannot be asked just now"):
        asks(topic, person)


def test_neither_across_a_block_nor_over_a_cap_nor_who_never_offered() -> None:
    topic = make.topic()
    blocked, full, never = helper(), helper(), make.member()
    make.block(blocker=blocked, blocked=topic.member)
    Summons.objects.create(kind="answer", member=full, topic=make.topic(), why="Asked yesterday.")
    assert names(topic) == []
    sentences = set()
    for person in (blocked, full, never):
        with pytest.raises(NotAllowed) as refusal:
            asks(topic, person)
        sentences.add(str(refusal.value).replace(person.display_name, "…"))
    assert len(sentences) == 1  # which of the reasons it is is nobody's business


def test_an_answer_that_helped_is_the_reason_and_one_behind_a_mask_is_none() -> None:
    topic, dorrie, quiet = make.topic(tags=("bank fees",)), helper(name="Dorrie"), helper(name="Quiet")
    before = make.topic(title="The overdraft", by=make.member(), tags=("bank fees",))
    masked = make.masked_topic(by=make.member(), tags=("bank fees",))
    mask = make.mask(of=quiet, topic=masked)
    answers = {dorrie: make.answer(topic=before, by=dorrie), quiet: make.answer(topic=masked, mask=mask)}
    tag = topic.tags.get()
    Help.objects.create(helper=dorrie, helped=before.member, topic=before, post=answers[dorrie], tag=tag)
    Help.objects.create(helper_mask=mask, helped_mask=masked.mask, topic=masked, post=answers[quiet], tag=tag)
    why = {one.member.display_name: one.why for one in queries.suggested(topic, topic.member)}
    assert why == {"Dorrie": "An answer of theirs helped with “The overdraft”.", "Quiet": "May be asked now and then."}


def test_who_is_left_in_peace_through_a_mask_stands_there_as_before_and_sees_nothing_of_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The moderator who asked for that peace could else read off the list whose the mask is."""
    ada = helper(name="Ada")
    topic, elsewhere = make.topic(), make.topic()
    mask = make.mask(of=ada, topic=elsewhere)
    before = names(topic)
    # The random hours until it begins are over.
    monkeypatch.setattr(limits, "ELSEWHERE_AFTER", (timedelta(hours=-1), timedelta(hours=-1)))
    sealed.leave_in_peace(mask, until=timezone.now() + timedelta(days=14))
    assert sealed.in_peace_until(ada) is not None
    assert names(topic) == before == ["Ada"]
    asks(topic, ada)
    assert open_for(ada) == []


def test_a_mask_that_a_moderator_silenced_calls_nobody() -> None:
    ines, ada = make.member(), helper()
    topic = make.masked_topic(by=ines)
    Mask.objects.filter(pk=topic.mask.pk).update(muted=True)
    with pytest.raises(NotAllowed, match="say no more"):
        asks(Topic.objects.select_related("space", "mask").get(pk=topic.pk), ada, ines)
    assert not Summons.objects.exists()


def test_two_that_were_ignored_stop_the_offer() -> None:
    ada = greeter(offers="answer", per_week=3)
    for _number in range(2):
        asks(make.topic(), ada)
    Summons.objects.update(at=timezone.now() - timedelta(days=8))
    Offer.objects.update(at=timezone.now() - timedelta(days=30))
    ends.run_out()
    assert Offer.objects.get(member=ada).stopped_at is not None


# --- asking ------------------------------------------------------------------------------------------------------


def test_they_are_told_who_asks_and_it_stands_among_what_they_could_do() -> None:
    topic, ada = make.topic(by=make.member(name="Ines")), helper()
    summons = asks(topic, ada)
    assert [one.pk for one in open_for(ada)] == [summons.pk]
    assert summons.why == "Ines asks whether you could answer, and chose you by name."
    notice = Notice.objects.get(member=ada)
    assert (notice.kind, notice.actor) == ("chosen_for_question", topic.member)


def test_behind_a_mask_the_mask_asks() -> None:
    ines, ada = make.member(name="Ines"), helper()
    topic = make.masked_topic(by=ines)
    summons = asks(topic, ada, ines)
    assert "Ines" not in summons.why
    assert topic.mask.name in summons.why
    notice = Notice.objects.get(member=ada)
    assert (notice.actor, notice.actor_mask) == (None, topic.mask)
    for at in (summons.at, notice.at):
        assert (at.minute, at.second, at.microsecond) == (0, 0, 0)


def test_once_by_the_asker_and_once_by_who_tends_the_space() -> None:
    topic, people = make.topic(), [helper() for _number in range(3)]
    asks(topic, people[0])
    with pytest.raises(NotAllowed, match="already"):
        asks(topic, people[1])
    marit = make.moderator(of=topic.space)
    assert asks(topic, people[1], marit).chosen_by == ByName.MODERATOR
    with pytest.raises(NotAllowed, match="already"):
        asks(topic, people[2], marit)


def test_the_database_keeps_to_it() -> None:
    topic = make.topic()
    asks(topic, helper())
    with pytest.raises(IntegrityError, match="by_name_once"), transaction.atomic():
        Summons.objects.create(kind="ask", member=make.member(), topic=topic, chosen_by=ByName.ASKER, why="Again.")


def test_nobody_else_chooses() -> None:
    topic, other = make.topic(), make.member()
    with pytest.raises(NotAllowed, match="Only whoever asked"):
        asks(topic, helper(), other)
    assert as_one(other).get(f"/ask-somebody/{topic.pk}/").status_code == 404


@pytest.mark.parametrize("end", ["answered", "closed", "story"])
def test_what_does_not_wait_asks_nobody(end: str) -> None:
    topic, ada = make.topic(kind="story" if end == "story" else "question"), helper()
    if end == "answered":
        make.answer(topic=topic)
    if end == "closed":
        Topic.objects.filter(pk=topic.pk).update(closed_at=timezone.now())
    with pytest.raises(NotAllowed, match="does not wait"):
        asks(topic, ada)
    assert not Notice.objects.filter(member=ada).exists()


def test_not_now_takes_the_line_away_and_nobody_is_told() -> None:
    topic, ada = make.topic(), helper()
    summons = asks(topic, ada)
    assert ends.not_now(member=ada, summons_id=summons.pk)
    assert not Notice.objects.exists()
    page = as_one(topic.member).get(f"/ask-somebody/{topic.pk}/").content.decode()
    assert f"{ada.display_name} was asked by name." in page
    assert "not now" not in page


def test_their_answer_is_done_and_somebody_elses_ends_it() -> None:
    for other in (False, True):
        topic, ada = make.topic(), helper()
        summons = asks(topic, ada)
        writer = make.member() if other else ada
        actions.answer(actor=writer, topic=topic, body="I called them.", masked=False, submit_key=None)
        settle()
        summons.refresh_from_db()
        assert summons.outcome == ("passed" if other else "done")
        assert not Notice.objects.filter(member=ada).exists()


def test_waves_ask_others_and_it_counts_toward_the_one_cap() -> None:
    topic, ada = make.topic(), helper()
    asks(topic, ada)
    others = {helper().pk for _number in range(2)}
    look_now()
    assert set(Summons.objects.filter(kind="answer").values_list("member", flat=True)) <= others
    assert Offer.objects.get(member=ada).asked_at is not None
    assert not Claim.objects.exists()


def test_the_asker_reads_of_it() -> None:
    topic = make.topic()
    asks(topic, helper())
    assert so_far(topic) == "One person was asked."


# --- the page ------------------------------------------------------------------------------------------------------


def test_a_choice_and_a_typed_name_both_ask() -> None:
    for typed in (False, True):
        topic, ada = make.topic(), helper(name=f"Ada {typed}")
        given = {"handle": f"@{ada.handle}"} if typed else {"chosen": ada.pk}
        answer = as_one(topic.member).post(f"/ask-somebody/{topic.pk}/", given)
        assert answer.status_code == 303
        assert Summons.objects.get(topic=topic).member == ada


@pytest.mark.parametrize("given", [{}, {"chosen": "x"}, {"chosen": "0"}, {"handle": "no-such"}, {"handle": "\0"}])
def test_nobody_of_that_name_says_so_beside_the_field(given: dict[str, str]) -> None:
    topic = make.topic()
    answer = as_one(topic.member).post(f"/ask-somebody/{topic.pk}/", given)
    assert answer.status_code == 422
    assert "Nobody here goes by that name" in answer.content.decode()
    assert not Summons.objects.exists()


def test_a_number_names_nobody_who_does_not_want_to_be_found() -> None:
    topic, hidden = make.topic(), helper(name="Hidden Person", is_listed=False)
    page = as_one(topic.member).post(f"/ask-somebody/{topic.pk}/", {"chosen": hidden.pk}).content.decode()
    assert "Hidden Person" not in page
    assert "Nobody here goes by that name" in page


def test_a_refusal_keeps_what_was_typed() -> None:
    topic, never = make.topic(), make.member()
    answer = as_one(topic.member).post(f"/ask-somebody/{topic.pk}/", {"handle": never.handle})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'value="{never.handle}"' in page
    assert "cannot be asked just now" in page


def test_the_way_there_stands_under_ones_own_question_and_on_the_desk() -> None:
    topic = make.topic(by=make.newcomer())
    link = f"/ask-somebody/{topic.pk}/"
    assert link in as_one(topic.member).get(topic.get_absolute_url()).content.decode()
    assert link not in as_one(make.member()).get(topic.get_absolute_url()).content.decode()
    assert link in as_one(make.moderator(of=topic.space)).get("/desk/").content.decode()


def test_a_masked_question_keeps_its_page_nowhere() -> None:
    ines = make.member()
    topic = make.masked_topic(by=ines)
    assert "no-store" in as_one(ines).get(f"/ask-somebody/{topic.pk}/")["Cache-Control"]
