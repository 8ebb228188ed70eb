"""Thanks in words, and the rows of confirmed help. Nothing here is ever summed into a score."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from forum.models import Post, Tag, Topic
from masks.models import Authored, Mask
from members.models import Member


class ThanksWord(models.Model):
    """One of the words that the community thanks with: clear, gentle, practical…"""

    slug = models.SlugField(unique=True)
    label = models.CharField(max_length=40)
    # what stands before it in a sentence: for "being" clear, "having" been there, company
    lead = models.CharField(max_length=20, blank=True, default="being")
    position = models.PositiveSmallIntegerField(default=0)
    is_open = models.BooleanField(default=True)  # a closed word stays on old thanks

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.label


class Thanks(Authored):
    """Thanks for a post; the authored person gives them. One per person, named or masked: `giver_tag`."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="thanks")
    giver_tag = models.BinaryField(max_length=32)  # masks.sealed.giver_tag
    words = ArrayField(models.SlugField(), size=3, default=list)  # slugs of ThanksWord
    note = models.CharField(max_length=280, blank=True)
    note_shown = models.BooleanField(default=False)  # the receiver shows it
    hidden = models.BooleanField(default=False)  # the receiver hides all of it
    at = models.DateTimeField(default=timezone.now)  # the hour only, from a mask

    class Meta(Authored.Meta):
        verbose_name_plural = "thanks"
        constraints = [
            *Authored.Meta.constraints,
            models.UniqueConstraint(fields=["post", "giver_tag"], name="recognition_thanks_once"),
        ]
        indexes = [
            # what one person has given lately: the limit, and "my thanks"
            models.Index(fields=["member", "-at"], condition=Q(member__isnull=False), name="recognition_thanks_given")
        ]


class Help(models.Model):
    """One confirmed act of help. Each side is a member or a mask, never both, and never resolved."""

    class Kind(models.TextChoices):
        ANSWER = "answer"  # the asker said that it helped
        GREETING = "greeting"
        MENTORING = "mentoring"

    kind = models.CharField(max_length=10, choices=Kind, default=Kind.ANSWER)
    helper = models.ForeignKey(Member, on_delete=models.CASCADE, null=True, blank=True, related_name="help_given")
    helper_mask = models.ForeignKey(Mask, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    helped = models.ForeignKey(Member, on_delete=models.CASCADE, null=True, blank=True, related_name="help_received")
    helped_mask = models.ForeignKey(Mask, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    post = models.OneToOneField(Post, on_delete=models.CASCADE, null=True, blank=True, related_name="help_row")
    tag = models.ForeignKey(Tag, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    helped_was_new = models.BooleanField(default=False)  # the helped member was a newcomer then
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(helper__isnull=False, helper_mask__isnull=True)
                | Q(helper__isnull=True, helper_mask__isnull=False),
                name="recognition_help_one_helper",
            ),
            models.CheckConstraint(
                condition=Q(helped__isnull=False, helped_mask__isnull=True)
                | Q(helped__isnull=True, helped_mask__isnull=False),
                name="recognition_help_one_helped",
            ),
            models.CheckConstraint(
                condition=Q(post__isnull=False) | ~Q(kind="answer"), name="recognition_help_answer_has_post"
            ),
            models.UniqueConstraint(
                fields=["helper", "helped"], condition=Q(kind="greeting"), name="recognition_help_one_greeting"
            ),
        ]
        indexes = [
            models.Index(fields=["helper", "-at"], condition=Q(helper__isnull=False), name="recognition_help_helper"),
            models.Index(fields=["helped", "-at"], condition=Q(helped__isnull=False), name="recognition_help_helped"),
            models.Index(fields=["topic", "at"], name="recognition_help_topic"),
            models.Index(fields=["-at"], name="recognition_help_latest"),
        ]


class Featured(models.Model):
    """Words of thanks that stood on the community's pages. Nobody's come twice in 90 days."""

    thanks = models.OneToOneField(Thanks, on_delete=models.CASCADE, related_name="featured")
    receiver = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name_plural = "featured"
        indexes = [
            models.Index(fields=["-at"], name="recognition_featured_latest"),
            models.Index(fields=["receiver", "-at"], name="recognition_featured_receiver"),
        ]
