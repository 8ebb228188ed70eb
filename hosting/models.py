"""What was done for the safety of the data and how it ended, what a task found when it looked, and what admins did."""

from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.utils import timezone

from members.models import Member

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


class Look(models.Model):
    """What a task found when it last looked at something that no page may wait for: a mail server, a certificate."""

    PULSE, CERTIFICATE = "pulse", "certificate"  # the task itself ran; what the public address shows

    about = models.CharField(max_length=40, primary_key=True)
    state = models.CharField(max_length=5)  # hosting.preflight.State
    said = models.CharField(max_length=500, blank=True)
    do = models.CharField(max_length=500, blank=True)
    fact = models.JSONField(default=dict, blank=True)  # what a sentence in another language is made of
    at = models.DateTimeField()
    since = models.DateTimeField()  # in this state

    def __str__(self) -> str:
        return f"{self.about} {self.state}"


class Figure(models.Model):
    """One number of one day (UTC), for the charts. Nothing about anybody."""

    class Series(models.TextChoices):
        MAILED = "mailed"  # mails queued on that day that were sent
        UNMAILED = "unmailed"  # and that could not be
        WAITED = "waited"  # the longest that something due had waited, in seconds
        FREE = "free"  # the least that was free on the disk, in bytes

    day = models.DateField()
    series = models.CharField(max_length=10, choices=Series)
    value = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "series"], name="hosting_figure_once")]

    def __str__(self) -> str:
        return f"{self.day} {self.series} {self.value}"


class Act(models.Model):
    """An admin did something to the whole community. `by` is nobody for what was typed on the server."""

    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    verb = models.CharField(max_length=40)  # of the ledger, or of hosting/actions
    about = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    data = models.JSONField(default=dict, blank=True)
    event_id = models.BigIntegerField(null=True, unique=True)  # told twice, it is written down once

    class Meta:
        indexes = [models.Index(fields=["-at", "-id"], name="hosting_act_log")]

    def __str__(self) -> str:
        return f"{self.verb} {self.at:%Y-%m-%d}"
