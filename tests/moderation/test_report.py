"""Something's wrong here: who may say so, how often, and what nobody learns from it."""

from __future__ import annotations

import pytest
from django.db import IntegrityError
from django.urls import reverse

from activity.models import Event
from forum import limits
from forum.models import Status
from members.rules import NotAllowed
from moderation.actions.reports import report
from moderation.models import Report
from tests import cast, make
from tests.moderation.place import Place


def test_a_report_is_written_down_and_the_ledger_hears_of_it(place: Place) -> None:
    row = report(actor=place.reader, thing=place.post, reason="selling", note="The same link in four topics.")
    assert (row.post, row.comment, row.member, row.decision) == (place.post, None, place.reader, None)
    event = Event.objects.get(verb="post.reported")
    assert (event.member_id, event.target_id) == (place.reader.pk, place.post.pk)


def test_a_comment_can_be_reported(place: Place) -> None:
    comment = make.comment(post=place.post, by=place.author)
    assert report(actor=place.reader, thing=comment, reason="unkind").comment == comment


def test_a_report_without_a_name_holds_none(place: Place) -> None:
    row = report(actor=place.reader, thing=place.post, reason="danger", masked=True)
    assert row.member is None
    assert (row.at.minute, row.at.second) == (0, 0)
    assert row.mask.topic_id == place.post.topic_id
    event = Event.objects.get(verb="post.reported")
    assert (event.member_id, event.mask_id) == (None, row.mask_id)


def test_one_open_report_per_person_named_or_masked(place: Place) -> None:
    report(actor=place.reader, thing=place.post, reason="selling")
    for masked in (False, True):
        with pytest.raises(NotAllowed, match="told us already"):
            report(actor=place.reader, thing=place.post, reason="other", masked=masked)
    assert Report.objects.count() == 1


def test_the_database_refuses_a_second_one_as_well(place: Place) -> None:
    row = report(actor=place.reader, thing=place.post, reason="selling")
    with pytest.raises(IntegrityError):
        Report.objects.create(post=row.post, reporter_tag=bytes(row.reporter_tag), reason="other", member=cast.callum())


@pytest.mark.parametrize("masked", [False, True])
def test_ones_own_words_are_refused(place: Place, masked: bool) -> None:
    with pytest.raises(NotAllowed, match="yourself"):
        report(actor=place.author, thing=place.masked if masked else place.post, reason="other")


def test_a_suspended_member_is_refused(place: Place) -> None:
    make.suspension(member=place.reader)
    with pytest.raises(NotAllowed, match="cannot write"):
        report(actor=place.reader, thing=place.post, reason="other")


def test_what_is_hidden_already_is_not_reported(place: Place) -> None:
    place.post.status = Status.HIDDEN
    with pytest.raises(NotAllowed):
        report(actor=place.reader, thing=place.post, reason="other")


@pytest.mark.parametrize("masked", [False, True])
def test_more_than_a_days_reports_are_refused(place: Place, masked: bool) -> None:
    for _ in range(limits.REPORTS.most):
        thing = make.answer(topic=place.post.topic, by=place.author)
        report(actor=place.reader, thing=thing, reason="other", masked=masked)
    with pytest.raises(limits.TooMuch, match="slow down"):
        report(actor=place.reader, thing=place.post, reason="other", masked=masked)


# --- the page ------------------------------------------------------------------------------------------------


def address(post: object, kind: str = "post") -> str:
    return reverse("moderation:report", args=[kind, post.pk])


def test_the_page_reports_and_leads_back(place: Place, client: object) -> None:
    client.force_login(place.reader)
    assert "What’s wrong here?" in client.get(address(place.post)).content.decode()
    answer = client.post(address(place.post), {"reason": "selling", "note": ""})
    assert (answer.status_code, answer["Location"]) == (303, place.post.get_absolute_url())
    assert Report.objects.count() == 1


def test_without_a_reason_the_note_is_kept(place: Place, client: object) -> None:
    client.force_login(place.reader)
    answer = client.post(address(place.post), {"note": "My long note"})
    assert answer.status_code == 422
    assert "My long note" in answer.content.decode()


def test_visitors_are_led_to_sign_in(place: Place, client: object) -> None:
    assert client.get(address(place.post)).status_code == 302
    assert client.post(address(place.post), {"reason": "other"}).status_code == 302
    assert not Report.objects.exists()


def test_a_post_that_one_may_not_read_is_not_there(place: Place, client: object) -> None:
    space = make.space(visibility="moderators")
    secret = make.answer(topic=make.topic(space=space), by=place.author)
    client.force_login(place.reader)
    assert client.get(address(secret)).status_code == 404
    assert client.post(address(secret), {"reason": "other"}).status_code == 404
    assert client.get(reverse("moderation:report", args=["post", 10**30])).status_code == 404


def test_the_author_does_not_see_who(place: Place, client: object) -> None:
    report(actor=place.reader, thing=place.post, reason="unkind", note="Very")
    client.force_login(place.author)
    page = client.get(reverse("moderation:log")).content.decode()
    assert place.reader.shown_name not in page
