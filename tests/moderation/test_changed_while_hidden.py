"""What a moderator hid may be changed by whoever wrote it: it waits for a moderator again, and nothing else shows it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from forum import actions
from forum.models import Comment, Post, Rework, Row, Status, Topic
from forum.rules import MOST_REWORKS
from members.rules import NotAllowed
from moderation.actions import second_looks, silences
from moderation.actions.decisions import decide, undo
from moderation.actions.holds import free_due
from moderation.actions.reports import report
from moderation.models import Decision
from moderation.queries.order import Shown
from moderation.queries.queue import Case, case_of, queue
from moderation.rules import AlreadyDecided
from notices.models import Notice
from tests import make
from tests.forum import say
from tests.ledger import settle
from tests.moderation.place import Place
from tests.moderation.standing import rework, the_hour_strikes

Verb = Decision.Verb
BETTER = "We helped a few people clear a debt. It took years."


def now(thing: Row) -> Row:
    return type(thing)._default_manager.get(pk=thing.pk)


def hide(place: Place, thing: Row) -> Decision:
    return decide(moderator=place.moderator, thing=thing, verb=Verb.HIDE, reason="Selling.")


def answered(place: Place, thing: Row, verb: Verb, saves: int) -> Decision:
    return decide(moderator=place.moderator, thing=thing, verb=verb, reason="I read it.", saves=saves)


@pytest.fixture
def hidden(place: Place) -> Post:
    hide(place, place.post)
    return place.post


@pytest.fixture
def changed(place: Place, hidden: Post) -> Post:
    rework(place.author, hidden, BETTER)
    return hidden


def the_case(place: Place) -> Case:
    (case,) = queue(place.moderator)
    return case


def test_a_change_waits_for_a_moderator_and_shows_nothing_by_itself(place: Place, changed: Post) -> None:
    settle()
    free_due()
    assert (now(changed).body, now(changed).status) == (BETTER, Status.HIDDEN)
    case = the_case(place)
    assert (case.thing, case.why) == (changed, "Changed by its author since it was hidden")
    assert case.verbs == [Verb.RESTORE, Verb.UPHOLD]


def test_no_other_reader_sees_the_new_words(place: Place, changed: Post, client: Client) -> None:
    client.force_login(place.reader)
    page = client.get(changed.topic.get_absolute_url()).content.decode()
    assert "took years" not in page
    assert "A moderator has hidden what stood here" in page
    assert client.get(reverse("forum:versions", args=[changed.pk])).status_code == 404
    found = client.get(reverse("forum:search"), {"q": "years debt"}).content.decode()
    assert "took years" not in found


def test_the_moderator_reads_what_changed_beside_what_was_hidden(place: Place, changed: Post, client: Client) -> None:
    rework(place.author, changed, "We helped a few people. Ask us <b>anything</b>.")
    client.force_login(place.moderator)
    page = client.get(reverse("moderation:case", args=["post", changed.pk])).content.decode()
    assert "What its author changed" in page
    assert "<del>hundreds</del>" in page
    assert "It took years" not in page  # never stood before a moderator
    assert "&lt;b&gt;" in page


def test_whoever_hid_it_may_show_the_new_version(place: Place, changed: Post, client: Client) -> None:
    client.force_login(place.moderator)
    address = reverse("moderation:case", args=["post", changed.pk])
    assert 'name="saves" value="1"' in " ".join(client.get(address).content.decode().split())
    client.post(address, {"verb": "restore", "reason": "Thank you.", "seen": "1000000", "saves": "1"})
    assert now(changed).status == Status.VISIBLE
    settle()
    assert Notice.objects.get(member=place.author, kind="restored")
    assert queue(place.moderator) == []


def test_whoever_hid_it_may_leave_the_new_version_hidden(place: Place, changed: Post) -> None:
    answered(place, changed, Verb.UPHOLD, 1)
    settle()
    assert now(changed).status == Status.HIDDEN
    assert Notice.objects.get(member=place.author, kind="upheld").data["reason"] == "I read it."
    assert queue(place.moderator) == []


@pytest.mark.parametrize("verb", [Verb.RESTORE, Verb.UPHOLD])
def test_what_was_changed_after_the_page_was_opened_is_not_decided_unread(
    place: Place, changed: Post, verb: Verb, client: Client
) -> None:
    rework(place.author, changed, "Clear your debts, fast.")
    with pytest.raises(AlreadyDecided, match="just changed it"):
        answered(place, changed, verb, 1)
    client.force_login(place.moderator)
    form = {"verb": verb, "reason": "I read it.", "seen": "1000000"}
    answer = client.post(reverse("moderation:case", args=["post", changed.pk]), form)
    assert answer.status_code == 409
    assert now(changed).status == Status.HIDDEN


def test_that_it_was_hidden_cannot_be_taken_back_over_a_change(place: Place, hidden: Post) -> None:
    decision = Decision.objects.get(verb=Verb.HIDE)
    rework(place.author, hidden, BETTER)
    with pytest.raises(NotAllowed, match="changed it since"):
        undo(moderator=place.moderator, decision=decision)
    assert now(hidden).status == Status.HIDDEN
    decision.refresh_from_db()
    assert decision.undone_by is None


def test_what_was_decided_about_a_change_can_be_taken_back_and_it_waits_again(place: Place, changed: Post) -> None:
    decision = answered(place, changed, Verb.RESTORE, 1)
    undo(moderator=place.moderator, decision=decision)
    assert now(changed).status == Status.HIDDEN
    assert the_case(place).rework is not None


def test_a_few_changes_are_read_and_then_it_stays(place: Place, changed: Post, client: Client) -> None:
    for n in range(2, MOST_REWORKS + 1):
        answered(place, changed, Verb.UPHOLD, n - 1)
        rework(place.author, changed, f"{BETTER} Version {n}.")
    rework(place.author, changed, f"{BETTER} While it waits it may be changed.")
    answered(place, changed, Verb.UPHOLD, MOST_REWORKS + 1)
    with pytest.raises(NotAllowed, match="several times"):
        rework(place.author, changed, "Once more.")
    client.force_login(place.author)
    assert client.get(reverse("forum:edit", args=[changed.pk])).status_code == 403
    assert "While it waits" in now(changed).body


def test_the_same_words_again_wait_for_nobody(place: Place, hidden: Post) -> None:
    rework(place.author, hidden, hidden.body)
    assert not Rework.objects.exists()
    assert queue(place.moderator) == []


@pytest.mark.parametrize("who", ["reader", "moderator", "stranger", "admin"])
def test_nobody_but_its_author_changes_it(place: Place, hidden: Post, who: str) -> None:
    with pytest.raises(NotAllowed, match="Only the person who wrote this"):
        rework(getattr(place, who), hidden, BETTER)


def test_whoever_is_silenced_or_suspended_changes_nothing(place: Place, hidden: Post) -> None:
    until = timezone.now() + timedelta(days=1)
    make.suspension(member=place.author)
    with pytest.raises(NotAllowed):
        rework(place.author, hidden, BETTER)
    other = make.answer(topic=hidden.topic, by=place.reader, body="Fast money for everybody.")
    hide(place, other)
    silences.silence(moderator=place.moderator, member=place.reader, space=place.space, until=until, reason="Pause.")
    with pytest.raises(NotAllowed, match="Pause"):
        rework(place.reader, other, BETTER)


def test_what_is_hidden_cannot_be_taken_back_instead(place: Place, changed: Post) -> None:
    with pytest.raises(NotAllowed, match="looking at this"):
        actions.delete(actor=place.author, row=changed)


def test_where_a_second_look_is_asked_for_as_well_somebody_else_says_no(place: Place, hidden: Post) -> None:
    second_looks.ask(actor=place.author, decision=Decision.objects.get(verb=Verb.HIDE), words="It was true.")
    rework(place.author, hidden, BETTER)
    assert the_case(place).verbs == [Verb.RESTORE]
    with pytest.raises(NotAllowed, match="decided this yourself"):
        answered(place, hidden, Verb.UPHOLD, 1)
    colleague = make.moderator(of=place.space, by=place.admin)
    decide(moderator=colleague, thing=hidden, verb=Verb.UPHOLD, reason="Still.", saves=1)
    assert queue(place.moderator) == []


def test_danger_comes_first_and_it_stands_among_the_second_looks(place: Place, changed: Post) -> None:
    worrying = make.answer(topic=changed.topic, by=place.reader)
    report(actor=place.author, thing=worrying, reason="danger")
    assert [case.thing.pk for case in queue(place.moderator)] == [worrying.pk, changed.pk]
    assert [case.thing.pk for case in queue(place.moderator, Shown(kind="look"))] == [changed.pk]
    assert queue(place.stranger) == []


def test_a_reply_is_changed_like_an_answer(place: Place, client: Client) -> None:
    said = say.comment(actor=place.author, post=place.post, body="Fast money.")
    settle()
    hide(place, said)
    client.force_login(place.author)
    address = reverse("forum:comment_edit", args=[said.pk])
    assert "A moderator reads it before anybody else does." in client.get(address).content.decode()
    client.post(address, {"body": "Slow money."})
    assert (now(said).body, now(said).status) == ("Slow money.", Status.HIDDEN)
    case = the_case(place)
    assert case.thing == said
    assert "<del>Fast</del><ins>Slow</ins>" in str(case_of(place.moderator, now(said)).changes)
    answered(place, said, Verb.RESTORE, 1)
    assert Comment.objects.get(pk=said.pk).status == Status.VISIBLE


def test_behind_a_mask_it_names_nobody_and_says_the_hour(place: Place, client: Client) -> None:
    hide(place, place.masked)
    client.force_login(place.author)
    client.post(reverse("forum:edit", args=[place.masked.pk]), {"body": "I see the point now.", "base": "0"})
    row = Rework.objects.get()
    assert (row.at.minute, row.at.second, row.at.microsecond) == (0, 0, 0)
    the_hour_strikes()
    client.force_login(place.moderator)
    page = client.get(reverse("moderation:case", args=["post", place.masked.pk])).content.decode()
    assert "What its author changed" in page
    assert place.author.display_name not in page
    assert place.author.handle not in page
    answered(place, place.masked, Verb.RESTORE, 1)
    settle()
    say.end_grace()
    assert now(place.masked).body == "I see the point now."


@pytest.mark.parametrize("kind", ["post", "comment"])
def test_behind_a_mask_it_comes_to_the_desk_with_the_hour(place: Place, client: Client, kind: str) -> None:
    thing: Row = place.masked
    if kind == "comment":
        thing = say.comment(actor=place.author, post=place.masked, body="Fast money.", masked=True)
        say.end_grace()
        settle()
    hide(place, thing)
    client.force_login(place.moderator)
    address = reverse("moderation:case", args=[kind, thing.pk])
    before = [client.get(reverse("moderation:desk")).content.decode().count(thing.author.shown_name)]
    now_body = {"body": "Slow money."} | ({"base": "0"} if kind == "post" else {})
    client.force_login(place.author)
    client.post(reverse("forum:edit" if kind == "post" else "forum:comment_edit", args=[thing.pk]), now_body)
    assert now(thing).body == "Slow money."
    for who in (place.moderator, place.admin):
        assert queue(who) == []
    client.force_login(place.moderator)
    assert client.get(reverse("moderation:desk")).content.decode().count(thing.author.shown_name) == before[0]
    assert "What its author changed" not in client.get(address).content.decode()
    the_hour_strikes()
    case = the_case(place)
    assert (case.thing, case.why) == (thing, "Changed by its author since it was hidden")
    assert case.verbs == [Verb.RESTORE, Verb.UPHOLD]
    answered(place, thing, Verb.UPHOLD, 1)
    assert queue(place.moderator) == []


def test_where_it_is_on_the_desk_already_the_change_is_said_with_the_hour(place: Place) -> None:
    decision = hide(place, place.masked)
    second_looks.ask(actor=place.author, decision=decision, words="It was true.")
    rework(place.author, place.masked, BETTER)
    assert the_case(place).rework is None
    the_hour_strikes()
    assert the_case(place).rework is not None


def test_what_was_changed_within_the_hour_is_not_decided_unread(place: Place) -> None:
    hide(place, place.masked)
    rework(place.author, place.masked, BETTER)
    with pytest.raises(AlreadyDecided, match="just changed it"):
        answered(place, place.masked, Verb.RESTORE, 0)


def test_what_it_was_hidden_for_is_not_read_among_its_earlier_versions(
    place: Place, changed: Post, client: Client
) -> None:
    rework(place.author, changed, f"{BETTER} Truly.")
    answered(place, changed, Verb.RESTORE, 2)
    rework(place.author, changed, f"{BETTER} Truly, years.")
    address = reverse("forum:versions", args=[changed.pk])
    client.force_login(place.reader)
    page = client.get(address).content.decode()
    assert "hundreds" not in page
    assert "Truly" in page
    client.logout()
    assert "hundreds" not in client.get(address).content.decode()
    for who in (place.author, place.moderator):
        client.force_login(who)
        assert "hundreds" in client.get(address).content.decode()


def test_the_opening_of_a_topic_with_its_title(place: Place) -> None:
    topic = say.ask(actor=place.reader, space=place.space, title="Fast money for all", body="Ask me.")
    opening = say.opening(topic)
    hide(place, opening)
    actions.edit(actor=place.reader, post=opening, body="Ask me.", base=0, title="Slow money for all")
    assert Topic.objects.get(pk=topic.pk).status == Status.HIDDEN
    assert "<del>Fast</del><ins>Slow</ins>" in str(case_of(place.moderator, now(opening)).title_changes)


def test_the_author_is_led_to_it(place: Place, hidden: Post, client: Client) -> None:
    client.force_login(place.author)
    edit = reverse("forum:edit", args=[hidden.pk])
    assert edit in client.get(hidden.topic.get_absolute_url()).content.decode()
    decision = Decision.objects.get(verb=Verb.HIDE)
    assert edit in client.get(reverse("moderation:second_look", args=[decision.pk])).content.decode()
    answer = client.post(edit, {"body": BETTER, "base": "0"}, follow=True)
    assert "A moderator reads it before anybody else does." in answer.content.decode()
