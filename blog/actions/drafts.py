"""Author and moderator write on one text; every save is a revision, and nobody's words are overwritten unseen."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from activity.record import record
from blog import rules
from blog.actions.common import as_author_or_editor, locked_article, time_for
from blog.models import Article, ArticleRevision, QuoteConsent
from forum.actions.common import touch
from forum.rules import is_author
from members.models import Member
from members.rules import NotAllowed

State = Article.State


class EditedMeanwhile(NotAllowed):
    """Somebody saved another version since this one was opened. `article` is as it stands now."""

    def __init__(self, article: Article) -> None:
        super().__init__(
            _("Somebody saved another version while you were writing. Both are below: take over what should stay.")
        )
        self.article = article


@transaction.atomic
def write(
    *,
    editor: Member,
    article: Article,
    title: str,
    standfirst: str,
    body: str,
    based_on: int,
    note: str = "",
    quotes_asker: bool = False,
) -> Article:
    """Writes the next revision; whatever was proposed or approved is so no longer. Nothing changed: nothing happens.

    `based_on` is the revision that the form was opened with. Raises EditedMeanwhile or NotAllowed.
    """
    article = locked_article(article)
    rules.may_edit(editor, article)
    if based_on != article.revision_count:
        raise EditedMeanwhile(article)
    says_so = quotes_asker and rules.asker_of(article) is not None
    quotes = says_so or bool(rules.quoted_in(article, title, standfirst, body))
    new, old = (title, standfirst, body), (article.title, article.standfirst, article.body)
    if new == old and quotes == article.quotes_asker:
        return article
    article.title, article.standfirst, article.body = new
    article.quotes_asker = quotes
    article.state, article.approved_revision = State.DRAFT, None
    article.revision_count += 1
    article.updated_at = time_for(article)
    article.save()
    _write_revision(editor, article, note)
    return article


def _write_revision(editor: Member, article: Article, note: str) -> None:
    who = as_author_or_editor(editor, article)
    row = ArticleRevision(
        article=article,
        number=article.revision_count,
        title=article.title,
        standfirst=article.standfirst,
        body=article.body,
        note=note,
        **who,
    )
    row.at = time_for(row)
    row.save()


@transaction.atomic
def change_byline(*, actor: Member, article: Article, byline: str, byline_words: str = "") -> Article:
    """The author changes under which name it stands, at any time, published or not. Raises NotAllowed."""
    article = locked_article(article)
    if not is_author(actor, article):
        raise NotAllowed(_("Only its author chooses the name."))
    article.byline, article.byline_words = rules.checked_byline(article, byline, byline_words)
    article.save(update_fields=["byline", "byline_words"])
    return article


@transaction.atomic
def propose(*, moderator: Member, article: Article, revision: int) -> Article:
    """Sends exactly this text to the author, and asks the asker where it quotes them. Raises NotAllowed."""
    article = locked_article(article)
    rules.may_propose(moderator, article)
    if revision != article.revision_count:
        raise EditedMeanwhile(article)
    article.state = State.PROPOSED
    article.save(update_fields=["state"])
    record_about("article.proposed", article, actor=moderator)
    _ask_about_quotes(moderator, article)
    return article


def _ask_about_quotes(moderator: Member, article: Article) -> None:
    """Asks once for the same words; new ones are asked about anew, whatever was said before."""
    asker = rules.asker_of(article)
    if not article.quotes_asker or asker is None:
        return
    words = rules.quoted_in(article, article.title, article.standfirst, article.body)
    topic = article.post.topic
    consent, made = QuoteConsent.objects.select_for_update().get_or_create(
        article=article,
        defaults={
            "post": topic.posts.get(position=0),
            "member": topic.member,
            "mask": topic.mask,
            "passages": words,
            "asked_at": time_for(topic),
        },
    )
    if not made:
        if set(words) <= set(consent.passages):
            return
        consent.passages, consent.asked_at = words, time_for(topic)
        consent.state, consent.answered_at = QuoteConsent.State.ASKED, None
        consent.save()
    record_about("quote.asked", article, actor=moderator, consent=consent.pk)


@transaction.atomic
def answer_quote(*, actor: Member, consent: QuoteConsent, given: bool) -> QuoteConsent:
    """The asker's yes or no. A yes may be taken back later: the article then comes down until the quote is gone."""
    article = locked_article(consent.article)
    row = QuoteConsent.objects.select_for_update(of=("self",)).get(pk=consent.pk)
    row.article = article
    rules.may_answer_quote(actor, row)
    row.state = QuoteConsent.State.GIVEN if given else QuoteConsent.State.REFUSED
    row.answered_at = time_for(row)
    row.save(update_fields=["state", "answered_at"])
    if not given and article.quotes_asker and article.state in (State.PUBLISHED, State.APPROVED):
        take_back_to_draft(article)
    record_about("quote.answered", article, actor=row, consent=row.pk)
    return row


def take_back_to_draft(article: Article) -> None:
    """A locked article leaves the blog and becomes a draft again; its author need not approve the old text twice."""
    from_blog = article.state == State.PUBLISHED
    article.state, article.approved_revision = State.DRAFT, None
    article.save(update_fields=["state", "approved_revision"])
    if from_blog:
        touch(article.post.topic_id)


@transaction.atomic
def approve(*, actor: Member, article: Article, revision: int) -> Article:
    """The author says yes to exactly this text. Raises EditedMeanwhile where it has changed, NotAllowed otherwise."""
    article = locked_article(article)
    rules.may_approve(actor, article)
    if revision != article.revision_count:
        raise EditedMeanwhile(article)
    article.state, article.approved_revision = State.APPROVED, revision
    article.save(update_fields=["state", "approved_revision"])
    record_about("article.approved", article, actor=article)
    return article


def record_about(verb: str, article: Article, *, actor: Member | Article | QuoteConsent, **data: object) -> None:
    """Tells the ledger what happened to an article."""
    topic = article.post.topic
    data |= {"article": article.pk, "post": article.post_id, "topic": topic.pk, "invitation": article.invitation_id}
    record(verb=verb, actor=actor, target=article, space_id=topic.space_id, data=data)
