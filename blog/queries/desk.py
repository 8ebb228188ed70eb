"""What the people who make articles need: candidates, drafts, invitations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Length
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from blog import rules
from blog.models import Article, ArticleInvitation
from forum.models import Post, Space, Status
from forum.rules import tended_spaces
from masks import sealed
from members.models import Member
from writing.sentences import isolated

CANDIDATES_SHOWN = 6
# Fresh help is a reason; an old one has had its chance to be seen.
CANDIDATE_AGE = timedelta(days=365)
WORDS_IN_A_LONG_ANSWER = 180


@dataclass
class Candidate:
    post: Post
    reasons: list[str]


def candidates(viewer: Member) -> list[Candidate]:
    """Answers worth a wider room in the spaces that the viewer tends, those that helped most lately first. Never
    the viewer's own, nobody's who was featured or asked lately. Marks and thanks by or to a mask suggest nothing.
    One query.
    """
    now = timezone.now()
    posts = _eligible(viewer, now - CANDIDATE_AGE)
    featured = Article.objects.filter(published_at__gt=now - rules.FEATURED_AGAIN_AFTER)
    posts = posts.exclude(Exists(rules.standing_invitations(ArticleInvitation.objects.filter(post=OuterRef("pk")))))
    posts = posts.exclude(Exists(featured.filter(member=OuterRef("member"))))
    posts = posts.annotate(
        marked=Q(helped=True, topic__mask=None),
        thankers=Count("thanks__giver_tag", distinct=True, filter=Q(thanks__mask=None)),
        asked_before=Exists(ArticleInvitation.objects.filter(member=OuterRef("member"))),
    ).filter(Q(marked=True) | Q(thankers__gte=rules.WORTH_INVITING))
    rows = posts.select_related("member", "topic__space").order_by("-marked", "-created_at", "-pk")
    return [Candidate(post, _reasons(post)) for post in rows[:CANDIDATES_SHOWN]]


def _eligible(viewer: Member, since: object) -> QuerySet[Post]:
    """Other people's readable answers of some length, under a name whose member could say yes."""
    posts = Post.objects.filter(
        status=Status.VISIBLE, position__gt=0, is_html=False, topic__status=Status.VISIBLE, created_at__gt=since
    ).exclude(topic__space__visibility=Space.Visibility.MODERATORS)
    posts = posts.filter(member__kind=Member.Kind.PERSON, member__is_active=True)
    posts = posts.alias(length=Length("text")).filter(length__gte=rules.SHORTEST_ANSWER)
    posts = posts.exclude(member=viewer)
    posts = posts.exclude(Exists(Article.objects.filter(post=OuterRef("pk")).exclude(state="withdrawn")))
    if viewer.is_staff:
        return posts
    return posts.filter(topic__space_id__in=tended_spaces(viewer))


def _reasons(post: Post) -> list[str]:
    reasons = []
    if post.marked:
        reasons.append(_("the asker says that it helped"))
    if post.thankers:
        said = ngettext("one person said why it helped", "%(n)d people said why it helped", post.thankers)
        reasons.append(said % {"n": post.thankers})
    if len(post.text.split()) >= WORDS_IN_A_LONG_ANSWER:
        reasons.append(_("long enough to stand alone"))
    if not post.asked_before:
        reasons.append(_("%(name)s hasn’t been invited before") % {"name": isolated(post.author.shown_name)})
    return reasons


def load_draft(viewer: Member, id: int) -> Article:
    """An article in the making, for its author and the moderators of its space. Raises Article.DoesNotExist."""
    related = ("member", "mask", "invitation", "post__topic__space", "post__topic__member", "post__topic__mask")
    article = Article.objects.select_related(*related).get(pk=id)
    if not rules.may_see_draft(viewer, article):
        raise Article.DoesNotExist
    return article


def drafts_for(viewer: Member) -> list[Article]:
    """Articles that the viewer writes or, in the spaces they tend, edits; what was touched last first."""
    own = Q(member=viewer) | Q(mask__in=sealed.mine(viewer))
    edited = Q() if viewer.is_staff else Q(post__topic__space_id__in=tended_spaces(viewer))
    unfinished = ~Q(state__in=[Article.State.PUBLISHED, Article.State.WITHDRAWN]) | ~Q(change="")
    rows = Article.objects.filter(own | (edited & unfinished))
    return list(rows.select_related("member", "mask", "post__topic__space").order_by("-updated_at", "-pk")[:50])


def invitations_for(viewer: Member) -> list[ArticleInvitation]:
    """Invitations that wait for the viewer's word."""
    own = Q(member=viewer) | Q(mask__in=sealed.mine(viewer))
    rows = ArticleInvitation.objects.filter(own, state=ArticleInvitation.State.INVITED)
    return list(rows.select_related("invited_by", "post__topic", "member", "mask").order_by("-at", "-pk"))


def invitations_sent(viewer: Member) -> list[ArticleInvitation]:
    """Invitations by the viewer that nobody has answered yet; they can be taken back."""
    rows = ArticleInvitation.objects.filter(invited_by=viewer, state=ArticleInvitation.State.INVITED)
    return list(rows.select_related("post__topic", "member", "mask").order_by("-at", "-pk")[:50])
