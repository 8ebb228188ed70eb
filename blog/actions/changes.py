"""The next text of a published article. Readers have the old one until both its writers agree on the new one."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from blog import rules
from blog.actions.common import as_author_or_editor, locked_article, record_about
from blog.models import Article, ArticleRevision, QuoteConsent, Text
from forum.actions.common import touch
from masks.hours import now_for
from members.models import Member
from members.queries import languages
from uploads.queries import shapes_held
from writing.render import RENDERER_VERSION, render

State = Article.State


def set_working_state(article: Article, state: State) -> None:
    """Says of a locked article where the text stands that its writers work on. Not saved yet."""
    if article.state == State.PUBLISHED:
        article.change = state
    else:
        article.state = state


def write_revision(editor: Member, article: Article, text: Text, note: str) -> None:
    """The version `article.revision_count` of a locked article."""
    who = as_author_or_editor(editor, article)
    row = ArticleRevision(article=article, number=article.revision_count, note=note, **text._asdict(), **who)
    row.at = now_for(row)
    row.save()


def html_of(article: Article) -> str:
    return render(article.body, first_heading=2, shapes=shapes_held("article", article.pk, article.body)).html


def publish_change(article: Article, *, by: Member | Article | QuoteConsent) -> None:
    """Readers get the approved next text of a locked article that may go out; address and first day stay."""
    adopt_change(article)
    article.html, article.renderer = html_of(article), RENDERER_VERSION
    article.modified_at = now_for(article)
    article.save()
    touch(article.post.topic_id)
    record_about("article.changed", article, actor=by)


def adopt_change(article: Article, *, refused: bool = False) -> None:
    """The next text of a locked article, where there is one, becomes its text. Not saved yet.

    What the asker said of it comes with it; not where they have just `refused` to be quoted in what is published: that
    is their newest word.
    """
    if not article.change:
        return
    article.title, article.standfirst, article.body = article.text
    article.quotes_asker, article.change, article.change_quotes = article.change_quotes, "", False
    consents = QuoteConsent.objects.filter(article=article)
    if refused:
        consents.filter(for_change=True).delete()
    elif consents.filter(for_change=True).exists():
        consents.filter(for_change=False).delete()
        consents.update(for_change=False)


@transaction.atomic
def drop_change(*, actor: Member, article: Article) -> Article:
    """Its author or an editor gives the change up; the published text is the newest again. Raises NotAllowed."""
    article = locked_article(article)
    rules.may_drop_change(actor, article)
    article.change, article.change_quotes = "", False
    article.revision_count += 1
    article.approved_revision = article.revision_count
    article.updated_at = now_for(article)
    article.save()
    with override(languages.of_community()):  # its author's own would say who reads so behind a mask
        note = _("The change was dropped: as it is published.")
    write_revision(actor, article, article.text, note)
    QuoteConsent.objects.filter(article=article, for_change=True).delete()
    return article
