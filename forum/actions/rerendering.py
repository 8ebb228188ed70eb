"""Makes the HTML of posts and comments again when the renderer has changed.

Imported texts go through the walls of today as well: an older version may have let through what they hold back.
"""

from __future__ import annotations

from django.db.models import F

from activity import locks
from forum import words
from forum.models import Comment, Post, Topic
from forum.queries.people import known
from members.actions.community import note_formulas
from members.queries import community
from uploads.queries import shapes_held
from writing.html import LONGEST_HTML, clean_html
from writing.links import web_only
from writing.render import render_comment
from writing.rerender import rerender
from writing.search_text import vector


def rerender_all() -> int:
    """Renders what an older renderer made; a daily task. Says how many."""
    _follow_switch()
    posts = Post.objects.select_related("member")
    comments = Comment.objects.select_related("member", "post")
    return rerender(
        posts, make=render_post_again, fields=["html", "text", "search", "source"], after=_touch_posts
    ) + rerender(comments, make=render_comment_again, fields=["html", "source"], after=_touch_comments)


def _follow_switch() -> None:
    """Formulas were switched on or off since: whatever has dollars in it is rendered again."""
    row = community()
    if row.formulas == row.formulas_drawn:
        return
    for rows in (Post.objects.all(), Comment.objects.all()):
        locks.update(rows.filter(body__contains="$"), renderer=0)
    note_formulas(drawn=row.formulas)


def render_post_again(post: Post) -> None:
    if post.is_html:
        safe = clean_html(post.body[:LONGEST_HTML])
        post.html, post.text = safe.html, safe.text
    else:
        made = words.rendered(post.body, known, shapes_held("post", post.pk, post.body))
        post.html, post.text = made["html"], made["text"]
    post.source = _checked(post.source)
    post.search = vector(*post.search_words())


def render_comment_again(comment: Comment) -> None:
    is_foreign = bool(comment.source)
    people = None if is_foreign else known  # a name of there is nobody's here
    shapes = shapes_held("comment", comment.pk, comment.body)
    comment.html = render_comment(comment.body, people=people, shapes=shapes, is_foreign=is_foreign).html
    comment.source = _checked(comment.source)


def _checked(source: dict[str, str] | None) -> dict[str, str] | None:
    """The credit of an import, whose addresses lead to the web or nowhere."""
    if source is None:
        return None
    return {name: web_only(said) if name.endswith("url") else said for name, said in source.items()}


def _touch_posts(posts: list[Post]) -> None:
    _touch({post.topic_id for post in posts})


def _touch_comments(comments: list[Comment]) -> None:
    _touch({comment.post.topic_id for comment in comments})


def _touch(topics: set[int]) -> None:
    """Kept pages are made anew. In a transaction of its own: writers lock a topic before its posts."""
    Topic.objects.filter(pk__in=topics).update(version=F("version") + 1)
