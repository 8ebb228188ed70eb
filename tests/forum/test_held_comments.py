"""A newcomer's comment with a link, a picture or a blocked word waits for a person, as a first post does."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from forum import actions
from forum.models import Comment, Post, Status, Topic
from members.models import Member
from members.rules import NotAllowed
from moderation.actions.decisions import decide
from moderation.actions.holds import free_due
from moderation.models import Decision, Hold
from moderation.queries.queue import queue
from notices.models import Message, Notice
from notices.rules import readable_by
from tests import cast, make
from tests.forum import say
from tests.ledger import settle

pytestmark = pytest.mark.django_db

LINK = "Look at https://quick.example/now"


def now(comment: Comment) -> str:
    return Comment.objects.get(pk=comment.pk).status


def counted(comment: Comment) -> int:
    return Post.objects.get(pk=comment.post_id).comment_count


def page(viewer: Member | None, topic: Topic) -> str:
    client = Client()
    if viewer is not None:
        client.force_login(viewer)
    return client.get(topic.get_absolute_url()).content.decode()


def told(member: Member) -> list[str]:
    return list(readable_by(Member.objects.get(pk=member.pk)).order_by("pk").values_list("kind", flat=True))


def pass_two_hours() -> None:
    Hold.objects.update(release_at=timezone.now() - timedelta(seconds=1))


@pytest.mark.parametrize("masked", [False, True])
def test_a_first_comment_with_a_link_waits_and_is_counted_and_told_to_nobody(masked: bool) -> None:
    post, wilf = make.answer(), cast.wilf()
    made = say.comment(actor=wilf, post=post, body=f"{LINK}, @{post.member.handle}", masked=masked)
    say.end_grace()
    settle()
    assert now(made) == Status.HELD
    assert counted(made) == 0
    assert say.verbs() == ["post.held"]
    assert told(post.member) == []
    assert not Message.objects.exists()
    hold = Hold.objects.get(comment=made)
    assert hold.reasons == ["It has a link or an address in it."]
    assert hold.post is None


def test_blocked_words_hold_it_as_well() -> None:
    make.community(blocked_words=["casino"])
    made = say.comment(actor=cast.wilf(), post=make.answer(), body="A casino paid my rent.")
    assert now(made) == Status.HELD


def test_its_author_sees_that_it_waits_and_others_do_not_see_it_at_all() -> None:
    post, wilf = make.answer(), cast.wilf()
    say.comment(actor=wilf, post=post, body=LINK)
    settle()
    assert "Your reply is waiting for a person to read it" in page(wilf, post.topic)
    assert told(wilf) == ["held"]
    for other in (None, post.member, cast.pau()):
        text = page(other, post.topic)
        assert "quick.example" not in text
        assert "waiting for a person" not in text


def test_the_fragment_after_posting_says_so_too() -> None:
    post, client = make.answer(), Client()
    client.force_login(cast.wilf())
    data = {"body": LINK, "as": "me", "submit_key": "5f0c7a40-5f8f-4a7e-9d1e-6f4d5c1f0a11"}
    answer = client.post(f"/p/{post.pk}/comments/", data, headers={"HX-Request": "true"})
    assert "Your reply is waiting for a person to read it" in answer.content.decode()


def test_whoever_reads_after_the_hold_is_not_handed_an_older_page() -> None:
    """Bystanders share drawn posts, and visitors whole pages."""
    post, wilf, pau = make.answer(), cast.wilf(), cast.pau()
    page(pau, post.topic)
    page(None, post.topic)
    page(wilf, post.topic)
    made = say.comment(actor=wilf, post=post, body=LINK)
    settle()
    assert "quick.example" in page(wilf, post.topic)
    assert "quick.example" not in page(pau, post.topic)
    pass_two_hours()
    assert free_due() == 1
    assert now(made) == Status.VISIBLE
    assert "quick.example" in page(pau, post.topic)
    assert "quick.example" in page(None, post.topic)


def test_after_two_hours_it_appears_and_is_told_once() -> None:
    post = make.answer()
    made = say.comment(actor=cast.wilf(), post=post, body=LINK)
    settle()
    assert free_due() == 0
    pass_two_hours()
    assert free_due() == 1
    settle()
    assert free_due() == 0
    assert counted(made) == 1
    assert say.verbs()[:3] == ["post.held", "comment.written", "post.released"]
    assert say.verbs().count("comment.written") == 1
    assert told(post.member) == ["commented"]
    assert Hold.objects.get(comment=made).released_by is None


def test_it_waits_in_the_same_queue_and_a_moderator_lets_it_through() -> None:
    space = make.space()
    post = make.answer(topic=make.topic(space=space))
    marit = make.moderator(of=space)
    made = say.comment(actor=cast.wilf(), post=post, body=LINK)
    settle()
    (case,) = queue(marit)
    assert case.thing == made
    assert case.why == "First comment from a new account"
    assert "It has a link or an address in it." in case.context
    assert queue(make.moderator(of=make.space())) == []
    decide(moderator=marit, thing=made, verb=Decision.Verb.RELEASE)
    settle()
    assert now(made) == Status.VISIBLE
    assert told(post.member) == ["commented"]
    assert Hold.objects.get(comment=made).released_by == marit
    assert queue(marit) == []


def test_what_a_moderator_hides_is_told_to_nobody_but_its_author() -> None:
    space, wilf = make.space(), cast.wilf()
    post = make.answer(topic=make.topic(space=space))
    made = say.comment(actor=wilf, post=post, body=LINK)
    settle()
    decide(moderator=make.moderator(of=space), thing=made, verb=Decision.Verb.HIDE, reason="It sells.")
    settle()
    pass_two_hours()
    assert free_due() == 0
    assert now(made) == Status.HIDDEN
    assert "comment.written" not in say.verbs()
    assert told(post.member) == []
    assert told(wilf) == ["held", "hidden"]


def test_a_stranger_to_the_space_cannot_let_it_through() -> None:
    made = say.comment(actor=cast.wilf(), post=make.answer(), body=LINK)
    with pytest.raises(NotAllowed):
        decide(moderator=make.moderator(of=make.space()), thing=made, verb=Decision.Verb.RELEASE)
    assert now(made) == Status.HELD


def test_nothing_can_be_done_with_it_while_it_waits() -> None:
    post, client = make.answer(), Client()
    made = say.comment(actor=cast.wilf(), post=post, body=LINK)
    client.force_login(cast.pau())
    for path in (f"/c/{made.pk}/edit/", f"/report/comment/{made.pk}/"):
        assert client.get(path).status_code == 404


def test_a_plain_first_comment_does_not_wait() -> None:
    assert now(say.comment(actor=cast.wilf(), post=make.answer())) == Status.VISIBLE


def test_whoever_wrote_twice_is_not_held_a_third_time() -> None:
    wilf, post = cast.wilf(), make.answer()
    make.answer(by=wilf)
    make.comment(by=wilf)
    assert now(say.comment(actor=wilf, post=post, body=LINK)) == Status.VISIBLE


def test_two_short_remarks_do_not_open_the_door_for_a_post() -> None:
    wilf = cast.wilf()
    for _ in range(2):
        make.comment(by=wilf)
    post = say.answer(actor=wilf, topic=make.topic(), body=LINK)
    assert Post.objects.get(pk=post.pk).status == Status.HELD


def test_what_is_held_or_hidden_does_not_count_as_read() -> None:
    wilf = cast.wilf()
    make.comment(by=wilf, status=Status.HELD)
    make.answer(by=wilf, status=Status.HIDDEN)
    make.answer(by=wilf)
    assert now(say.comment(actor=wilf, post=make.answer(), body=LINK)) == Status.HELD


def test_a_link_that_is_edited_in_holds_it_then() -> None:
    wilf, post = cast.wilf(), make.answer()
    made = say.comment(actor=wilf, post=post)
    actions.edit_comment(actor=wilf, comment=made, body=LINK)
    settle()
    assert now(made) == Status.HELD
    assert counted(made) == 0
    pass_two_hours()
    free_due()
    assert counted(made) == 1
    assert say.verbs().count("comment.written") == 1


def test_behind_a_mask_the_hold_says_nothing_about_who_is_new() -> None:
    """An old hand's mask is held like a newcomer's, and the moderators read no name."""
    space, old_hand = make.space(), cast.tobias()
    for _ in range(3):
        make.answer(by=old_hand)
    post = make.answer(topic=make.topic(space=space))
    marit = make.moderator(of=space)
    made = say.comment(actor=old_hand, post=post, body=LINK, masked=True)
    settle()
    assert now(made) == Status.HELD
    (case,) = queue(marit)
    assert case.why == "First comment without a name"
    client = Client()
    client.force_login(marit)
    text = client.get("/desk/").content.decode() + client.get(f"/desk/comment/{made.pk}/").content.decode()
    assert "Tobias" not in text
    assert old_hand.handle not in text
    assert Notice.objects.get(kind="held").member_id is None


def test_a_masked_comment_waits_out_its_grace_even_when_it_is_let_through_at_once() -> None:
    space = make.space()
    made = say.comment(actor=cast.wilf(), post=make.answer(topic=make.topic(space=space)), body=LINK, masked=True)
    decide(moderator=make.moderator(of=space), thing=made, verb=Decision.Verb.RELEASE)
    assert now(made) == Status.WAITING
    say.end_grace()
    assert now(made) == Status.VISIBLE
    assert say.verbs().count("comment.written") == 1


def test_a_mask_that_wrote_here_before_is_not_held() -> None:
    ines, topic = cast.ines(), make.topic()
    post = make.answer(topic=topic)
    make.comment(post=post, mask=make.mask(of=ines, topic=topic))
    made = say.comment(actor=ines, post=post, body=LINK, masked=True)
    say.end_grace()
    assert now(made) == Status.VISIBLE


def test_its_author_can_take_it_back_before_anybody_read_it() -> None:
    wilf = cast.wilf()
    made = say.comment(actor=wilf, post=make.answer(), body=LINK)
    settle()
    actions.delete(actor=wilf, row=made)
    pass_two_hours()
    assert free_due() == 0
    assert now(made) == Status.DELETED
    with pytest.raises(NotAllowed):
        actions.restore(actor=wilf, row=made)
