"""Everything the page of a draft needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString

from blog import rules
from blog.models import Article, ArticleRevision, Text
from blog.queries.articles import credit
from forum.models import Space, Topic
from forum.rules import is_author
from members.models import Member
from writing.diff import diff

VERSIONS_SHOWN = 60


@dataclass
class Version:
    revision: ArticleRevision
    changes: SafeString


def workshop(viewer: Member, article: Article) -> dict[str, Any]:
    """The article, who the viewer is to it, what is quoted, and what they can do next."""
    own = is_author(viewer, article)
    topic = article.post.topic
    members_only = topic.audience != Topic.Audience.EVERYONE or topic.space.visibility != Space.Visibility.PUBLIC
    return {
        "article": article,
        "own": own,
        "credit": credit(article),
        "members_only": members_only,
        "topic": topic,
        "text": article.text,
        "quoted": rules.quoted_in(article, *article.text),
        "consent": rules.consent_for(article),
        "quote_settled": rules.quote_is_settled(article),
        "may_edit": article.state != Article.State.WITHDRAWN,
        "would_change": would_change(article),
        "newest": newest_change(article),
    }


def would_change(article: Article) -> SafeString:
    """What readers would see change, from what is published to the text that is being written; "" without one."""
    return diff(_text(article), _text(article.text)) if article.change else SafeString("")


def newest_change(article: Article) -> Version | None:
    """What the newest version changed, where there is more than one."""
    found = versions(article, limit=2)
    return found[0] if len(found) > 1 else None


def versions(article: Article, *, limit: int = VERSIONS_SHOWN) -> list[Version]:
    """The newest first, each with what it changed against the one before. One query."""
    rows = ArticleRevision.objects.filter(article=article).select_related("member", "mask").order_by("-number")
    found = list(rows[: limit + 1])
    before = [*found[1:], None]
    return [Version(row, diff(_text(old), _text(row))) for row, old in zip(found, before, strict=True)][:limit]


def _text(written: Article | ArticleRevision | Text | None) -> str:
    if written is None:
        return ""
    parts = (written.title, written.standfirst, written.body)
    return "\n\n".join(part.replace("\r\n", "\n") for part in parts if part) + "\n"
