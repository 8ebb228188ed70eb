"""What other apps have to say beside a topic's posts. Each is asked once about a whole page."""

from __future__ import annotations

from typing import Any

from blog.queries.articles import articles_for
from forum.queries.similar import beside as alike
from forum.queries.topic import TopicPage
from moderation.queries.tending import tending_for
from recognition.queries import thanks_for


def join(page: TopicPage) -> None:
    """Gives each post of the page what other apps know of it: `row.company`, for the partials of those apps."""
    posts = page.posts
    articles = articles_for(posts)
    tending = tending_for(posts, page.viewer)
    thanks = thanks_for(posts, page.viewer, mask=page.mask)
    for row in page.rows:
        row.company = {
            "article": articles.get(row.post.pk),
            "tending": tending.get(row.post.pk),
            "thanks": thanks.get(row.post.pk),
        }


def beside(page: TopicPage) -> dict[str, Any]:
    """About the topic: what stands in the aside."""
    return {"similar": alike(page.topic, page.viewer)}
