"""Somebody took their mask off in a topic: what they wrote for the blog out of it follows."""

from __future__ import annotations

from uuid import UUID

from activity import locks
from activity.models import Event
from blog.models import Article, ArticleInvitation, ArticleRevision, Byline, QuoteConsent
from masks.models import Mask


def unmasked(event: Event) -> None:
    """On mask.taken_off: the rows go to the member. A by-line stays what its author chose: the mask's name in words."""
    mask = Mask.objects.filter(pk=UUID(event.data["mask"])).first()
    if mask is None or event.member_id is None:
        return
    for kind in (ArticleInvitation, Article):
        rows = kind._default_manager.filter(mask=mask, byline=Byline.MASK)
        locks.update(rows, byline=Byline.OTHER, byline_words=mask.name[:60])
    for written in (ArticleInvitation, Article, ArticleRevision, QuoteConsent):
        locks.update(written._default_manager.filter(mask=mask), mask=None, member=event.member_id)
