"""What other apps have to say beside a topic's posts. Each is asked once about a whole page."""

from __future__ import annotations

from typing import Any

from blog.queries.articles import articles_for
from forum.models import Status
from forum.queries.similar import beside as alike
from forum.queries.topic import TopicPage
from moderation.queries.tending import tending_for
from nudges.queries.after_helped import Suggestion, suggestion
from nudges.queries.claims import OnIt
from nudges.queries.claims import on_it as claims_on
from nudges.queries.told import so_far
from recognition.queries import thanks_for


def join(page: TopicPage) -> None:
    """Gives each post of the page what other apps know of it: `row.extras`, for the partials of those apps."""
    posts = page.posts
    articles = articles_for(posts)
    tending = tending_for(posts, page.viewer)
    thanks = thanks_for(posts, page.viewer, mask=page.mask)
    for row in page.rows:
        row.extras = {
            "article": articles.get(row.post.pk),
            "tending": tending.get(row.post.pk),
            "thanks": thanks.get(row.post.pk),
        }


def offered(page: TopicPage, *, just_marked: bool = False) -> Suggestion | None:
    """One waiting question for an asker who has been helped here: asked in the page, once, and never by mail."""
    if page.viewer is None or not page.is_asker or not page.topic.helped_count:
        return None
    return suggestion(page.viewer, page.topic, just_marked=just_marked)


def asked_about(page: TopicPage) -> str:
    """What was done so that somebody answers, in words; for whoever asked alone."""
    return so_far(page.topic) if page.topic.status == Status.VISIBLE and page.topic.closed_at is None else ""


def on_it(page: TopicPage) -> OnIt | None:
    """Who says that they are writing an answer, for those who could; None where there is one already."""
    if page.viewer is None or page.is_asker or not page.topic.waits_for_answer:
        return None
    return claims_on(page.topic, page.viewer)


def beside(page: TopicPage, *, just_marked: bool = False) -> dict[str, Any]:
    """About the topic: what stands in the aside."""
    return {
        "similar": alike(page.topic, page.viewer),
        "suggestion": offered(page, just_marked=True) if just_marked else None,
    }
