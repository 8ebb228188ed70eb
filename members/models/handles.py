"""Handles that people had before."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from members.models.people import Member


class FormerHandleQuerySet(models.QuerySet["FormerHandle"]):
    def held(self) -> FormerHandleQuerySet:
        """Those that nobody else may have yet."""
        return self.filter(Q(until=None) | Q(until__gt=timezone.now()))


class FormerHandle(models.Model):
    """It leads to whoever had it, and nobody else can go by it. Of somebody who is gone a digest is left, for a while."""

    handle = models.CharField(max_length=30, blank=True)
    digest = models.CharField(max_length=64, unique=True)  # `handles.digest_of` it: what looks like it is held as well
    member = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="former_handles")
    at = models.DateTimeField(default=timezone.now)  # when it was given up
    until = models.DateTimeField(null=True, blank=True)  # NULL: as long as the account

    objects = FormerHandleQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(Lower("handle"), name="members_formerhandle_lower")]
