"""An approved article goes out, and comes back when its author says so."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils.text import slugify
from django.utils.translation import gettext as _

from activity.locks import take_turn, update
from blog import rules
from blog.actions.changes import adopt_change, html_of, publish_change
from blog.actions.common import locked_article, record_about
from blog.models import Article
from forum.actions.common import touch
from masks.hours import now_for
from members.models import Member
from members.queries import community
from members.rules import NotAllowed
from writing.render import RENDERER_VERSION
from writing.rerender import rerender

State = Article.State
SLUG_LENGTH = 70  # characters, so that a number fits behind it
# Addresses below /blog/ that are pages of their own.
RESERVED_SLUGS = {"drafts", "feed", "invitations", "invite", "quotes"}


@transaction.atomic
def publish(*, moderator: Member, article: Article) -> Article:
    """Puts exactly the approved text on the blog, with the author's by-line. Raises NotAllowed."""
    take_turn("blog.publish")  # two articles of one author at once: the second is asked about the first
    article = locked_article(article)
    rules.may_publish(moderator, article)
    if article.change:
        publish_change(article, by=moderator)
        return article
    article.html, article.renderer = html_of(article), RENDERER_VERSION
    article.state = State.PUBLISHED
    now = now_for(article)
    article.modified_at = now if article.published_at else None
    article.published_at = article.published_at or now
    article.withdrawn_at = None
    article.slug = _slug(article)
    article.save()
    touch(article.post.topic_id)
    record_about("article.published", article, actor=moderator)
    return article


def _render(article: Article) -> None:
    article.html = html_of(article)


def rerender_all() -> int:
    """Renders published articles that an older renderer made; a daily task. Says how many."""
    published = Article.objects.filter(state=State.PUBLISHED)
    _follow_switch(published)
    return rerender(published, make=_render, fields=["html"])


def _follow_switch(published: QuerySet[Article]) -> None:
    """Formulas were switched on or off since: the few with dollars in them are rendered again where they may differ."""
    drawn = Q(html__contains="<math")
    old = Q(body__contains="$") & ~drawn if community().formulas else drawn
    update(published.filter(old), renderer=0)


def _slug(article: Article) -> str:
    """An address from the title, kept for ever once the article has been out."""
    if not article.slug.startswith("draft-"):
        return article.slug
    base = slugify(article.title)[:SLUG_LENGTH].strip("-") or "article"
    taken = set(Article.objects.filter(slug__startswith=base).values_list("slug", flat=True)) | RESERVED_SLUGS
    if base not in taken and not base.startswith("draft-"):
        return base
    return f"{base[: SLUG_LENGTH - 10]}-{article.pk}"


@transaction.atomic
def withdraw(*, actor: Member, article: Article) -> Article:
    """The author takes it down, at any time and without a reason: page, feed and both links go at once."""
    article = locked_article(article)
    rules.may_withdraw(actor, article)
    adopt_change(article)
    article.state, article.approved_revision = State.WITHDRAWN, None
    article.withdrawn_at = now_for(article)
    article.save()
    touch(article.post.topic_id)
    record_about("article.withdrawn", article, actor=article)
    return article


@transaction.atomic
def reopen(*, actor: Member, article: Article) -> Article:
    """The author brings it back as a draft. Raises NotAllowed, also where the answer has become another article."""
    article = locked_article(article)
    rules.may_reopen(actor, article)
    article.state, article.updated_at = State.DRAFT, now_for(article)
    try:
        with transaction.atomic():
            article.save(update_fields=["state", "updated_at"])
    except IntegrityError:
        raise NotAllowed(_("Another article has grown from this answer in the meantime.")) from None
    return article
