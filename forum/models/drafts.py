"""Words that are not posted yet."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone


class Draft(models.Model):
    """Unposted words of a member. Masked ones hold no member: an HMAC tag for an owner and an encrypted box."""

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="drafts"
    )
    owner_tag = models.BinaryField(max_length=32, null=True, blank=True)
    context = models.CharField(max_length=60)  # "ask", "topic:123", "comment:456", "letter:7", "edit:8"
    title = models.CharField(max_length=160, blank=True)
    body = models.TextField(blank=True)
    data = models.JSONField(default=dict, blank=True)  # the other fields of the form
    box = models.BinaryField(null=True, blank=True)
    updated_at = models.DateTimeField(default=timezone.now)
    # A name of this change, and of the open page that made it: of a sealed draft both are in the box.
    version = models.PositiveIntegerField(default=1, db_default=1)
    tab = models.CharField(max_length=32, blank=True, default="", db_default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member", "context"], condition=Q(member__isnull=False), name="forum_draft_named"
            ),
            models.UniqueConstraint(
                fields=["owner_tag"], condition=Q(owner_tag__isnull=False), name="forum_draft_masked"
            ),
            models.CheckConstraint(
                condition=(Q(member__isnull=False) & Q(owner_tag__isnull=True) & Q(box__isnull=True))
                | (
                    Q(member__isnull=True)
                    & Q(owner_tag__isnull=False)
                    & Q(box__isnull=False)
                    & Q(title="")
                    & Q(body="")
                ),
                name="forum_draft_named_or_sealed",
            ),
        ]
        indexes = [models.Index(fields=["updated_at"], name="forum_draft_age")]
