"""A closed topic is read, says why, and takes nothing new until somebody who tends its space opens it again."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from forum import actions as forum
from forum.models import Closing, Status, Topic
from forum.queries import helping, lists
from forum.queries.closing import closed
from members.rules import NotAllowed
from moderation.actions.closing import close, reopen
from moderation.models import Decision
from notices.models import Notice
from tests import make
from tests.ledger import settle
from tests.moderation.conftest import Place

DUPLICATE, OTHER = Closing.Reason.DUPLICATE, Closing.Reason.OTHER


def address(topic: Topic) -> str:
    return reverse("moderation:closing", args=[topic.pk])


def test_it_is_said_with_a_link_to_where_the_same_was_asked(place: Place, client: Client) -> None:
    other = make.topic(space=place.space, title="Where the bank asked for it", audience="everyone")
    close(moderator=place.moderator, topic=place.post.topic, kind=DUPLICATE, reason="Asked last week", same_as=other)
    client.force_login(place.reader)
    html = client.get(place.post.topic.get_absolute_url()).content.decode()
    assert "Closed as a duplicate" in html
    assert "Asked last week" in html
    assert f'the same was asked in <a href="{other.get_absolute_url()}"' in html
    assert 'id="reply"' not in html


def test_nothing_new_is_written_in_it(place: Place) -> None:
    close(moderator=place.moderator, topic=place.post.topic, kind=OTHER, reason="All is said")
    for write in (
        lambda: forum.answer(actor=place.reader, topic=place.post.topic, body="Late", masked=False, submit_key=None),
        lambda: forum.answer(actor=place.reader, topic=place.post.topic, body="Late", masked=True, submit_key=None),
        lambda: forum.comment(actor=place.reader, post=place.post, body="Late", masked=False, submit_key=None),
        lambda: forum.answer(actor=place.moderator, topic=place.post.topic, body="Late", masked=False, submit_key=None),
    ):
        with pytest.raises(NotAllowed, match="This topic is closed"):
            write()


def test_what_was_written_can_be_changed_still(place: Place) -> None:
    close(moderator=place.moderator, topic=place.post.topic, kind=OTHER, reason="All is said")
    forum.edit(actor=place.post.member, post=place.post, body="Better words", base=place.post.revision_count)
    place.post.refresh_from_db()
    assert place.post.body == "Better words"


def test_opened_again_it_takes_answers(place: Place, client: Client) -> None:
    close(moderator=place.moderator, topic=place.post.topic, kind=OTHER, reason="All is said")
    client.force_login(place.moderator)
    assert "Open this topic again" in client.get(address(place.post.topic)).content.decode()
    assert client.post(address(place.post.topic), {"reason": "There is news"}).status_code == 303
    assert not Closing.objects.exists()
    forum.answer(actor=place.reader, topic=place.post.topic, body="News", masked=False, submit_key=None)
    assert [row.verb for row in Decision.objects.order_by("id")][-2:] == ["close", "reopen"]


def test_a_kept_page_is_made_anew(place: Place, client: Client) -> None:
    page = place.post.topic.get_absolute_url()
    client.force_login(place.reader)
    assert "Closed" not in client.get(page).content.decode()
    close(moderator=place.moderator, topic=place.post.topic, kind=OTHER, reason="All is said")
    assert "All is said" in client.get(page).content.decode()
    reopen(moderator=place.moderator, topic=place.post.topic, reason="Not all of it")
    assert "All is said" not in client.get(page).content.decode()


def test_where_the_same_was_asked_is_told_to_whom_may_read_it(place: Place, client: Client) -> None:
    other = make.topic(space=place.space, title="Only for members here", audience="members")
    close(moderator=place.moderator, topic=place.post.topic, kind=DUPLICATE, reason="Asked last week", same_as=other)
    topic = Topic.objects.get(pk=place.post.topic.pk)
    assert [row.pk for row in closed(topic, place.reader).topics] == [other.pk]
    assert closed(topic, None).topics == []
    Topic.objects.filter(pk=other.pk).update(status=Status.HIDDEN)
    assert closed(topic, place.reader).topics == []


def test_a_question_that_is_closed_waits_for_nobody(place: Place) -> None:
    asked = make.topic(space=place.space)
    assert asked in lists.unanswered(place.reader).rows
    assert Topic.objects.waiting().filter(pk=asked.pk).exists()
    close(moderator=place.moderator, topic=asked, kind=OTHER, reason="It is a test")
    asked.refresh_from_db()
    assert asked not in lists.unanswered(place.reader).rows
    assert not Topic.objects.waiting().filter(pk=asked.pk).exists()
    assert not asked.waits_for_answer
    assert asked not in helping._pool(place.reader, newest=10, nearly=10)


def test_whoever_asked_is_told_with_the_reason(place: Place) -> None:
    close(moderator=place.moderator, topic=place.post.topic, kind=OTHER, reason="All is said")
    settle()
    notice = Notice.objects.get(kind="closed")
    assert notice.member == place.post.topic.member
    assert notice.actor is None
    assert notice.data["reason"] == "All is said"


def test_it_stands_in_the_log(place: Place, client: Client) -> None:
    close(moderator=place.moderator, topic=place.post.topic, kind=OTHER, reason="All is said")
    html = client.get(reverse("moderation:log")).content.decode()
    assert "closed a topic" in html
    assert "All is said" in html


def test_by_the_address_of_the_other_topic(place: Place, client: Client) -> None:
    other = make.topic(space=place.space)
    client.force_login(place.moderator)
    said = {
        "kind": "duplicate",
        "reason": "Asked before",
        "same_as": f"https://x.example{other.get_absolute_url()}?page=2",
    }
    assert client.post(address(place.post.topic), said).status_code == 303
    assert Closing.objects.get().same_as == [other.pk]


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"kind": "duplicate", "reason": "Asked before"}, "Please say where the same was asked."),
        ({"kind": "duplicate", "reason": "Asked before", "same_as": "/t/999999999/x/"}, "There is no topic at this"),
        ({"kind": "duplicate", "reason": "Asked before", "same_as": "nowhere"}, "There is no topic at this address."),
        ({"kind": "duplicate", "reason": "Asked", "same_as": "9" * 40}, "There is no topic at this address."),
        ({"kind": "other", "reason": ""}, "aria-invalid"),
        ({"kind": "other", "reason": "x"}, "Please write a reason."),
        ({"kind": "lies", "reason": "Asked before"}, "Select a valid choice"),
    ],
)
def test_what_is_refused(place: Place, client: Client, said: dict[str, str], sentence: str) -> None:
    client.force_login(place.moderator)
    answer = client.post(address(place.post.topic), said)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Closing.objects.exists()


def test_not_as_a_duplicate_of_itself(place: Place) -> None:
    with pytest.raises(NotAllowed, match="This is the topic itself"):
        close(
            moderator=place.moderator, topic=place.post.topic, kind=DUPLICATE, reason="Asked", same_as=place.post.topic
        )


def test_not_twice_and_not_by_others(place: Place) -> None:
    with pytest.raises(NotAllowed):
        close(moderator=place.reader, topic=place.post.topic, kind=OTHER, reason="All is said")
    close(moderator=place.moderator, topic=place.post.topic, kind=OTHER, reason="All is said")
    with pytest.raises(NotAllowed, match="closed already"):
        close(moderator=place.moderator, topic=place.post.topic, kind=OTHER, reason="All is said")
    reopen(moderator=place.moderator, topic=place.post.topic, reason="Not all of it")
    with pytest.raises(NotAllowed, match="This topic is open"):
        reopen(moderator=place.moderator, topic=place.post.topic, reason="Not all of it")
    assert Decision.objects.count() == 2
