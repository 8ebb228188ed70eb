"""Answering, changing and taking back what one wrote in a topic."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F

from activity.record import record
from forum import rules, words
from forum.actions import admission, drafts, wording
from forum.actions.appearance import locked, set_status
from forum.actions.common import already_submitted, author_and_time, locked_post, locked_topic, touch, visible_from_for
from forum.actions.hearing import follow_by_itself
from forum.actions.reworking import reworked
from forum.actions.searching import renew
from forum.actions.tags import set_tags
from forum.models import Post, Revision, Row, Status, Topic, post_of
from forum.queries import people
from masks.hours import now_for
from members.models import Member
from uploads import actions as pictures


class Outdated(Exception):
    """Somebody saved another version since this one was opened. `post` is as it stands now."""

    def __init__(self, post: Post) -> None:
        super().__init__(post.pk)
        self.post = post


@transaction.atomic
def answer(
    *, actor: Member, topic: Topic, body: str, masked: bool, submit_key: UUID | None, keeps_draft: bool = False
) -> Post:
    """Adds a post at the end of a topic. The same `submit_key` again gives the same post. What was begun on the page
    goes with it, unless the post came from elsewhere (`keeps_draft`). Raises NotAllowed.
    """
    if (made := already_submitted(Post, actor=actor, submit_key=submit_key)) is not None:
        return made
    body = wording.said_otherwise(words.body(body), topic.space_id)
    form = "" if keeps_draft else f"topic:{topic.pk}"
    carried = pictures.carry(actor=actor, body=body, masked=masked, form=form)
    topic = locked_topic(topic.pk)
    rules.may_post(actor, topic)
    admission.posts_within(actor, masked=masked)
    post = Post.objects.create(
        topic=topic,
        position=topic.next_position,
        body=carried.body,
        submit_key=submit_key,
        status=Status.WAITING,
        visible_from=visible_from_for(masked=masked),
        **words.rendered(carried.body, people.known, carried.shapes),
        **author_and_time(actor=actor, topic_id=topic.pk, space_id=topic.space_id, masked=masked),
    )
    carried.hold("post", post.pk)
    Topic.objects.filter(pk=topic.pk).update(next_position=F("next_position") + 1)
    follow_by_itself(member_id=post.member_id, topic=topic)
    if not keeps_draft:
        drafts.discard(actor=actor, context=f"topic:{topic.pk}")
    admission.admit_or_hold(post)
    return post


@transaction.atomic
def edit(
    *,
    actor: Member,
    post: Post,
    body: str,
    base: int,
    reason: str = "",
    title: str | None = None,
    tags: list[str] | None = None,
) -> Post:
    """Saves another version of a post. `base` is the `revision_count` that the writer began with.

    `title` and `tags` are of the topic and count only for its opening post. Nothing changed: nothing is saved. Raises
    Outdated where another version was saved since, and NotAllowed.
    """
    space_id = post.topic.space_id
    body = wording.said_otherwise(words.body(body), space_id)
    of, form = ("post", post.pk), f"edit:{post.pk}"
    carried = pictures.carry(actor=actor, body=body, masked=post.is_masked, of=of, form=form)
    post = locked_post(post)
    rules.may_edit(actor, post)
    title = wording.said_otherwise(title, space_id) if title is not None else None
    new_title = words.title(title) if post.is_opening and title is not None else post.topic.title
    if tags is not None and post.is_opening:
        set_tags(post.topic, words.tags(tags))
        touch(post.topic_id)
    if (carried.body, new_title) == (post.body, post.topic.title):
        return post
    if base != post.revision_count:
        raise Outdated(post)
    if post.revision_count == 0:
        _keep(post, number=1, reason="", at=post.created_at)
    was, title_was, body_was = post.html, post.topic.title if post.is_opening else "", post.body
    _change(post, carried, new_title)
    _keep(post, number=post.revision_count, reason=reason, at=now_for(post))
    _touch(post.topic, title=new_title, opening=post)
    if post.visible_from is None:
        record(
            verb="post.edited",
            actor=post,
            target=post,
            space_id=post.topic.space_id,
            data={"topic": post.topic_id, "number": post.revision_count},
        )
    if post.status == Status.HIDDEN:
        reworked(post, title=title_was, body=body_was)
    else:
        admission.hold_if_needed(post, was=was)
    return post


def _change(post: Post, carried: pictures.Carried, title: str) -> None:
    post.body, post.is_html = carried.body, False
    for name, value in words.rendered(carried.body, people.known, carried.shapes).items():
        setattr(post, name, value)
    carried.hold("post", post.pk)
    post.revision_count = max(post.revision_count, 1) + 1
    post.edited_at = now_for(post)
    post.save(update_fields=["body", "is_html", "html", "text", "search", "renderer", "revision_count", "edited_at"])
    if post.is_opening:
        post.topic.title = title


def _keep(post: Post, *, number: int, reason: str, at: datetime) -> None:
    """One version of the post, as it stands now. It carries the mask where the post does."""
    Revision.objects.create(
        post=post,
        number=number,
        title=post.topic.title if post.is_opening else "",
        body=post.body,
        reason=reason.strip()[:200],
        at=at,
        member=post.member,
        mask=post.mask,
    )


def _touch(topic: Topic, *, title: str, opening: Post) -> None:
    fields: dict[str, Any] = {"version": F("version") + 1}
    if opening.is_opening:
        fields |= {"title": title, "slug": words.slug(title), "excerpt": words.excerpt(opening.html)}
    Topic.objects.filter(pk=topic.pk).update(**fields)
    if opening.is_opening:
        renew([topic.pk])


@transaction.atomic
def delete(*, actor: Member, row: Row) -> Row:
    """Takes one's own post or comment back. What others have read can be put back; what still waited goes to
    the drafts. Raises NotAllowed.
    """
    row = locked(row)
    rules.may_delete(actor, row)
    if row.visible_from is not None:
        drafts.keep_taken_back(actor=actor, row=row)
    waited_unseen = row.status == Status.WAITING
    set_status(row, Status.DELETED)
    if not waited_unseen:  # of what nobody could see the ledger has heard nothing
        _record("post.taken_back", row)
    return row


@transaction.atomic
def restore(*, actor: Member, row: Row) -> Row:
    """Puts back what its author took back. Raises NotAllowed."""
    row = locked(row)
    rules.may_restore(actor, row)
    set_status(row, Status.VISIBLE)
    _record("post.put_back", row)
    return row


def _record(verb: str, row: Row) -> None:
    topic = post_of(row).topic
    record(verb=verb, actor=row, target=row, space_id=topic.space_id, data={"topic": topic.pk})
