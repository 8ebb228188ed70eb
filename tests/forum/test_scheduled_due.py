"""When the time has come: once, as if they had posted it then, or back to them with the reason."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from forum import limits
from forum.actions import drafts, scheduling
from forum.models import Post, Scheduled, Silence, Space, Status, Topic
from forum.queries.drafts import draft
from forum.views.drafts import waiting
from masks.models import Mask
from members.models import Member
from members.rules import NotAllowed
from notices.models import Message, Notice
from tests import cast, make
from tests.forum import say
from tests.forum.later import DAY, WORDS, answer_later, ask_later, close, pass_time, sent, soon
from tests.ledger import settle

pytestmark = pytest.mark.django_db


@pytest.fixture
def ines() -> Member:
    return cast.ines(time_zone="Asia/Tokyo")


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


# --- among whom it was written ------------------------------------------------------------------------------------


def members_space() -> Space:
    return make.space(visibility=Space.Visibility.MEMBERS)


def move_to_all(topic: Topic) -> None:
    Topic.objects.filter(pk=topic.pk).update(space=make.space())


def open_the_space(topic: Topic) -> None:
    Space.objects.filter(pk=topic.space_id).update(visibility=Space.Visibility.PUBLIC)


def merge_into_one_for_all(topic: Topic) -> None:
    Topic.objects.filter(pk=topic.pk).update(status=Status.MERGED, merged_into=make.topic())


@pytest.mark.parametrize("opened", [move_to_all, open_the_space, merge_into_one_for_all])
def test_what_was_written_among_members_comes_back_where_everybody_reads_it_now(ines: Member, opened: Any) -> None:
    topic = make.topic(space=members_space())
    row = answer_later(ines, topic)
    opened(topic)
    pass_time(row)
    assert scheduling.post_due() == 1
    assert not Post.objects.filter(member=ines).exists()
    row.refresh_from_db()
    assert row.at is None
    assert "members alone could read" in row.refused
    assert row.body == WORDS
    settle()
    assert Notice.objects.get(member=ines).kind == "not_posted"
    scheduling.post_now(actor=ines, id=row.pk, title="", body=WORDS, data={})  # having read it once more
    assert Post.objects.filter(member=ines).count() == 1


def test_so_does_a_topic_whose_space_was_opened(ines: Member) -> None:
    space = members_space()
    data = {"space": space.slug, "kind": "question", "audience": "everyone", "tags": [], "lang": ""}
    row = ask_later(ines, space, data=data)
    among = ask_later(ines, space, data=data | {"audience": "members"})
    Space.objects.filter(pk=space.pk).update(visibility=Space.Visibility.PUBLIC)
    for each in (row, among):
        pass_time(each)
    scheduling.post_due()
    assert [topic.audience for topic in Topic.objects.filter(member=ines)] == ["members"]
    row.refresh_from_db()
    assert "members alone could read" in row.refused


def test_a_topic_that_was_opened_and_closed_again_before_that_changes_nothing(ines: Member) -> None:
    topic = make.topic(space=members_space())
    row = answer_later(ines, topic)
    move_to_all(topic)
    Topic.objects.filter(pk=topic.pk).update(space=topic.space)
    pass_time(row)
    scheduling.post_due()
    assert topic.posts.filter(member=ines).exists()


def test_what_was_written_for_all_is_posted_for_all_and_for_fewer(ines: Member) -> None:
    topic, other = make.topic(), make.topic()
    rows = [answer_later(ines, topic), answer_later(ines, other)]
    Topic.objects.filter(pk=other.pk).update(space=members_space())
    move_to_all(topic)
    for row in rows:
        pass_time(row)
    scheduling.post_due()
    assert Post.objects.filter(member=ines).count() == 2


@pytest.mark.parametrize("way", ["list", "form"])
def test_by_hand_it_is_not_posted_there_either_until_it_was_taken_back(client: Client, ines: Member, way: str) -> None:
    topic = make.topic(space=members_space())
    row = answer_later(ines, topic)
    move_to_all(topic)
    client.force_login(ines)
    if way == "list":
        assert client.post(reverse("forum:later_now", args=[row.pk])).status_code == 403
    else:
        assert client.post(reverse("forum:later", args=[row.pk]), sent(ines, do="now")).status_code == 422
    assert not Post.objects.filter(member=ines).exists()
    scheduling.take_back(actor=ines, id=row.pk)
    assert client.post(reverse("forum:later", args=[row.pk]), sent(ines, do="now")).status_code == 303
    assert topic.posts.filter(member=ines).exists()


def test_another_time_is_chosen_among_those_who_read_it_then(ines: Member) -> None:
    topic = make.topic(space=members_space())
    row = answer_later(ines, topic)
    move_to_all(topic)
    scheduling.change(actor=ines, id=row.pk, title="", body=WORDS, data={}, **soon(ines))
    pass_time(row)
    scheduling.post_due()
    assert topic.posts.filter(member=ines).exists()


# --- what may keep it from being posted -----------------------------------------------------------------------------


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


def test_what_fails_holds_up_nothing_that_came_later(ines: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    topic = make.topic()
    broken, other = (answer_later(ines, topic, body=f"{WORDS} {number}") for number in (1, 2))
    Scheduled.objects.update(updated_at=timezone.now() - DAY)
    pass_time(broken, timedelta(minutes=2)), pass_time(other)
    post_it = scheduling.answer

    def crash(**said: Any) -> Post:
        if said["submit_key"] == broken.submit_key:
            raise Crash
        return post_it(**said)

    monkeypatch.setattr(scheduling, "answer", crash)
    monkeypatch.setattr(scheduling, "AT_ONCE", 1)
    assert [scheduling.post_due() for _sweep in range(3)] == [0, 1, 0]
    assert [post.submit_key for post in topic.posts.filter(member=ines)] == [other.submit_key]


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


def test_another_choice_of_the_same_page_does_not_go_unsaid(ines: Member) -> None:
    """Somebody went back to it because everybody was to read it, and members alone should."""
    space, key = make.space(), uuid4()
    row = ask_later(ines, space, submit_key=key)
    assert ask_later(ines, space, submit_key=key) == row
    with pytest.raises(NotAllowed, match="used already"):
        ask_later(ines, space, submit_key=key, data=row.data | {"audience": "everyone"})
