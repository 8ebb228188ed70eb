"""Confirmed help: a row that follows the mark, with names and masks as they stand."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from activity.record import record
from forum import actions as forum
from forum.models import HelpedMark
from masks import sealed
from members.models import Hello
from recognition.models import Help
from tests import cast, make
from tests.ledger import settle

pytestmark = pytest.mark.django_db


def test_a_mark_makes_one_row_and_taking_it_back_takes_the_row() -> None:
    ines, dorrie = cast.ines(), cast.dorrie()
    topic = make.topic(by=ines, tags=("cards", "uk"))
    post = make.answer(topic=topic, by=dorrie)
    forum.mark_helped(actor=ines, post=post, what_changed="They said yes.")
    settle()
    row = Help.objects.get()
    assert (row.helper, row.helped, row.topic, row.tag.name) == (dorrie, ines, topic, "cards")
    assert not row.helped_was_new
    forum.unmark_helped(actor=ines, post=post)
    settle()
    assert not Help.objects.exists()


def test_the_row_follows_what_is_true_now_however_late_it_is_told() -> None:
    ines = cast.ines()
    post = make.answer(topic=make.topic(by=ines), by=cast.dorrie())
    forum.mark_helped(actor=ines, post=post)
    forum.unmark_helped(actor=ines, post=post)
    forum.mark_helped(actor=ines, post=post)
    settle()
    assert Help.objects.count() == 1


def test_a_masked_asker_stays_a_mask() -> None:
    ines, dorrie = cast.ines(), cast.dorrie()
    topic = make.masked_topic(by=ines)
    forum.mark_helped(actor=ines, post=make.answer(topic=topic, by=dorrie))
    settle()
    row = Help.objects.get()
    assert (row.helper, row.helped, row.helped_mask) == (dorrie, None, topic.mask)
    assert not row.helped_was_new


def test_a_masked_helper_stays_a_mask() -> None:
    ines, pau = cast.ines(), cast.pau()
    topic = make.topic(by=ines)
    mask = sealed.wear(member=pau, topic_id=topic.pk)
    forum.mark_helped(actor=ines, post=make.answer(topic=topic, mask=mask))
    settle()
    row = Help.objects.get()
    assert (row.helper, row.helper_mask, row.helped) == (None, mask, ines)


def test_one_is_new_for_fourteen_days() -> None:
    wilf = cast.wilf()
    forum.mark_helped(actor=wilf, post=make.answer(topic=make.topic(by=wilf), by=cast.dorrie()))
    settle()
    assert Help.objects.get().helped_was_new


def test_ones_own_answer_is_no_help_even_where_a_mark_stands() -> None:
    ines = cast.ines()
    post = make.answer(topic=make.topic(by=ines), by=ines)
    HelpedMark.objects.create(post=post, member=ines)
    with transaction.atomic():
        record(verb="answer.helped", actor=ines, target=post)
    settle()
    assert not Help.objects.exists()


def test_a_hello_is_help_once() -> None:
    wilf, dorrie = cast.wilf(), cast.dorrie()
    hello = Hello.objects.create(newcomer=wilf, author=dorrie, words="Good that you are here.")
    for _ in range(2):
        with transaction.atomic():
            record(verb="hello.said", actor=dorrie, target=hello)
    settle()
    row = Help.objects.get(kind="greeting")
    assert (row.helper, row.helped) == (dorrie, wilf)


def test_a_mask_taken_off_takes_its_thanks_and_help_along() -> None:
    ines, dorrie = cast.ines(), cast.dorrie()
    topic = make.masked_topic(by=ines)
    post = make.answer(topic=topic, by=dorrie)
    make.thanks(post=post, by=ines, mask=topic.mask)
    forum.mark_helped(actor=ines, post=post)
    settle()
    forum.take_mask_off(actor=ines, topic=topic)
    settle()
    assert Help.objects.get().helped == ines
    assert post.thanks.get().member == ines


def test_a_first_reply_between_two_names_makes_a_member() -> None:
    wilf = cast.wilf()
    topic = forum.ask(
        actor=wilf,
        space=make.space(),
        kind="question",
        title="How did you begin?",
        body="I do not know.",
        audience="members",
        tags=[],
        masked=False,
        submit_key=None,
    )
    settle()
    wilf.refresh_from_db()
    assert wilf.stage == "newcomer"
    forum.answer(actor=cast.dorrie(), topic=topic, body="With one letter.", masked=False, submit_key=None)
    settle()
    wilf.refresh_from_db()
    assert wilf.stage == "member"


@pytest.mark.parametrize("masked", ["asker", "helper"])
def test_a_reply_to_or_from_a_mask_moves_nobody(masked: str) -> None:
    wilf, dorrie = cast.wilf(), cast.dorrie()
    topic = make.masked_topic(by=dorrie) if masked == "asker" else make.topic(by=wilf)
    actor = wilf if masked == "asker" else dorrie
    forum.answer(actor=actor, topic=topic, body="Me too.", masked=masked == "helper", submit_key=None)
    forum.release_waiting()
    settle()
    wilf.refresh_from_db()
    assert wilf.stage == "newcomer"


def test_answering_oneself_is_no_exchange() -> None:
    wilf = cast.wilf()
    forum.answer(actor=wilf, topic=make.topic(by=wilf), body="Found it.", masked=False, submit_key=None)
    settle()
    wilf.refresh_from_db()
    assert wilf.stage == "newcomer"


def test_old_marks_know_who_was_new_then() -> None:
    ines = make.member(joined_at=timezone.now() - timedelta(days=13))
    forum.mark_helped(actor=ines, post=make.answer(topic=make.topic(by=ines), by=cast.dorrie()))
    settle()
    assert Help.objects.get().helped_was_new
