"""What is written in a topic: posts and their versions, comments, the mark of what helped."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar, TypeAlias

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils import timezone

from forum.models.topics import Status, Topic
from masks.models import Authored
from writing.search_field import WordsField

# A masked post waits this long, in the page and by mail, so that its author can take it back.
MASKED_GRACE = timedelta(minutes=2)


class Post(Authored):
    """What stands in a topic; position 0 opens it, every later one continues or answers it."""

    # the unique index of topic and position serves the key as well
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="posts", db_index=False)
    position = models.PositiveIntegerField()
    body = models.TextField()  # Markdown; the HTML itself where `is_html` (imports)
    is_html = models.BooleanField(default=False)
    html = models.TextField()  # safe, rendered on save
    text = models.TextField(blank=True)  # plain words, for search and excerpts
    renderer = models.PositiveSmallIntegerField(default=0)  # writing.RENDERER_VERSION that made `html`
    status = models.CharField(max_length=10, choices=Status, default=Status.VISIBLE)
    created_at = models.DateTimeField(default=timezone.now)  # the hour only, of a masked post
    visible_from = models.DateTimeField(null=True, blank=True)  # end of the grace period, emptied when it is over
    edited_at = models.DateTimeField(null=True, blank=True)
    revision_count = models.PositiveIntegerField(default=0)
    helped = models.BooleanField(default=False)  # mirrors HelpedMark, for lists
    comment_count = models.PositiveIntegerField(default=0)
    submit_key = models.UUIDField(null=True, blank=True, unique=True)  # one submit, one post
    source = models.JSONField(null=True, blank=True)  # imports: url, author, author_url, licence, licence_url
    search = WordsField(null=True, editable=False)  # of `text`

    class Meta(Authored.Meta):
        constraints = [
            *Authored.Meta.constraints,
            models.UniqueConstraint(fields=["topic", "position"], name="forum_post_position"),
        ]
        indexes = [
            models.Index(fields=["topic", "position"], condition=Q(helped=True), name="forum_post_helped"),
            models.Index(
                fields=["member", "-created_at", "-id"], condition=Q(member__isnull=False), name="forum_post_own"
            ),
            models.Index(fields=["mask"], condition=Q(mask__isnull=False), name="forum_post_mask"),
            models.Index(
                fields=["status", "created_at"], condition=~Q(status="visible"), name="forum_post_not_visible"
            ),
            GinIndex(fields=["search"], name="forum_post_search", fastupdate=False),
            models.Index(fields=["id"], condition=Q(search=None), name="forum_post_unsearched"),
        ]

    def __str__(self) -> str:
        return f"post {self.pk}"

    def get_absolute_url(self) -> str:
        return f"{self.topic.get_absolute_url()}?post={self.pk}#p{self.pk}"

    def search_words(self) -> list[tuple[str, str]]:
        return [(self.text, "D")]

    @property
    def is_opening(self) -> bool:
        return self.position == 0


class FormerPlace(models.Model):
    """A topic in which a post once stood, so that its address there leads to where it stands now."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="former_places")
    topic_id = models.BigIntegerField()  # a plain number: the topic may be gone, and its address still leads on

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "topic_id"], name="forum_formerplace_once")]


class Comment(Authored):
    """A short remark under a post; one level."""

    MAX_LENGTH: ClassVar[int] = 1000

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="comments")
    body = models.CharField(max_length=MAX_LENGTH)
    html = models.TextField()
    renderer = models.PositiveSmallIntegerField(default=0)
    status = models.CharField(max_length=10, choices=Status, default=Status.VISIBLE)
    created_at = models.DateTimeField(default=timezone.now)
    visible_from = models.DateTimeField(null=True, blank=True)
    edited_at = models.DateTimeField(null=True, blank=True)
    submit_key = models.UUIDField(null=True, blank=True, unique=True)
    source = models.JSONField(null=True, blank=True)

    class Meta(Authored.Meta):
        indexes = [
            models.Index(fields=["post", "id"], name="forum_comment_post"),
            models.Index(
                fields=["status", "created_at"], condition=~Q(status="visible"), name="forum_comment_not_visible"
            ),
            models.Index(fields=["member", "-id"], condition=Q(member__isnull=False), name="forum_comment_own"),
        ]

    def __str__(self) -> str:
        return f"comment {self.pk}"


Row: TypeAlias = Post | Comment  # whatever somebody wrote in a topic


def post_of(row: Row) -> Post:
    """The post that it is, or stands under."""
    return row.post if isinstance(row, Comment) else row


class Revision(Authored):
    """One version of a post as it stood; number 1 is the original. The authored person is who wrote that version."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=160, blank=True)  # of the topic, for opening posts
    body = models.TextField()
    reason = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta(Authored.Meta):
        constraints = [
            *Authored.Meta.constraints,
            models.UniqueConstraint(fields=["post", "number"], name="forum_revision_number"),
        ]


class Rework(models.Model):
    """Something hidden, which its author changed: a moderator reads it before anybody else does.

    `title` and `body` are as they stood when it was hidden. Saved once more before it was read, it is the same row.
    """

    post = models.ForeignKey(Post, on_delete=models.CASCADE, null=True, blank=True, related_name="reworks")
    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, null=True, blank=True, related_name="reworks")
    title = models.CharField(max_length=160, blank=True)  # of the topic, for opening posts
    body = models.TextField()
    saves = models.PositiveIntegerField(default=1)
    withheld = models.PositiveIntegerField(default=0)  # versions of a post up to this one are for moderators alone
    is_open = models.BooleanField(default=True)  # no moderator has decided about it
    at = models.DateTimeField(default=timezone.now)  # the hour only, of a mask

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(post__isnull=False, comment__isnull=True) | Q(post__isnull=True, comment__isnull=False),
                name="forum_rework_one_thing",
            ),
            models.UniqueConstraint(
                fields=["post", "comment"], nulls_distinct=False, condition=Q(is_open=True), name="forum_rework_once"
            ),
        ]


class HelpedMark(Authored):
    """The asker's mark on an answer; several answers of a topic may carry one."""

    post = models.OneToOneField(Post, on_delete=models.CASCADE, related_name="helped_mark")
    what_changed = models.CharField(max_length=280, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta(Authored.Meta):
        pass
