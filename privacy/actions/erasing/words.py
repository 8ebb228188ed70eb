"""What somebody wrote: it stays under the former member, or its words go and what others wrote beside it stays readable."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from activity import locks
from blog.models import Article, ArticleInvitation, ArticleRevision, QuoteConsent
from forum import words as forum_words
from forum.actions import bulk
from forum.actions.common import lock_topics
from forum.actions.searching import renew
from forum.models import Alike, Comment, HelpedMark, Post, Revision, Rework, Status, Topic
from privacy.actions.erasing.common import (
    BATCH,
    Leaving,
    change_some,
    delete_some,
    gone_title,
    gone_words,
    show_nothing,
    some,
)
from uploads.models import Picture
from uploads.rules import sent
from writing.search_text import vector


def topics(leaving: Leaving) -> bool:
    """The opening posts go with their topics: both say who asked."""
    keys = some(Topic.objects.filter(member=leaving.member))
    openings = Post.objects.filter(topic__in=keys, position=0)
    if leaving.takes_words:
        take(openings, own=Q(member=leaving.member))
    lock_topics(keys)
    locks.update(Topic.objects.filter(pk__in=keys), member=leaving.former, letter_for=None)
    _hand_over(openings.filter(member=leaving.member), leaving)
    return len(keys) == BATCH


def posts(leaving: Leaving) -> bool:
    keys = some(Post.objects.filter(member=leaving.member))
    batch = Post.objects.filter(pk__in=keys)
    if leaving.takes_words:
        take(batch, own=Q(member=leaving.member))
    _hand_over(batch, leaving)
    return len(keys) == BATCH


def comments(leaving: Leaving) -> bool:
    keys = some(Comment.objects.filter(member=leaving.member))
    batch = Comment.objects.filter(pk__in=keys)
    if leaving.takes_words:
        take_comments(batch)
    _hand_over(batch, leaving)
    return len(keys) == BATCH


def versions(leaving: Leaving) -> bool:
    """Earlier versions. Where the words go, so do they: those of a post go with it, whoever wrote them."""
    mine = Revision.objects.filter(member=leaving.member)
    return delete_some(mine) if leaving.takes_words else change_some(mine, member=leaving.former)


def reworks(leaving: Leaving) -> bool:
    """What stood before they changed something hidden is for a moderator's eyes alone, who has nobody to answer now."""
    member = leaving.member
    return delete_some(Rework.objects.filter(Q(post__member=member) | Q(comment__member=member)))


def unposted_pictures(leaving: Leaving) -> bool:
    """Nobody else ever saw them. Only the tag of each says whose it is, so all that wait are asked."""
    waiting = Picture.objects.filter(owner_tag__isnull=False).only("name", "owner_tag")
    theirs = [picture.pk for picture in waiting.iterator() if sent(leaving.member, picture)]
    locks.delete(Picture.objects.filter(pk__in=theirs, owner_tag__isnull=False))
    return False


def marks(leaving: Leaving) -> bool:
    words = {"what_changed": ""} if leaving.takes_words else {}
    return change_some(HelpedMark.objects.filter(member=leaving.member), member=leaving.former, **words)


def articles(leaving: Leaving) -> bool:
    keys = some(Article.objects.filter(member=leaving.member))
    for article in locks.lock(Article.objects.filter(pk__in=keys)):
        article.member, article.byline, article.byline_words = leaving.former, "name", ""
        if leaving.takes_words:
            _take_article(article)
        article.save()
    if leaving.takes_words:
        show_nothing("article", keys)
    return len(keys) == BATCH


def take_articles(rows: QuerySet[Article]) -> None:
    """Their words go, and nobody reads them any more."""
    found = list(locks.lock(rows))
    for article in found:
        _take_article(article)
        article.save()
    show_nothing("article", [article.pk for article in found])


def _take_article(article: Article) -> None:
    locks.delete(ArticleRevision.objects.filter(article=article))
    article.title, article.slug = gone_title(), f"gone-{article.pk}"
    article.standfirst = article.body = article.html = article.change = ""
    article.state = Article.State.WITHDRAWN


def article_invitations(leaving: Leaving) -> bool:
    mine = ArticleInvitation.objects.filter(member=leaving.member)
    return change_some(mine, member=leaving.former, byline="name", byline_words="")


def article_versions(leaving: Leaving) -> bool:
    return change_some(ArticleRevision.objects.filter(member=leaving.member), member=leaving.former)


def quotations(leaving: Leaving) -> bool:
    """Where an article asked to quote them. Whoever takes their words along says no to it."""
    said = {"passages": [], "state": QuoteConsent.State.REFUSED} if leaving.takes_words else {}
    return change_some(QuoteConsent.objects.filter(member=leaving.member), member=leaving.former, **said)


def take(batch: QuerySet[Post], *, own: Q) -> None:
    """The words of these posts go, from wherever they were copied. Where others than `own` wrote below, a sentence stands."""
    found = list(batch.select_related("topic"))
    topics = {post.topic_id for post in found}
    lock_topics(topics)
    stands = set(_with_others(batch, own).values_list("pk", flat=True))
    for post in locks.lock(Post.objects.filter(pk__in=[post.pk for post in found])):
        _empty(post, stays=post.pk in stands)
    opened = [post for post in found if post.is_opening]
    _empty_topics([post.topic_id for post in opened], [post.topic_id for post in opened if post.pk in stands])
    locks.delete(Revision.objects.filter(post__in=[post.pk for post in found]))
    bulk.recount(topics=sorted(topics))
    show_nothing("post", [post.pk for post in found])
    locks.delete(Rework.objects.filter(post__in=[post.pk for post in found]))


def _with_others(batch: QuerySet[Post], own: Q) -> QuerySet[Post]:
    """Those below which somebody else wrote."""
    answers = Post.objects.filter(topic=OuterRef("topic"), position__gt=0, status=Status.VISIBLE).exclude(own)
    remarks = Comment.objects.filter(post=OuterRef("pk"), status=Status.VISIBLE).exclude(own)
    opens = batch.filter(position=0).filter(Exists(answers))
    return (opens | batch.filter(Exists(remarks))).distinct()


def _empty(post: Post, *, stays: bool) -> None:
    post.body, post.is_html, post.source = gone_words(), False, None
    made = forum_words.rendered(post.body, lambda _handles: {})
    post.html, post.text, post.renderer = made["html"], made["text"], made["renderer"]
    post.search = vector(*post.search_words())
    if not stays:
        post.status, post.visible_from = Status.DELETED, None
    post.save()


def _empty_topics(keys: Collection[int], stays: Collection[int]) -> None:
    gone = gone_title()
    found = Topic.objects.filter(pk__in=keys)
    locks.update(found, title=gone, slug=forum_words.slug(gone), excerpt=gone_words()[:200])
    locks.update(found.exclude(pk__in=stays), status=Status.DELETED)
    locks.delete(Alike.objects.filter(topic__in=keys))
    renew(keys)


def take_comments(batch: QuerySet[Comment]) -> None:
    """Nobody writes below a comment, so no sentence need stand there."""
    found = list(batch.select_related("post"))
    topics = {comment.post.topic_id for comment in found}
    lock_topics(topics)
    list(locks.lock(Post.objects.filter(pk__in=[comment.post_id for comment in found]).only("pk")))
    words = {"body": "", "html": "", "source": None, "status": Status.DELETED, "visible_from": None}
    locks.update(Comment.objects.filter(pk__in=[comment.pk for comment in found]), **words)
    bulk.recount(topics=sorted(topics))
    show_nothing("comment", [comment.pk for comment in found])
    locks.delete(Rework.objects.filter(comment__in=[comment.pk for comment in found]))


def _hand_over(batch: QuerySet[Any], leaving: Leaving) -> None:
    """They stand under the former member from now on, and kept pages of them are made anew."""
    topics = _topics_of(batch)
    lock_topics(topics)
    locks.update(batch, member=leaving.former)
    bulk.touch(topics=topics)


def _topics_of(batch: QuerySet[Any]) -> list[int]:
    column = "topic" if batch.model is Post else "post__topic"
    return sorted(set(batch.values_list(column, flat=True)))
