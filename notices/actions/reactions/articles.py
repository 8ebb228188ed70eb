"""From an answer to an article: each step is told to whoever has to know or to decide."""

from __future__ import annotations

from activity.models import Event
from blog.models import Article, ArticleInvitation, QuoteConsent
from masks.models import Mask
from members.models import Member
from notices.actions.reactions.common import path
from notices.actions.tell import tell

State = Article.State


def invited(event: Event) -> None:
    """On article.invited: the author of the answer, while the invitation stands."""
    row = _invitation(event)
    if row is None or row.state != ArticleInvitation.State.INVITED:
        return
    _tell(event, row, to=row.author, kind="article_invited", actor=row.invited_by, page="blog:invitation", of=row.pk)


def answered(event: Event) -> None:
    """On article.answered: whoever invited."""
    row = _invitation(event)
    if row is not None and row.state != ArticleInvitation.State.INVITED:
        _tell(event, row, to=row.invited_by, kind="article_answered", actor=row.author)


def proposed(event: Event) -> None:
    """On article.proposed: the author, whose yes it needs."""
    article = _article(event)
    if article is not None and article.stands == State.PROPOSED:
        _about(event, article, to=article.author, kind="article_proposed", actor=article.invitation.invited_by)


def approved(event: Event) -> None:
    """On article.approved: whoever edited."""
    article = _article(event)
    if article is not None and article.stands == State.APPROVED:
        _about(event, article, to=article.invitation.invited_by, kind="article_approved", actor=article.author)


def published(event: Event) -> None:
    """On article.published: its author."""
    article = _article(event)
    if article is not None and article.state == State.PUBLISHED:
        _about(event, article, to=article.author, kind="article_published", actor=None)


def changed(event: Event) -> None:
    """On article.changed: readers have another text. Whoever said the last yes knows; the other of the two is told."""
    article = _article(event)
    if article is None or article.state != State.PUBLISHED:
        return
    editor = article.invitation.invited_by
    if (event.member_id, event.mask_id) == (article.member_id, article.mask_id):
        _about(event, article, to=editor, kind="article_approved", actor=article.author)
    else:
        _about(event, article, to=article.author, kind="article_published", actor=None)


def withdrawn(event: Event) -> None:
    """On article.withdrawn: whoever invited."""
    article = _article(event)
    if article is not None and article.state == State.WITHDRAWN:
        _about(event, article, to=article.invitation.invited_by, kind="article_withdrawn", actor=article.author)


def quote_asked(event: Event) -> None:
    """On quote.asked: the asker, while the question stands."""
    consent = _consent(event)
    if consent is None or consent.state != QuoteConsent.State.ASKED:
        return
    row = consent.article.invitation
    _tell(event, row, to=consent.author, kind="quote_asked", actor=row.invited_by, page="blog:quote", of=consent.pk)


def quote_answered(event: Event) -> None:
    """On quote.answered: whoever edits the article."""
    consent = _consent(event)
    if consent is not None and consent.state != QuoteConsent.State.ASKED:
        editor = consent.article.invitation.invited_by
        _about(event, consent.article, to=editor, kind="quote_answered", actor=consent.author)


def _invitation(event: Event) -> ArticleInvitation | None:
    related = ("member", "mask", "invited_by", "post__topic")
    return ArticleInvitation.objects.select_related(*related).filter(pk=event.target_id).first()


def _article(event: Event) -> Article | None:
    related = ("member", "mask", "post__topic", "invitation__invited_by", "invitation__post__topic")
    return Article.objects.select_related(*related).filter(pk=event.target_id).first()


def _consent(event: Event) -> QuoteConsent | None:
    article = _article(event)
    if article is None:
        return None
    found = QuoteConsent.objects.select_related("member", "mask").filter(article=article)
    consent = found.filter(pk=event.data.get("consent")).first()
    if consent is not None:
        consent.article = article
    return consent


def _about(event: Event, article: Article, *, to: Member | Mask, kind: str, actor: Member | Mask | None) -> None:
    page, of = ("blog:article", article.slug) if kind == "article_published" else ("blog:draft", article.pk)
    _tell(event, article.invitation, to=to, kind=kind, actor=actor, page=page, of=of)


def _tell(
    event: Event,
    row: ArticleInvitation,
    *,
    to: Member | Mask,
    kind: str,
    actor: Member | Mask | None,
    page: str = "",
    of: object = "",
) -> None:
    data = {"path": found} if page and (found := path(page, of)) else {}
    tell(to=to, kind=kind, dedupe_key=f"{kind}:{event.id}", actor=actor, topic=row.post.topic, post=row.post, data=data)
