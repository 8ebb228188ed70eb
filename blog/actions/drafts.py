"""Author and moderator write on one text; every save is a revision, and nobody's words are overwritten unseen."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from activity.locks import lock
from blog import rules
from blog.actions.changes import adopt_change, publish_change, set_working_state, write_revision
from blog.actions.common import carry_into, locked_article, record_about
from blog.models import Article, QuoteConsent, Text
from forum.actions.common import touch
from forum.rules import is_author
from masks.hours import now_for
from members.models import Member
from members.rules import NotAllowed

State = Article.State


class EditedMeanwhile(NotAllowed):
    """Somebody saved another version since this one was opened. `article` is as it stands now."""

    status = 409

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
    Of a published article readers keep the text that was approved.

    `based_on` is the revision that the form was opened with. Raises EditedMeanwhile or NotAllowed.
    """
    carried = carry_into(article, actor=editor, body=body)
    article = locked_article(article)
    rules.may_edit(editor, article)
    if based_on != article.revision_count:
        raise EditedMeanwhile(article)
    says_so = quotes_asker and rules.asker_of(article) is not None
    new = Text(title, standfirst, carried.body)
    quotes = says_so or bool(rules.quoted_in(article, *new))
    if new == article.text and quotes == article.text_quotes:
        return article
    if article.state == State.PUBLISHED:
        article.change_quotes = quotes  # the text itself is the revision alone: readers keep what was approved
    else:
        article.title, article.standfirst, article.body = new
        article.quotes_asker = quotes
    carried.hold("article", article.pk)
    set_working_state(article, State.DRAFT)
    article.approved_revision = None
    article.revision_count += 1
    article.updated_at = now_for(article)
    article.save()
    write_revision(editor, article, new, note)
    return article


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
    set_working_state(article, State.PROPOSED)
    article.save(update_fields=["state", "change"])
    record_about("article.proposed", article, actor=moderator)
    _ask_about_quotes(moderator, article)
    return article


def _ask_about_quotes(moderator: Member, article: Article) -> None:
    """Asks once for the same words; new ones are asked about anew, whatever was said before."""
    asker = rules.asker_of(article)
    if not article.text_quotes or asker is None:
        return
    known = rules.consent_for(article)
    if known is not None and not known.for_change and article.change and known.state == QuoteConsent.State.GIVEN:
        return
    words = rules.quoted_in(article, *article.text)
    topic = article.post.topic
    consent, made = QuoteConsent.objects.get_or_create(
        article=article,
        for_change=bool(article.change),
        defaults={
            "post": topic.posts.get(position=0),
            "member": topic.member,
            "mask": topic.mask,
            "passages": words,
            "asked_at": now_for(topic),
        },
    )
    if not made:
        if set(words) <= set(consent.passages):
            return
        consent.passages, consent.asked_at = words, now_for(topic)
        consent.state, consent.answered_at = QuoteConsent.State.ASKED, None
        consent.save()
    record_about("quote.asked", article, actor=moderator, consent=consent.pk)


@transaction.atomic
def answer_quote(*, actor: Member, consent: QuoteConsent, given: bool) -> QuoteConsent:
    """The asker's yes or no. A yes may be taken back later: the article then comes down until the quote is gone.

    Of the next text of a published article it decides about that text alone.
    """
    article = locked_article(consent.article)
    row = lock(QuoteConsent.objects.all()).get(pk=consent.pk)
    row.article = article
    rules.may_answer_quote(actor, row)
    row.state = QuoteConsent.State.GIVEN if given else QuoteConsent.State.REFUSED
    row.answered_at = now_for(row)
    row.save(update_fields=["state", "answered_at"])
    if given and rules.may_go_out(article):
        publish_change(article, by=row)
    elif not given:
        _without_the_quote(article, row)
    record_about("quote.answered", article, actor=row, consent=row.pk)
    return row


def _without_the_quote(article: Article, refused: QuoteConsent) -> None:
    """The text in which the asker does not want to be quoted is a draft again. What is published leaves the blog."""
    if refused.for_change:
        if article.change:
            article.change, article.approved_revision = State.DRAFT, None
            article.save(update_fields=["change", "approved_revision"])
    elif article.quotes_asker and article.state in (State.PUBLISHED, State.APPROVED):
        from_blog = article.state == State.PUBLISHED
        adopt_change(article, refused=True)
        article.state, article.approved_revision = State.DRAFT, None
        article.save()
        if from_blog:
            touch(article.post.topic_id)


@transaction.atomic
def approve(*, actor: Member, article: Article, revision: int) -> Article:
    """The author says yes to exactly this text. Raises EditedMeanwhile where it has changed, NotAllowed otherwise.

    Of a published article readers have it then: a moderator proposed this very text, so both have agreed to it.
    """
    article = locked_article(article)
    rules.may_approve(actor, article)
    if revision != article.revision_count:
        raise EditedMeanwhile(article)
    set_working_state(article, State.APPROVED)
    article.approved_revision = revision
    article.save(update_fields=["state", "change", "approved_revision"])
    if rules.may_go_out(article):
        publish_change(article, by=article)
    else:
        record_about("article.approved", article, actor=article)
    return article
