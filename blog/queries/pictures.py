"""Who sees the pictures of articles: everybody once it is out, before that those who work on it (uploads/holders.py)."""

from __future__ import annotations

from collections.abc import Collection

from blog.models import Article
from blog.queries.articles import RELATED
from blog.rules import may_see_draft
from forum.rules import is_author, reader
from members.models import Member
from uploads.holders import Sight
from uploads.models import Use


class Articles:
    def sight(self, viewer: Member | None, use: Use) -> Sight:
        article = Article.objects.select_related(*RELATED).filter(pk=use.holder_id).first()
        if article is None:
            return Sight.NONE
        if article.state == Article.State.PUBLISHED and use.picture_id in article.html:
            return Sight.KEPT
        member = reader(viewer)
        return Sight.of(member is not None and may_see_draft(member, article), kept=False)

    def is_own(self, member: Member, id: int) -> bool:
        article = Article.objects.filter(pk=id).first()
        return article is not None and is_author(member, article)

    def existing(self, ids: Collection[int]) -> set[int]:
        return set(Article.objects.filter(pk__in=ids).values_list("pk", flat=True))
