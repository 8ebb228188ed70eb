"""The articles that somebody put their name to."""

from __future__ import annotations

from blog.models import Article, Byline
from members.models import Member

SHOWN = 5  # articles on a member's page


def articles_of(author: Member) -> list[Article]:
    """Published under their own name, the newest first; those behind a mask or another by-line are never here."""
    own = Article.objects.filter(member=author, byline=Byline.NAME, state=Article.State.PUBLISHED)
    return list(own.select_related("post__topic__space").order_by("-published_at", "-id")[:SHOWN])
