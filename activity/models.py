"""The ledger of what members did, and what each of these deeds has still to cause."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone


class Event(models.Model):
    """Somebody did something. Rows are only ever added, and the table is cut into months.

    No foreign key leads here and none leads away: targets are a kind and a number, and an actor is a member's
    number or a mask's, or neither for what the community itself did. Never read it by "id greater than the
    last": the order of the numbers is not the order of the commits.
    """

    pk = models.CompositePrimaryKey("at", "id")
    at = models.DateTimeField(default=timezone.now)  # the hour only, of what a mask did
    id = models.BigIntegerField()
    verb = models.TextField(help_text="noun.past-tense, such as answer.helped")
    member_id = models.BigIntegerField(null=True)
    mask_id = models.UUIDField(null=True)
    target_kind = models.TextField(help_text="app.model, in lower case")
    target_id = models.BigIntegerField()
    space_id = models.BigIntegerField(null=True)
    data = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="activity_event_one_actor", condition=Q(member_id__isnull=True) | Q(mask_id__isnull=True)
            )
        ]
        indexes = [
            models.Index(fields=["target_kind", "target_id", "at"], name="activity_event_target"),
            models.Index(fields=["member_id", "at"], name="activity_event_member"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.target_kind}:{self.target_id}"


class Delivery(models.Model):
    """One handler has still to hear of one event. The row goes when it has."""

    pk = models.CompositePrimaryKey("event_id", "handler")
    event_id = models.BigIntegerField()
    handler = models.TextField(help_text="dotted name of the function")
    event_at = models.DateTimeField(help_text="Finds the event's month.")
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.TextField(blank=True, default="", help_text="What kind of error and where; never its text.")
    dead_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "deliveries"
        indexes = [
            models.Index(fields=["due_at"], name="activity_delivery_due", condition=Q(dead_at__isnull=True)),
            models.Index(fields=["dead_at"], name="activity_delivery_dead", condition=Q(dead_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.event_id} → {self.handler}"
