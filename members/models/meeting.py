"""Between two members, or a member and the moderators: hellos, blocks, suspensions."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, OuterRef, Q
from django.utils import timezone

from members.models.people import Member


class Hello(models.Model):
    """A few words of welcome from one member to a newcomer, and what they answered; nobody but the two reads either."""

    WORDS_AT_MOST: ClassVar[int] = 500

    newcomer = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="hellos")
    author = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="hellos_said")
    words = models.CharField(max_length=WORDS_AT_MOST)
    at = models.DateTimeField(default=timezone.now)
    answer = models.CharField(max_length=WORDS_AT_MOST, blank=True, db_default="")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["newcomer", "author"], name="members_hello_once"),
            models.CheckConstraint(condition=~Q(newcomer=F("author")), name="members_hello_not_to_oneself"),
        ]


class BlockQuerySet(models.QuerySet["Block"]):
    def between(self, one: Member | OuterRef, other: Member | OuterRef) -> BlockQuerySet:
        """Of either of the two against the other."""
        return self.filter(Q(blocker=one, blocked=other) | Q(blocker=other, blocked=one))


class Block(models.Model):
    """`blocker` does not want to meet `blocked`. Compares named members only, never masks."""

    blocker = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="blocks_made")
    blocked = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="blocks_received")
    at = models.DateTimeField(default=timezone.now)

    objects = BlockQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["blocker", "blocked"], name="members_block_once"),
            models.CheckConstraint(condition=~Q(blocker=F("blocked")), name="members_block_not_oneself"),
        ]


class SuspensionQuerySet(models.QuerySet["Suspension"]):
    def in_force(self, now: datetime | None = None) -> SuspensionQuerySet:
        return self.filter(until__gt=now or timezone.now(), lifted_at__isnull=True)


class Suspension(models.Model):
    """A member may not write until then, and reads why."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="suspensions")
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500)
    at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = SuspensionQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["member", "-until"], name="members_suspension_latest")]
        constraints = [models.CheckConstraint(condition=Q(until__gt=F("at")), name="members_suspension_ends_later")]
