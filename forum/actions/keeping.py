"""What a reader keeps for themselves: saved posts, how far they have read, masks they muted."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.translation import gettext as _

from activity import locks
from forum import rules
from forum.models import Bookmark, MutedMask, Post, ReadingMark, Topic
from masks import sealed
from masks.models import Mask
from members.models import Member
from members.rules import NotAllowed


@transaction.atomic
def save(*, actor: Member, post: Post) -> Bookmark:
    """Saves a post for later; nobody else sees it. Raises NotAllowed for a post that they may not read."""
    try:
        rules.load_post(actor, post.pk)
    except Post.DoesNotExist:
        raise NotAllowed(_("This post is not there to be read now.")) from None
    return Bookmark.objects.get_or_create(member=actor, post=post)[0]


@transaction.atomic
def unsave(*, actor: Member, post: Post) -> None:
    Bookmark.objects.filter(member=actor, post=post).delete()


@transaction.atomic
def mark_read(*, actor: Member, topic: Topic, position: int) -> ReadingMark | None:
    """Remembers how far the member has read: never back, and never where they wear a mask (then None)."""
    if rules.speaks_masked(actor, topic):
        return None
    position = min(position, max(topic.next_position - 1, 0))
    # The day is enough: a time would say who had the topic open when a mask wrote in it.
    day = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
    first = {"position": position, "at": day}
    mark, made = ReadingMark.objects.get_or_create(member=actor, topic=topic, defaults=first)
    if not made:
        ReadingMark.objects.filter(pk=mark.pk).update(position=Greatest("position", position), before=None, at=day)
    return mark


@transaction.atomic
def mark_all_read(*, actor: Member) -> int:
    """All topics that the member has opened count as read to their end. Says how many of them were not."""
    own = ReadingMark.objects.filter(member=actor)
    locks.update(own.filter(before__isnull=False), before=None)
    end = Subquery(Topic.objects.filter(pk=OuterRef("topic")).values(last=F("next_position") - 1)[:1])
    return locks.update(own.filter(position__lt=F("topic__next_position") - 1), before=F("position"), position=end)


@transaction.atomic
def mark_unread_again(*, actor: Member) -> int:
    """Undoes the last `mark_all_read`, but for what was really read since."""
    marked = ReadingMark.objects.filter(member=actor, before__isnull=False)
    return locks.update(marked, position=F("before"), before=None)


@transaction.atomic
def mute_mask(*, actor: Member, mask: Mask) -> MutedMask:
    """Folds what a mask writes in its topic, for this reader alone. Raises NotAllowed for one's own mask."""
    if sealed.owns(actor, mask):
        raise NotAllowed(_("That is the name you wear here yourself."))
    return MutedMask.objects.get_or_create(member=actor, mask=mask)[0]


@transaction.atomic
def unmute_mask(*, actor: Member, mask: Mask) -> None:
    MutedMask.objects.filter(member=actor, mask=mask).delete()
