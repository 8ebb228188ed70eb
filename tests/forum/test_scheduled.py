"""What is to be posted at a time of its writer's choice: which time, and under their name alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from forum.actions import drafts, scheduling
from forum.models import Draft, Scheduled, Space, Topic
from forum.queries.drafts import draft
from forum.queries.scheduled import in_words
from masks.models import Mask
from members.models import Member
from members.rules import NotAllowed
from tests import cast, make
from tests.forum import say
from tests.forum.later import DAY, WORDS, answer_later, ask_later, pass_time, sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def ines() -> Member:
    return cast.ines(time_zone="Asia/Tokyo")


# --- when ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def in_november(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scheduling.timezone, "now", lambda: datetime(2026, 11, 29, 12, tzinfo=UTC))


@pytest.mark.usefixtures("in_november")
@pytest.mark.parametrize(
    ("name", "typed", "at"),
    [
        ("Asia/Tokyo", "2026-12-01 09:00", "2026-12-01 00:00"),
        ("America/Winnipeg", "2026-12-01 09:00", "2026-12-01 14:00"),
        ("Mars/Olympus", "2026-12-01 09:00", "2026-12-01 09:00"),
        ("Pacific/Kiritimati", "2026-11-30 02:05", "2026-11-29 12:05"),
        ("Europe/London", "2027-10-31 01:30", "2027-10-31 00:30"),  # it comes twice: the first one
        ("Europe/London", "2027-03-28 02:00", "2027-03-28 01:00"),
        ("Australia/Lord_Howe", "2027-04-04 01:45", "2027-04-03 14:45"),  # half an hour comes twice
    ],
)
def test_the_hour_is_that_of_the_members_own_wall(name: str, typed: str, at: str) -> None:
    there = datetime.fromisoformat(typed)
    found = scheduling.moment(Member(time_zone=name), there.date(), there.time())
    assert f"{found:%Y-%m-%d %H:%M}" == at


@pytest.mark.usefixtures("in_november")
@pytest.mark.parametrize(
    ("name", "typed", "says"),
    [
        ("Europe/London", "2027-03-28 01:00", "clocks go forward"),
        ("Europe/London", "2027-03-28 01:59", "clocks go forward"),
        ("Australia/Lord_Howe", "2027-10-03 02:15", "clocks go forward"),
        ("UTC", "2026-11-29 12:04", "five minutes"),
        ("UTC", "2026-11-28 12:04", "five minutes"),
        ("UTC", "0001-01-01 00:00", "five minutes"),
        ("Pacific/Kiritimati", "0001-01-01 00:00", "five minutes"),
        ("Asia/Tokyo", "2026-11-29 20:59", "five minutes"),  # tonight here, over there
        ("UTC", "2027-11-29 12:01", "a year away"),
        ("Pacific/Pago_Pago", "9999-12-31 23:59", "a year away"),
    ],
)
def test_a_time_that_does_not_come_or_is_too_soon_or_too_far(name: str, typed: str, says: str) -> None:
    there = datetime.fromisoformat(typed)
    with pytest.raises(scheduling.NoTime, match=says):
        scheduling.moment(Member(time_zone=name), there.date(), there.time())


def test_it_is_said_in_the_zone_that_is_theirs_now() -> None:
    at = datetime(2026, 12, 1, 9, tzinfo=UTC)
    assert in_words(at, Member(time_zone="Asia/Tokyo")) == "Tuesday, 1 December 2026, 18:00"


# --- from the forms -----------------------------------------------------------------------------------------------


def test_an_answer_waits_and_its_draft_goes(client: Client, ines: Member) -> None:
    topic = make.topic()
    client.force_login(ines)
    drafts.keep_draft(actor=ines, context=f"topic:{topic.pk}", body="Half.")
    response = client.post(reverse("forum:answer", args=[topic.pk]), sent(ines))
    assert response.status_code == 303
    row = ines.scheduled.get()
    assert (row.context, row.body, row.title, row.refused) == (f"topic:{topic.pk}", WORDS, "", "")
    assert abs(row.at - timezone.now() - DAY) < timedelta(minutes=2)
    assert not topic.posts.filter(position__gt=0).exists()
    assert draft(ines, f"topic:{topic.pk}") is None
    assert WORDS in client.get(response["Location"]).content.decode()


def test_a_question_waits_with_all_that_its_form_said(client: Client, ines: Member) -> None:
    space = make.space()
    client.force_login(ines)
    asked = {"title": "Which card do I pay first?", "space": space.slug, "kind": "story", "audience": "everyone"}
    drafts.keep_draft(actor=ines, context="ask", body="Half.")
    response = client.post(reverse("forum:ask"), sent(ines, **asked, tags="bank fees, cards", similar_seen="yes"))
    assert response.status_code == 303
    pass_time(ines.scheduled.get())
    assert not Topic.objects.exists()
    assert draft(ines, "ask") is None
    assert scheduling.post_due() == 1
    topic = Topic.objects.get()
    assert (topic.title, topic.space, topic.kind, topic.audience) == (asked["title"], space, "story", "everyone")
    assert set(topic.tags.values_list("name", flat=True)) == {"bank fees", "cards"}
    assert topic.member == ines


MASKED = "Without your name it cannot wait"


@pytest.mark.parametrize("form", ["ask", "answer"])
def test_behind_a_mask_nothing_waits(client: Client, ines: Member, form: str) -> None:
    client.force_login(ines)
    topic = make.topic()
    address = reverse("forum:ask") if form == "ask" else reverse("forum:answer", args=[topic.pk])
    said = sent(ines, title="Which card do I pay first?", space=topic.space.slug, kind="story", audience="members")
    response = client.post(address, said | {"as": "mask"})
    page = response.content.decode()
    assert response.status_code == 422
    assert MASKED in page
    assert WORDS in page
    assert f'value="{said["later_day"]}"' in page
    assert not Scheduled.objects.exists()
    assert not Draft.objects.filter(member__isnull=False).exists()  # what is kept of it is sealed
    assert draft(ines, "ask" if form == "ask" else f"topic:{topic.pk}").body == WORDS


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"later_day": ""}, "Choose a day and an hour, please."),
        ({"later_time": ""}, "Choose a day and an hour, please."),
        ({"later_day": "tomorrow"}, "Enter a valid date."),
        ({"later_time": "25:61"}, "Enter a valid time."),
        ({"later_day": "2001-01-01"}, "at least five minutes"),
        ({"do": "post"}, "Nothing is posted yet: a time is chosen."),
        ({"body": " "}, "There are no words in it yet."),
    ],
)
def test_what_is_wrong_stands_beside_the_field_and_nothing_typed_is_lost(
    client: Client, ines: Member, typed: dict[str, str], says: str
) -> None:
    topic = make.topic()
    client.force_login(ines)
    said = sent(ines) | typed
    response = client.post(reverse("forum:answer", args=[topic.pk]), said)
    page = response.content.decode()
    assert response.status_code == 422
    assert says in page
    for name in ("later_day", "later_time"):
        assert f'value="{said[name]}"' in page
    assert said["body"] in page
    assert not Scheduled.objects.exists()
    assert not topic.posts.filter(position__gt=0).exists()


def test_return_in_the_field_of_the_hour_posts_nothing(client: Client, ines: Member) -> None:
    """It presses the form's first button, which says nothing."""
    topic = make.topic()
    client.force_login(ines)
    said = sent(ines)
    del said["do"]
    assert client.post(reverse("forum:answer", args=[topic.pk]), said).status_code == 422
    assert not topic.posts.filter(position__gt=0).exists()


def test_one_submit_is_one_row(client: Client, ines: Member) -> None:
    topic = make.topic()
    client.force_login(ines)
    said = sent(ines)
    for _time in range(2):
        assert client.post(reverse("forum:answer", args=[topic.pk]), said).status_code == 303
    assert ines.scheduled.count() == 1


def test_a_form_that_was_posted_or_is_somebody_elses_does_not_wait(ines: Member) -> None:
    key, topic = uuid4(), make.topic()
    say.answer(actor=ines, topic=topic, submit_key=key)
    with pytest.raises(NotAllowed, match="used already"):
        answer_later(ines, topic, submit_key=key)
    theirs = answer_later(cast.wilf())
    with pytest.raises(NotAllowed, match="used already"):
        answer_later(ines, topic, submit_key=theirs.submit_key)
    assert not ines.scheduled.exists()


def test_what_could_not_be_posted_now_does_not_wait(ines: Member) -> None:
    closed = make.topic(closed_at=timezone.now())
    with pytest.raises(NotAllowed, match="closed"):
        answer_later(ines, closed)
    with pytest.raises(NotAllowed, match="not open to you"):
        answer_later(ines, make.topic(space=make.space(visibility=Space.Visibility.MODERATORS)))
    make.suspension(member=ines, by=cast.nasreen())
    with pytest.raises(NotAllowed, match="You cannot write until"):
        ask_later(ines)
    assert not Scheduled.objects.exists()


def test_so_many_wait_and_no_more(ines: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scheduling, "MOST", 2)
    first, _second = answer_later(ines), answer_later(ines)
    with pytest.raises(NotAllowed, match="You keep 2 posts for later already"):
        answer_later(ines)
    scheduling.take_back(actor=ines, id=first.pk)  # what came back counts: else there would be no end to them
    with pytest.raises(NotAllowed):
        answer_later(ines)
    answer_later(cast.wilf())
    scheduling.throw_away(actor=ines, id=first.pk)
    answer_later(ines)


@pytest.mark.parametrize("what", ["answer", "reply", "thanks"])
def test_no_mask_beside_a_name_that_is_about_to_appear(client: Client, ines: Member, what: str) -> None:
    topic = make.topic()
    row, post = answer_later(ines, topic), make.answer(topic=topic)
    client.force_login(ines)
    make.thanks_words()
    address = {
        "answer": reverse("forum:answer", args=[topic.pk]),
        "reply": reverse("forum:comments", args=[post.pk]),
        "thanks": reverse("recognition:thanks", args=[post.pk]),
    }[what]
    said = {"words": ["clear"], "masked": "on"} if what == "thanks" else {"body": "Between us.", "as": "mask"}

    def write() -> int:
        return client.post(address, said | {"submit_key": str(uuid4())}).status_code

    assert write() == 422
    assert not Mask.objects.exists()
    scheduling.take_back(actor=ines, id=row.pk)
    assert write() == 303
    assert Mask.objects.count() == 1
