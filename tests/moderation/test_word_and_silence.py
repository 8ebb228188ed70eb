"""A word to somebody, a silence in a space or in all; and each of them is looked at again by somebody else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from forum.models import Post, Silence, Status
from forum.rules import may_edit
from masks.models import Limit
from members.models import Member
from members.rules import NotAllowed
from moderation.actions import second_looks, silences
from moderation.actions.decisions import restrict, undo, warn
from moderation.actions.reports import report
from moderation.models import Decision, Report, SecondLook
from moderation.queries.queue import queue
from moderation.queries.second_looks import waiting_about_accounts
from notices.models import Notice
from recognition.actions import thanks
from tests import make
from tests.forum import say
from tests.ledger import settle
from tests.moderation.place import Place

Verb = Decision.Verb


def signed_in(member: Member) -> Client:
    client = Client()
    client.force_login(member)
    return client


def soon(days: int = 3) -> object:
    return timezone.now() + timedelta(days=days)


def silenced(place: Place, by: Member | None = None, **more: object) -> Decision:
    given = {"space": place.space, "until": soon(), "reason": "Shaming others."} | more
    return silences.silence(moderator=by or place.moderator, member=place.author, **given)


# --- a word -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("masked", [False, True])
def test_the_author_alone_reads_it_and_what_they_wrote_stays(place: Place, masked: bool) -> None:
    thing = place.masked if masked else place.post
    report(actor=place.reader, thing=thing, reason="unkind")
    made = warn(moderator=place.moderator, thing=thing, reason="Please say it of yourself.")
    settle()
    assert Post.objects.get(pk=thing.pk).status == Status.VISIBLE
    assert queue(place.moderator) == []
    notice = Notice.objects.get(kind="warned")
    assert (notice.member, notice.mask) == (thing.member, thing.mask)
    assert Notice.objects.get(kind="report_acted").member == place.reader
    page = reverse("moderation:second_look", args=[made.pk])
    assert "Please say it of yourself." in signed_in(place.author).get(page).content.decode()
    for who in (place.reader, place.moderator, place.admin):
        assert signed_in(who).get(page).status_code == 404
    assert "Please say it" not in Client().get(reverse("moderation:log")).content.decode()
    person = reverse("moderation:person", args=[place.author.handle])
    assert ("Please say it" in signed_in(place.moderator).get(person).content.decode()) is not masked


def test_a_word_is_taken_back_with_all_that_it_answered(place: Place) -> None:
    report(actor=place.reader, thing=place.post, reason="unkind")
    made = warn(moderator=place.moderator, thing=place.post, reason="Please say it of yourself.")
    undo(moderator=place.moderator, decision=made)
    settle()
    assert Report.objects.get().decision is None
    assert not Notice.objects.filter(kind__in=["warned", "report_acted"]).exists()
    assert len(queue(place.moderator)) == 1


@pytest.mark.parametrize("who", ["reader", "stranger", "author"])
def test_only_who_tends_the_space_has_a_word(place: Place, who: str) -> None:
    with pytest.raises(NotAllowed):
        warn(moderator=getattr(place, who), thing=place.post, reason="Please say it of yourself.")
    with pytest.raises(NotAllowed):
        warn(moderator=getattr(place, who), thing=place.masked, reason="Please say it of yourself.")


def test_not_without_words_and_not_about_what_is_hidden(place: Place) -> None:
    address = reverse("moderation:warning", args=["post", place.post.pk])
    assert signed_in(place.moderator).post(address, {"reason": " "}).status_code == 422
    Post.objects.filter(pk=place.post.pk).update(status=Status.HIDDEN)
    assert signed_in(place.moderator).post(address, {"ready": "unkind"}).status_code == 403
    assert not Decision.objects.exists()


# --- a silence ----------------------------------------------------------------------------------------------------


def test_they_read_and_do_not_write_there_under_any_name(place: Place) -> None:
    topic = place.post.topic
    silenced(place)
    client = signed_in(place.author)
    assert client.get(topic.get_absolute_url()).status_code == 200
    for masked in (False, True):
        with pytest.raises(NotAllowed, match="Shaming others"):
            say.answer(actor=place.author, topic=topic, body="Once more.", masked=masked)
    with pytest.raises(NotAllowed, match="You can read here"):
        say.ask(actor=place.author, space=place.space, body="Another.")
    with pytest.raises(NotAllowed, match="You can read here"):
        say.comment(actor=place.author, post=topic.posts.get(position=0), body="A remark.")
    with pytest.raises(NotAllowed, match="You can read here"):
        thanks.give(actor=place.author, post=topic.posts.get(position=0), words=["clear"], note="You fool.")
    elsewhere = make.topic(by=place.reader)
    assert say.answer(actor=place.author, topic=elsewhere, body="Here I may.")


def test_nor_change_what_they_wrote(place: Place) -> None:
    may_edit(place.author, place.post)
    silenced(place)
    with pytest.raises(NotAllowed, match="You can read here"):
        may_edit(place.author, place.post)


def test_in_all_spaces_by_an_admin_alone(place: Place) -> None:
    with pytest.raises(NotAllowed, match="an admin"):
        silenced(place, space=None)
    silenced(place, by=place.admin, space=None)
    with pytest.raises(NotAllowed, match="You can read here"):
        say.answer(actor=place.author, topic=make.topic(), body="Once more.")


def test_it_ends_by_itself(place: Place) -> None:
    silenced(place)
    Silence.objects.update(at=timezone.now() - timedelta(days=9), until=timezone.now() - timedelta(seconds=1))
    assert say.answer(actor=place.author, topic=place.post.topic, body="Here I am.")


def test_they_hear_why_and_that_it_ended(place: Place) -> None:
    made = silenced(place)
    settle()
    notice = Notice.objects.get(kind="silenced")
    assert (notice.member, notice.data["path"]) == (place.author, reverse("moderation:second_look", args=[made.pk]))
    undo(moderator=place.moderator, decision=made)
    settle()
    assert list(Notice.objects.filter(member=place.author).values_list("kind", flat=True)) == ["heard_again"]
    assert say.answer(actor=place.author, topic=place.post.topic, body="Thank you.")


@pytest.mark.parametrize(
    ("who", "more", "why"),
    [
        ("stranger", {}, "tends this space"),
        ("reader", {}, "tends this space"),
        ("moderator", {"until": soon(20)}, "At most 14 days"),
        ("admin", {"until": soon(400)}, "At most 366 days"),
        ("moderator", {"until": soon(-1)}, "a day to come"),
        ("moderator", {"reason": " "}, "write a reason"),
    ],
)
def test_who_may_and_for_how_long(place: Place, who: str, more: dict[str, object], why: str) -> None:
    with pytest.raises(NotAllowed, match=why):
        silenced(place, by=getattr(place, who), **more)
    assert not Silence.objects.exists()


def test_not_oneself_not_an_admin_not_twice(place: Place) -> None:
    for whom in (place.moderator, place.admin, place.stranger):
        with pytest.raises(NotAllowed):
            silences.silence(
                moderator=place.moderator, member=whom, space=place.space, until=soon(), reason="Shaming others."
            )
    silenced(place)
    with pytest.raises(NotAllowed, match="silent there already"):
        silenced(place)


def test_the_page_of_it_and_who_is_silent_now(place: Place) -> None:
    client = signed_in(place.moderator)
    address = reverse("moderation:silence", args=[place.author.handle])
    day = (timezone.localdate() + timedelta(days=3)).isoformat()
    sent = {"ready": "unkind", "space": place.space.pk, "until": day}
    assert client.post(address, {**sent, "space": ""}).status_code == 422
    assert client.post(address, sent).status_code == 303
    undoing = reverse("moderation:undo", args=[Decision.objects.get().pk])
    assert f'action="{undoing}"' in client.get(reverse("moderation:suspended")).content.decode()
    assert (
        place.author.shown_name not in signed_in(place.stranger).get(reverse("moderation:suspended")).content.decode()
    )
    assert client.post(undoing).status_code == 303
    assert not Silence.objects.in_force().exists()


# --- a second look at each ----------------------------------------------------------------------------------------


def made_by(place: Place, what: str) -> Decision:
    if what == "warn":
        return warn(moderator=place.moderator, thing=place.post, reason="Please say it of yourself.")
    if what == "masked warn":
        return warn(moderator=place.moderator, thing=place.masked, reason="Please say it of yourself.")
    if what == "restrict":
        return restrict(moderator=place.moderator, thing=place.masked, reason="Shaming others.")
    return silenced(place)


KINDS = ("warn", "masked warn", "restrict", "silence")


@pytest.mark.parametrize("what", KINDS)
def test_whoever_it_is_about_asks_and_somebody_else_answers(place: Place, what: str) -> None:
    made = made_by(place, what)
    client, page = signed_in(place.author), reverse("moderation:second_look", args=[made.pk])
    assert client.post(page, {"words": "It was meant kindly."}).status_code == 303
    look = SecondLook.objects.get()
    assert (look.member is None) == (what in ("masked warn", "restrict"))
    assert [row.own for row in waiting_about_accounts(place.moderator)] == [True]
    assert [row.own for row in waiting_about_accounts(place.admin)] == [False]
    address = reverse("moderation:looking_again", args=[look.pk])
    sent = {"verb": "uphold", "reason": "It is right."}
    assert signed_in(place.moderator).post(address, sent).status_code == 403
    assert signed_in(place.stranger).post(address, sent).status_code == 403
    assert signed_in(place.admin).post(address, sent).status_code == 303
    settle()
    assert Notice.objects.filter(kind="looked_again").count() == 1
    assert client.post(page, {"words": "Again."}).status_code == 422


@pytest.mark.parametrize("what", KINDS)
def test_somebody_else_takes_it_back(place: Place, what: str) -> None:
    made = made_by(place, what)
    look = second_looks.ask(actor=place.author, decision=made, words="It was meant kindly.")
    address = reverse("moderation:looking_again", args=[look.pk])
    assert signed_in(place.admin).post(address, {"verb": "undo"}).status_code == 303
    made.refresh_from_db()
    assert made.undone_by.moderator == place.admin
    assert not Silence.objects.in_force().exists()
    assert what != "restrict" or not Limit.objects.filter(until__gt=timezone.now(), count=0).exclude(until__year=9999)


def test_nobody_takes_the_second_look_at_their_own_mask(place: Place) -> None:
    topic = place.post.topic
    joris = make.moderator(of=place.space, by=place.admin, name="Joris")
    thing = make.answer(topic=topic, mask=make.mask(of=joris, topic=topic))
    look = second_looks.ask(
        actor=joris, decision=warn(moderator=place.moderator, thing=thing, reason="Please."), words="Kindly."
    )
    assert waiting_about_accounts(Member.objects.get(pk=joris.pk)) == []
    address = reverse("moderation:looking_again", args=[look.pk])
    assert signed_in(joris).post(address, {"verb": "undo"}).status_code == 403
    assert signed_in(joris).post(address, {"verb": "uphold", "reason": "It is right."}).status_code == 403


@pytest.mark.parametrize("what", KINDS)
def test_not_for_ever(place: Place, what: str) -> None:
    made = made_by(place, what)
    Decision.objects.update(at=timezone.now() - timedelta(days=31))
    Silence.objects.update(at=timezone.now() - timedelta(days=9), until=timezone.now() - timedelta(seconds=1))
    with pytest.raises(NotAllowed, match="nothing to look at again"):
        second_looks.ask(actor=place.author, decision=Decision.objects.get(pk=made.pk), words="Kindly.")


def test_a_topic_that_is_closed_to_a_mask_is_told_to_the_mask_alone(place: Place) -> None:
    restrict(moderator=place.moderator, thing=place.masked, reason="Shaming others.")
    settle()
    notice = Notice.objects.get(kind="restricted")
    assert (notice.member, notice.mask) == (None, place.masked.mask)
    page = signed_in(place.author).get(reverse("notices:list")).content.decode()
    assert "closed this topic to the name" in page
