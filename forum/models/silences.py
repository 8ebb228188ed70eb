"""Who may read and not write, in one space or in all of them, for a while."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from forum.models.spaces import Space
from members.models import Member


class SilenceQuerySet(models.QuerySet["Silence"]):
    def in_force(self, now: datetime | None = None) -> SilenceQuerySet:
        return self.filter(until__gt=now or timezone.now(), lifted_at=None)

    def holding(self, member: Member, space: Space) -> SilenceQuerySet:
        """Those that keep this member from writing there."""
        return self.in_force().filter(Q(space=space) | Q(space=None), member=member)


class Silence(models.Model):
    """Softer than a suspension: they may do everything but write in this space; without a space: in any."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="silences")
    space = models.ForeignKey(Space, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500)
    at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = SilenceQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["member", "-until"], name="forum_silence_latest")]
        constraints = [models.CheckConstraint(condition=Q(until__gt=F("at")), name="forum_silence_ends_later")]
