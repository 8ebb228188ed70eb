"""Spaces, who tends them, and tags."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models import Member


class Space(models.Model):
    """A part of the forum with its own purpose, visibility and moderators."""

    class Visibility(models.TextChoices):
        PUBLIC = "public", _("everyone may read what is marked for everyone")
        MEMBERS = "members", _("members only")
        MODERATORS = "moderators", _("moderators only")

    slug = models.SlugField(unique=True)
    title = models.CharField(max_length=60)
    purpose = models.CharField(max_length=280, blank=True)
    norms = models.TextField(max_length=600, blank=True)  # up to three lines above the box for answers
    norms_for_asking = models.TextField(max_length=600, blank=True, db_default="")  # beside the form of questions
    hue = models.PositiveSmallIntegerField(default=20)
    visibility = models.CharField(max_length=10, choices=Visibility, default=Visibility.MEMBERS)
    outside_help = models.TextField(max_length=2000, blank=True)  # Markdown: free, regulated services
    outside_help_html = models.TextField(blank=True, editable=False)
    is_sensitive = models.BooleanField(default=False)  # noindex, no-store, quick exit
    position = models.PositiveSmallIntegerField(default=0)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.CheckConstraint(condition=Q(hue__lt=36), name="forum_space_hue")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return space_address(self.slug)


@lru_cache(maxsize=256)  # each row of a list asks
def space_address(slug: str) -> str:
    return reverse("forum:space", args=[slug])


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    def in_force(self, now: datetime | None = None) -> AppointmentQuerySet:
        now = now or timezone.now()
        return self.filter(starts_at__lte=now, ends_at__gt=now, ended_at__isnull=True)


class Appointment(models.Model):
    """A moderator tends a space for a term; the term always ends."""

    space = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="appointments")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="appointments")
    starts_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=200, blank=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["space", "member"], condition=Q(ended_at__isnull=True), name="forum_appointment_one_open"
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="forum_appointment_ends_later"),
        ]
        indexes = [models.Index(fields=["member", "-ends_at"], name="forum_appointment_member")]


class Tag(models.Model):
    slug = models.CharField(max_length=40, unique=True)  # `words.tag_slug` of its name
    # the slug from before signs counted ("c" of "C++"): its address still leads here, until another tag has it
    former_slug = models.CharField(max_length=40, blank=True, editable=False)
    name = models.CharField(max_length=40)

    class Meta:
        indexes = [
            models.Index(fields=["former_slug"], condition=~Q(former_slug=""), name="forum_tag_former"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("forum:tag", args=[self.slug])
