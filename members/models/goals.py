"""The paths that a community offers, the goals of members on them, and the stages that they come to."""

from __future__ import annotations

from collections.abc import Collection

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models.people import Member


class StageChange(models.Model):
    """A step of the life cycle: who, when, why. The newest row of a member is their stage."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="stage_changes")
    before = models.CharField(max_length=10, choices=Member.Stage, blank=True)
    after = models.CharField(max_length=10, choices=Member.Stage)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")  # NULL: a rule
    why = models.CharField(max_length=200)
    goal = models.ForeignKey("Goal", on_delete=models.SET_NULL, null=True, blank=True, related_name="stage_changes")

    class Meta:
        indexes = [models.Index(fields=["member", "-at", "-id"], name="members_stagechange_latest")]


class Journey(models.Model):
    """A path the community offers, such as "Out of debt". The interface says "path"."""

    slug = models.SlugField(unique=True)
    title = models.CharField(max_length=80)
    description = models.CharField(max_length=400, blank=True)
    suggested_milestones = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    is_open = models.BooleanField(default=True)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.title


SHOWN_TO_MEMBERS = ("members", "everyone")  # of Goal.Visibility: every member may know of it


class GoalQuerySet(models.QuerySet["Goal"]):
    def open(self) -> GoalQuerySet:
        return self.filter(reached_at__isnull=True, closed_at__isnull=True)

    def shown_to_members(self) -> GoalQuerySet:
        """What every member may know of."""
        return self.filter(visibility__in=SHOWN_TO_MEMBERS, closed_at__isnull=True)

    def visible_to(self, viewer: Member | None, *, mentees: Collection[int] = ()) -> GoalQuerySet:
        """What `viewer` (None: a visitor) may know of; `mentees` are the members whom they walk with as a mentor.

        A goal that was closed is its owner's alone.
        """
        if viewer is None or not viewer.is_authenticated:
            return self.filter(visibility=Goal.Visibility.EVERYONE, closed_at__isnull=True)
        shown = Q(visibility__in=SHOWN_TO_MEMBERS)
        walked_with = Q(visibility=Goal.Visibility.MENTOR, member__in=mentees)
        return self.filter(Q(member=viewer) | (shown | walked_with) & Q(closed_at__isnull=True))


class Goal(models.Model):
    """A member's own goal on a journey, in their own words. Private unless they say otherwise."""

    class Visibility(models.TextChoices):
        SELF = "self", _("only me")
        MENTOR = "mentor", _("my mentor and me")
        MEMBERS = "members", _("members")
        EVERYONE = "everyone", _("everyone")

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="goals")
    journey = models.ForeignKey(Journey, on_delete=models.PROTECT, related_name="goals")
    words = models.CharField(max_length=280)
    visibility = models.CharField(max_length=10, choices=Visibility, default=Visibility.SELF)
    set_at = models.DateTimeField(default=timezone.now)
    reached_at = models.DateTimeField(null=True, blank=True)
    asked_to_stay_at = models.DateTimeField(null=True, blank=True)  # the one ask, the day after
    answer_to_stay = models.CharField(max_length=10, blank=True)  # stay, rest, goodbye; silence changes nothing
    closed_at = models.DateTimeField(null=True, blank=True)  # given up or replaced, no reason asked

    objects = GoalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member", "journey"],
                condition=Q(reached_at__isnull=True, closed_at__isnull=True),
                name="members_goal_one_open_per_journey",
            )
        ]
        indexes = [models.Index(fields=["journey", "-reached_at"], name="members_goal_reached")]

    def __str__(self) -> str:
        return self.words

    @property
    def is_open(self) -> bool:
        return self.reached_at is None and self.closed_at is None

    @property
    def is_shown_to_members(self) -> bool:
        return self.visibility in SHOWN_TO_MEMBERS and self.closed_at is None


class Milestone(models.Model):
    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="milestones")
    title = models.CharField(max_length=80)
    note = models.CharField(max_length=280, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    reached_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["position", "id"]
