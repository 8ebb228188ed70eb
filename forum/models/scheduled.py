"""Words that their writer lets appear at a time of their choice."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone


class Scheduled(models.Model):
    """A topic or an answer to be posted under its writer's name at `at`; without a time it waits for the writer alone,
    who took it back, or was refused. Never behind a mask: a time that a member chose would tie the two.
    """

    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="scheduled")
    context = models.CharField(max_length=60)  # the form it came from, as of a draft: "ask", "letter:7", "topic:123"
    title = models.CharField(max_length=160, blank=True)
    body = models.TextField(blank=True)
    data = models.JSONField(default=dict, blank=True)  # the other fields of the form
    at = models.DateTimeField(null=True, blank=True)
    refused = models.CharField(max_length=800, blank=True)  # why it was not posted when it was due, in their language
    # members alone could read it there when the time was chosen: it is not posted where everybody can
    among_members = models.BooleanField(default=False, db_default=False)
    submit_key = models.UUIDField(unique=True)
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(refused="") | Q(at__isnull=True), name="forum_scheduled_waits_or_refused"
            )
        ]
        indexes = [
            models.Index(fields=["at"], condition=Q(at__isnull=False), name="forum_scheduled_due"),
            models.Index(fields=["updated_at"], condition=Q(at__isnull=True), name="forum_scheduled_age"),
        ]

    @property
    def topic_id(self) -> int | None:
        """The topic that it answers; None where it opens one."""
        kind, _colon, number = self.context.partition(":")
        return int(number) if kind == "topic" else None
