"""The asker's mark: this helped."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F

from activity.record import record
from forum import rules
from forum.actions.common import locked_post
from forum.models import HelpedMark, Post, Topic
from masks.hours import now_for
from members.models import Member

LONGEST_CHANGE = 280  # characters of "what changed for you"


@transaction.atomic
def mark_helped(*, actor: Member, post: Post, what_changed: str = "") -> HelpedMark:
    """The asker says that an answer helped, under the name they asked with. A second time changes the words.

    Raises NotAllowed for anybody but the asker, and on the asker's own answer.
    """
    post = locked_post(post)
    rules.may_mark_helped(actor, post)
    words = " ".join(what_changed.split())[:LONGEST_CHANGE]
    topic = post.topic
    mark, made = HelpedMark.objects.get_or_create(
        post=post,
        defaults={
            "member": topic.member,
            "mask": topic.mask,
            "what_changed": words,
            "at": now_for(topic),
        },
    )
    if made:
        _count(post, 1)
        record(verb="answer.helped", actor=mark, target=post, space_id=topic.space_id, data={"topic": topic.pk})
    elif words and words != mark.what_changed:
        mark.what_changed = words
        mark.save(update_fields=["what_changed"])
        _count(post, 0)
    return mark


@transaction.atomic
def unmark_helped(*, actor: Member, post: Post) -> None:
    """Takes the mark back. Nothing to take back: nothing happens. Raises NotAllowed for anybody but the asker."""
    post = locked_post(post)
    rules.may_unmark_helped(actor, post)
    mark = HelpedMark.objects.filter(post=post).select_related("member", "mask").first()
    if mark is None:
        return
    mark.delete()
    _count(post, -1)
    topic = post.topic
    record(verb="answer.unhelped", actor=mark, target=post, space_id=topic.space_id, data={"topic": topic.pk})


def _count(post: Post, change: int) -> None:
    if change:
        Post.objects.filter(pk=post.pk).update(helped=change > 0)
    counted = change if post.status == "visible" else 0
    Topic.objects.filter(pk=post.topic_id).update(helped_count=F("helped_count") + counted, version=F("version") + 1)
