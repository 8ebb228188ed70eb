"""Posts and comments that name pictures at strangers' addresses, once those are here (uploads/holders.py).

What nobody reads yet asks no stranger: not what a moderator has not let through, and not what a mask wrote a moment
ago, for the stranger would learn when that was.
"""

from __future__ import annotations

from django.db import transaction

from forum.actions.common import locked_comment, locked_post, touch
from forum.actions.rerendering import render_comment_again, render_post_again
from forum.models import Comment, Post, Status
from writing.render import render, render_comment


class Posts:
    def strangers(self, id: int) -> tuple[str, ...]:
        post = Post.objects.filter(pk=id, status=Status.VISIBLE, is_html=False).first()
        return render(post.body).strangers if post else ()

    @transaction.atomic
    def render_again(self, id: int) -> None:
        post = locked_post(Post.objects.get(pk=id))
        render_post_again(post)
        post.save(update_fields=["html", "text", "search"])
        touch(post.topic_id)


class Comments:
    def strangers(self, id: int) -> tuple[str, ...]:
        comment = Comment.objects.filter(pk=id, status=Status.VISIBLE).first()
        return render_comment(comment.body).strangers if comment else ()

    @transaction.atomic
    def render_again(self, id: int) -> None:
        comment = locked_comment(Comment.objects.get(pk=id))
        render_comment_again(comment)
        comment.save(update_fields=["html"])
        touch(comment.post.topic_id)
