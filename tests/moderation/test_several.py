"""One act about several things, and one undo of it; ready reasons that the community writes; a rest after hard posts."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from forum.models import Post, Status
from members.rules import NotAllowed
from moderation.actions import ready_reasons
from moderation.actions.decisions import decide, undo
from moderation.actions.reports import report
from moderation.actions.second_looks import ask
from moderation.actions.several import decide_all, undo_all
from moderation.models import Decision, Report
from moderation.queries.queue import queue
from moderation.queries.reasons import offered
from moderation.queries.rest import rest_of
from notices.models import Notice
from tests import make
from tests.ledger import settle
from tests.moderation.place import Place

Verb = Decision.Verb


def signed_in(member: object) -> Client:
    client = Client()
    client.force_login(member)
    return client


def spam(place: Place, count: int = 3) -> list[Post]:
    rows = [make.answer(topic=place.post.topic, by=place.author, body=f"Buy {n}") for n in range(count)]
    for row in rows:
        report(actor=place.reader, thing=row, reason="selling")
    return rows


def statuses(rows: list[Post]) -> list[str]:
    return list(Post.objects.filter(pk__in=[row.pk for row in rows]).order_by("pk").values_list("status", flat=True))


def chosen(rows: list[Post]) -> list[str]:
    return [f"post.{row.pk}.0" for row in rows]


def test_several_are_hidden_with_one_reason_and_brought_back_with_one_undo(place: Place) -> None:
    rows, client = spam(place), signed_in(place.moderator)
    sent = {"case": chosen(rows), "verb": "hide", "ready": "selling"}
    assert client.post(reverse("moderation:several"), sent).status_code == 303
    assert statuses(rows) == [Status.HIDDEN] * 3
    [batch] = set(Decision.objects.values_list("batch", flat=True))
    assert set(Decision.objects.values_list("reason", flat=True)) == {"It sells something, or asks members for money."}
    page = client.get(reverse("moderation:desk")).content.decode()
    assert "Three decided, and written in the log." in page
    address = reverse("moderation:undo_several", args=[batch])
    assert f'action="{address}"' in page
    client.post(address)
    assert statuses(rows) == [Status.VISIBLE] * 3
    assert len(queue(place.moderator)) == 3


def test_what_somebody_else_took_meanwhile_stays_theirs(place: Place) -> None:
    rows = spam(place)
    decide(moderator=place.admin, thing=rows[1], verb=Verb.KEEP)
    came = decide_all(moderator=place.moderator, things=[(row, 0) for row in rows], verb=Verb.HIDE, reason="Selling.")
    assert (len(came.done), len(came.refused)) == (2, 1)
    assert "Nasreen" in came.refused[0]
    assert statuses(rows) == [Status.HIDDEN, Status.VISIBLE, Status.HIDDEN]


def test_an_undo_takes_back_what_still_can_be(place: Place) -> None:
    rows = spam(place)
    came = decide_all(moderator=place.moderator, things=[(row, 0) for row in rows], verb=Verb.HIDE, reason="Selling.")
    undo(moderator=place.admin, decision=came.done[0])
    decide(moderator=place.admin, thing=rows[0], verb=Verb.HIDE, reason="It does sell.")
    back = undo_all(moderator=place.moderator, batch=came.batch)
    assert len(back.done) == 2
    assert statuses(rows) == [Status.HIDDEN, Status.VISIBLE, Status.VISIBLE]
    assert undo_all(moderator=place.moderator, batch=came.batch).done == []


@pytest.mark.parametrize(
    "sent",
    [
        {"verb": "hide", "reason": "Selling."},
        {"case": ["nonsense", "post.x.0", "post.1"], "verb": "hide", "reason": "Selling."},
        {"verb": "suspend", "reason": "Selling."},
        {"verb": "hide"},
        {"verb": "hide", "ready": "no such"},
        {},
    ],
)
def test_a_garbled_form_changes_nothing(place: Place, sent: dict[str, object]) -> None:
    rows = spam(place, 1)
    body = (
        sent if "case" in sent or (sent.get("verb") == "hide" and "reason" in sent) else {"case": chosen(rows)} | sent
    )
    assert signed_in(place.moderator).post(reverse("moderation:several"), body).status_code == 303
    assert not Decision.objects.exists()


def test_nobody_decides_about_what_they_do_not_tend(place: Place) -> None:
    rows = spam(place, 2)
    sent = {"case": chosen(rows), "verb": "hide", "reason": "Selling."}
    assert signed_in(place.stranger).post(reverse("moderation:several"), sent).status_code == 403
    assert signed_in(place.reader).post(reverse("moderation:several"), sent).status_code == 403
    came = decide_all(moderator=place.moderator, things=[(row, 0) for row in rows], verb=Verb.HIDE, reason="Selling.")
    assert signed_in(place.reader).post(reverse("moderation:undo_several", args=[came.batch])).status_code == 403
    signed_in(place.stranger).post(reverse("moderation:undo_several", args=[came.batch]))
    assert statuses(rows) == [Status.HIDDEN] * 2
    unknown = reverse("moderation:undo_several", args=[uuid.uuid4()])
    assert signed_in(place.moderator).post(unknown).status_code == 404


def test_ones_own_words_are_left_out(place: Place) -> None:
    own = make.answer(topic=place.post.topic, by=place.moderator)
    came = decide_all(moderator=place.moderator, things=[(own, 0)], verb=Verb.HIDE, reason="Selling.")
    assert (came.done, len(came.refused)) == ([], 1)


# --- ready reasons ------------------------------------------------------------------------------------------------


def test_the_community_writes_its_own_and_every_form_offers_them(place: Place) -> None:
    admin, address = signed_in(place.admin), reverse("moderation:reasons")
    assert "It sells something" in admin.get(address).content.decode()
    assert admin.post(address, {"use": "words", "lines": "No links to lenders.\n\n  Be   kind. "}).status_code == 303
    assert list(offered(Verb.HIDE).values()) == ["No links to lenders.", "Be kind."]
    assert "selling" in offered(Verb.SUSPEND)
    spam(place, 1)
    client = signed_in(place.moderator)
    for page in ("moderation:desk", "moderation:hiding", "moderation:case"):
        at = [] if page == "moderation:desk" else ["post", place.post.pk]
        if page == "moderation:case":
            report(actor=place.reader, thing=place.post, reason="other")
        assert "No links to lenders." in client.get(reverse(page, args=at)).content.decode(), page
    name = next(iter(offered(Verb.HIDE)))
    case = reverse("moderation:case", args=["post", place.post.pk])
    client.post(case, {"verb": "hide", "ready": name, "reason": "Twice.", "seen": 0})
    assert Decision.objects.get(post=place.post).reason == "No links to lenders. Twice."


def test_a_sentence_that_is_not_offered_any_more_is_not_taken_for_another(place: Place) -> None:
    case = reverse("moderation:case", args=["post", place.post.pk])
    ready_reasons.choose(moderator=place.admin, use="words", lines=["Be kind."])
    answer = signed_in(place.moderator).post(case, {"verb": "hide", "ready": "selling", "seen": 0})
    assert answer.status_code == 422
    assert Post.objects.get(pk=place.post.pk).status == Status.VISIBLE


def test_a_change_is_in_the_log_and_can_be_taken_back(place: Place) -> None:
    made = ready_reasons.choose(moderator=place.admin, use="words", lines=["Be kind."])
    assert made.is_public
    undo(moderator=place.admin, decision=made)
    assert "selling" in offered(Verb.HIDE)
    first = ready_reasons.choose(moderator=place.admin, use="words", lines=["One."])
    ready_reasons.choose(moderator=place.admin, use="words", lines=["Two."])
    with pytest.raises(NotAllowed, match="does not stand any more"):
        undo(moderator=place.admin, decision=first)


@pytest.mark.parametrize("lines", [["x" * 100], [f"Sentence {n}." for n in range(21)]])
def test_not_too_many_and_not_too_long(place: Place, lines: list[str]) -> None:
    answer = signed_in(place.admin).post(reverse("moderation:reasons"), {"use": "words", "lines": "\n".join(lines)})
    assert answer.status_code == 422
    assert lines[0] in answer.content.decode()
    assert "selling" in offered(Verb.HIDE)


def test_only_admins_choose_them(place: Place) -> None:
    with pytest.raises(NotAllowed):
        ready_reasons.choose(moderator=place.moderator, use="words", lines=["Be kind."])
    made = ready_reasons.choose(moderator=place.admin, use="words", lines=["Be kind."])
    with pytest.raises(NotAllowed):
        undo(moderator=place.moderator, decision=made)
    garbled = signed_in(place.admin).post(reverse("moderation:reasons"), {"use": "no such", "lines": "x"})
    assert garbled.status_code == 422


# --- what came of a report ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("verb", "kind"), [(Verb.HIDE, "report_acted"), (Verb.KEEP, "report_left")])
@pytest.mark.parametrize("masked", [False, True])
def test_whoever_reported_it_hears_what_came_of_it_without_details(
    place: Place, verb: Decision.Verb, kind: str, masked: bool
) -> None:
    report(actor=place.reader, thing=place.post, reason="selling", masked=masked)
    made = decide(moderator=place.moderator, thing=place.post, verb=verb, reason="A reason for the author alone.")
    settle()
    notice = Notice.objects.get(kind=kind)
    row = Report.objects.get()
    assert (notice.member, notice.mask) == (row.member, row.mask)
    assert (notice.actor, notice.actor_mask, notice.data) == (None, None, {})
    page = signed_in(place.reader).get(reverse("notices:list")).content.decode()
    assert "A moderator read what you told us about" in page
    assert "for the author alone" not in page
    undo(moderator=place.moderator, decision=made)
    settle()
    assert not Notice.objects.filter(kind=kind).exists()


def test_nobody_else_hears_of_it(place: Place) -> None:
    report(actor=place.reader, thing=place.post, reason="selling")
    decide(moderator=place.moderator, thing=place.masked, verb=Verb.HIDE, reason="Selling.")
    settle()
    assert not Notice.objects.filter(kind__startswith="report_").exists()


# --- after hard posts ---------------------------------------------------------------------------------------------


def hard(place: Place, count: int) -> None:
    for _ in range(count):
        thing = make.answer(topic=place.post.topic, by=place.author)
        report(actor=make.member(), thing=thing, reason="danger")
        decide(moderator=place.moderator, thing=thing, verb=Verb.KEEP, reason="Spoke with them.")


def test_after_some_hard_ones_the_next_is_offered_to_a_colleague(place: Place) -> None:
    hard(place, 2)
    assert (rest_of(place.moderator).after_hard, rest_of(place.moderator).is_due) == (True, False)
    hard(place, 1)
    assert rest_of(place.moderator).is_due
    report(actor=place.reader, thing=place.post, reason="danger")
    client, case = signed_in(place.moderator), reverse("moderation:case", args=["post", place.post.pk])
    html = client.get(case).content.decode()
    assert "Pass it to a colleague" in html
    assert "Hide, with a reason" not in html
    sent = {"verb": "keep", "seen": 0, "reason": "Spoke."}
    assert client.post(case, sent).status_code == 422
    assert "Hide, with a reason" in client.get(f"{case}?anyway=1").content.decode()
    assert client.post(case, sent | {"anyway": "on"}).status_code == 303
    assert not rest_of(place.admin).is_due


def test_something_easier_between_them_or_a_night_ends_it(place: Place) -> None:
    hard(place, 3)
    decide(moderator=place.moderator, thing=place.post, verb=Verb.HIDE, reason="Selling.")
    assert not rest_of(place.moderator).is_due
    hard(place, 3)
    Decision.objects.update(at=timezone.now() - timedelta(hours=13))
    assert not rest_of(place.moderator).is_due


def test_nobody_is_held_back_where_there_is_no_colleague(place: Place) -> None:
    hard(place, 3)
    type(place.moderator).objects.exclude(pk__in=[place.moderator.pk, place.author.pk]).update(is_active=False)
    assert not rest_of(place.moderator).is_due


# --- a second look is taken by somebody else ----------------------------------------------------------------------


def test_whoever_hid_it_does_not_say_that_it_stays_hidden(place: Place) -> None:
    made = decide(moderator=place.moderator, thing=place.post, verb=Verb.HIDE, reason="Selling.")
    ask(actor=place.author, decision=made, words="It was a quotation.")
    with pytest.raises(NotAllowed, match="somebody else looks"):
        decide(moderator=place.moderator, thing=place.post, verb=Verb.UPHOLD, reason="It sells.")
    html = signed_in(place.moderator).get(reverse("moderation:desk")).content.decode()
    assert "Leave it hidden" not in html
    assert "Restore, with a reason" in html
    assert decide(moderator=place.admin, thing=place.post, verb=Verb.UPHOLD, reason="It sells all the same.")


def test_whoever_hid_it_may_bring_it_back(place: Place) -> None:
    made = decide(moderator=place.moderator, thing=place.post, verb=Verb.HIDE, reason="Selling.")
    ask(actor=place.author, decision=made, words="It was a quotation.")
    assert decide(moderator=place.moderator, thing=place.post, verb=Verb.RESTORE, reason="So it was.")
