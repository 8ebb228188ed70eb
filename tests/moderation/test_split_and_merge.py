"""Two topics made of one and one of two: nothing is lost, old addresses lead on, all of it can be undone."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from forum import actions as forum
from forum.actions.recounting import recount_all
from forum.models import Draft, Follow, Post, Space, Status, Topic
from members.models import Member
from members.rules import NotAllowed
from moderation.actions import topics
from moderation.actions.decisions import undo
from moderation.models import Decision
from notices.models import Notice
from recognition.models import Help
from tests import cast, make
from tests.forum import say
from tests.ledger import settle

pytestmark = pytest.mark.django_db
WHY = "Two things at once."


@pytest.fixture
def space() -> Space:
    return make.space()


@pytest.fixture
def mara(space: Space) -> Member:
    return make.moderator(of=space, name="Mara")


def long(space: Space, **about: Any) -> tuple[Topic, list[Post]]:
    topic = make.topic(space=space, **about)
    return topic, [make.answer(topic=topic, body=f"Answer {number}.") for number in range(4)]


def fresh(topic: Topic) -> Topic:
    return Topic.objects.get(pk=topic.pk)


def order(topic: Topic) -> list[int]:
    return list(Post.objects.filter(topic=topic).order_by("position").values_list("pk", flat=True))


def split(mara: Member, topic: Topic, posts: list[Post], title: str = "The other matter") -> Decision:
    return topics.split(moderator=mara, topic=topic, posts=[post.pk for post in posts], title=title, reason=WHY)


def merge(mara: Member, topic: Topic, into: Topic) -> Decision:
    return topics.merge(moderator=mara, topic=topic, into=into, reason=WHY)


def counts(topic: Topic) -> tuple[int, int, int]:
    row = fresh(topic)
    return row.answer_count, row.helped_count, Post.objects.filter(topic=topic).count()


# --- one becomes two -----------------------------------------------------------------------------------------------


def test_answers_become_a_topic_in_their_order(space: Space, mara: Member) -> None:
    topic, posts = long(space, tags=("rent",))
    made = split(mara, topic, [posts[3], posts[1]]).post
    assert made is not None
    new = made.topic
    assert (new.title, new.member, order(new)) == ("The other matter", posts[1].member, [posts[1].pk, posts[3].pk])
    assert counts(new) == (1, 0, 2)
    assert counts(topic) == (2, 0, 3)
    recount_all()
    assert counts(new) == (1, 0, 2)


def test_a_link_to_a_post_leads_to_where_it_is(client: Client, space: Space, mara: Member) -> None:
    topic, posts = long(space)
    old = posts[1].get_absolute_url()
    split(mara, topic, [posts[1]])
    moved = Post.objects.select_related("topic").get(pk=posts[1].pk)
    answer = client.get(old)
    assert (answer.status_code, answer["Location"]) == (302, moved.get_absolute_url())
    assert answer["Cache-Control"] == "no-store"
    assert client.get(moved.get_absolute_url()).status_code == 200
    assert client.get(f"{topic.get_absolute_url()}?post={posts[1].pk + 999}").status_code == 404


def test_it_leads_nobody_to_what_they_may_not_read(client: Client, space: Space, mara: Member) -> None:
    topic, posts = long(space)
    old = posts[1].get_absolute_url()
    made = split(mara, topic, [posts[1]]).post
    assert made is not None
    Topic.objects.filter(pk=made.topic_id).update(audience="members")
    assert client.get(old).status_code == 404


def test_what_is_found_and_told_of_it_follows(client: Client, space: Space, mara: Member) -> None:
    ines = cast.ines()
    topic = make.topic(space=space, by=ines)
    post = forum.answer(actor=make.member(), topic=topic, body="Try the deposit scheme.", masked=False, submit_key=None)
    settle()
    made = split(mara, topic, [post], title="Deposits and schemes").post
    assert made is not None
    settle()
    assert {notice.topic_id for notice in Notice.objects.filter(post=post)} == {made.topic_id}
    assert "Deposits and schemes" in client.get("/search/", {"q": "deposits"}).content.decode()


def test_undone_all_stands_as_before(space: Space, mara: Member) -> None:
    topic, posts = long(space)
    before, was = order(topic), fresh(topic)
    made = split(mara, topic, [posts[1], posts[3]])
    undo(moderator=mara, decision=made)
    assert order(topic) == before
    now = fresh(topic)
    assert (now.answer_count, now.bumped_at, now.next_position) == (was.answer_count, was.bumped_at, was.next_position)


def test_it_is_not_undone_over_the_words_of_others(space: Space, mara: Member) -> None:
    topic, posts = long(space)
    decision = split(mara, topic, [posts[1]])
    assert decision.post is not None
    make.answer(topic=decision.post.topic)
    with pytest.raises(NotAllowed, match="Somebody has written in the new topic since"):
        undo(moderator=mara, decision=decision)
    assert counts(topic) == (3, 0, 4)


def test_the_first_post_what_helped_and_what_a_mask_wrote_stay(space: Space, mara: Member) -> None:
    topic, posts = long(space)
    opening = topic.posts.get(position=0)
    forum.mark_helped(actor=topic.member, post=posts[0])
    wearer = make.member()
    masked = make.answer(topic=topic, mask=make.mask(of=wearer, topic=topic))
    make.comment(post=posts[2], mask=make.mask(of=make.member(), topic=topic))
    for chosen in ([opening], [posts[0]], [masked], [posts[1], masked], [posts[2]], []):
        with pytest.raises(NotAllowed):
            split(mara, topic, chosen)
    assert Topic.objects.count() == 1


def test_answers_of_another_topic_are_none_of_this(space: Space, mara: Member) -> None:
    topic, _posts = long(space)
    with pytest.raises(NotAllowed):
        split(mara, topic, [make.answer()])


def test_only_who_tends_the_space(space: Space) -> None:
    topic, posts = long(space)
    for who in (make.member(), make.moderator(of=make.space()), topic.member):
        with pytest.raises(NotAllowed):
            split(who, topic, [posts[1]])


# --- two become one -------------------------------------------------------------------------------------------------


def test_all_of_it_stands_at_the_end_of_the_other(space: Space, mara: Member) -> None:
    topic, posts = long(space)
    into, there = long(space)
    opening = topic.posts.get(position=0)
    before = order(into)
    merge(mara, topic, into)
    assert order(into) == [*before, opening.pk, *(post.pk for post in posts)]
    assert counts(into) == (len(there) + 1 + len(posts), 0, 10)
    assert (fresh(topic).status, fresh(topic).merged_into) == (Status.MERGED, into)
    recount_all()
    assert counts(into)[0] == 9


def test_the_old_address_leads_on_for_whoever_may_read_the_new(client: Client, space: Space, mara: Member) -> None:
    topic, posts = long(space, title="Which forms go with the letter?")
    (into, _), (last, _) = long(space), long(space)
    old, old_post = topic.get_absolute_url(), posts[2].get_absolute_url()
    merge(mara, topic, into)
    merge(mara, into, last)
    for who in (None, topic.member, make.admin()):
        browser = Client()
        if who is not None:
            browser.force_login(who)
        assert browser.get(old, follow=True).redirect_chain[-1][0] == last.get_absolute_url()
        assert f"/t/{last.pk}/" in browser.get(old_post)["Location"]
    assert topic.title not in client.get("/latest/").content.decode()
    Topic.objects.filter(pk=last.pk).update(audience="members")
    assert client.get(old).status_code == client.get(old_post).status_code == 404


def test_who_follows_hears_on_and_finds_what_they_began(space: Space, mara: Member) -> None:
    topic, _ = long(space)
    into, _ = long(space)
    ines = cast.ines()
    make.follow(member=ines, topic=topic)
    Draft.objects.create(member=ines, context=f"topic:{topic.pk}", body="I would")
    merge(mara, topic, into)
    assert Follow.objects.filter(member=ines, topic=into).exists()
    assert Draft.objects.get(member=ines).context == f"topic:{into.pk}"
    forum.answer(actor=make.member(), topic=fresh(into), body="And this.", masked=False, submit_key=None)
    settle()
    assert Notice.objects.filter(member=ines, topic=into).exists()


def test_help_goes_along_where_the_asker_is_the_same(space: Space, mara: Member) -> None:
    ines = cast.ines()
    (topic, posts), (into, _) = long(space, by=ines), long(space, by=ines)
    forum.mark_helped(actor=ines, post=posts[0])
    settle()
    merge(mara, topic, into)
    settle()
    assert Help.objects.get().topic == into
    assert counts(into)[1] == 1


def test_a_mark_is_never_put_under_the_question_of_somebody_else(space: Space, mara: Member) -> None:
    (topic, posts), (into, _) = long(space), long(space)
    forum.mark_helped(actor=topic.member, post=posts[0])
    with pytest.raises(NotAllowed, match="carries the asker"):
        merge(mara, topic, into)


def test_what_was_said_among_members_stays_among_them(client: Client, space: Space, mara: Member) -> None:
    (topic, _), (into, _) = long(space, audience="members"), long(space)
    decision = merge(mara, topic, into)
    assert client.get(into.get_absolute_url()).status_code == 404
    undo(moderator=mara, decision=decision)
    assert client.get(into.get_absolute_url()).status_code == 200


def test_after_something_was_written_there_it_stays_among_members(client: Client, space: Space, mara: Member) -> None:
    (topic, _), (into, _) = long(space, audience="members"), long(space)
    decision = merge(mara, topic, into)
    say.answer(actor=make.member(), topic=fresh(into))
    undo(moderator=mara, decision=decision)
    assert client.get(into.get_absolute_url()).status_code == 404


def test_nothing_of_fewer_readers_goes_to_more(space: Space) -> None:
    nasreen = cast.nasreen()
    inside = make.space(visibility=Space.Visibility.MODERATORS)
    (topic, _), (into, _) = long(inside), long(space)
    with pytest.raises(NotAllowed, match="More people could read"):
        merge(nasreen, topic, into)


def test_a_topic_of_a_mask_or_with_one_is_not_merged_away(space: Space, mara: Member) -> None:
    into, _ = long(space)
    masked = make.masked_topic(by=make.member(), space=space)
    topic, posts = long(space)
    make.comment(post=posts[0], mask=make.mask(of=make.member(), topic=topic))
    for each in (masked, topic):
        with pytest.raises(NotAllowed, match="without their name"):
            merge(mara, each, into)
    merge(mara, into, masked)  # the other way round nothing moves that a mask wrote


@pytest.mark.parametrize("status", ["hidden", "held", "deleted"])
def test_what_others_cannot_read_is_not_merged(space: Space, mara: Member, status: str) -> None:
    (topic, _), (into, _) = long(space), long(space)
    Topic.objects.filter(pk=into.pk).update(status=status)
    with pytest.raises(NotAllowed):
        merge(mara, topic, into)
    with pytest.raises(NotAllowed):
        merge(mara, topic, topic)


def test_a_merge_is_undone_and_later_words_stay(space: Space, mara: Member) -> None:
    (topic, _), (into, _) = long(space), long(space)
    before, there = order(topic), order(into)
    decision = merge(mara, topic, into)
    later = make.answer(topic=fresh(into))
    undo(moderator=mara, decision=decision)
    assert (order(topic), order(into)) == (before, [*there, later.pk])
    assert fresh(topic).status == Status.VISIBLE
    assert counts(topic) == (4, 0, 5)
    assert counts(into) == (5, 0, 6)


def test_what_was_moved_again_is_not_undone(space: Space, mara: Member) -> None:
    (topic, _), (into, _), (last, _) = long(space), long(space), long(space)
    decision = merge(mara, topic, into)
    merge(mara, into, last)
    undo_it = {"moderator": mara, "decision": decision}
    undo(**undo_it)  # all of them stand in the last one: they go home from there
    assert counts(topic) == (4, 0, 5)
    with pytest.raises(NotAllowed):
        undo(**undo_it)


# --- the pages ------------------------------------------------------------------------------------------------------


def test_the_pages_ask_say_what_is_wrong_and_offer_to_undo(client: Client, space: Space, mara: Member) -> None:
    topic, posts = long(space)
    into, _ = long(space)
    client.force_login(mara)
    page = client.get(f"/desk/topics/{topic.pk}/split/?post={posts[2].pk}").content.decode()
    assert f'value="{posts[2].pk}"' in page
    assert f'value="{posts[1].pk}"' not in page
    answer = client.post(f"/desk/topics/{topic.pk}/split/", {"title": "Kept words", "reason": WHY})
    assert answer.status_code == 422
    assert "Choose at least one answer." in answer.content.decode()
    assert 'value="Kept words"' in answer.content.decode()
    sent = {"title": "The forms that go with it", "posts": [posts[2].pk], "reason": WHY}
    assert client.post(f"/desk/topics/{topic.pk}/split/", sent).status_code == 303
    answer = client.post(f"/desk/topics/{topic.pk}/merge/", {"into": "99999", "reason": WHY})
    assert answer.status_code == 422
    assert "There is no topic at this address." in answer.content.decode()
    done = client.post(f"/desk/topics/{topic.pk}/merge/", {"into": into.get_absolute_url(), "reason": WHY}, follow=True)
    assert "Undo" in done.content.decode()
    assert fresh(topic).merged_into == into
