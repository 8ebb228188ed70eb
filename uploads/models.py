"""Pictures. No row says whose one is or when it came: what holds a picture says so, where it may be said at all."""

from __future__ import annotations

import secrets
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


def new_key() -> str:
    """Under which files are kept."""
    return secrets.token_hex(16)


def new_name() -> str:
    """Under which a picture is asked for. Whoever has not been told it cannot guess it."""
    return secrets.token_urlsafe(16)


class Stored(models.Model):
    """The files of a picture as we made them. Several pictures may have the same ones."""

    key = models.CharField(primary_key=True, max_length=32, default=new_key)
    # SHA-256 of a file of it, for pictures under names alone: two masked ones are never found to be the same
    digest = models.BinaryField(null=True, unique=True)
    width = models.PositiveIntegerField()  # of the largest variant
    height = models.PositiveIntegerField()
    files = ArrayField(models.CharField(max_length=20))  # "480.avif"
    size = models.PositiveBigIntegerField()  # bytes of all of them

    @property
    def widths(self) -> tuple[int, ...]:
        return tuple(sorted({int(name.partition(".")[0]) for name in self.files if name[0].isdigit()}))

    @property
    def has_avif(self) -> bool:
        return any(name.endswith(".avif") for name in self.files)

    @property
    def moves(self) -> bool:
        return "moving.webp" in self.files


class Picture(models.Model):
    """A name for files, by which a text shows them. Until a text does, it is its sender's alone."""

    name = models.CharField(primary_key=True, max_length=22, default=new_name)
    stored = models.ForeignKey(Stored, models.PROTECT, related_name="pictures")
    # Of one that nothing holds yet: HMAC of its sender and its name, so that two of one sender have nothing in common
    owner_tag = models.BinaryField(null=True)
    kept_until = models.DateTimeField(null=True)  # a full hour

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["kept_until"], condition=Q(owner_tag__isnull=False), name="uploads_picture_waiting")
        ]


class Use(models.Model):
    """Something that holds a picture. Whoever may read that may see the picture."""

    class Kind(models.TextChoices):
        POST = "post"
        COMMENT = "comment"
        LETTER = "letter"
        ARTICLE = "article"
        FACE = "face"  # beside a member's name
        LOGO = "logo"  # beside the community's
        BROUGHT = "brought"  # in words that a member brought along from elsewhere

    picture = models.ForeignKey(Picture, models.CASCADE, related_name="uses")
    kind = models.CharField(max_length=10, choices=Kind)
    holder_id = models.BigIntegerField()  # a plain number: what holds it stands to the right
    address = models.TextField(blank=True)  # at a stranger's, of one that was fetched from there

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "holder_id", "picture"], name="uploads_use_once"),
        ]
