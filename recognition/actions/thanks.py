"""Thanks for a post: given, taken back, shown and hidden."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from activity.locks import lock
from activity.record import record
from forum import limits
from forum.actions.common import locked_topic, touch
from forum.models import Post
from forum.rules import not_silenced
from masks import sealed
from masks.actions import AuthorFields, author_fields
from masks.hours import time_kept
from members.models import Member
from members.rules import NotAllowed
from recognition.models import Thanks
from recognition.rules import TAG_KIND, may_arrange, may_say, may_thank


@transaction.atomic
def give(*, actor: Member, post: Post, words: Iterable[str], note: str = "", masked: bool = False) -> Thanks:
    """One person thanks once, under their name or the mask they wear in this topic. A second time changes nothing.

    `words` are slugs of the community's list, one to three of them. The words and the giver show at once; the note
    goes to the author, who may show it.
    """
    chosen, note = list(dict.fromkeys(words)), note.strip()
    topic = locked_topic(post.topic_id)
    may_thank(actor, post)
    if note:
        not_silenced(actor, post.topic.space)
    tag = sealed.giver_tag(actor, TAG_KIND, post.pk)
    standing = _of(post, tag)
    if standing is not None:
        return standing
    may_say(chosen, note)
    _count(actor, masked=masked)
    who = author_fields(actor=actor, topic_id=topic.pk, masked=masked, space_id=topic.space_id)
    thanks, is_new = _insert(post, tag, chosen, note, who)
    if is_new:
        data = {"post": post.pk, "topic": topic.pk}
        record(verb="thanks.given", actor=thanks, target=thanks, space_id=topic.space_id, data=data)
        touch(topic.pk)
    return thanks


def _insert(post: Post, tag: bytes, words: list[str], note: str, who: AuthorFields) -> tuple[Thanks, bool]:
    """The row, and whether it is new: another click of the same person may be a moment ahead."""
    at = time_kept(timezone.now(), masked=who["mask"] is not None)
    try:
        with transaction.atomic():
            return Thanks.objects.create(post=post, giver_tag=tag, words=words, note=note, at=at, **who), True
    except IntegrityError:
        standing = _of(post, tag)
        if standing is None:  # taken back between the two statements
            raise NotAllowed(_("That did not go through. Try again.")) from None
        return standing, False


def _of(post: Post, tag: bytes) -> Thanks | None:
    return Thanks.objects.filter(post=post, giver_tag=tag).select_related("member", "mask").first()


def _count(actor: Member, *, masked: bool) -> None:
    if masked:
        limits.check_masked(limits.THANKS, member=actor)
    else:
        limits.check_rows(limits.THANKS, member=actor, rows=Thanks.objects.filter(member=actor), at="at")


@transaction.atomic
def withdraw(*, actor: Member, post: Post) -> bool:
    """Takes one's own thanks back, named or masked; false when there was nothing to take back."""
    tag = sealed.giver_tag(actor, TAG_KIND, post.pk)
    topic = locked_topic(post.topic_id)
    standing = lock(Thanks.objects.filter(post=post, giver_tag=tag)).first()
    if standing is None:
        return False
    data = {"post": post.pk, "topic": topic.pk}
    record(verb="thanks.withdrawn", actor=standing, target=standing, space_id=topic.space_id, data=data)
    standing.delete()
    touch(topic.pk)
    return True


@transaction.atomic
def arrange(*, actor: Member, thanks: Thanks, note_shown: bool | None = None, hidden: bool | None = None) -> Thanks:
    """Whoever was thanked shows or hides the note, or all of it. None leaves it as it is."""
    may_arrange(actor, thanks)
    locked_topic(thanks.post.topic_id)
    locked = lock(Thanks.objects.all()).get(pk=thanks.pk)
    if note_shown is not None:
        locked.note_shown = note_shown and bool(locked.note)
    if hidden is not None:
        locked.hidden = hidden
    locked.save(update_fields=["note_shown", "hidden"])
    touch(thanks.post.topic_id)
    return locked
