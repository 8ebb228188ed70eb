"""What was done for the safety of the data, and how it ended."""

from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.utils import timezone

TOO_OLD = timedelta(hours=25)  # for a day's backup: one was missed, because the machine was off or it failed


class RunQuerySet(models.QuerySet["Run"]):
    def good(self) -> RunQuerySet:
        return self.filter(ok=True)

    def latest_of(self, kind: str) -> Run | None:
        return self.filter(kind=kind).order_by("-started_at", "-pk").first()


class Run(models.Model):
    """One backup, restore or rehearsal."""

    class Kind(models.TextChoices):
        BACKUP = "backup"
        RESTORE = "restore"
        REHEARSAL = "rehearsal"

    kind = models.CharField(max_length=10, choices=Kind)
    started_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    ok = models.BooleanField(null=True)  # None: it runs, or was ended from outside
    words = models.CharField(max_length=1000, blank=True)  # how it ended, for whoever hosts
    archive = models.CharField(max_length=255, blank=True)  # the file's name, without its folder
    size = models.BigIntegerField(null=True)  # of the archive, in bytes
    counts = models.JSONField(default=dict, blank=True)  # rows, files, bytes of files

    objects = RunQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["kind", "-started_at"], name="hosting_run_latest")]

    def __str__(self) -> str:
        return f"{self.kind} {self.started_at:%Y-%m-%d}"
