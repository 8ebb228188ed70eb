"""What somebody wrote lately under their own name."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser

from forum import rules
from forum.models import Post, Status
from members.models import Member

SHOWN = 5  # posts on a member's page
HEAVY = ("body", "html", "text", "search", "source", "topic__search")


def lately(author: Member, viewer: Member | AnonymousUser | None) -> list[Post]:
    """The newest named posts that the viewer may read, each with its topic. Masked ones are never here."""
    readable = rules.readable_topics(viewer).order_by()
    posts = Post.objects.filter(member=author, status=Status.VISIBLE, topic__in=readable.values("pk"))
    return list(posts.select_related("topic").defer(*HEAVY).order_by("-created_at", "-id")[:SHOWN])
