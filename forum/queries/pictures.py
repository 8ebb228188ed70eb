"""Who sees the pictures of posts, of comments, and beside members' names (uploads/holders.py)."""

from __future__ import annotations

from collections.abc import Collection

from forum.models import Comment, Post, Row, Status, post_of
from forum.rules import is_author, load_comment, load_post, readable_topics, reader, tends
from members.models import Member
from uploads.holders import Sight
from uploads.models import Use


def _sight(viewer: Member | None, row: Row, use: Use) -> Sight:
    """What only an earlier version shows is for its author and for whoever tends the space."""
    space = post_of(row).topic.space
    is_there = (use.address or use.picture_id) in row.body
    sees = is_there or is_author(reader(viewer), row) or tends(reader(viewer), space)
    return Sight.of(sees, kept=not space.is_sensitive)


class Posts:
    def sight(self, viewer: Member | None, use: Use) -> Sight:
        try:
            return _sight(viewer, load_post(viewer, use.holder_id), use)
        except Post.DoesNotExist:
            return Sight.NONE

    def is_own(self, member: Member, id: int) -> bool:
        post = Post.objects.filter(pk=id).first()
        return post is not None and is_author(member, post)

    def existing(self, ids: Collection[int]) -> set[int]:
        return set(Post.objects.filter(pk__in=ids).values_list("pk", flat=True))


class Comments:
    def sight(self, viewer: Member | None, use: Use) -> Sight:
        try:
            return _sight(viewer, load_comment(viewer, use.holder_id), use)
        except Comment.DoesNotExist:
            return Sight.NONE

    def is_own(self, member: Member, id: int) -> bool:
        comment = Comment.objects.filter(pk=id).first()
        return comment is not None and is_author(member, comment)

    def existing(self, ids: Collection[int]) -> set[int]:
        return set(Comment.objects.filter(pk__in=ids).values_list("pk", flat=True))


class Faces:
    """Beside the name of a member. Members see each other; a visitor sees whoever wrote where visitors read."""

    def sight(self, viewer: Member | None, use: Use) -> Sight:
        whose = Member.objects.filter(pk=use.holder_id, is_active=True, face=use.picture_id)
        if reader(viewer) is not None:
            return Sight.of(whose.exists())
        wrote = Post.objects.filter(member=use.holder_id, status=Status.VISIBLE, topic__in=readable_topics(None))
        return Sight.of(wrote.exists() and whose.exists())

    def is_own(self, member: Member, id: int) -> bool:
        return member.pk == id

    def existing(self, ids: Collection[int]) -> set[int]:
        return set(Member.objects.filter(pk__in=ids).values_list("pk", flat=True))
