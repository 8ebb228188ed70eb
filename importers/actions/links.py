"""Links from one imported post or comment to another lead to ours."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from forum.actions.bulk import replace_comments, replace_texts
from forum.models import Comment, Post
from importers.actions.comments import KIND as COMMENT
from importers.actions.job import Job
from importers.actions.posts import KIND as POST
from importers.models import Imported
from importers.stackexchange.links import Home, Ours, linked_in_html, linked_in_text, relinked_html, relinked_text
from writing.html import clean_html
from writing.render import render_comment


def resolve_links(job: Job) -> None:
    _walk(job, POST, "links", lambda ids: _resolve_posts(job, ids))
    _walk(job, COMMENT, "links in comments", lambda ids: _resolve_comments(job, ids))


def _walk(job: Job, kind: str, what: str, resolve: Callable[[list[int]], None]) -> None:
    with job.progress(what, Imported.objects.filter(source=job.site.host, kind=kind).count()) as bar:
        done = 0
        for page in job.pages(kind):
            with transaction.atomic():
                resolve([ours for _theirs, ours in page])
            done += len(page)
            bar.advance(done)


def _with_links(job: Job) -> Q:
    """What names the old home somewhere."""
    named = Q()
    for host in job.site.hosts:
        named |= Q(body__icontains=host)
    return named


def _resolve_posts(job: Job, ids: Collection[int]) -> None:
    posts = list(Post.objects.filter(_with_links(job), pk__in=ids, is_html=True))
    home = _home(job, (post for row in posts for post in linked_in_html(row.body, job.site)))
    changed = []
    for post in posts:
        body = relinked_html(post.body, job.site, home)
        if body != post.body:
            safe = clean_html(body)
            post.body, post.html, post.text = body, safe.html, safe.text
            changed.append(post)
    replace_texts(posts=changed)
    job.summary.count("posts with links led home", made=len(changed))


def _resolve_comments(job: Job, ids: Collection[int]) -> None:
    comments = list(Comment.objects.filter(_with_links(job), pk__in=ids).select_related("post"))
    home = _home(job, (post for row in comments for post in linked_in_text(row.body, job.site)))
    changed = []
    for comment in comments:
        body = relinked_text(comment.body, job.site, home, most=Comment.MAX_LENGTH)
        if body != comment.body:
            comment.body, comment.html = body, render_comment(body, is_foreign=True).html
            changed.append(comment)
    replace_comments(comments=changed)
    job.summary.count("comments with links led home", made=len(changed))


def _home(job: Job, foreign: Iterable[int]) -> Home:
    """Where the posts of these numbers stand here."""
    ours = job.known(POST, foreign)
    posts = Post.objects.select_related("topic").only("position", "topic__title", "topic__slug").in_bulk(ours.values())
    return {theirs: _where(posts[pk]) for theirs, pk in ours.items() if pk in posts}.get


def _where(post: Post) -> Ours:
    short = reverse("forum:topic", args=[post.topic_id, "-"])
    end = "" if post.is_opening else f"?post={post.pk}#p{post.pk}"
    return Ours(post.topic.get_absolute_url() + end, short + end, post.topic.title)
