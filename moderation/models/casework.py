"""How the people of the desk share the work: who looks at a case, whose it is, what they tell each other about it."""

from __future__ import annotations

from datetime import date, datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum.models import Comment, Post
from masks.models import Mask
from members.models import Member

# A post or a comment under it, or a member.
ONE_THING = Q(post__isnull=False, member__isnull=True) | Q(post=None, comment=None, member__isnull=False)


class AboutOne(models.Model):
    """A row about one thing: a post (with `comment`: that comment under it), or a member under their name."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, null=True, blank=True, related_name="+")

    class Meta:
        abstract = True


class CaseFile(AboutOne):
    """Who of the desk looks at a case now (it ends by itself), and to whom it was given."""

    holder = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    held_until = models.DateTimeField(null=True, blank=True)
    assignee = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    assigned_by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    assigned_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=ONE_THING, name="moderation_casefile_one_thing"),
            models.UniqueConstraint(
                fields=["post", "comment", "member"], nulls_distinct=False, name="moderation_casefile_once"
            ),
        ]

    def is_held(self, now: datetime) -> bool:
        return self.holder_id is not None and self.held_until is not None and self.held_until > now


class FollowUp(AboutOne):
    """ "How is she?": a promise to look again on a day. On that day it stands in the queue until somebody did."""

    WORDS_AT_MOST = 200

    due_on = models.DateField()
    words = models.CharField(max_length=WORDS_AT_MOST, blank=True)
    by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=ONE_THING, name="moderation_followup_one_thing"),
            models.UniqueConstraint(
                fields=["post", "comment", "member"],
                nulls_distinct=False,
                condition=Q(done_at__isnull=True),
                name="moderation_followup_once",
            ),
        ]
        indexes = [
            models.Index(fields=["due_on"], condition=Q(done_at__isnull=True), name="moderation_followup_due"),
        ]

    def is_broken(self, today: date) -> bool:
        """Has the promised day passed?"""
        return self.due_on < today


class Note(AboutOne):
    """What one of the desk tells the others. About a mask it stays with the mask: nobody here knows whose it is."""

    WORDS_AT_MOST = 1000

    mask = models.ForeignKey(Mask, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    words = models.CharField(max_length=WORDS_AT_MOST)
    by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(post__isnull=False, member=None, mask=None)
                | Q(post=None, comment=None, member__isnull=False, mask=None)
                | Q(post=None, comment=None, member=None, mask__isnull=False),
                name="moderation_note_one_thing",
            )
        ]


class DeskDay(models.Model):
    """A day of the week on which somebody looks at the desk, by their own choice; 0 is Monday."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    weekday = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "weekday"], name="moderation_deskday_once"),
            models.CheckConstraint(condition=Q(weekday__lt=7), name="moderation_deskday_of_a_week"),
        ]


class ReadyReasons(models.Model):
    """The sentences that this community offers its moderators; without a row the built-in ones are offered."""

    class Use(models.TextChoices):
        WORDS = "words", _("Hiding what somebody wrote")
        PEOPLE = "people", _("Silencing or suspending somebody, or closing a topic to a name")
        WARNING = "warning", _("A word to somebody, beside what they wrote")

    MOST_LETTERS, MOST_LINES = 99, 20  # letters: with 400 of one's own it fits the log

    use = models.CharField(max_length=10, choices=Use, primary_key=True)
    lines = ArrayField(models.CharField(max_length=MOST_LETTERS), default=list)
