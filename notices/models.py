"""What a member is told: in the page (Notice) and by mail (Message, the outbox)."""

from __future__ import annotations

import hashlib
import secrets
import time
import uuid
from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils import timezone

from forum.models import Comment, Post, Topic
from masks.models import Authored
from members.models import Member
from writing.domains import one_spelling


def uuid7(at: datetime | None = None) -> uuid.UUID:
    """A UUID of version 7 (RFC 9562): the milliseconds of `at` (now) first, so that an index grows at its end."""
    milliseconds = time.time_ns() // 1_000_000 if at is None else int(at.timestamp()) * 1_000
    value = milliseconds << 80 | secrets.randbits(80)
    value = value & ~(0xF << 76) | (0x7 << 76)
    return uuid.UUID(int=value & ~(0x3 << 62) | (0x2 << 62))


def first_uuid7(at: datetime) -> uuid.UUID:
    """Every UUID that `uuid7` makes of this moment or of a later one is greater: so the key finds the rows of a day."""
    return uuid.UUID(int=int(at.timestamp()) * 1_000 << 80)


class NoticeQuerySet(models.QuerySet["Notice"]):
    def unread(self) -> NoticeQuerySet:
        return self.filter(read_at__isnull=True)

    def with_people(self) -> NoticeQuerySet:
        """Whoever reads and whoever acted, with the topic, in one query."""
        return self.select_related("member", "mask", "actor", "actor_mask", "topic", "post", "comment")


class Notice(Authored):
    """One line under the bell; the authored person is the one who reads it."""

    kind = models.CharField(max_length=40)  # notices/kinds/
    dedupe_key = models.CharField(max_length=120, unique=True)
    actor = models.ForeignKey(Member, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    actor_mask = models.ForeignKey("masks.Mask", on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    post = models.ForeignKey(Post, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    data = models.JSONField(default=dict, blank=True)
    at = models.DateTimeField(default=timezone.now)  # its hour only, where a mask reads or acted
    read_at = models.DateTimeField(null=True, blank=True)  # of a mask: `at`, so that it tells nothing

    objects = NoticeQuerySet.as_manager()

    class Meta(Authored.Meta):
        indexes = [
            models.Index(
                fields=["member", "-at", "-id"], condition=Q(member__isnull=False), name="notices_notice_member"
            ),
            models.Index(fields=["mask", "-at", "-id"], condition=Q(mask__isnull=False), name="notices_notice_mask"),
            models.Index(fields=["member"], condition=Q(read_at__isnull=True), name="notices_notice_unread"),
        ]


class Message(Authored):
    """One mail in the outbox; the authored person is its recipient."""

    class State(models.TextChoices):
        QUEUED = "queued"
        SENDING = "sending"
        SENT = "sent"
        DROPPED = "dropped"
        FAILED = "failed"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    dedupe_key = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=40)
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    data = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(default=timezone.now)  # its hour only, where a mask reads or acted
    not_before = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    lease_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    message_id = models.CharField(max_length=120, unique=True)  # made here, never again
    sent_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=200, blank=True)  # why it was dropped or failed, in words
    why = models.CharField(max_length=280)  # why it is sent, in words for its reader
    seen_at = models.DateTimeField(null=True, blank=True)  # the reader acted on it (never a pixel)

    class Meta(Authored.Meta):
        indexes = [
            models.Index(fields=["not_before"], condition=Q(state="queued"), name="notices_message_due"),
            models.Index(fields=["lease_until"], condition=Q(state="sending"), name="notices_message_leased"),
            models.Index(
                fields=["member", "-created_at"], condition=Q(member__isnull=False), name="notices_message_member"
            ),
        ]

    @property
    def keeps_hours(self) -> bool:
        """Did a mask have a part in it? It was then made with its hour alone, and no other time of it is kept."""
        at = self.created_at
        return self.mask_id is not None or not (at.minute or at.second or at.microsecond)


MOST_DEVICES = 8  # of one member


class Choice(models.Model):
    """A member's choice about one kind of message. No row: the kind's default (notices/kinds/).

    `by_mail`: it leaves the page; with `by_push` as a notification on their devices in place of a mail, as long as
    they have any. All that may forbid a mail forbids that as well.
    """

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="notice_choices")
    kind = models.CharField(max_length=40)
    by_mail = models.BooleanField()
    by_push = models.BooleanField(default=False)
    at = models.DateTimeField(default=timezone.now)
    how = models.CharField(max_length=40, blank=True)  # "settings", "one click", "two ignored", "complaint"

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "kind"], name="notices_choice_once")]


class Digest(models.Model):
    """A member wants one mail of what they have not read, daily or weekly. No row: never."""

    class Every(models.TextChoices):
        DAY = "day"
        WEEK = "week"

    member = models.OneToOneField(Member, on_delete=models.CASCADE, related_name="digest")
    every = models.CharField(max_length=4, choices=Every)
    since = models.DateTimeField(
        default=timezone.now
    )  # what is older stood in the last one, or was there before they chose
    next_at = models.DateTimeField(db_index=True)  # a morning where they live


class Device(models.Model):
    """A browser in which a member wants notifications. No time of one that was sent is kept: beside a mask's it would say
    whose it was.
    """

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="devices")
    endpoint = models.URLField(max_length=1000)  # at the browser's own push service
    digest = models.CharField(max_length=64, unique=True)  # of the endpoint
    p256dh = models.CharField(max_length=100)
    auth = models.CharField(max_length=40)
    name = models.CharField(max_length=80)  # "Firefox on Android"
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("pk",)

    @staticmethod
    def digest_of(endpoint: str) -> str:
        return hashlib.sha256(endpoint.encode()).hexdigest()


class DeadAddressQuerySet(models.QuerySet["DeadAddress"]):
    def of(self, address: str) -> DeadAddressQuerySet:
        return self.filter(digest=DeadAddress.digest_of(address))

    def holds(self, address: str | None) -> bool:
        """Does mail to this address come back?"""
        return bool(address) and self.of(address or "").exists()


class SoftBounce(models.Model):
    """An address whose mail came back for a reason that may pass. No address is kept, and of the times only the days."""

    digest = models.CharField(max_length=64, unique=True)  # as of a dead one
    first_on = models.DateField()
    last_on = models.DateField(db_index=True)
    days = models.PositiveSmallIntegerField(default=1)  # on which something came back


class ServerWord(models.Model):
    """What a mail server said when it would not take mails of a day, for whoever hosts: without an address, and without
    whose mail it was.
    """

    MOST_A_DAY = 20  # different ones; some servers put another number into each
    MOST_LETTERS = 200

    day = models.DateField(db_index=True)
    words = models.CharField(max_length=MOST_LETTERS)
    times = models.PositiveIntegerField(default=1)
    last_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "words"], name="notices_serverword_once")]

    def __str__(self) -> str:
        return f"{self.day} {self.words}"


class DeadAddress(models.Model):
    """An address that bounced for good; nothing more is mailed to it until its owner confirms it again."""

    digest = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField(default=timezone.now)
    reply = models.CharField(max_length=200, blank=True)

    objects = DeadAddressQuerySet.as_manager()

    @staticmethod
    def digest_of(address: str) -> str:
        """How an address is remembered without being kept, however it was written."""
        return hashlib.sha256(one_spelling(address).encode()).hexdigest()
