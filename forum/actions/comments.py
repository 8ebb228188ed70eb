"""Short remarks under a post; one level."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from activity.record import record
from forum import rules, words
from forum.actions import admission, drafts, wording
from forum.actions.common import (
    already_submitted,
    author_and_time,
    locked_comment,
    locked_post,
    touch,
    visible_from_for,
)
from forum.actions.reworking import reworked
from forum.models import Comment, Post, Status
from forum.queries import people
from masks.hours import now_for
from members.models import Member
from uploads import actions as pictures


@transaction.atomic
def comment(*, actor: Member, post: Post, body: str, masked: bool, submit_key: UUID | None) -> Comment:
    """Adds a comment under a post. The same `submit_key` again gives the same comment. Raises NotAllowed."""
    if (made := already_submitted(Comment, actor=actor, submit_key=submit_key)) is not None:
        return made
    body = _worded(body, post)
    carried = pictures.carry(actor=actor, body=body, masked=masked, form=f"comment:{post.pk}")
    post = locked_post(post)
    rules.may_comment(actor, post)
    admission.comments_within(actor, masked=masked)
    made = Comment.objects.create(
        post=post,
        body=carried.body,
        submit_key=submit_key,
        status=Status.WAITING,
        visible_from=visible_from_for(masked=masked),
        **words.rendered_short(carried.body, people.known, carried.shapes),
        **author_and_time(actor=actor, topic_id=post.topic_id, space_id=post.topic.space_id, masked=masked),
    )
    carried.hold("comment", made.pk)
    drafts.discard(actor=actor, context=f"comment:{post.pk}")
    admission.admit_or_hold(made)
    return made


@transaction.atomic
def edit_comment(*, actor: Member, comment: Comment, body: str) -> Comment:
    """Changes a comment; comments are short and keep no versions, only that they were changed. Raises NotAllowed."""
    body, of, form = _worded(body, comment.post), ("comment", comment.pk), f"comment-edit:{comment.pk}"
    carried = pictures.carry(actor=actor, body=body, masked=comment.is_masked, of=of, form=form)
    comment = locked_comment(comment)
    rules.may_edit(actor, comment)
    if carried.body == comment.body:
        return comment
    carried.hold_alone(*of, was=comment.body)
    was, body_was = comment.html, comment.body
    comment.body, comment.edited_at = carried.body, now_for(comment)
    for name, value in words.rendered_short(carried.body, people.known, carried.shapes).items():
        setattr(comment, name, value)
    comment.save(update_fields=["body", "html", "renderer", "edited_at"])
    touch(comment.post.topic_id)
    if comment.visible_from is None:
        topic = comment.post.topic
        data = {"topic": topic.pk, "post": comment.post_id}
        record(verb="comment.edited", actor=comment, target=comment, space_id=topic.space_id, data=data)
    if comment.status == Status.HIDDEN:
        reworked(comment, title="", body=body_was)
    else:
        admission.hold_if_needed(comment, was=was)
    return comment


def _worded(body: str, post: Post) -> str:
    """In the words that this community prefers; they may be longer than those that were typed."""
    said = wording.said_otherwise(words.body(body, most=Comment.MAX_LENGTH), post.topic.space_id)
    return words.body(said, most=Comment.MAX_LENGTH)
