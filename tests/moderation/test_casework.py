"""How the desk shares its work: who has a case open, whose it is, notes, a promise to look again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from members.rules import NotAllowed
from moderation.actions import casework
from moderation.actions.decisions import decide
from moderation.actions.reports import report
from moderation.models import CaseFile, Decision, FollowUp, Note
from moderation.queries.order import Shown
from moderation.queries.queue import case_of, queue
from moderation.queries.waits import waits_for
from moderation.queries.work import notes_on
from notices.models import Notice
from tests import make
from tests.ledger import settle
from tests.moderation.place import Place

Verb = Decision.Verb


def signed_in(member: object) -> Client:
    client = Client()
    client.force_login(member)
    return client


def colleague(place: Place, name: str = "Joris") -> object:
    return make.moderator(of=place.space, by=place.admin, name=name)


def in_days(days: int) -> object:
    return timezone.localdate() + timedelta(days=days)


# --- who looks at it ----------------------------------------------------------------------------------------------


def test_whoever_opens_a_case_has_it_and_the_others_read_who(place: Place) -> None:
    report(actor=place.reader, thing=place.post, reason="other")
    casework.claim(member=place.moderator, about=place.post)
    html = signed_in(place.admin).get(reverse("moderation:desk")).content.decode()
    assert "Marit has this open." in html
    assert "has this open" not in signed_in(place.moderator).get(reverse("moderation:desk")).content.decode()


def test_a_claim_is_soft_and_ends_by_itself(place: Place) -> None:
    casework.claim(member=place.moderator, about=place.post)
    assert casework.claim(member=place.admin, about=place.post).holder == place.moderator
    CaseFile.objects.update(held_until=timezone.now() - timedelta(seconds=1))
    assert case_of(place.admin, place.post).work.holder is None
    assert casework.claim(member=place.admin, about=place.post).holder == place.admin
    decide(moderator=place.moderator, thing=place.post, verb=Verb.HIDE, reason="Selling.")
    assert CaseFile.objects.get().holder is None


def test_the_page_of_a_case_says_so_by_itself_and_a_get_claims_nothing(place: Place) -> None:
    client, address = signed_in(place.moderator), reverse("moderation:case", args=["post", place.post.pk])
    html = client.get(address).content.decode()
    assert not CaseFile.objects.exists()
    claim = reverse("moderation:claim", args=["post", place.post.pk])
    assert f'hx-post="{claim}"' in html
    answer = client.post(claim, headers={"HX-Request": "true"})
    assert "You have this open." in answer.content.decode()
    assert "Marit has this open." in signed_in(place.admin).get(address).content.decode()


@pytest.mark.parametrize("who", ["author", "reader", "stranger"])
@pytest.mark.parametrize("what", ["claim", "give", "note", "promise", "kept"])
def test_nobody_else_shares_in_it(place: Place, who: str, what: str) -> None:
    address = reverse(f"moderation:{what}", args=["post", place.post.pk])
    assert signed_in(getattr(place, who)).post(address, {"words": "x", "due_on": in_days(2)}).status_code == 403
    assert [kind.objects.count() for kind in (CaseFile, Note, FollowUp)] == [0, 0, 0]


def test_nobody_shares_in_what_they_wrote_themselves(place: Place) -> None:
    own = make.answer(topic=place.post.topic, by=place.moderator)
    for act in (
        lambda: casework.claim(member=place.moderator, about=own),
        lambda: casework.give(member=place.moderator, about=own, to=None),
        lambda: casework.note(member=place.moderator, about=own, words="x"),
        lambda: casework.promise(member=place.moderator, about=own, due_on=in_days(2)),
        lambda: casework.note(member=place.moderator, about=place.moderator, words="x"),
    ):
        with pytest.raises(NotAllowed):
            act()


# --- whose it is --------------------------------------------------------------------------------------------------


def test_a_colleague_is_told_and_finds_it_among_theirs(place: Place) -> None:
    joris = colleague(place)
    report(actor=place.reader, thing=place.post, reason="other")
    report(actor=place.reader, thing=place.masked, reason="other")
    answer = signed_in(place.moderator).post(reverse("moderation:give", args=["post", place.post.pk]), {"to": joris.pk})
    assert answer["Location"] == reverse("moderation:desk")
    settle()
    notice = Notice.objects.get(kind="case_given")
    assert (notice.member, notice.actor) == (joris, place.moderator)
    assert notice.data["path"] == reverse("moderation:case", args=["post", place.post.pk])
    assert [case.thing for case in queue(joris, Shown(mine=True))] == [place.post]
    assert "asks you to take this" in signed_in(joris).get(reverse("moderation:desk") + "?mine=1").content.decode()


def test_not_to_somebody_who_could_do_nothing_with_it(place: Place) -> None:
    own = make.answer(topic=place.post.topic, by=(joris := colleague(place)))
    with pytest.raises(NotAllowed, match="tends the same place"):
        casework.give(member=place.moderator, about=place.post, to=place.stranger)
    with pytest.raises(NotAllowed, match="cannot take this one"):
        casework.give(member=place.moderator, about=own, to=joris)
    address = reverse("moderation:give", args=["post", place.post.pk])
    assert signed_in(place.moderator).post(address, {"to": place.reader.pk}).status_code == 403
    assert not CaseFile.objects.exclude(assignee=None).exists()


def test_a_decision_ends_it(place: Place) -> None:
    casework.give(member=place.moderator, about=place.post, to=place.admin)
    decide(moderator=place.moderator, thing=place.post, verb=Verb.HIDE, reason="Selling.")
    settle()
    assert CaseFile.objects.get().assignee is None
    assert not Notice.objects.filter(kind="case_given").exists()


# --- notes --------------------------------------------------------------------------------------------------------


def test_a_note_about_a_named_author_is_read_beside_whatever_they_write(place: Place) -> None:
    casework.note(member=place.moderator, about=place.author, words="Her sister died in spring.")
    casework.note(member=place.moderator, about=place.post, words="Spoke with her.")
    other = make.answer(topic=place.post.topic, by=place.author)
    assert [row.words for row in notes_on(place.post)] == ["Her sister died in spring.", "Spoke with her."]
    assert [row.words for row in notes_on(other)] == ["Her sister died in spring."]


def test_a_note_never_passes_between_a_mask_and_its_wearer(place: Place) -> None:
    casework.note(member=place.moderator, about=place.author, words="About the person.")
    casework.note(member=place.moderator, about=place.masked, words="About the name.", on_mask=True)
    casework.note(member=place.moderator, about=place.masked, words="About the post.")
    assert [row.words for row in notes_on(place.masked)] == ["About the name.", "About the post."]
    assert [row.words for row in notes_on(place.post)] == ["About the person."]
    html = signed_in(place.moderator).get(reverse("moderation:person", args=[place.author.handle])).content.decode()
    assert "About the person." in html
    assert "About the name." not in html
    assert place.masked.mask.name not in html
    elsewhere = make.topic(space=place.space, by=place.reader)
    other_mask = make.answer(topic=elsewhere, mask=make.mask(of=place.author, topic=elsewhere))
    assert not notes_on(other_mask).exists()


def test_the_database_keeps_a_note_to_one_thing(place: Place) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Note.objects.create(member=place.author, mask=place.masked.mask, words="Both.")


def test_nobody_reads_what_is_noted_about_them(place: Place) -> None:
    joris = colleague(place)
    note = casework.note(member=place.moderator, about=joris, words="Tired lately.")
    assert signed_in(joris).get(reverse("moderation:person", args=[joris.handle])).status_code == 403
    assert signed_in(joris).post(reverse("moderation:note_removal", args=[note.pk])).status_code == 404
    for who in (place.reader, place.author):
        assert signed_in(who).get(reverse("moderation:person", args=[joris.handle])).status_code == 403


def test_a_note_is_removed_by_who_wrote_it_and_put_back(place: Place) -> None:
    note = casework.note(member=place.moderator, about=place.post, words="Spoke with her.")
    address = reverse("moderation:note_removal", args=[note.pk])
    assert signed_in(colleague(place)).post(address).status_code == 403
    client = signed_in(place.moderator)
    assert client.post(address).status_code == 303
    assert not notes_on(place.post).exists()
    assert f'action="{address}?back=1"' in client.get(reverse("moderation:desk")).content.decode()
    client.post(f"{address}?back=1")
    assert notes_on(place.post).exists()


@pytest.mark.parametrize("words", ["", "   ", "x" * 1001])
def test_a_note_has_words(place: Place, words: str) -> None:
    address = reverse("moderation:note", args=["post", place.post.pk])
    assert signed_in(place.moderator).post(address, {"words": words}).status_code == 303
    assert not Note.objects.exists()


# --- a promise to look again --------------------------------------------------------------------------------------


def test_on_the_day_it_stands_in_the_queue_until_somebody_looked(place: Place) -> None:
    casework.promise(member=place.moderator, about=place.masked, due_on=in_days(3), words="How is she?")
    assert queue(place.moderator) == []
    FollowUp.objects.update(due_on=in_days(0))
    [case] = queue(place.moderator)
    assert (case.thing, case.why) == (place.masked, "We promised to look again")
    FollowUp.objects.update(due_on=in_days(-1))
    assert queue(place.moderator)[0].why == "We promised to look again, and the day has passed"
    html = signed_in(place.moderator).get(reverse("moderation:desk")).content.decode()
    assert "How is she?" in html
    signed_in(place.admin).post(reverse("moderation:kept", args=["post", place.masked.pk]))
    assert queue(place.moderator) == []
    assert FollowUp.objects.get().done_by == place.admin


def test_it_comes_back_though_its_author_took_it_back(place: Place) -> None:
    """Whoever asked how she is wants to know all the more."""
    casework.promise(member=place.moderator, about=place.post, due_on=in_days(1))
    FollowUp.objects.update(due_on=in_days(0))
    type(place.post).objects.filter(pk=place.post.pk).update(status="deleted")
    assert [case.thing for case in queue(place.moderator)] == [place.post]


def test_one_about_a_person_stands_there_too(place: Place) -> None:
    casework.promise(member=place.moderator, about=place.author, due_on=in_days(1), words="Did the letter come?")
    FollowUp.objects.update(due_on=in_days(0))
    assert [row.template for row in waits_for(place.stranger)] == ["moderation/_promised.html"]
    client = signed_in(place.stranger)
    assert "Did the letter come?" in client.get(reverse("moderation:desk")).content.decode()
    client.post(reverse("moderation:kept", args=["person", place.author.pk]))
    assert waits_for(place.moderator) == []


@pytest.mark.parametrize("days", [-1, 0, 367])
def test_a_day_to_come_within_a_year(place: Place, days: int) -> None:
    with pytest.raises(NotAllowed, match="within a year"):
        casework.promise(member=place.moderator, about=place.post, due_on=in_days(days))


def test_a_later_promise_takes_the_place_of_the_earlier(place: Place) -> None:
    for days in (2, 5):
        casework.promise(member=place.moderator, about=place.post, due_on=in_days(days))
    assert FollowUp.objects.get(done_at=None).due_on == in_days(5)


# --- the page about somebody --------------------------------------------------------------------------------------


def test_the_page_about_somebody_knows_nothing_of_their_masks(place: Place, django_assert_num_queries: object) -> None:
    make.community()  # set up, so that its row is kept
    decide(moderator=place.moderator, thing=place.masked, verb=Verb.HIDE, reason="A masked matter.")
    client, address = signed_in(place.moderator), reverse("moderation:person", args=[place.author.handle])
    client.get(address)
    with django_assert_num_queries(13):
        html = client.get(address).content.decode()
    assert "Nothing was decided about them." in html
    assert "A masked matter." not in html
