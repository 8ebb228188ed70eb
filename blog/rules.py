"""Who may invite, write, approve, publish and take down an article. Each rule passes, or raises NotAllowed."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from blog import passages
from blog.models import Article, ArticleInvitation, Byline, QuoteConsent
from forum.models import Post, Space, Status
from forum.rules import is_author, tends
from masks import sealed
from masks.models import Authored, Mask
from members.models import Member
from members.rules import NotAllowed, may_write

# Two people who said why it helped are not one friend.
WORTH_INVITING = 2  # distinct people who thanked
# Shorter answers are good answers; an article needs something to tell.
SHORTEST_ANSWER = 400  # characters of plain text
# "Later" is an answer: the same question is not put again before this.
ASK_AGAIN_AFTER = timedelta(days=90)
# Nobody is featured twice in this time: the room belongs to many.
FEATURED_AGAIN_AFTER = timedelta(days=90)
LONGEST_BODY = 32_000  # characters, as a post's

State = Article.State
STANDING = ("invited", "accepted", "no")


def standing_invitations(rows: QuerySet[ArticleInvitation], now: datetime | None = None) -> QuerySet[ArticleInvitation]:
    """Those that forbid another invitation now: open, accepted, refused for good, or "later" not long ago."""
    lately = (now or timezone.now()) - ASK_AGAIN_AFTER
    return rows.filter(Q(state__in=STANDING) | Q(state="later", answered_at__gt=lately))


def edits(member: Member, article: Article) -> bool:
    """Is this one of the moderators who work on the article with its author?"""
    return tends(member, article.post.topic.space)


def may_see_draft(member: Member, article: Article) -> bool:
    return is_author(member, article) or edits(member, article)


def may_invite(member: Member, post: Post) -> None:
    """A moderator of the space invites the author of somebody else's readable answer, not too soon again."""
    may_write(member)
    topic = post.topic
    if not tends(member, topic.space):
        raise NotAllowed(_("Only whoever tends this space can invite its authors."))
    if sealed.same_person(member, post):
        raise NotAllowed(_("This is your own answer. Somebody else has to find it worth a wider room."))
    if post.is_opening or post.status != Status.VISIBLE or topic.status != Status.VISIBLE:
        raise NotAllowed(_("Only an answer that can be read now can become an article."))
    if topic.space.visibility == Space.Visibility.MODERATORS:
        raise NotAllowed(_("What is said among moderators stays there."))
    if post.member is not None and not (post.member.is_person and post.member.is_active):
        raise NotAllowed(_("Whoever wrote this has no account here that could say yes."))
    if standing_invitations(post.invitations.all()).exists():
        raise NotAllowed(_("The author has been asked about this answer, and it is theirs to say."))
    if featured_lately(post):
        raise NotAllowed(_("The author had an article in the last three months. Others have not been asked yet."))


def featured_lately(row: Authored, *, but: Article | None = None) -> bool:
    """Did this member, or this mask, have an article, another one than `but`, published in the last while?"""
    author = {"mask": row.mask_id} if row.mask_id else {"member": row.member_id}
    since = timezone.now() - FEATURED_AGAIN_AFTER
    others = Article.objects.exclude(pk=but.pk) if but else Article.objects.all()
    return others.filter(**author, published_at__gt=since).exists()


def may_know_invitation(member: Member, invitation: ArticleInvitation) -> bool:
    """Whoever was invited, and whoever tends the space: for anybody else it does not exist."""
    return tends(member, invitation.post.topic.space) or is_author(member, invitation)


def may_withdraw_invitation(member: Member, invitation: ArticleInvitation) -> None:
    may_write(member)
    if not tends(member, invitation.post.topic.space):
        raise NotAllowed(_("Only whoever tends this space can take the invitation back."))
    if invitation.state != ArticleInvitation.State.INVITED:
        raise NotAllowed(_("This invitation has been answered."))


def may_answer(member: Member, invitation: ArticleInvitation) -> None:
    """The author alone; the view has shown 404 to everybody else."""
    may_write(member)
    if not is_author(member, invitation):
        raise NotAllowed(_("Only the person who wrote the answer can reply to this."))
    if invitation.state != ArticleInvitation.State.INVITED:
        raise NotAllowed(_("You have replied to this already, or it was taken back."))


def checked_byline(row: Authored, byline: str, words: str) -> tuple[Byline, str]:
    """A by-line that this author can have. A name for a mask would have to be looked up, and nobody does that."""
    words = " ".join(words.split())[:60]
    chosen = Byline(byline) if byline in Byline.values else None
    if chosen == Byline.OTHER and not words:
        raise NotAllowed(_("Please write the by-line that should stand there."))
    fits = {Byline.OTHER: True, Byline.NAME: not row.is_masked, Byline.MASK: row.is_masked}
    if chosen is None or not fits[chosen]:
        raise NotAllowed(_("Please choose under which name it should stand."))
    return chosen, words if chosen == Byline.OTHER else ""


def may_edit(member: Member, article: Article) -> None:
    may_write(member)
    if not may_see_draft(member, article):
        raise NotAllowed(_("Only its author and the moderators of the space work on this text."))
    if article.state == State.WITHDRAWN:
        raise NotAllowed(_("Its author took this down. Only they can bring it back to the desk."))


def may_drop_change(member: Member, article: Article) -> None:
    may_edit(member, article)
    if not article.change:
        raise NotAllowed(_("There is no change to drop: what is published is the newest text."))


def may_propose(member: Member, article: Article) -> None:
    may_edit(member, article)
    if is_author(member, article) or not edits(member, article):
        raise NotAllowed(_("A moderator proposes the text; its author says yes or changes it."))
    if article.stands == State.PUBLISHED:
        raise NotAllowed(_("Nothing has been changed since this was published."))
    if article.stands != State.DRAFT:
        raise NotAllowed(_("This text has been proposed already."))


def may_approve(member: Member, article: Article) -> None:
    may_write(member)
    if not is_author(member, article):
        raise NotAllowed(_("Only its author can approve the text."))
    if article.stands != State.PROPOSED:
        raise NotAllowed(_("There is no proposed text to approve now."))


def may_publish(member: Member, article: Article) -> None:
    """A moderator of the space publishes exactly what the author approved, with the asker's consent where quoted."""
    may_write(member)
    if not edits(member, article) or is_author(member, article):
        raise NotAllowed(_("A moderator of the space publishes it, and nobody publishes their own."))
    if not is_approved(article):
        raise NotAllowed(_("The author has not approved this very text. Nothing is published without that."))
    if not quote_is_settled(article):
        raise NotAllowed(_("The text quotes the person who asked, and they have not said yes to that."))
    if article.post.status != Status.VISIBLE:
        raise NotAllowed(_("The answer it grew from cannot be read now, so it waits."))
    if article.state != State.PUBLISHED and featured_lately(article, but=article):
        raise NotAllowed(
            _("Its author had an article in the last three months. This one waits, so that others are read.")
        )


def is_approved(article: Article) -> bool:
    """Has the author said yes to the very text that its writers see?"""
    return article.stands == State.APPROVED and article.approved_revision == article.revision_count


def may_go_out(article: Article) -> bool:
    """Both have said yes to the next text of a published article, whoever is quoted in it too, and nothing hides it."""
    settled = article.change and is_approved(article) and article.post.status == Status.VISIBLE
    return bool(settled) and quote_is_settled(article)


def quote_is_settled(article: Article) -> bool:
    """Is nothing quoted, or has the asker said yes to these very words?"""
    if not article.text_quotes:
        return True
    consent = consent_for(article)
    return consent is not None and consent.state == QuoteConsent.State.GIVEN


def consent_for(article: Article) -> QuoteConsent | None:
    """What the asker was asked about the text that its writers see. A change that quotes no more than the published
    text needs no second question.
    """
    rows = {row.for_change: row for row in QuoteConsent.objects.filter(article=article)}
    if not article.change or True in rows:
        return rows.get(bool(article.change))
    before = rows.get(False)
    return before if before is not None and covers(before, article) else None


def covers(consent: QuoteConsent, article: Article) -> bool:
    """Was the asker asked about all of their words in the text, or more?"""
    return set(quoted_in(article, *article.text)) <= set(consent.passages)


def asker_of(article: Article) -> Member | Mask | None:
    """Whose consent a quote needs; None where the author is the asker."""
    topic = article.post.topic
    if (topic.member_id, topic.mask_id) == (article.member_id, article.mask_id):
        return None
    return topic.author


def quoted_in(article: Article, *texts: str) -> list[str]:
    """The asker's own words in these texts; [] where the author asked the question too."""
    if asker_of(article) is None:
        return []
    topic = article.post.topic
    opening = topic.posts.filter(position=0).values_list("text", flat=True).first() or ""
    return passages.quoted("\n".join(texts), f"{topic.title}\n{opening}")


def may_answer_quote(member: Member, consent: QuoteConsent) -> None:
    if not is_author(member, consent):
        raise NotAllowed(_("Only the person whose words these are can say."))
    if consent.article.state == State.WITHDRAWN:
        raise NotAllowed(_("Its author took the article down, so nothing is quoted."))


def may_withdraw(member: Member, article: Article) -> None:
    """At any time, suspended or not: the words are theirs."""
    if not is_author(member, article):
        raise NotAllowed(_("Only its author can take it down."))
    if article.state == State.WITHDRAWN:
        raise NotAllowed(_("You have taken it down already."))


def may_reopen(member: Member, article: Article) -> None:
    may_write(member)
    if not is_author(member, article):
        raise NotAllowed(_("Only its author can bring it back."))
    if article.state != State.WITHDRAWN:
        raise NotAllowed(_("It has not been taken down."))
