"""Moving a topic to where it belongs; the moderators' line in a topic."""

from __future__ import annotations

import pytest
from django.urls import reverse

from forum.models import Post, Topic
from members.models import Member
from members.rules import NotAllowed
from moderation.actions.decisions import undo
from moderation.actions.reports import report
from moderation.actions.topics import move, retag
from moderation.models import Decision
from moderation.queries.tending import tending_for
from tests import make
from tests.moderation.place import Place


def both(place: Place) -> object:
    """Another space that the moderator tends as well."""
    other = make.space(title="Council tax")
    make.appoint(member=place.moderator, space=other, by=place.admin)
    return other


def fresh(member: Member) -> Member:
    return Member.objects.get(pk=member.pk)


def test_a_topic_moves_and_moves_back(place: Place) -> None:
    other, topic = both(place), place.post.topic
    decision = move(moderator=fresh(place.moderator), topic=topic, space=other, reason="It is about council tax.")
    assert Topic.objects.get(pk=topic.pk).space == other
    assert decision.data == {"from": place.space.pk}
    undo(moderator=fresh(place.moderator), decision=decision)
    assert Topic.objects.get(pk=topic.pk).space == place.space


def test_what_was_said_among_members_stays_among_members(place: Place) -> None:
    place.space.visibility = "members"
    place.space.save()
    other, topic = both(place), Topic.objects.get(pk=place.post.topic_id)
    move(moderator=fresh(place.moderator), topic=topic, space=other, reason="It is about council tax.")
    assert Topic.objects.get(pk=topic.pk).audience == Topic.Audience.MEMBERS


def test_only_whoever_tends_both_moves(place: Place) -> None:
    for who in (place.moderator, place.stranger, place.reader):
        with pytest.raises(NotAllowed):
            move(moderator=who, topic=place.post.topic, space=make.space(), reason="Because.")
    assert not Decision.objects.exists()


def test_without_a_reason_or_to_where_it_is_it_does_not_move(place: Place) -> None:
    with pytest.raises(NotAllowed, match="reason"):
        move(moderator=fresh(place.moderator), topic=place.post.topic, space=both(place), reason="")
    with pytest.raises(NotAllowed, match="already"):
        move(moderator=place.moderator, topic=place.post.topic, space=place.space, reason="Because.")


def test_tags_are_changed_and_the_old_ones_kept_in_the_log(place: Place) -> None:
    topic = make.topic(space=place.space, tags=("misc",))
    decision = retag(moderator=place.moderator, topic=topic, tags=["bank fees"], reason="Easier to find.")
    assert [tag.name for tag in topic.tags.all()] == ["bank fees"]
    assert decision.data == {"tags": ["misc"]}
    with pytest.raises(NotAllowed):
        retag(moderator=place.stranger, topic=topic, tags=["x"], reason="Because.")


def test_the_page_moves_and_retags_in_one(place: Place, client: object) -> None:
    other, topic = both(place), place.post.topic
    client.force_login(place.moderator)
    address = reverse("moderation:place", args=[topic.pk])
    assert client.get(address).status_code == 200
    sent = {"space": other.pk, "tags": "council tax", "reason": "It is about council tax."}
    assert client.post(address, sent).status_code == 303
    topic = Topic.objects.get(pk=topic.pk)
    assert (topic.space, [tag.name for tag in topic.tags.all()]) == (other, ["council tax"])
    assert client.post(address, sent | {"reason": ""}).status_code == 422


# --- the moderators' line ----------------------------------------------------------------------------------------


def loaded(*posts: Post) -> list[Post]:
    return list(
        Post.objects.filter(pk__in=[post.pk for post in posts]).select_related("topic__space", "member", "mask")
    )


def test_the_line_says_what_there_is_to_say(place: Place, django_assert_num_queries: object) -> None:
    report(actor=place.reader, thing=place.post, reason="selling")
    make.thanks(post=place.post)
    make.thanks(post=place.post)
    posts, viewer = loaded(place.post, place.masked), fresh(place.moderator)
    tending_for(posts, viewer)  # who they tend and which masks are theirs are known from now on
    with django_assert_num_queries(1):
        found = tending_for(posts, viewer)
    assert found[place.post.pk].line == "One person says that something is wrong here. 2 people said why this helped."
    assert found[place.post.pk].may_invite
    assert found[place.masked.pk].line == ""


def test_help_by_or_to_a_mask_is_no_reason_to_invite(place: Place) -> None:
    by_masks = [make.mask(of=make.member(), topic=place.post.topic) for _ in range(2)]
    for mask in by_masks:
        make.thanks(post=place.post, mask=mask)
        make.thanks(post=place.masked)
    make.helped_mark(post=place.masked)
    found = tending_for(loaded(place.post, place.masked), fresh(place.moderator))
    assert [(line.line, line.may_invite) for line in found.values()] == [("", False)] * 2


def test_the_mark_of_an_asker_without_a_name_is_no_reason_either(place: Place) -> None:
    post = make.answer(topic=make.masked_topic(space=place.space, by=place.reader), by=place.author)
    make.helped_mark(post=post)
    found = tending_for(loaded(post), fresh(place.moderator))
    assert (found[post.pk].line, found[post.pk].may_invite) == ("", False)


def test_ones_own_answer_is_not_offered(place: Place) -> None:
    make.appoint(member=place.author, space=place.space)
    for post in (place.post, place.masked):
        Post.objects.filter(pk=post.pk).update(helped=True)
    for line in tending_for(loaded(place.post, place.masked), fresh(place.author)).values():
        assert line.own
        assert not line.may_invite


@pytest.mark.parametrize("who", ["reader", "stranger", "author"])
def test_nobody_else_has_a_line(place: Place, who: str) -> None:
    assert tending_for(loaded(place.post), getattr(place, who)) == {}
    assert tending_for([], place.moderator) == {}
    assert tending_for(loaded(place.post), None) == {}
