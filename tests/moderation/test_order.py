"""In which order cases wait: danger first, then the oldest; who reported it moves it a little, and only among equals."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from forum.models import Post
from masks import sealed
from members.models import Member
from moderation.actions.reports import report
from moderation.models import Decision, Report
from moderation.queries.order import TRUST_MOVES, Shown
from moderation.queries.queue import queue
from tests import make
from tests.moderation.place import Place


def answers(place: Place, count: int) -> list[Post]:
    return [make.answer(topic=place.post.topic, by=place.author) for _ in range(count)]


def told(by: Member, thing: Post, *, hours: float, reason: str = "other", **more: object) -> Report:
    row = report(actor=by, thing=thing, reason=reason, **more)
    Report.objects.filter(pk=row.pk).update(at=timezone.now() - timedelta(hours=hours))
    return row


def was(place: Place, who: Member, *, right: int = 0, wrong: int = 0) -> None:
    """So often somebody who reported things was right, and wrong."""
    about = make.answer(topic=place.post.topic, by=place.author)
    for number in range(right + wrong):
        verb = Decision.Verb.HIDE if number < right else Decision.Verb.KEEP
        decision = Decision.objects.create(moderator=place.moderator, verb=verb, space=place.space, reason="Read.")
        Report.objects.create(
            post=about,
            member=who,
            reporter_tag=b"x" * 31 + bytes([number]),
            reason="other",
            decision=decision,
            at=timezone.now() - timedelta(days=40),
        )


def order(place: Place, shown: Shown | None = None) -> list[Post]:
    found = queue(place.moderator, shown) if shown else queue(place.moderator)
    return [case.thing for case in found]


def test_among_equals_who_was_often_right_is_read_a_little_earlier(place: Place) -> None:
    older, newer = answers(place, 2)
    careful = make.member()
    was(place, careful, right=12)
    told(make.member(), older, hours=5)
    told(careful, newer, hours=1)
    assert order(place) == [newer, older]


def test_who_was_often_wrong_waits_a_little_longer_and_never_for_ever(place: Place) -> None:
    older, newer = answers(place, 2)
    hasty = make.member()
    was(place, hasty, wrong=12)
    told(hasty, older, hours=5)
    told(make.member(), newer, hours=1)
    assert order(place) == [newer, older]
    Report.objects.filter(post=older, decision=None).update(at=timezone.now() - timedelta(hours=1) - TRUST_MOVES)
    assert order(place) == [older, newer]


def test_one_that_was_wrong_is_no_habit(place: Place) -> None:
    older, newer = answers(place, 2)
    once = make.member()
    was(place, once, wrong=1)
    told(once, older, hours=4)
    told(make.member(), newer, hours=1)
    assert order(place) == [older, newer]


def test_a_brigade_moves_nothing(place: Place) -> None:
    """Not above danger, and not even above what waits longer: the number of reports counts nowhere."""
    danger, older, theirs = answers(place, 3)
    for number in range(30):
        told(make.member(name=f"Mob {number}"), theirs, hours=2)
    told(place.reader, older, hours=3)
    told(place.reader, danger, hours=0.1, reason="danger")
    assert order(place) == [danger, older, theirs]


def test_not_even_trusted_people_together_stand_above_danger(place: Place) -> None:
    danger, theirs = answers(place, 2)
    for number in range(3):
        careful = make.member(name=f"Careful {number}")
        was(place, careful, right=30)
        told(careful, theirs, hours=40)
    hasty = make.member()
    was(place, hasty, wrong=30)
    told(hasty, danger, hours=0, reason="danger")
    assert order(place) == [danger, theirs]


def test_a_masked_report_counts_as_anybodys(place: Place) -> None:
    """What its wearer's own reports came to would lead to them."""
    older, newer = answers(place, 2)
    hasty = make.member()
    was(place, hasty, wrong=30)
    told(hasty, older, hours=5, masked=True)
    told(make.member(), newer, hours=1)
    assert order(place) == [older, newer]
    assert sealed.mine(hasty)


def test_danger_is_found_behind_however_many_older_cases(place: Place) -> None:
    topic = make.topic(space=place.space)
    reporter = make.member()
    rows = [make.answer(topic=topic, by=place.author) for _ in range(60)]
    Report.objects.bulk_create(
        Report(
            post=row, member=reporter, reporter_tag=bytes(32), reason="other", at=timezone.now() - timedelta(hours=9)
        )
        for row in rows
    )
    told(place.reader, place.masked, hours=0, reason="danger")
    found = order(place)
    assert found[0] == place.masked
    assert len(found) == 50


@pytest.mark.parametrize(
    ("shown", "count"),
    [
        (Shown(kind="report"), 1),
        (Shown(kind="danger"), 1),
        (Shown(kind="held"), 1),
        (Shown(kind="look"), 0),
        (Shown(mine=True), 0),
        (Shown(space=0), 0),
        (Shown(), 3),
    ],
)
def test_one_sees_what_one_asked_for(place: Place, shown: Shown, count: int) -> None:
    plain, held = answers(place, 2)
    Post.objects.filter(pk=held.pk).update(status="held")
    told(place.reader, plain, hours=1)
    told(place.reader, place.masked, hours=1, reason="danger")
    assert len(order(place, shown)) == count
