"""Inviting an author, and the author's yes, later or no."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from django.urls import reverse
from django.utils import timezone

from blog.actions import invitations
from blog.models import Article, ArticleInvitation
from forum.models import Post, Status
from members.rules import NotAllowed
from notices.models import Notice
from tests import cast, make
from tests.blog.room import LONG, Room, room_of
from tests.forum import say
from tests.ledger import settle
from tests.races import at_once, kinds


def test_the_author_is_invited_and_told(room: Room) -> None:
    row = room.invited(message="Would you?")
    assert (row.state, row.member, row.reason) == ("invited", room.author, "It keeps helping people.")
    settle()
    assert Notice.objects.filter(member=room.author, kind="article_invited").count() == 1


def test_a_mask_is_invited_as_a_mask(masked_room: Room) -> None:
    row = masked_room.invited()
    assert (row.member, row.mask) == (None, masked_room.post.mask)


def test_yes_makes_a_draft_of_the_answer(room: Room) -> None:
    article = room.draft()
    assert (article.state, article.body, article.revision_count) == ("draft", LONG, 1)
    assert article.revisions.get().member == room.author
    assert room.post.topic.title not in article.title
    assert "article.answered" in say.verbs()


def test_later_may_be_asked_again_after_ninety_days(room: Room) -> None:
    row = invitations.decline(actor=room.author, invitation=room.invited(), for_good=False)
    with pytest.raises(NotAllowed, match="has been asked"):
        room.invited()
    ArticleInvitation.objects.filter(pk=row.pk).update(answered_at=timezone.now() - timedelta(days=91))
    assert room.invited().state == "invited"


def test_no_is_for_good(room: Room) -> None:
    row = invitations.decline(actor=room.author, invitation=room.invited(), for_good=True)
    ArticleInvitation.objects.filter(pk=row.pk).update(answered_at=timezone.now() - timedelta(days=4000))
    with pytest.raises(NotAllowed, match="has been asked"):
        room.invited()


@pytest.mark.parametrize("for_good", [False, True])
def test_nobody_is_told_of_a_later_or_a_no(room: Room, for_good: bool) -> None:
    invitations.decline(actor=room.author, invitation=room.invited(), for_good=for_good)
    settle()
    assert "article.answered" not in say.verbs()
    assert not Notice.objects.filter(member=room.moderator).exists()


@pytest.mark.parametrize("who", ["stranger", "reader", "author", "asker"])
def test_only_whoever_tends_the_space_invites(room: Room, who: str) -> None:
    with pytest.raises(NotAllowed, match="tends this space"):
        room.invited(moderator=getattr(room, who))


@pytest.mark.parametrize("masked", [False, True])
def test_nobody_promotes_their_own_answer(room: Room, masked_room: Room, masked: bool) -> None:
    make.appoint(member=room.author, space=room.space)
    author = type(room.author).objects.get(pk=room.author.pk)
    with pytest.raises(NotAllowed, match="your own answer"):
        (masked_room if masked else room).invited(moderator=author)


def test_a_term_that_is_over_gives_no_power(room: Room) -> None:
    room.moderator.appointments.update(ends_at=timezone.now())
    with pytest.raises(NotAllowed, match="tends this space"):
        room.invited()


def test_a_suspended_moderator_is_refused(room: Room) -> None:
    make.suspension(member=room.moderator)
    with pytest.raises(NotAllowed):
        room.invited()


def test_without_a_reason_it_is_refused(room: Room) -> None:
    with pytest.raises(NotAllowed, match="why"):
        room.invited(reason="  ")


def test_a_question_or_a_hidden_answer_is_refused(room: Room) -> None:
    with pytest.raises(NotAllowed, match="Only an answer"):
        room.invited(post=say.opening(room.post.topic))
    room.post.status = Status.HIDDEN
    with pytest.raises(NotAllowed, match="Only an answer"):
        room.invited()


def test_whoever_was_featured_lately_is_not_asked(room: Room) -> None:
    room.published()
    second = make.answer(topic=room.post.topic, by=room.author, body=LONG)
    with pytest.raises(NotAllowed, match="last three months"):
        room.invited(post=second)


@pytest.mark.parametrize("who", ["moderator", "reader", "asker", "admin"])
def test_only_the_author_replies(room: Room, who: str) -> None:
    row = room.invited()
    with pytest.raises(NotAllowed, match="Only the person"):
        invitations.accept(actor=getattr(room, who), invitation=row, byline="name")
    with pytest.raises(NotAllowed, match="Only the person"):
        invitations.decline(actor=getattr(room, who), invitation=row, for_good=True)


def test_nobody_replies_twice(room: Room) -> None:
    row = room.invited()
    invitations.decline(actor=room.author, invitation=row, for_good=False)
    with pytest.raises(NotAllowed, match="already"):
        invitations.accept(actor=room.author, invitation=row, byline="name")
    assert not Article.objects.exists()


@pytest.mark.parametrize(("byline", "words"), [("mask", ""), ("other", "  "), ("", ""), ("queen", ""), ("name ", "")])
def test_a_byline_that_a_named_author_cannot_have_is_refused(room: Room, byline: str, words: str) -> None:
    row = room.invited()
    with pytest.raises(NotAllowed):
        invitations.accept(actor=room.author, invitation=row, byline=byline, byline_words=words)


def test_a_masked_author_cannot_choose_the_name_behind_it(masked_room: Room) -> None:
    with pytest.raises(NotAllowed, match="under which name"):
        masked_room.draft(byline="name")
    assert masked_room.draft(invitation=ArticleInvitation.objects.get()).byline == "mask"


def test_an_invitation_can_be_taken_back_until_it_is_answered(room: Room) -> None:
    row = room.invited()
    with pytest.raises(NotAllowed):
        invitations.withdraw_invitation(moderator=room.stranger, invitation=row)
    invitations.withdraw_invitation(moderator=room.moderator, invitation=row)
    with pytest.raises(NotAllowed):
        invitations.accept(actor=room.author, invitation=row, byline="name")
    assert room.invited().state == "invited"


@pytest.mark.django_db(transaction=True)
def test_of_six_who_invite_at_once_one_does() -> None:
    room = room_of()
    moderators = [make.moderator(of=room.space, by=room.admin) for _ in range(6)]
    posts = [Post.objects.select_related("topic__space", "member").get(pk=room.post.pk) for _ in moderators]
    calls = [partial(room.invited, moderator=who, post=post) for who, post in zip(moderators, posts, strict=True)]
    assert kinds(at_once(calls, refusals=(NotAllowed,))) == {"ArticleInvitation": 1, "NotAllowed": 5}


# --- pages -----------------------------------------------------------------------------------------------------


def test_the_authors_page_is_theirs_alone(room: Room, client: object) -> None:
    address = reverse("blog:invitation", args=[room.invited().pk])
    client.force_login(room.author)
    assert client.get(address).status_code == 200
    for who in (room.moderator, room.admin, room.reader, room.asker):
        client.force_login(who)
        assert client.get(address).status_code == 404
        assert client.post(address, {"answer": "yes", "byline": "name"}).status_code == 404


def test_the_page_takes_a_yes(room: Room, client: object) -> None:
    address = reverse("blog:invitation", args=[room.invited().pk])
    client.force_login(room.author)
    answer = client.post(address, {"answer": "yes", "byline": "other", "byline_words": "D., who called"})
    article = Article.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, reverse("blog:draft", args=[article.pk]))
    assert article.byline_words == "D., who called"


def test_a_yes_without_a_name_is_asked_again(room: Room, client: object) -> None:
    client.force_login(room.author)
    answer = client.post(reverse("blog:invitation", args=[room.invited().pk]), {"answer": "yes"})
    assert answer.status_code == 422
    assert "under which name" in answer.content.decode()


def test_a_members_only_answer_comes_with_a_plain_warning(db: None, client: object) -> None:
    room = room_of(audience="members")
    client.force_login(room.author)
    page = client.get(reverse("blog:invitation", args=[room.invited().pk])).content.decode()
    assert "can be read by members only" in page


def test_an_unknown_member_of_the_cast_sees_no_trace(room: Room, client: object) -> None:
    room.invited()
    client.force_login(cast.callum())
    assert client.get(reverse("blog:drafts")).status_code == 200
    assert "invites you" not in client.get(reverse("blog:drafts")).content.decode()
