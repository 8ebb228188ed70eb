"""Words that moderators chose call one of them, wherever they are written; nothing is hidden, and nobody else hears."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from activity.models import Event
from forum import actions as forum
from forum.models import Comment, Post, Status
from members.rules import NotAllowed
from moderation.actions import chosen_words, phrases
from moderation.actions.decisions import decide, undo
from moderation.actions.reports import report
from moderation.models import Alarm, DangerPhrase, Decision
from moderation.queries.log import public_log
from moderation.queries.queue import queue
from notices.actions.reactions import cases
from notices.models import Message, Notice
from tests import cast, make
from tests.forum import say
from tests.ledger import settle
from tests.moderation.place import Place

Verb = Decision.Verb
WORDS = "end it all"


@pytest.fixture
def chosen(place: Place) -> DangerPhrase:
    phrases.choose(moderator=place.moderator, words=WORDS, space=place.space)
    return DangerPhrase.objects.get()


def told() -> set[str]:
    settle()
    return set(Notice.objects.filter(kind="danger").values_list("member__handle", flat=True))


def an_answer(place: Place, body: str, **more: object) -> Post:
    return say.answer(actor=place.author, topic=place.post.topic, body=body, **more)


# --- where they are met --------------------------------------------------------------------------------------


def test_in_a_topic_and_its_title(place: Place, chosen: DangerPhrase) -> None:
    say.ask(actor=place.reader, space=place.space, title="I want to END it all now", body="Nothing helps any more.")
    assert told() == {place.moderator.handle}


def test_in_an_answer_a_comment_and_what_an_edit_puts_into_them(place: Place, chosen: DangerPhrase) -> None:
    answer = an_answer(place, "We paid it off.")
    remark = say.comment(actor=place.author, post=place.post, body="So did we.")
    assert told() == set()
    forum.edit(actor=place.author, post=answer, body="I ended it all.", base=answer.revision_count)
    forum.edit_comment(actor=place.author, comment=remark, body="I will *end* it all.")
    assert told() == {place.moderator.handle}
    assert {(alarm.post_id, alarm.comment_id) for alarm in Alarm.objects.all()} == {
        (answer.pk, None),
        (place.post.pk, remark.pk),
    }


def test_in_what_is_held(place: Place, chosen: DangerPhrase) -> None:
    topic = say.ask(actor=cast.wilf(), space=place.space, body="I end it all. https://quick.example/now")
    settle()
    assert say.opening(topic).status == Status.HELD
    assert told() == {place.moderator.handle}


def test_not_in_another_space_nor_once_removed(place: Place, chosen: DangerPhrase) -> None:
    say.ask(actor=place.reader, space=make.space(), body="I want to end it all.")
    chosen_words.remove(moderator=place.moderator, kind=DangerPhrase, pk=chosen.pk)
    an_answer(place, "I want to end it all.")
    assert told() == set()


def test_in_all_spaces_where_an_admin_chose_them(place: Place) -> None:
    phrases.choose(moderator=place.admin, words=WORDS, space=None)
    an_answer(place, "I want to end it all.")
    assert told() == {place.moderator.handle}


# --- what follows, and what does not --------------------------------------------------------------------------


def test_it_stands_first_on_the_desk_and_nothing_is_hidden(place: Place, chosen: DangerPhrase, client: Client) -> None:
    report(actor=place.reader, thing=place.post, reason="selling")
    answer = an_answer(place, "I want to end it all.")
    told()
    (first, second) = queue(place.moderator)
    assert (first.thing, first.is_danger, second.thing) == (answer, True, place.post)
    answer.refresh_from_db()
    assert answer.status == Status.VISIBLE
    client.force_login(place.moderator)
    page = client.get(f"/desk/post/{answer.pk}/").content.decode()
    assert "I have seen it" in page
    assert f'<q dir="auto">{WORDS}</q>' in page


def test_whoever_wrote_it_is_told_nothing_and_finds_nothing(place: Place, chosen: DangerPhrase, client: Client) -> None:
    answer = an_answer(place, "I want to end it all.")
    told()
    assert not Notice.objects.filter(member=place.author).exists()
    assert not Message.objects.filter(member=place.author).exists()
    assert not Event.objects.filter(verb__startswith="alarm").exists()
    client.force_login(place.author)
    assert client.get(answer.get_absolute_url()).status_code == 200
    assert client.get("/desk/words/").status_code == 403


def test_heard_again_it_changes_nothing_also_after_a_decision(place: Place, chosen: DangerPhrase) -> None:
    answer = an_answer(place, "I want to end it all.")
    told()
    event = Event.objects.get(verb="post.written", target_id=answer.pk)
    cases.written(event)
    assert (Alarm.objects.count(), Message.objects.filter(kind="danger").count()) == (1, 1)
    decide(moderator=place.moderator, thing=answer, verb=Verb.KEEP)
    settle()
    cases.written(event)
    assert told() == set()
    assert not Alarm.objects.standing().exists()


def test_other_words_after_a_decision_call_anew(place: Place, chosen: DangerPhrase) -> None:
    phrases.choose(moderator=place.moderator, words="no way out", space=place.space)
    answer = an_answer(place, "I want to end it all.")
    told()
    decide(moderator=place.moderator, thing=answer, verb=Verb.KEEP)
    answer.refresh_from_db()
    forum.edit(
        actor=place.author, post=answer, body="I want to end it all. There is no way out.", base=answer.revision_count
    )
    assert told() == {place.moderator.handle}


def test_a_report_of_the_same_is_the_same_case(place: Place, chosen: DangerPhrase) -> None:
    answer = an_answer(place, "I want to end it all.")
    told()
    report(actor=place.reader, thing=answer, reason="danger")
    assert told() == {place.moderator.handle}
    assert (Notice.objects.filter(kind="danger").count(), Message.objects.filter(kind="danger").count()) == (1, 1)


def test_to_keep_what_words_alone_called_for_stands_in_no_public_line(place: Place, chosen: DangerPhrase) -> None:
    answer = an_answer(place, "I want to end it all.")
    told()
    kept = decide(moderator=place.moderator, thing=answer, verb=Verb.KEEP)
    assert not kept.is_public
    assert not undo(moderator=place.moderator, decision=kept).is_public
    assert all(line.decision.post_id != answer.pk for line in public_log(place.reader)[0])


def test_behind_a_mask_nobody_is_told_before_its_minutes_are_over(place: Place, chosen: DangerPhrase) -> None:
    remark = say.comment(actor=place.author, post=place.post, body="I end it all.", masked=True)
    settle()
    Comment.objects.filter(pk=remark.pk).update(visible_from=timezone.now() - timedelta(seconds=1))
    forum.release_waiting()
    assert told() == {place.moderator.handle}
    alarm = Alarm.objects.get()
    assert timedelta(seconds=50) < alarm.next_at - timezone.now() <= timedelta(minutes=9)
    assert (alarm.at.minute, alarm.at.second) == (0, 0)
    notice, message = Notice.objects.get(kind="danger"), Message.objects.get(kind="danger")
    assert (notice.at.minute, notice.actor, notice.actor_mask, notice.topic) == (0, None, None, None)
    assert message.not_before > timezone.now() + timedelta(seconds=50)
    assert place.author.handle not in str(notice.data) + str(message.data)


def test_what_is_held_behind_a_mask_is_told_after_the_minutes_in_which_it_can_be_taken_back(
    place: Place, chosen: DangerPhrase
) -> None:
    say.comment(actor=place.reader, post=place.post, body="I end it all. https://quick.example/now", masked=True)
    assert told() == set()
    assert Alarm.objects.get().next_at > timezone.now() + timedelta(minutes=2)
    Comment.objects.update(visible_from=timezone.now())
    Alarm.objects.update(next_at=timezone.now())
    cases.call_due()
    assert told() == {place.moderator.handle}


# --- who chooses them -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["", " ", "a", "x*", "死"])
def test_what_says_too_little_is_refused(place: Place, words: str) -> None:
    with pytest.raises(NotAllowed, match="nearly everywhere"):
        phrases.choose(moderator=place.moderator, words=words, space=place.space)


@pytest.mark.parametrize("again", ["End  it ALL", "end, it all"])
def test_the_same_once(place: Place, chosen: DangerPhrase, again: str) -> None:
    with pytest.raises(NotAllowed, match="stand here already"):
        phrases.choose(moderator=place.moderator, words=again, space=place.space)


def test_only_for_a_space_that_one_tends(place: Place, chosen: DangerPhrase) -> None:
    for space in (place.space, None):
        with pytest.raises(NotAllowed):
            phrases.choose(moderator=place.stranger, words="no way out", space=space)
    with pytest.raises(NotAllowed):
        chosen_words.remove(moderator=place.stranger, kind=DangerPhrase, pk=chosen.pk)


def test_no_more_than_a_person_can_look_after(place: Place, chosen: DangerPhrase) -> None:
    DangerPhrase.objects.bulk_create(
        DangerPhrase(words=f"word {n}", spelling=f"word {n}", space=place.space) for n in range(chosen_words.MOST)
    )
    with pytest.raises(NotAllowed, match="already"):
        phrases.choose(moderator=place.moderator, words="no way out", space=place.space)


def test_each_change_stands_in_the_log_and_the_words_do_not(place: Place, chosen: DangerPhrase) -> None:
    chosen_words.remove(moderator=place.moderator, kind=DangerPhrase, pk=chosen.pk)
    lines, _page = public_log(None)
    assert [line.decision.verb for line in lines] == ["words", "words"]
    assert all(WORDS not in f"{line.words} {line.decision.reason} {line.decision.data}" for line in lines)


def test_each_change_can_be_taken_back(place: Place, chosen: DangerPhrase) -> None:
    added = Decision.objects.get(verb="words")
    undo(moderator=place.moderator, decision=added)
    assert not DangerPhrase.objects.in_force().exists()
    removed = Decision.objects.filter(verb="words").latest("pk")
    with pytest.raises(NotAllowed):
        undo(moderator=place.moderator, decision=removed)
    phrases.choose(moderator=place.moderator, words=WORDS, space=place.space)
    gone = chosen_words.remove(
        moderator=place.moderator, kind=DangerPhrase, pk=DangerPhrase.objects.in_force().get().pk
    )
    with pytest.raises(NotAllowed):
        undo(moderator=place.stranger, decision=gone)
    undo(moderator=place.moderator, decision=gone)
    assert DangerPhrase.objects.in_force().get().words == WORDS


def test_the_page(place: Place, client: Client) -> None:
    client.force_login(place.moderator)
    assert "No words yet" in client.get("/desk/words/").content.decode()
    refused = client.post("/desk/words/", {"words": "a", "space": place.space.pk})
    assert refused.status_code == 422
    assert 'value="a"' in refused.content.decode()
    added = client.post("/desk/words/", {"words": WORDS, "space": place.space.pk}, follow=True)
    assert WORDS in added.content.decode()
    assert "Undo" in added.content.decode()
    gone = client.post(f"/desk/words/{DangerPhrase.objects.get().pk}/removal/", follow=True)
    assert "No words yet" in gone.content.decode()
    assert client.post(f"/desk/words/{DangerPhrase.objects.get().pk}/removal/").status_code == 404


def test_the_page_holds_nothing_of_spaces_that_one_does_not_tend(
    place: Place, chosen: DangerPhrase, client: Client
) -> None:
    client.force_login(place.stranger)
    page = client.get("/desk/words/").content.decode()
    assert WORDS not in page
    assert place.space.title not in page.split("<main")[1]


def test_to_open_a_case_changes_nothing_and_the_button_does(place: Place, chosen: DangerPhrase, client: Client) -> None:
    answer = an_answer(place, "I want to end it all.")
    told()
    client.force_login(place.moderator)
    client.get(f"/desk/post/{answer.pk}/")
    assert Alarm.objects.get().next_at is not None
    assert client.get(f"/desk/post/{answer.pk}/seen/").status_code == 405
    page = client.post(f"/desk/post/{answer.pk}/seen/", follow=True).content.decode()
    assert "Seen by Marit." in page
    assert "I have seen it" not in page
    assert Alarm.objects.get().next_at is None


def test_whoever_wrote_it_under_their_name_has_no_such_button(
    place: Place, chosen: DangerPhrase, client: Client
) -> None:
    own = say.answer(actor=place.moderator, topic=place.post.topic, body="I want to end it all.")
    settle()
    client.force_login(place.moderator)
    assert "I have seen it" not in client.get(f"/desk/post/{own.pk}/").content.decode()
    assert client.post(f"/desk/post/{own.pk}/seen/").status_code == 403
    assert Alarm.objects.get().next_at is not None
