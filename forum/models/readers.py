"""What a reader keeps about topics: follows, bookmarks, how far they read, whom they do not want to read."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from forum.models.posts import Post
from forum.models.topics import Topic
from members.models import Member


class Follow(models.Model):
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="follows")
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="follows")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "topic"], name="forum_follow_once")]
        indexes = [models.Index(fields=["topic", "member"], name="forum_follow_topic")]


class Bookmark(models.Model):
    """A post that a member saved; nobody else sees it."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="bookmarks")
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="bookmarks")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "post"], name="forum_bookmark_once")]
        indexes = [models.Index(fields=["member", "-at", "-id"], name="forum_bookmark_list")]


class ReadingMark(models.Model):
    """How far a member has read; never written in a topic where they wear a mask."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="reading_marks")
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="reading_marks")
    position = models.PositiveIntegerField(default=0)
    at = models.DateTimeField(default=timezone.now)  # the day only

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "topic"], name="forum_readingmark_once")]


class MutedMask(models.Model):
    """A reader who does not want to read one mask in its topic."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="muted_masks")
    mask = models.ForeignKey("masks.Mask", on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "mask"], name="forum_mutedmask_once")]
