"""Something was reported: whoever tends its space hears of the case once, in the page, and of nothing that is settled."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from forum import actions as forum
from forum.models import Appointment, Row
from members.models import Member
from moderation.actions.decisions import decide, undo
from moderation.actions.reports import report
from moderation.actions.topics import move
from moderation.models import Decision
from notices.models import Message, Notice
from notices.queries.links import target
from tests import make
from tests.ledger import settle
from tests.moderation.place import Place

pytestmark = pytest.mark.django_db
Verb = Decision.Verb


def reported(thing: Row, by: Member | None = None, reason: str = "selling", **more: object) -> None:
    report(actor=by or make.member(), thing=thing, reason=reason, **more)
    settle()


def told(kind: str = "reported") -> set[Member]:
    return {notice.member for notice in Notice.objects.filter(kind=kind).select_related("member")}


def test_who_tends_the_space_hears_of_it_in_the_page_and_not_by_mail(place: Place, client: Client) -> None:
    reported(place.post, place.reader)
    assert told() == {place.moderator}
    assert target(Notice.objects.get()) == f"/desk/post/{place.post.pk}/"
    assert not Message.objects.exists()
    client.force_login(place.moderator)
    assert "Something was reported" in client.get("/notices/").content.decode()
    assert client.get(target(Notice.objects.get())).status_code == 200


def test_the_admins_where_nobody_tends_the_space(place: Place) -> None:
    Appointment.objects.update(ended_at=timezone.now())
    reported(place.post)
    assert place.admin in told()
    assert place.moderator not in told()


def test_one_notice_for_a_case_however_many_report_it(place: Place) -> None:
    for reason in ("selling", "unkind", "other"):
        reported(place.post, reason=reason)
    assert Notice.objects.filter(kind="reported").count() == 1


def test_a_post_and_a_comment_under_it_are_two_cases(place: Place) -> None:
    comment = make.comment(post=place.post, by=place.author)
    reported(place.post)
    reported(comment)
    assert {target(notice) for notice in Notice.objects.all()} == {
        f"/desk/post/{place.post.pk}/",
        f"/desk/comment/{comment.pk}/",
    }


@pytest.mark.parametrize("masked", [False, True])
def test_who_reported_and_in_which_minute_stands_nowhere(place: Place, client: Client, masked: bool) -> None:
    reported(place.post, place.reader, note="My landlord wrote this.", masked=masked)
    notice = Notice.objects.get()
    assert (notice.actor, notice.actor_mask, notice.topic) == (None, None, None)
    assert set(notice.data) == {"path"}
    assert (notice.at.minute, notice.at.second) == (0, 0)
    client.force_login(place.moderator)
    page = client.get("/notices/").content.decode()
    assert place.reader.shown_name not in page
    assert "landlord" not in page


def test_a_masked_author_does_not_show(place: Place, client: Client) -> None:
    reported(place.masked)
    client.force_login(place.moderator)
    page = client.get("/notices/").content.decode()
    assert "Something was reported" in page
    assert place.author.shown_name not in page
    assert place.author.handle not in page


def test_who_wrote_it_under_their_name_is_not_told_though_they_tend_the_space(place: Place) -> None:
    own = make.answer(topic=place.post.topic, by=place.moderator)
    reported(own)
    assert told() == {place.admin}


def test_whoever_wears_the_mask_is_told_like_any_other_moderator(place: Place) -> None:
    """A row that is missing would name them."""
    mask = make.mask(of=place.moderator, topic=place.post.topic)
    reported(make.answer(topic=place.post.topic, mask=mask))
    assert told() == {place.moderator}


DECIDED = (Verb.KEEP, Verb.HIDE)


@pytest.mark.parametrize("verb", DECIDED)
def test_a_decision_leaves_nothing_that_nags(place: Place, verb: Decision.Verb) -> None:
    reported(place.post)
    decide(moderator=place.moderator, thing=place.post, verb=verb, reason="It sells nothing.")
    settle()
    assert told() == set()


def test_one_that_is_heard_after_the_decision_tells_nobody(place: Place) -> None:
    report(actor=place.reader, thing=place.post, reason="selling")
    decide(moderator=place.moderator, thing=place.post, verb=Verb.KEEP)
    settle()
    assert told() == set()


def test_a_decision_about_something_else_settles_nothing(place: Place) -> None:
    reported(place.post)
    reported(place.masked)
    decide(moderator=place.moderator, thing=place.masked, verb=Verb.KEEP)
    settle()
    assert target(Notice.objects.get(kind="reported")) == f"/desk/post/{place.post.pk}/"


def test_a_new_case_after_a_decision_is_told_anew(place: Place) -> None:
    reported(place.post)
    decide(moderator=place.moderator, thing=place.post, verb=Verb.KEEP)
    reported(place.post)
    assert told() == {place.moderator}


def test_a_decision_that_is_taken_back_lets_it_wait_again(place: Place) -> None:
    reported(place.post)
    kept = decide(moderator=place.moderator, thing=place.post, verb=Verb.KEEP)
    settle()
    undo(moderator=place.moderator, decision=kept)
    settle()
    assert told() == {place.moderator}


def test_what_its_author_takes_back_is_no_case_any_more_and_is_one_again_when_put_back(place: Place) -> None:
    reported(place.post)
    forum.delete(actor=place.author, row=place.post)
    settle()
    assert told() == set()
    forum.restore(actor=place.author, row=place.post)
    settle()
    assert told() == {place.moderator}


def test_a_topic_that_is_moved_takes_its_cases_along(place: Place) -> None:
    elsewhere = make.space(title="Elsewhere")
    lotte = make.moderator(of=elsewhere, by=place.admin)
    comment = make.comment(post=place.post, by=place.author)
    reported(place.post)
    reported(comment)
    move(moderator=place.admin, topic=place.post.topic, space=elsewhere, reason="It belongs there.")
    settle()
    assert told() == {lotte}
    assert Notice.objects.filter(kind="reported").count() == 2


def test_whose_term_is_over_is_not_told_and_what_was_told_them_goes_with_the_next_report(place: Place) -> None:
    other = make.moderator(of=place.space, by=place.admin)
    reported(place.post)
    assert told() == {place.moderator, other}
    Appointment.objects.filter(member=other).update(ended_at=timezone.now() - timedelta(minutes=1))
    reported(place.post)
    assert told() == {place.moderator}


# --- danger --------------------------------------------------------------------------------------------------


def test_danger_takes_the_place_of_the_quiet_notice_and_is_mailed(place: Place) -> None:
    reported(place.post)
    reported(place.post, reason="danger")
    assert (told(), told("danger")) == (set(), {place.moderator})
    assert Message.objects.get().kind == "danger"
    reported(place.post)
    assert told() == set()


def test_danger_that_comes_first_stays_alone(place: Place) -> None:
    reported(place.post, reason="danger")
    reported(place.post)
    assert list(Notice.objects.values_list("kind", flat=True)) == ["danger"]


def test_a_second_danger_about_the_same_words_is_told_and_mailed_again(place: Place) -> None:
    reported(place.masked, reason="danger")
    decide(moderator=place.moderator, thing=place.masked, verb=Verb.KEEP, reason="Spoke with them.")
    settle()
    assert told("danger") == set()
    Message.objects.update(state="sent", sent_at=timezone.now())
    reported(place.masked, reason="danger")
    assert told("danger") == {place.moderator}
    assert Message.objects.filter(kind="danger").count() == 2


def test_danger_in_a_comment_is_told_beside_danger_in_its_post(place: Place) -> None:
    comment = make.comment(post=place.post, by=place.author)
    reported(place.post, reason="danger")
    reported(comment, reason="danger")
    assert Notice.objects.filter(kind="danger").count() == 2
