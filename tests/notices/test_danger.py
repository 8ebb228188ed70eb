"""Where somebody may be in danger, who tends the space hears of it at once; other reports wait on the desk."""

from __future__ import annotations

import pytest

from forum.models import Post
from moderation.actions.decisions import decide
from moderation.actions.reports import report
from moderation.models import Decision, Report
from notices.models import Notice
from tests import make
from tests.ledger import settle

pytestmark = pytest.mark.django_db


@pytest.fixture
def post() -> Post:
    return make.topic(by=make.member(name="Callum")).posts.get()


def told() -> set[str]:
    settle()
    return set(Notice.objects.filter(kind="danger").values_list("member__display_name", flat=True))


def test_who_tends_the_space_is_told(post: Post) -> None:
    make.moderator(of=post.topic.space, name="Marit")
    make.moderator(of=make.space(), name="Somebody else")
    report(actor=make.member(), thing=post, reason=Report.Reason.DANGER)
    assert told() == {"Marit"}


def test_the_admins_where_nobody_tends(post: Post) -> None:
    make.admin(name="Robin")
    report(actor=make.member(), thing=post, reason=Report.Reason.DANGER)
    assert told() == {"Robin"}


def test_once_for_several_reports(post: Post) -> None:
    make.moderator(of=post.topic.space, name="Marit")
    for _ in range(3):
        report(actor=make.member(), thing=post, reason=Report.Reason.DANGER)
    told()
    assert Notice.objects.filter(kind="danger", member__display_name="Marit").count() == 1


def test_other_reports_wait_on_the_desk(post: Post) -> None:
    make.moderator(of=post.topic.space)
    report(actor=make.member(), thing=post, reason=Report.Reason.SELLING)
    assert told() == set()


def test_not_after_somebody_has_decided(post: Post) -> None:
    marit = make.moderator(of=post.topic.space, name="Marit")
    report(actor=make.member(), thing=post, reason=Report.Reason.DANGER)
    decide(moderator=marit, thing=post, verb=Decision.Verb.KEEP, reason="Spoke with them.")
    assert told() == set()
