"""Articles that name pictures at strangers' addresses, once those are here (uploads/holders.py)."""

from __future__ import annotations

from django.db import transaction

from blog.actions.changes import html_of
from blog.actions.common import locked_article
from blog.models import Article
from forum.actions.common import touch
from writing.render import render


class Articles:
    def strangers(self, id: int) -> tuple[str, ...]:
        article = Article.objects.exclude(state=Article.State.WITHDRAWN).filter(pk=id).first()
        return render(article.text.body).strangers if article else ()

    @transaction.atomic
    def render_again(self, id: int) -> None:
        """What is not published yet is rendered when it is."""
        article = locked_article(Article.objects.get(pk=id))
        if article.state == Article.State.PUBLISHED:
            article.html = html_of(article)
            article.save(update_fields=["html"])
            touch(article.post.topic_id)
