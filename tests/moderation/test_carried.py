"""What one carried, for one's own eyes; and who looks at the desk on which day."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from members.models import Member
from moderation.actions import casework
from moderation.actions.decisions import decide
from moderation.actions.reports import report
from moderation.models import Decision, DeskDay, FollowUp
from moderation.queries.carried import carried, today_at_the_desk
from tests.moderation.place import Place

PAGE = "moderation:carried"


def signed_in(member: Member) -> Client:
    client = Client()
    client.force_login(member)
    return client


def test_it_says_in_words_what_one_did_oneself(place: Place) -> None:
    report(actor=place.reader, thing=place.masked, reason="danger")
    decide(moderator=place.moderator, thing=place.masked, verb=Decision.Verb.KEEP, reason="Spoke with them.")
    decide(moderator=place.moderator, thing=place.post, verb=Decision.Verb.HIDE, reason="Selling.")
    casework.note(member=place.moderator, about=place.post, words="Spoke with her.")
    casework.promise(member=place.moderator, about=place.post, due_on=timezone.localdate() + timedelta(days=2))
    casework.keep_promise(member=place.moderator, about=place.post)
    assert carried(place.moderator) == [
        "You decided about two things.",
        "One of them was hard: somebody may have been in danger.",
        "You left one note for your colleagues.",
        "You looked again at one thing, as promised.",
    ]
    assert "You decided about two things." in signed_in(place.moderator).get(reverse(PAGE)).content.decode()


def test_nobody_reads_what_another_carried(place: Place) -> None:
    decide(moderator=place.moderator, thing=place.post, verb=Decision.Verb.HIDE, reason="Selling.")
    html = signed_in(place.admin).get(reverse(PAGE)).content.decode()
    assert "You decided" not in html
    assert "Nothing in these weeks" in html
    assert signed_in(place.reader).get(reverse(PAGE)).status_code == 403


def test_what_was_longer_ago_is_over(place: Place) -> None:
    decide(moderator=place.moderator, thing=place.post, verb=Decision.Verb.HIDE, reason="Selling.")
    Decision.objects.update(at=timezone.now() - timedelta(days=29))
    FollowUp.objects.all().delete()
    assert carried(place.moderator) == []


def test_each_chooses_their_own_days_and_the_desk_says_who_has_today(place: Place) -> None:
    today = timezone.localdate().weekday()
    assert today_at_the_desk(place.admin) == ""
    client = signed_in(place.moderator)
    assert client.post(reverse(PAGE), {"day": [str(today), "9", "x"]}).status_code == 303
    assert list(DeskDay.objects.values_list("member", "weekday")) == [(place.moderator.pk, today)]
    assert "Today: Marit." in signed_in(place.admin).get(reverse("moderation:desk")).content.decode()
    client.post(reverse(PAGE), {"day": [str((today + 1) % 7)]})
    assert today_at_the_desk(place.admin) == "Today nobody has the desk in particular."
    client.post(reverse(PAGE), {})
    assert not DeskDay.objects.exists()


def test_whose_term_is_over_has_no_day(place: Place) -> None:
    DeskDay.objects.create(member=place.stranger, weekday=timezone.localdate().weekday())
    assert today_at_the_desk(place.moderator) == ""  # tends another space
    assert "Lotte" in today_at_the_desk(place.admin)
    place.stranger.appointments.update(ended_at=timezone.now())
    assert today_at_the_desk(place.admin) == ""


@pytest.mark.parametrize("who", ["reader", "author"])
def test_nobody_else_has_days(place: Place, who: str) -> None:
    assert signed_in(getattr(place, who)).post(reverse(PAGE), {"day": ["1"]}).status_code == 403
    assert not DeskDay.objects.exists()
