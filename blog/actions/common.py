"""What the writers of articles share."""

from __future__ import annotations

from typing import Any

from activity.locks import lock
from activity.record import record
from blog.models import Article, ArticleInvitation, QuoteConsent
from forum.rules import is_author
from members.models import Member
from uploads import actions as pictures

RELATED = ("member", "mask", "invitation", "post__topic__space", "post__topic__member", "post__topic__mask")


def locked_article(article: Article) -> Article:
    """The article as it is now, its row locked until the end of the transaction."""
    return lock(Article.objects.select_related("post__member", "post__mask", *RELATED)).get(pk=article.pk)


def locked_invitation(invitation: ArticleInvitation) -> ArticleInvitation:
    rows = ArticleInvitation.objects.select_related("member", "mask", "post__topic__space")
    return lock(rows).get(pk=invitation.pk)


def carry_into(article: Article, *, actor: Member, body: str) -> pictures.Carried:
    """The text with its pictures: those of the answer may come along."""
    of, beside = ("article", article.pk), [("post", article.post_id)]
    form = f"article:{article.pk}"
    return pictures.carry(actor=actor, body=body, masked=article.is_masked, of=of, beside=beside, form=form)


def as_author_or_editor(member: Member, article: Article) -> dict[str, Any]:
    """Who stands beside a revision: the author as the article knows them, a mask included, or the editor's name."""
    if is_author(member, article):
        return {"member": article.member, "mask": article.mask}
    return {"member": member, "mask": None}


def record_about(verb: str, article: Article, *, actor: Member | Article | QuoteConsent, **data: object) -> None:
    """Tells the ledger what happened to an article."""
    topic = article.post.topic
    data |= {"article": article.pk, "post": article.post_id, "topic": topic.pk, "invitation": article.invitation_id}
    record(verb=verb, actor=actor, target=article, space_id=topic.space_id, data=data)
