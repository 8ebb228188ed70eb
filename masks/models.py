"""Masks, and the base of every row that somebody wrote.

`Seal`, `Ring` and `Limit` link a mask to a member. Only `masks/sealed.py` may read them: a test walks the
code.
"""

from __future__ import annotations

import random
import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

if TYPE_CHECKING:
    from members.models import Member

HUES = 36  # the classes .hue-0 … .hue-35


def random_hue() -> int:
    """A hue that says nothing about whoever wears the mask, from 0 to 35."""
    return random.SystemRandom().randrange(HUES)


class Mask(models.Model):
    """The name that a member wears in one topic. Safe to render: it holds no time and no key material."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    topic_id = models.BigIntegerField(help_text="A plain number: topics stand to the right of masks.")
    name = models.TextField()
    hue = models.SmallIntegerField(default=random_hue)
    muted = models.BooleanField(default=False, help_text="A moderator silenced it in its topic.")

    is_mask = True

    class Meta:
        constraints = [models.UniqueConstraint(fields=["topic_id", "name"], name="masks_mask_one_name_per_topic")]

    def __str__(self) -> str:
        return self.name

    @property
    def shown_name(self) -> str:
        """The name beside what it wrote."""
        return self.name


class Unprintable(models.Model):
    """A row that never says what it holds, neither in a log, a traceback nor an admin list."""

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return "sealed"

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"


class Seal(Unprintable):
    """Who wears a mask. One per mask, and one per member and topic."""

    mask = models.OneToOneField(Mask, models.CASCADE, primary_key=True, related_name="+")
    topic_id = models.BigIntegerField()
    owner_tag = models.BinaryField(help_text="HMAC(K_own, topic|member)")
    box = models.BinaryField(help_text="AES-GCM(K_box, member, aad=mask)")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["topic_id", "owner_tag"], name="masks_seal_one_per_topic")]


class Ring(Unprintable):
    """One of a member's own masks, at a place that only the key can find."""

    slot = models.BinaryField(primary_key=True, help_text="HMAC(K_slot, member|n)")
    box = models.BinaryField(help_text="AES-GCM(K_box, mask|topic, aad=slot)")


class Limit(Unprintable):
    """A count or a restriction that reaches a member through a mask. It holds from `since` to `until`."""

    tag = models.BinaryField(primary_key=True, help_text="HMAC(K_limit, kind|member|scope)")
    since = models.DateTimeField()
    until = models.DateTimeField(db_index=True)
    count = models.PositiveIntegerField(default=0)


class Reveal(models.Model):
    """Two admins break the glass: who asked, who agreed, why, when; never whose the mask is. A trigger of the database
    fills each column once and lets nothing be changed or deleted (migration 0002).
    """

    MOST_LETTERS = 1000

    mask_id = models.UUIDField(help_text="A plain number: the line stays though the mask goes.")
    topic_id = models.BigIntegerField()
    name = models.TextField(help_text="Of the mask, as it stood in its topic.")
    reason = models.CharField(max_length=MOST_LETTERS)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    agreed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(null=True, blank=True, help_text="When it was agreed.")
    declined_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    declined_at = models.DateTimeField(null=True, blank=True)
    asker_read_at = models.DateTimeField(null=True, blank=True)
    other_read_at = models.DateTimeField(null=True, blank=True)
    law_hold = models.CharField(max_length=MOST_LETTERS, blank=True, help_text="Which law forbids to tell the author.")
    law_hold_until = models.DateField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="masks_reveal_agreed_or_declined", condition=Q(agreed_by=None) | Q(declined_by=None)
            ),
            models.CheckConstraint(
                name="masks_reveal_hold_ends",
                condition=Q(law_hold="", law_hold_until=None) | (~Q(law_hold="") & Q(law_hold_until__isnull=False)),
            ),
            models.UniqueConstraint(
                fields=["mask_id"],
                condition=Q(agreed_by=None, declined_by=None),
                name="masks_reveal_one_open",
            ),
        ]
        indexes = [
            models.Index(fields=["at"], condition=Q(at__isnull=False, told_at=None), name="masks_reveal_untold"),
        ]


class Authored(models.Model):
    """A row written by a member or by a mask: exactly one of the two.

    A subclass with a `Meta` of its own lets it inherit `Authored.Meta`, and where it names constraints it
    repeats `*Authored.Meta.constraints`.
    """

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    mask = models.ForeignKey(Mask, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_one_author",
                condition=Q(member__isnull=False, mask__isnull=True) | Q(member__isnull=True, mask__isnull=False),
            )
        ]

    @property
    def author(self) -> Member | Mask:
        """Whoever stands beside the row: fetch it with `select_related("member", "mask")`."""
        author = self.mask if self.is_masked else self.member
        assert author is not None  # the row's own constraint
        return author

    @property
    def is_masked(self) -> bool:
        """Was it written without a name?"""
        return self.mask_id is not None
