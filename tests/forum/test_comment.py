"""Short remarks under a post."""

from uuid import uuid4

import pytest

from forum import actions
from forum.models import Comment, Post, Status, Topic
from members.rules import NotAllowed
from tests import cast, make
from tests.forum import say

pytestmark = pytest.mark.django_db


def test_a_comment_is_counted_and_told() -> None:
    post = make.answer()
    version = Topic.objects.get(pk=post.topic_id).version
    made = say.comment(actor=cast.ines(), post=post)
    assert made.status == Status.VISIBLE
    assert Post.objects.get(pk=post.pk).comment_count == 1
    assert Topic.objects.get(pk=post.topic_id).version > version
    assert say.verbs() == ["comment.written"]


def test_one_submit_is_one_comment() -> None:
    post, ines, key = make.answer(), cast.ines(), uuid4()
    first = say.comment(actor=ines, post=post, submit_key=key)
    assert say.comment(actor=ines, post=post, submit_key=key) == first
    assert Post.objects.get(pk=post.pk).comment_count == 1


def test_it_can_be_changed_taken_back_and_put_back() -> None:
    ines = cast.ines()
    made = say.comment(actor=ines, post=make.answer())
    changed = actions.edit_comment(actor=ines, comment=made, body="Did it take *long*?")
    assert (changed.body, changed.edited_at is not None) == ("Did it take *long*?", True)
    actions.delete(actor=ines, row=made)
    assert Post.objects.get(pk=made.post_id).comment_count == 0
    actions.restore(actor=ines, row=made)
    assert Post.objects.get(pk=made.post_id).comment_count == 1
    assert say.verbs() == ["comment.written", "comment.edited", "post.taken_back", "post.put_back"]


def test_a_moderator_hides_and_shows_it() -> None:
    made = say.comment(actor=cast.ines(), post=make.answer())
    actions.hide(row=made)
    assert Comment.objects.get(pk=made.pk).status == Status.HIDDEN
    assert Post.objects.get(pk=made.post_id).comment_count == 0
    actions.unhide(row=made)
    assert Post.objects.get(pk=made.post_id).comment_count == 1


def test_a_longer_one_is_refused() -> None:
    with pytest.raises(NotAllowed, match="1000"):
        say.comment(actor=cast.ines(), post=make.answer(), body="x" * 1001)


@pytest.mark.parametrize("status", [Status.HELD, Status.HIDDEN, Status.DELETED, Status.WAITING])
def test_a_post_that_is_not_read_by_others_cannot_be_commented_on(status) -> None:
    with pytest.raises(NotAllowed):
        say.comment(actor=cast.ines(), post=make.answer(status=status))


def test_somebody_elses_cannot_be_changed_or_taken_back() -> None:
    made, dorrie = say.comment(actor=cast.ines(), post=make.answer()), cast.dorrie()
    with pytest.raises(NotAllowed):
        actions.edit_comment(actor=dorrie, comment=made, body="Mine now.")
    with pytest.raises(NotAllowed):
        actions.delete(actor=dorrie, row=made)


def test_what_a_moderator_has_hidden_cannot_be_taken_back_and_put_back() -> None:
    ines = cast.ines()
    made = say.comment(actor=ines, post=make.answer())
    actions.hide(row=made)
    with pytest.raises(NotAllowed):
        actions.delete(actor=ines, row=made)
    with pytest.raises(NotAllowed):
        actions.restore(actor=ines, row=made)
