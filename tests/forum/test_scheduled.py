"""What is to be posted at a time of its writer's choice: under their name, once, and as if they had posted it then."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from forum import limits
from forum.actions import drafts, scheduling
from forum.models import Draft, Post, Scheduled, Silence, Space, Status, Topic
from forum.queries.drafts import draft
from forum.queries.scheduled import in_words
from forum.tasks import forget_old_drafts
from forum.views.drafts import waiting
from masks.models import Mask
from members.models import Member
from members.rules import NotAllowed
from members.zones import zone
from notices.models import Message, Notice
from tests import cast, make
from tests.forum import say
from tests.ledger import settle
from tests.uploads import pictures
from uploads.models import Picture

pytestmark = pytest.mark.django_db

WORDS = "Call them before the day it is due."
DAY = timedelta(days=1)


@pytest.fixture
def ines() -> Member:
    return cast.ines(time_zone="Asia/Tokyo")


def soon(member: Member, ahead: timedelta = DAY) -> dict[str, Any]:
    there = (timezone.now() + ahead).astimezone(zone(member.time_zone))
    return {"day": there.date(), "hour": time(there.hour, there.minute)}


def answer_later(member: Member, topic: Topic | None = None, **fields: Any) -> Scheduled:
    topic = topic or make.topic()
    said = {"context": f"topic:{topic.pk}", "body": WORDS, "masked": False, "submit_key": uuid4()} | soon(member)
    return scheduling.schedule(actor=member, **(said | fields))


def ask_later(member: Member, space: Space | None = None, **fields: Any) -> Scheduled:
    space = space or make.space()
    data = {"space": space.slug, "kind": "question", "audience": "members", "tags": ["fees"], "lang": ""}
    said = {"context": "ask", "title": "Which card do I pay first?", "body": WORDS, "data": data}
    return scheduling.schedule(
        actor=member, **({"masked": False, "submit_key": uuid4()} | said | soon(member) | fields)
    )


def pass_time(row: Scheduled, ago: timedelta = timedelta(minutes=1)) -> Scheduled:
    Scheduled.objects.filter(pk=row.pk).update(at=timezone.now() - ago)
    return row


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


def sent(member: Member, **fields: Any) -> dict[str, Any]:
    when = soon(member)
    return {
        "submit_key": str(uuid4()),
        "as": "me",
        "do": "later",
        "body": WORDS,
        "later_day": when["day"].isoformat(),
        "later_time": f"{when['hour']:%H:%M}",
    } | fields


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


@pytest.mark.parametrize("what", ["answer", "reply"])
def test_no_mask_beside_a_name_that_is_about_to_appear(client: Client, ines: Member, what: str) -> None:
    topic = make.topic()
    row, post = answer_later(ines, topic), make.answer(topic=topic)
    client.force_login(ines)
    address = (
        reverse("forum:answer", args=[topic.pk]) if what == "answer" else reverse("forum:comments", args=[post.pk])
    )

    def write() -> int:
        said = {"body": "Between us.", "as": "mask", "submit_key": str(uuid4())}
        return client.post(address, said).status_code

    assert write() == 422
    assert not Mask.objects.exists()
    scheduling.take_back(actor=ines, id=row.pk)
    assert write() == 303
    assert Mask.objects.count() == 1


# --- when the time has come ---------------------------------------------------------------------------------------


def test_it_is_posted_once_by_the_ordinary_verb(ines: Member) -> None:
    topic = make.topic()
    row = answer_later(ines, topic)
    assert scheduling.post_due() == 0
    pass_time(row)
    assert scheduling.post_due() == 1
    assert scheduling.post_due() == 0
    post = topic.posts.get(position=1)
    assert (post.member, post.mask, post.body, post.status) == (ines, None, WORDS, Status.VISIBLE)
    assert post.submit_key == row.submit_key
    assert say.verbs() == ["post.written"]
    assert not Scheduled.objects.exists()
    topic.refresh_from_db()
    assert topic.answer_count == 1
    settle()
    assert Notice.objects.get().kind == "answered"


def test_what_they_have_begun_since_stays_in_their_drafts(ines: Member) -> None:
    topic = make.topic()
    for row in (answer_later(ines, topic), ask_later(ines)):
        drafts.keep_draft(actor=ines, context=row.context, title="Another one", body="Another one.")
        pass_time(row)
    assert scheduling.post_due() == 2
    assert draft(ines, f"topic:{topic.pk}").body == "Another one."
    assert draft(ines, "ask").body == "Another one."


def test_a_letter_to_who_one_was_tells_of_its_goal(ines: Member) -> None:
    goal = make.goal(member=ines, reached_at=timezone.now())
    row, late = (ask_later(ines, context=f"letter:{goal.pk}") for _time in range(2))
    pass_time(row)
    scheduling.post_due()
    assert Topic.objects.get().letter_for == goal
    pass_time(late)
    goal.delete()
    scheduling.post_due()
    late.refresh_from_db()
    assert "The goal that this letter is about" in late.refused


def test_what_was_asked_became_a_part_of_another_topic(ines: Member) -> None:
    into, between, topic = make.topic(), make.topic(), make.topic()
    row = answer_later(ines, topic)
    for one, other in ((topic, between), (between, into)):
        Topic.objects.filter(pk=one.pk).update(status=Status.MERGED, merged_into=other)
    [listed] = waiting(ines, [row])
    assert into.title in listed.place
    with pytest.raises(NotAllowed, match="take it back first"):
        scheduling.may_wear_a_mask(ines, into)
    scheduling.may_wear_a_mask(ines, between)
    pass_time(row)
    scheduling.post_due()
    assert Post.objects.get(member=ines, position__gt=0).topic == into


def test_a_person_reads_it_first_where_a_person_would(ines: Member) -> None:
    newcomer = make.newcomer(joined_at=timezone.now(), approved_at=timezone.now())
    row = answer_later(newcomer, body="Buy at https://cheap.example/ now.")
    pass_time(row)
    scheduling.post_due()
    assert Post.objects.get(member=newcomer).status == Status.HELD


def close(topic: Topic, _member: Member) -> None:
    Topic.objects.filter(pk=topic.pk).update(closed_at=timezone.now())


def hide(topic: Topic, _member: Member) -> None:
    Topic.objects.filter(pk=topic.pk).update(status=Status.HIDDEN)


def remove(topic: Topic, _member: Member) -> None:
    topic.delete()


def shut(topic: Topic, _member: Member) -> None:
    Space.objects.filter(pk=topic.space_id).update(visibility=Space.Visibility.MODERATORS)


def archive(topic: Topic, _member: Member) -> None:
    Space.objects.filter(pk=topic.space_id).update(archived_at=timezone.now())


def suspend(_topic: Topic, member: Member) -> None:
    make.suspension(member=member, by=cast.nasreen())


def silence(topic: Topic, member: Member) -> None:
    until = timezone.now() + DAY
    Silence.objects.create(member=member, space=topic.space, by=cast.nasreen(), reason="Breathe.", until=until)


REFUSED = {
    close: "This topic is closed.",
    hide: "not there any more",
    remove: "not there any more",
    shut: "not there any more",
    archive: "This space is closed.",
    suspend: "You cannot write until",
    silence: "Breathe.",
}


@pytest.mark.parametrize("change", REFUSED, ids=lambda change: change.__name__)
def test_what_is_refused_then_comes_back_with_the_sentence(client: Client, ines: Member, change: Any) -> None:
    topic = make.topic()
    row = pass_time(answer_later(ines, topic))
    change(topic, ines)
    assert scheduling.post_due() == 1
    assert scheduling.post_due() == 0
    row.refresh_from_db()
    assert (row.at, row.body) == (None, WORDS)
    assert REFUSED[change] in row.refused
    assert not Post.objects.filter(member=ines).exists()
    settle()
    settle()
    notice = Notice.objects.get(kind="not_posted")
    assert (notice.member, notice.actor, notice.data["reason"]) == (ines, None, row.refused)
    assert Message.objects.filter(kind="not_posted", member=ines).count() == 1
    client.force_login(ines)
    page = client.get(reverse("forum:drafts")).content.decode()
    assert REFUSED[change] in page
    assert WORDS in page
    assert REFUSED[change] in client.get("/notices/").content.decode()


def test_a_space_that_is_not_there_any_more(ines: Member) -> None:
    space = make.space()
    row = pass_time(ask_later(ines, space))
    Space.objects.filter(pk=space.pk).update(slug="another")
    scheduling.post_due()
    row.refresh_from_db()
    assert "The space is not there any more" in row.refused


def test_limits_count_at_that_moment(ines: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "posts", lambda _member: limits.Limit("post", 1, timedelta(hours=1)))
    topic = make.topic()
    rows = [pass_time(answer_later(ines, topic), timedelta(minutes=ago)) for ago in (2, 1)]
    assert scheduling.post_due() == 2
    assert topic.posts.filter(member=ines).count() == 1
    assert [row.pk for row in Scheduled.objects.all()] == [rows[1].pk]
    assert Scheduled.objects.get().refused


def test_somebody_who_is_blocked_is_told_nothing_of_it(ines: Member) -> None:
    topic = make.topic(by=cast.dorrie())
    make.block(blocker=topic.member, blocked=ines)
    pass_time(answer_later(ines, topic))
    scheduling.post_due()
    assert topic.posts.filter(member=ines).count() == 1  # as if they had posted it: blocks are silent
    settle()
    assert not Notice.objects.exists()


def test_the_sentence_is_in_the_writers_language(ines: Member) -> None:
    Member.objects.filter(pk=ines.pk).update(reads_in="de")
    topic = make.topic()
    row = pass_time(answer_later(ines, topic))
    close(topic, ines)
    scheduling.post_due()
    row.refresh_from_db()
    assert "Thema" in row.refused


def test_nobody_is_told_who_has_done_something_about_it_since(ines: Member) -> None:
    topic = make.topic()
    row = pass_time(answer_later(ines, topic))
    close(topic, ines)
    scheduling.post_due()
    scheduling.throw_away(actor=ines, id=row.pk)
    settle()
    assert not Notice.objects.exists()


def test_what_is_a_day_late_is_asked_about(ines: Member) -> None:
    topic = make.topic()
    late, later = answer_later(ines, topic), answer_later(ines, topic)
    pass_time(late, scheduling.TOO_LATE - timedelta(minutes=1))
    pass_time(later, scheduling.TOO_LATE + timedelta(minutes=1))
    scheduling.post_due()
    assert topic.posts.filter(member=ines).count() == 1
    later.refresh_from_db()
    assert later.at is None
    assert "more than a day ago" in later.refused


class Crash(Exception):
    pass


def test_a_crash_between_posting_and_removing_it_posts_nothing(ines: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    topic = make.topic()
    broken, other = (pass_time(answer_later(ines, topic, body=f"{WORDS} {number}")) for number in (1, 2))
    post_it = scheduling.answer

    def crash(**said: Any) -> Post:
        post = post_it(**said)
        if said["submit_key"] == broken.submit_key:
            assert not Scheduled.objects.filter(pk=broken.pk).exists()
            raise Crash
        return post

    with monkeypatch.context() as patch:
        patch.setattr(scheduling, "answer", crash)
        assert scheduling.post_due() == 1
    assert Scheduled.objects.get().at is not None
    assert [post.submit_key for post in topic.posts.filter(member=ines)] == [other.submit_key]
    assert scheduling.post_due() == 1
    assert topic.posts.filter(member=ines).count() == 2


@pytest.mark.parametrize("speaker", ["me", "mask"])
@pytest.mark.parametrize("what", ["ask", "answer"])
def test_the_page_of_what_waits_posts_nothing_else(client: Client, ines: Member, what: str, speaker: str) -> None:
    """Somebody went back to it and pressed the other button; behind a mask the key would say whose the mask is."""
    topic = make.topic()
    row = ask_later(ines, topic.space) if what == "ask" else answer_later(ines, topic)
    client.force_login(ines)
    said = {"do": "post", "as": speaker, "later_day": "", "later_time": "", "submit_key": str(row.submit_key)}
    said |= {"title": "Another line", "space": topic.space.slug, "kind": "story", "audience": "members"}
    address = reverse("forum:ask") if what == "ask" else reverse("forum:answer", args=[topic.pk])
    for _time in range(2):
        response = client.post(address, sent(ines, body="Other words.") | said)
        assert response.status_code == 422
        assert "Other words." in response.content.decode()
        assert not Mask.objects.exists()
        assert not Post.objects.filter(submit_key=row.submit_key).exists()
        scheduling.take_back(actor=ines, id=row.pk)  # it still stands there with its key
    assert draft(ines, "ask" if what == "ask" else f"topic:{topic.pk}").body == "Other words."


def test_other_words_of_the_same_page_do_not_go_unsaid(ines: Member) -> None:
    topic, key = make.topic(), uuid4()
    row = answer_later(ines, topic, submit_key=key)
    assert answer_later(ines, topic, submit_key=key) == row
    for changed in ({"body": "Other words."}, soon(ines, 2 * DAY)):
        with pytest.raises(NotAllowed, match="used already"):
            answer_later(ines, topic, submit_key=key, **changed)
    assert ines.scheduled.get().body == WORDS


# --- until then ---------------------------------------------------------------------------------------------------


def test_the_form_of_what_waits_holds_all_of_it(client: Client, ines: Member) -> None:
    row = ask_later(ines)
    client.force_login(ines)
    page = client.get(reverse("forum:later", args=[row.pk])).content.decode()
    when = soon(ines)
    held = (
        "Which card do I pay first?",
        WORDS,
        'value="fees"',
        f'value="{when["day"]}"',
        f'value="{when["hour"]:%H:%M}"',
    )
    for said in (*held, "Asia, Tokyo"):
        assert said in page
    assert 'value="mask"' not in page


def test_words_and_time_can_be_changed(client: Client, ines: Member) -> None:
    row = answer_later(ines)
    client.force_login(ines)
    drafts.keep_draft(actor=ines, context=f"later:{row.pk}", body="Half changed.")
    page = reverse("forum:later", args=[row.pk])
    assert "Half changed." in client.get(page).content.decode()
    when = soon(ines, 3 * DAY)
    said = sent(ines, body="Other words.", later_day=when["day"].isoformat(), later_time=f"{when['hour']:%H:%M}")
    assert client.post(page, said).status_code == 303
    row.refresh_from_db()
    assert row.body == "Other words."
    assert abs(row.at - timezone.now() - 3 * DAY) < timedelta(minutes=2)
    assert draft(ines, f"later:{row.pk}") is None


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"later_day": "2001-01-01"}, "at least five minutes"),
        ({"later_time": ""}, "Choose a day and an hour"),
        ({"body": ""}, "no words in it yet"),
    ],
)
def test_a_change_that_is_refused_changes_nothing(
    client: Client, ines: Member, typed: dict[str, str], says: str
) -> None:
    row = answer_later(ines)
    client.force_login(ines)
    response = client.post(reverse("forum:later", args=[row.pk]), sent(ines, body="Other words.") | typed)
    assert response.status_code == 422
    assert says in response.content.decode()
    before, at = row.body, row.at
    row.refresh_from_db()
    assert (row.body, row.at) == (before, at)


def test_a_change_of_what_was_posted_meanwhile_is_kept(client: Client, ines: Member) -> None:
    row = pass_time(answer_later(ines))
    scheduling.post_due()
    client.force_login(ines)
    said = sent(ines, body="Other words.", submit_key=str(row.submit_key))
    response = client.post(reverse("forum:later", args=[row.pk]), said, follow=True)
    page = response.content.decode()
    assert "It was posted while you had it open." in page
    assert "Other words." in page
    assert client.get(reverse("forum:later", args=[row.pk])).status_code == 404


@pytest.mark.parametrize("way", ["list", "form"])
def test_it_can_be_posted_now(client: Client, ines: Member, way: str) -> None:
    topic = make.topic()
    row = answer_later(ines, topic)
    client.force_login(ines)
    if way == "list":
        response = client.post(reverse("forum:later_now", args=[row.pk]))
    else:
        response = client.post(reverse("forum:later", args=[row.pk]), sent(ines, do="now", body="Other words."))
    post = topic.posts.get(position=1)
    assert response["Location"] == post.get_absolute_url()
    assert post.body == (WORDS if way == "list" else "Other words.")
    assert not Scheduled.objects.exists()


def test_a_mask_cannot_be_put_on_what_waits(client: Client, ines: Member) -> None:
    topic = make.topic()
    row = answer_later(ines, topic)
    client.force_login(ines)
    client.post(reverse("forum:later", args=[row.pk]), sent(ines, do="now") | {"as": "mask"})
    assert topic.posts.get(position=1).member == ines


def test_what_is_refused_now_stays_as_it_was_and_the_words_in_the_form(client: Client, ines: Member) -> None:
    topic = make.topic()
    row = answer_later(ines, topic)
    close(topic, ines)
    client.force_login(ines)
    assert client.post(reverse("forum:later_now", args=[row.pk])).status_code == 403
    response = client.post(reverse("forum:later", args=[row.pk]), sent(ines, do="now", body="Other words."))
    assert response.status_code == 422
    assert "This topic is closed." in response.content.decode()
    assert "Other words." in response.content.decode()
    row.refresh_from_db()
    assert row.body == WORDS
    assert draft(ines, f"later:{row.pk}").body == "Other words."


def test_it_can_be_taken_back_half_written_and_waits_for_its_writer_alone(client: Client, ines: Member) -> None:
    row = ask_later(ines)
    client.force_login(ines)
    said = {"do": "draft", "title": "", "body": "Half.", "kind": "no such kind", "space": "nowhere", "tags": "a, b"}
    assert client.post(reverse("forum:later", args=[row.pk]), said).status_code == 303
    row.refresh_from_db()
    assert (row.at, row.title, row.body, row.data["tags"]) == (None, "", "Half.", ["a", "b"])
    Scheduled.objects.update(updated_at=timezone.now() - DAY)
    assert scheduling.post_due() == 0
    assert "Half." in client.get(reverse("forum:drafts")).content.decode()
    assert client.get(reverse("forum:later", args=[row.pk])).status_code == 200
    assert client.post(reverse("forum:later_now", args=[row.pk])).status_code == 403
    assert client.post(reverse("forum:later", args=[row.pk]), said | sent(ines, do="now")).status_code == 422
    assert not Topic.objects.exists()


def test_an_empty_form_takes_it_back_and_not_its_words(client: Client, ines: Member) -> None:
    row = answer_later(ines)
    client.force_login(ines)
    assert client.post(reverse("forum:later", args=[row.pk]), {"do": "draft", "body": " "}).status_code == 303
    row.refresh_from_db()
    assert (row.at, row.body) == (None, WORDS)


def test_from_the_list_it_is_taken_back_as_it_is(client: Client, ines: Member) -> None:
    row = answer_later(ines)
    client.force_login(ines)
    assert client.post(reverse("forum:later_back", args=[row.pk])).status_code == 303
    row.refresh_from_db()
    assert (row.at, row.body) == (None, WORDS)
    assert client.post(reverse("forum:later_drop", args=[row.pk])).status_code == 303
    assert not Scheduled.objects.exists()


@pytest.mark.parametrize("name", ["later", "later_now", "later_back", "later_drop"])
def test_those_of_others_are_not_there(client: Client, ines: Member, name: str) -> None:
    row = answer_later(ines)
    client.force_login(cast.wilf())
    assert client.post(reverse(f"forum:{name}", args=[row.pk]), sent(ines, do="now")).status_code == 404
    assert client.post(reverse(f"forum:{name}", args=[row.pk]), {}).status_code == 404
    row.refresh_from_db()
    assert row.at is not None
    if name == "later":
        assert client.get(reverse("forum:later", args=[row.pk])).status_code == 404
        assert WORDS not in client.get(reverse("forum:drafts")).content.decode()


def test_the_list_says_where_and_when_or_that_nothing_waits(client: Client, ines: Member) -> None:
    client.force_login(ines)
    assert "Nothing waits." in client.get(reverse("forum:drafts")).content.decode()
    topic = make.topic(title="Which card first?")
    row = answer_later(ines, topic)
    page = client.get(reverse("forum:drafts")).content.decode()
    for said in ("An answer in “Which card first?”", in_words(row.at, ines), "Asia, Tokyo", WORDS):
        assert said in page
    assert "Nothing waits." not in page


def test_the_list_asks_the_same_however_many_wait(client: Client, ines: Member) -> None:
    client.force_login(ines)
    asked = []
    for _time in range(2):
        answer_later(ines)
        ask_later(ines)
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("forum:drafts"))
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_a_picture_is_kept_as_long_as_it_waits(ines: Member) -> None:
    picture, other = pictures.sent(ines), pictures.sent(ines)
    row = answer_later(ines, body=pictures.shows(picture), **soon(ines, 200 * DAY))
    scheduling.take_back(actor=ines, id=answer_later(ines, body=pictures.shows(other)).pk)
    Picture.objects.update(kept_until=timezone.now() + DAY)  # a month has passed
    forget_old_drafts()
    for one in (picture, other):
        one.refresh_from_db()
    assert timezone.now() + 30 * DAY < picture.kept_until < timezone.now() + 32 * DAY
    assert other.kept_until < timezone.now() + 2 * DAY
    pass_time(row)
    scheduling.post_due()
    picture.refresh_from_db()
    assert picture.kept_until is None
    assert picture.owner_tag is None


def test_what_waits_is_kept_and_what_came_back_as_long_as_a_draft(ines: Member) -> None:
    waits, back = answer_later(ines), answer_later(ines)
    scheduling.take_back(actor=ines, id=back.pk)
    Scheduled.objects.update(updated_at=timezone.now() - 29 * DAY)
    assert scheduling.forget_old() == 0
    Scheduled.objects.update(updated_at=timezone.now() - 31 * DAY)
    assert scheduling.forget_old() == 1
    assert [row.pk for row in Scheduled.objects.all()] == [waits.pk]


@pytest.mark.parametrize("who", ["visitor", "newly signed up"])
def test_who_may_not_write_yet_is_not_offered_it(client: Client, who: str) -> None:
    if who != "visitor":
        client.force_login(make.member(approved_at=None))
    assert "Post it later" not in client.get(reverse("forum:ask")).content.decode()
    client.force_login(cast.ines())
    assert "Post it later" in client.get(reverse("forum:ask")).content.decode()
