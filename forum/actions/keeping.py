"""What a reader keeps for themselves: saved posts, how far they have read, masks they muted."""

from __future__ import annotations

from django.db import transaction
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.translation import gettext as _

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
        ReadingMark.objects.filter(pk=mark.pk).update(position=Greatest("position", position), at=day)
    return mark


@transaction.atomic
def mute_mask(*, actor: Member, mask: Mask) -> MutedMask:
    """Folds what a mask writes in its topic, for this reader alone. Raises NotAllowed for one's own mask."""
    if sealed.owns(actor, mask):
        raise NotAllowed(_("That is the name you wear here yourself."))
    return MutedMask.objects.get_or_create(member=actor, mask=mask)[0]


@transaction.atomic
def unmute_mask(*, actor: Member, mask: Mask) -> None:
    MutedMask.objects.filter(member=actor, mask=mask).delete()
