"""Words that this community treats apart: what holds a post for a person, what is said otherwise, what is answered with help."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum.models.spaces import Space
from members.models import Member


class WordingQuerySet(models.QuerySet["Wording"]):
    def in_force(self) -> WordingQuerySet:
        return self.filter(removed_at=None)

    def here(self, space_id: int) -> WordingQuerySet:
        return self.in_force().filter(Q(space=None) | Q(space=space_id))


class Wording(models.Model):
    """One of them. Words that call somebody, because of danger, are `moderation.DangerPhrase`."""

    MOST_LETTERS: ClassVar[int] = 80

    class Does(models.TextChoices):
        HOLD = "hold", _("A person reads it first")
        REPLACE = "replace", _("It is said in other words")
        CARD = "card", _("Whoever wrote it is shown who helps right now")

    words = models.CharField(max_length=MOST_LETTERS)
    does = models.CharField(max_length=10, choices=Does)
    instead = models.CharField(max_length=MOST_LETTERS, blank=True)  # what is said in their place
    space = models.ForeignKey(Space, on_delete=models.CASCADE, null=True, blank=True, related_name="+")  # NULL: all
    by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = WordingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(Q(does="replace") & ~Q(instead="")) | (~Q(does="replace") & Q(instead="")),
                name="forum_wording_says_what_instead",
            ),
            models.UniqueConstraint(
                fields=["space", "does", "words"],
                nulls_distinct=False,
                condition=Q(removed_at=None),
                name="forum_wording_once",
            ),
        ]
