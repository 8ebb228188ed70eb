"""Makes the HTML of posts and comments again when the renderer has changed."""

from __future__ import annotations

from django.db.models import F

from forum import words
from forum.models import Comment, Post, Topic
from forum.queries.people import known
from writing.rerender import rerender
from writing.search_text import vector


def rerender_all() -> int:
    """Renders what an older renderer made; a daily task. Imported HTML has no Markdown and stays. Says how many."""
    posts = Post.objects.filter(is_html=False).select_related("member")
    comments = Comment.objects.select_related("member", "post")
    return rerender(posts, make=_post, fields=["html", "text", "search"], after=_touch_posts) + rerender(
        comments.filter(source__isnull=True), make=_comment, fields=["html"], after=_touch_comments
    )


def _post(post: Post) -> None:
    made = words.rendered(post.body, known)
    post.html, post.text = made["html"], made["text"]
    post.search = vector(*post.search_words())


def _comment(comment: Comment) -> None:
    comment.html = words.rendered_short(comment.body, known)["html"]


def _touch_posts(posts: list[Post]) -> None:
    _touch({post.topic_id for post in posts})


def _touch_comments(comments: list[Comment]) -> None:
    _touch({comment.post.topic_id for comment in comments})


def _touch(topics: set[int]) -> None:
    """Kept pages are made anew. In a transaction of its own: writers lock a topic before its posts."""
    Topic.objects.filter(pk__in=topics).update(version=F("version") + 1)
