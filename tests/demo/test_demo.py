"""The demo shows every feature, leaves nothing pending, and never comes to a place where people live."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from activity.models import Delivery
from blog.models import Article, ArticleInvitation
from demo.actions import LOGINS
from forum.models import Comment, HelpedMark, Post, Status, Topic
from members.models import Goal, Hello, Member
from mentorship.models import Letter, Mentorship
from moderation.models import Hold, Report
from notices.models import Message, Notice
from recognition.models import Help, Thanks
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def printed(django_db_setup: None, django_db_blocker: Any) -> Iterator[list[list[str]]]:
    """The words of each line that the command printed. The tests of this file look at one demo."""
    with django_db_blocker.unblock(), transaction.atomic():
        out = io.StringIO()
        call_command("load_demo", stdout=out)
        yield [line.split() for line in out.getvalue().splitlines()]
        transaction.set_rollback(True)


@pytest.fixture
def demo(printed: list[list[str]], db: None) -> None:
    """Before the test's own transaction, which stands within it."""


def test_it_does_not_come_where_people_live() -> None:
    make.member()
    with pytest.raises(CommandError, match="There are people here already"):
        call_command("load_demo")
    assert Member.objects.count() == 1


def test_every_feature_is_there(demo: None) -> None:
    assert set(Topic.objects.values_list("kind", flat=True)) == {"question", "discussion", "story"}
    for model in (Comment, HelpedMark, Thanks, Help, Goal, Hello, Mentorship, Letter, Report, Notice):
        assert model.objects.exists(), model.__name__
    assert Article.objects.get().state == Article.State.PUBLISHED
    assert ArticleInvitation.objects.filter(state="invited").exists()
    assert Hold.objects.get().post.status == Status.HELD
    assert Topic.objects.filter(mask__isnull=False).exists()
    assert set(Member.objects.values_list("stage", flat=True)) >= {"newcomer", "member", "pursuing", "alum", "mentor"}


def test_nothing_is_left_undone_and_nobody_is_mailed(demo: None) -> None:
    assert not Delivery.objects.exists()
    assert not Message.objects.filter(state="queued").exists()
    assert mail.outbox == []


def test_nothing_lies_in_the_future_and_masked_times_are_hours(demo: None) -> None:
    now = timezone.now()
    for model in (Topic, Post, Comment):
        for row in model.objects.all():
            assert row.created_at <= now
            if row.is_masked:
                assert (row.created_at.minute, row.created_at.second) == (0, 0)


def test_counters_are_true(demo: None) -> None:
    for topic in Topic.objects.all():
        shown = topic.posts.filter(status=Status.VISIBLE, position__gt=0)
        assert (topic.answer_count, topic.helped_count) == (shown.count(), shown.filter(helped=True).count())


def test_one_may_sign_in_with_what_is_printed(printed: list[list[str]], demo: None) -> None:
    lines = [words for words in printed if "@demo.example" in "".join(words[:1])]
    assert len(lines) == len(LOGINS)
    for email, password, *_what in lines:
        assert Member.objects.get(email=email).check_password(password)


def test_each_has_a_password_of_its_own(printed: list[list[str]]) -> None:
    assert len({words[1] for words in printed if "@demo.example" in "".join(words[:1])}) == len(LOGINS)
