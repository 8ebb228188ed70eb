"""What a reader keeps about topics: follows, bookmarks, how far they read, whom they do not want to read."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from forum.models.levels import Level
from forum.models.posts import Post
from forum.models.spaces import Space, Tag
from forum.models.topics import Topic
from members.models import Member

ABOUT_ONE = (
    Q(topic__isnull=False, tag__isnull=True, space__isnull=True)
    | Q(topic__isnull=True, tag__isnull=False, space__isnull=True)
    | Q(topic__isnull=True, tag__isnull=True, space__isnull=False)
)


class Follow(models.Model):
    """How much a member hears of one topic, tag or space. No row: as everywhere (`forum.queries.levels`)."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="follows")
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, null=True, blank=True, related_name="follows")
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, null=True, blank=True, related_name="follows")
    space = models.ForeignKey(Space, on_delete=models.CASCADE, null=True, blank=True, related_name="follows")
    level = models.PositiveSmallIntegerField(choices=Level, default=Level.EVERYTHING, db_default=Level.EVERYTHING)
    by_itself = models.BooleanField(default=False, db_default=False)  # they asked or answered there
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "topic"], name="forum_follow_once"),
            models.UniqueConstraint(fields=["member", "tag"], name="forum_follow_tag_once"),
            models.UniqueConstraint(fields=["member", "space"], name="forum_follow_space_once"),
            models.CheckConstraint(condition=ABOUT_ONE, name="forum_follow_about_one"),
            models.CheckConstraint(condition=Q(level__in=Level.values), name="forum_follow_level"),
            models.CheckConstraint(
                condition=Q(by_itself=False) | Q(topic__isnull=False, level=Level.EVERYTHING),
                name="forum_follow_by_itself",
            ),
        ]
        indexes = [
            models.Index(fields=["topic", "member"], name="forum_follow_topic"),
            models.Index(fields=["tag", "member"], condition=Q(tag__isnull=False), name="forum_follow_tag"),
            models.Index(fields=["space", "member"], condition=Q(space__isnull=False), name="forum_follow_space"),
            models.Index(fields=["member"], condition=Q(level=Level.MUTED), name="forum_follow_muted"),
        ]

    @property
    def about(self) -> Topic | Tag | Space:
        found = self.topic or self.tag or self.space
        assert found is not None  # the row's own constraint
        return found


class Bookmark(models.Model):
    """A post that a member saved; nobody else sees it."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="bookmarks")
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="bookmarks")
    at = models.DateTimeField(default=timezone.now)
    remind_at = models.DateTimeField(null=True, blank=True)  # emptied when it was done

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "post"], name="forum_bookmark_once")]
        indexes = [
            models.Index(fields=["member", "-at", "-id"], name="forum_bookmark_list"),
            models.Index(fields=["remind_at"], condition=Q(remind_at__isnull=False), name="forum_bookmark_due"),
        ]


class ReadingMark(models.Model):
    """How far a member has read; never written in a topic where they wear a mask."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="reading_marks")
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="reading_marks")
    position = models.PositiveIntegerField(default=0)
    before = models.PositiveIntegerField(null=True, blank=True)  # until all was marked as read at once
    at = models.DateTimeField(default=timezone.now)  # the day only

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "topic"], name="forum_readingmark_once")]


class MutedMask(models.Model):
    """A reader who does not want to read one mask in its topic."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="muted_masks")
    mask = models.ForeignKey("masks.Mask", on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "mask"], name="forum_mutedmask_once")]
