"""Inviting the author of an answer, and their reply, which nobody else sees."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from activity.record import record
from blog import rules
from blog.actions.common import locked_invitation
from blog.models import Article, ArticleInvitation, ArticleRevision
from forum.models import Post
from masks.hours import now_for
from members.models import Member
from members.rules import NotAllowed
from uploads import actions as pictures

State = ArticleInvitation.State


@transaction.atomic
def invite(*, moderator: Member, post: Post, reason: str, message: str = "") -> ArticleInvitation:
    """Raises NotAllowed: not tending the space, one's own answer, asked already or lately, featured lately."""
    rules.may_invite(moderator, post)
    reason = " ".join(reason.split())
    if not reason:
        raise NotAllowed(_("Please write why. The author reads it."))
    author = {"member": post.member, "mask": post.mask}
    try:
        with transaction.atomic():
            row = ArticleInvitation.objects.create(
                post=post, invited_by=moderator, reason=reason, message=message.strip(), **author
            )
    except IntegrityError:
        raise NotAllowed(_("Somebody else has just invited the author.")) from None
    _record("article.invited", row, actor=moderator)
    return row


@transaction.atomic
def withdraw_invitation(*, moderator: Member, invitation: ArticleInvitation) -> ArticleInvitation:
    """Takes back an invitation that has not been answered."""
    row = locked_invitation(invitation)
    rules.may_withdraw_invitation(moderator, row)
    row.state = State.WITHDRAWN
    row.save(update_fields=["state"])
    return row


@transaction.atomic
def accept(*, actor: Member, invitation: ArticleInvitation, byline: str, byline_words: str = "") -> Article:
    """Yes, under this name: a draft is made from the answer. Raises NotAllowed."""
    answer, beside = invitation.post, [("post", invitation.post_id)]
    carried = pictures.carry(actor=actor, body=answer.body, masked=invitation.is_masked, beside=beside)
    row = locked_invitation(invitation)
    rules.may_answer(actor, row)
    chosen, words = rules.checked_byline(row, byline, byline_words)
    row.byline, row.byline_words = chosen, words
    _close(row, State.ACCEPTED)
    article = _draft(row)
    carried.hold("article", article.pk)
    _record("article.answered", row, actor=row)
    return article


@transaction.atomic
def decline(*, actor: Member, invitation: ArticleInvitation, for_good: bool) -> ArticleInvitation:
    """Later (may be asked again after 90 days), or no (never again for this answer). Raises NotAllowed."""
    row = locked_invitation(invitation)
    rules.may_answer(actor, row)
    _close(row, State.NO if for_good else State.LATER)
    return row


def _close(row: ArticleInvitation, state: ArticleInvitation.State) -> None:
    row.state, row.answered_at = state, now_for(row)
    row.save(update_fields=["state", "answered_at", "byline", "byline_words"])


def _draft(row: ArticleInvitation) -> Article:
    """The answer as it stands, under a heading that the author will replace: the topic's title is the asker's."""
    title = _("Out of “%(space)s”") % {"space": row.post.topic.space.title}
    author = {"member": row.member, "mask": row.mask}
    at = now_for(row)
    article = Article.objects.create(
        invitation=row,
        post=row.post,
        slug=f"draft-{get_random_string(16).lower()}",
        title=title,
        body=row.post.body,
        byline=row.byline,
        byline_words=row.byline_words,
        revision_count=1,
        created_at=at,
        updated_at=at,
        **author,
    )
    first = {"title": title, "body": row.post.body, "note": _("The answer as it stands in the topic.")}
    ArticleRevision.objects.create(article=article, number=1, at=at, **first, **author)
    return article


def _record(verb: str, row: ArticleInvitation, *, actor: Member | ArticleInvitation) -> None:
    topic = row.post.topic
    data = {"invitation": row.pk, "post": row.post_id, "topic": topic.pk}
    record(verb=verb, actor=actor, target=row, space_id=topic.space_id, data=data)
