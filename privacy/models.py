"""Copies of one's own data that were asked for, and what they are made of."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models import Member


class Export(models.Model):
    """A member asked for a copy of their data. One for each member: the row of the last one says when they may ask again."""

    class State(models.TextChoices):
        WAITING = "waiting"
        READY = "ready"
        FAILED = "failed"
        REMOVED = "removed"  # by its member, before its time

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    member = models.OneToOneField(Member, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    asked_at = models.DateTimeField(default=timezone.now)
    set_number = models.PositiveSmallIntegerField(
        default=0
    )  # the record set that is written now, of privacy.records.SETS
    after = models.CharField(max_length=40, blank=True)  # the key of its last row that was written; "" before the first
    attempts = models.PositiveSmallIntegerField(default=0)
    look_again_at = models.DateTimeField(default=timezone.now)  # a worker that died has left it then
    ready_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["look_again_at"], condition=models.Q(state="waiting"), name="privacy_export_due")
        ]

    @property
    def is_ready(self) -> bool:
        return self.state == self.State.READY


class Part(models.Model):
    """One file of a copy. Of what its member wrote without their name nothing is ever in one (docs/decisions/privacy.md)."""

    MOST_ROWS: ClassVar[int] = 500

    export = models.ForeignKey(Export, on_delete=models.CASCADE, related_name="parts")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=100)  # its path in the archive
    record_set = models.CharField(max_length=60, blank=True)
    rows = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=64)  # SHA-256 of what the file holds
    content = models.BinaryField()  # zlib

    class Meta:
        ordering = ("number",)
        constraints = [models.UniqueConstraint(fields=["export", "number"], name="privacy_part_once")]


class Brought(models.Model):
    """Words that a member wrote in another community and brought along with their copy. Nobody else reads them here."""

    class Kind(models.TextChoices):
        TOPIC = "topic", _("You began a topic with it")
        ANSWER = "answer", _("An answer")
        REPLY = "reply", _("A reply")
        LETTER = "letter", _("A letter")
        ARTICLE = "article", _("An article")
        DRAFT = "draft", _("A draft")

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    title = models.CharField(max_length=200, blank=True)  # of the topic, also of one that they answered
    body = models.TextField()  # Markdown; its pictures have names of ours as soon as they are here
    tags = models.JSONField(default=list, blank=True)  # names, of a topic
    site = models.CharField(max_length=200)  # where it was written: an address
    source = models.CharField(max_length=80)  # what it was there: "forum.Post:123"
    written_at = models.DateTimeField()
    brought_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "site", "source"], name="privacy_brought_once")]
        indexes = [models.Index(fields=["member", "-written_at", "-id"], name="privacy_brought_newest")]


class BroughtPicture(models.Model):
    """A picture of such words that a worker has still to make anew. Then the row goes."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=22)  # as the words name it
    content = models.BinaryField()
    attempts = models.PositiveSmallIntegerField(default=0)
    look_again_at = models.DateTimeField(default=timezone.now)  # a worker that died has left it then

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "name"], name="privacy_brought_picture")]
        indexes = [models.Index(fields=["look_again_at"], name="privacy_picture_due")]


class Erasure(models.Model):
    """A member asked to be erased. Until `due_at` one click takes it back, and the row goes."""

    class Words(models.TextChoices):
        KEEP = "keep", _("Leave what I wrote, under “a former member”")
        TAKE = "take", _("Take my words with me")

    class Masked(models.TextChoices):
        STAY = "stay", _("Leave it: nobody can tell that it was me")
        GO = "go", _("Take it away, at moments of chance over the week after")

    member = models.OneToOneField(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    number = models.BigIntegerField()  # the member's, for whoever puts back a copy of before (docs/operations.md)
    words = models.CharField(max_length=4, choices=Words, default=Words.KEEP)
    masked = models.CharField(max_length=4, choices=Masked, default=Masked.STAY)
    asked_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField()
    began_at = models.DateTimeField(null=True, blank=True)
    step = models.CharField(max_length=60, blank=True)  # of `actions.erasing.steps`; "" before the first
    after = models.BigIntegerField(default=0)  # the key up to which a step has looked through a table of others
    attempts = models.PositiveIntegerField(default=0)
    look_again_at = models.DateTimeField(default=timezone.now)  # a worker that died has left it then
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], condition=models.Q(began_at=None), name="privacy_erasure_due"),
            models.Index(
                fields=["look_again_at"],
                condition=models.Q(began_at__isnull=False, done_at=None),
                name="privacy_erasure_on",
            ),
        ]


class Going(models.Model):
    """Words written without a name that go at moments of chance. Which ones is sealed, and nothing says whose they were."""

    box = models.TextField()
    next_at = models.DateTimeField(db_index=True)  # an hour


class LawText(models.Model):
    """What an admin wrote in place of the words that a page of `privacy.law` begins with."""

    slug = models.SlugField(unique=True)
    text = models.TextField(max_length=40_000)
    html = models.TextField()
    changed_at = models.DateTimeField(default=timezone.now)
    changed_by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
