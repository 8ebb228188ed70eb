"""What readers see of the blog, and the links between a topic and its article."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from blog.models import Article, Byline
from forum.models import Post, Status, Topic
from forum.queries import keyset
from forum.rules import may_read
from masks.models import Mask
from members.models import Member
from web.prepared import Prepared

PAGE = 12  # articles
WORDS_A_MINUTE = 200  # read by somebody who is not in a hurry
FEED_LENGTH = 20  # articles

RELATED = ("member", "mask", "post__topic__space", "post__topic__member", "post__topic__mask")


@dataclass(frozen=True)
class Credit:
    """The by-line as its author chose it. `who` is set only where a page of theirs may be linked or a face drawn."""

    name: str
    who: Member | Mask | None


def credit(article: Article) -> Credit:
    """Under which name an article stands; nothing else of its author goes out with it."""
    if article.byline == Byline.OTHER:
        return Credit(article.byline_words, None)
    if article.byline == Byline.MASK and article.mask is not None:
        return Credit(article.mask.shown_name, article.mask)
    if article.member is not None:
        return Credit(article.member.shown_name, article.member)
    return Credit(_("Somebody without a name"), None)


def minutes(article: Article) -> int:
    return max(1, round(len(article.body.split()) / WORDS_A_MINUTE))


def published() -> QuerySet[Article]:
    return Article.objects.filter(state=Article.State.PUBLISHED).select_related(*RELATED)


def page_of_articles(at: str = "") -> keyset.Page[Article]:
    """The newest first."""
    return keyset.page(published(), by="published_at", at=at, size=PAGE)


def by_slug(slug: str) -> Article:
    """A published or taken-down article. Raises Article.DoesNotExist for drafts as for what never was."""
    out = [Article.State.PUBLISHED, Article.State.WITHDRAWN]
    article = Article.objects.select_related("post__member", "post__mask", *RELATED).get(slug=slug, state__in=out)
    if article.published_at is None:
        raise Article.DoesNotExist
    return article


def origin_for(viewer: Member | AnonymousUser | None, article: Article) -> Topic | None:
    """The topic it grew from, for whoever may read the answer there; its title is somebody else's words."""
    topic = article.post.topic
    if article.post.status != Status.VISIBLE or not may_read(viewer, topic):
        return None
    return topic


def articles_for(posts: Iterable[Post]) -> dict[int, Article]:
    """post_id → the article that it became, where one is published. One query."""
    return {article.post_id: article for article in GROWN_FROM(posts=[post.pk for post in posts])}


GROWN_FROM = Prepared(
    lambda posts: Article.objects.filter(post__pk__any_of=posts, state=Article.State.PUBLISHED).only(
        "post", "slug", "title"
    )
)
