"""Copies of one's own data that were asked for, and what they are made of."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone

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
