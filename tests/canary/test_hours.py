"""What a stolen dump could lay beside somebody's presence: after masked acts no row anywhere holds their minute.

The whole database is looked at: whatever a masked act has written or changed, in whatever table.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import DateTimeField
from django.test import Client
from django.utils import timezone

from activity.models import Event
from forum import actions
from forum.models import Comment, Post, Status
from moderation.models import Hold
from notices.models import Message
from nudges.models import Summons
from recognition.actions import thanks
from tests import make
from tests.canary.person import Masked
from tests.forum import say
from tests.ledger import settle
from tests.mails import send_due
from tests.nudges.people import greeter
from tests.sink import Sink

pytestmark = pytest.mark.django_db(transaction=True)

# What stays exact, and why it may: docs/masks.md names each.
REMAINS = {
    "members_member.last_login",  # that somebody was there, not what they did
    "django_session.expire_date",
    "usersessions_usersession.last_seen_at",
    "usersessions_usersession.created_at",
    "activity_delivery.due_at",  # gone when it is handled
}


def moments() -> dict[tuple[str, str, Any], datetime]:
    """Every time in the database, by column and row."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.fields:
            if isinstance(field, DateTimeField) and not model._meta.proxy:
                column = f"{model._meta.db_table}.{field.column}"
                for pk, at in model._base_manager.values_list("pk", field.attname):
                    found[column, "at", str(pk)] = at
    return found


def exact(at: datetime | None) -> bool:
    return at is not None and bool(at.minute or at.second or at.microsecond)


def kept_exactly(before: dict[tuple[str, str, Any], datetime]) -> set[str]:
    """The columns that hold a minute which they did not hold before."""
    now = moments()
    new = {key: at for key, at in now.items() if before.get(key) != at and exact(at)}
    assert now != before
    return {column for column, _at, _pk in new} - REMAINS


@pytest.fixture
def canary(transactional_db: None) -> Masked:
    canary = Masked()
    greeter(offers="answer")
    return canary


def drawn(id: UUID) -> datetime:
    """The time in a UUID of version 7."""
    return datetime.fromtimestamp((id.int >> 80) / 1000, tz=timezone.get_default_timezone())


def test_the_look_finds_a_minute_that_is_planted(canary: Masked) -> None:
    before = moments()
    topic = canary.ask()
    Post.objects.filter(topic=topic).update(edited_at=timezone.now().replace(microsecond=7))
    assert kept_exactly(before) >= {"forum_post.edited_at"}


def test_asking_answering_and_commenting_leave_no_minute(canary: Masked) -> None:
    named = make.topic(by=canary.other, space=canary.space, title="Which letter do I open first?")
    before = moments()
    canary.topic = canary.ask()
    canary.release()
    assert Summons.objects.filter(topic=canary.topic).exists(), "somebody is asked to answer"
    canary.post(f"/t/{named.pk}/answers", body="The oldest one.", **canary.signed())
    canary.post(f"/p/{named.posts.get(position=0).pk}/comments/", body="Which is that?", **canary.signed())
    opening = Post.objects.get(topic=canary.topic, position=0)
    canary.post(f"/p/{opening.pk}/edit/", title=canary.topic.title, tags="", body="Five cards.", base="0", reason="")
    canary.post("/drafts/keep/", context=f"topic:{named.pk}", body="Not sure yet.", **{"as": "mask"})
    canary.release()
    assert Event.objects.exclude(mask_id=None).count() >= 4
    assert Message.objects.filter(member=canary.other).exists(), "the named asker is told by mail"
    assert kept_exactly(before) <= {"notices_message.not_before"}  # until the letter has left


def test_what_a_mask_does_to_somebodys_answer_leaves_no_minute(canary: Masked) -> None:
    canary.topic = canary.ask()
    canary.release()
    answer = make.answer(topic=canary.topic, by=canary.other)
    before = moments()
    canary.post(f"/p/{answer.pk}/helped/", what_changed="I slept.")
    thanks.give(actor=canary.member, post=answer, words=["gentle"], masked=True)
    canary.post(f"/report/post/{answer.pk}/", reason="danger", note="Please look.", masked="on")
    canary.release()
    assert {"answer.helped", "thanks.given", "post.reported"} <= set(say.verbs())
    # both by chance some minutes later, and until the letter has left and somebody has seen it
    assert kept_exactly(before) <= {"notices_message.not_before", "moderation_alarm.next_at"}


def test_a_letter_that_left_holds_no_minute_either(canary: Masked, smtp_sink: Sink) -> None:
    named = make.topic(by=canary.other, space=canary.space)
    before = moments()
    canary.post(f"/t/{named.pk}/answers", body="The oldest one.", **canary.signed())
    canary.release()
    Message.objects.update(not_before=timezone.now())
    send_due()
    message = Message.objects.get(member=canary.other)
    assert message.state == Message.State.SENT
    assert smtp_sink.to(canary.other.email)
    assert kept_exactly(before) == set()
    assert not exact(drawn(message.pk))


def test_a_waiting_row_that_is_taken_back_or_held_keeps_its_hour(canary: Masked) -> None:
    named = make.topic(by=canary.other, space=canary.space)
    back, held = (
        say.answer(actor=canary.member, topic=named, body=body, masked=True)
        for body in ("No.", "At www.quick.example.com")
    )
    say_more = say.comment(actor=canary.member, post=named.posts.get(position=0), masked=True)
    before = moments()
    for row in (back, say_more):
        actions.delete(actor=canary.member, row=row)
    settle()
    assert {row.status for row in (Post.objects.get(pk=back.pk), Comment.objects.get(pk=say_more.pk))} == {"deleted"}
    assert Post.objects.get(pk=held.pk).status == Status.HELD
    Post.objects.filter(pk=held.pk).update(visible_from=timezone.now() - timedelta(seconds=1))
    actions.release_waiting()
    assert not any(exact(row.visible_from) for row in [*Post.objects.all(), *Comment.objects.all()])
    hold = Hold.objects.get()
    assert timedelta(hours=1) < hold.release_at - timezone.now() + timedelta(seconds=5)
    assert hold.release_at <= timezone.now() + timedelta(hours=2)
    assert kept_exactly(before) == set()


def test_what_somebody_does_under_their_name_keeps_its_minute(canary: Masked) -> None:
    """The rounding reaches masks alone: the ledger of named acts stays exact."""
    before = moments()
    say.answer(actor=make.member(), topic=make.topic(by=canary.other))
    settle()
    assert {"activity_event.at", "forum_post.created_at", "notices_notice.at"} <= kept_exactly(before)


def test_the_ledger_is_in_order_all_the_same(canary: Masked) -> None:
    canary.topic = canary.ask()
    canary.release()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM activity_delivery")
        assert cursor.fetchone()[0] == 0
    masked = Event.objects.exclude(mask_id=None)
    assert list(masked.order_by("at", "id").values_list("verb", flat=True)) == ["topic.asked"]


def test_a_page_that_is_read_is_kept_with_its_day(canary: Masked) -> None:
    topic, reader, client = make.topic(), make.member(), Client()
    client.force_login(reader)
    client.get(topic.get_absolute_url())
    actions.mark_read(actor=reader, topic=topic, position=0)
    at = reader.reading_marks.get().at
    assert (at.hour, at.minute, at.second, at.microsecond) == (0, 0, 0, 0)
