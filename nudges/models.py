"""The attention treaty: who opted in to be asked, what was suggested to whom and why."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from forum.models import Topic
from members.models import Goal, Hello, Journey, Member
from notices.models import Message


class Offer(models.Model):
    """A member opted in to be summoned: to greet, to answer or to mentor."""

    class Kind(models.TextChoices):
        GREET = "greet"
        ANSWER = "answer"
        MENTOR = "mentor"

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="offers")
    kind = models.CharField(max_length=10, choices=Kind)
    at = models.DateTimeField(default=timezone.now)
    paused_until = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)  # two went by without a reply; `at` anew starts it again
    asked_at = models.DateTimeField(null=True, blank=True)  # when it was last called on; of a mask's question its hour

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "kind"], name="nudges_offer_once"),
        ]
        indexes = [
            models.Index(
                "kind", F("asked_at").asc(nulls_first=True), condition=Q(stopped_at=None), name="nudges_offer_turn"
            )
        ]


class Allowance(models.Model):
    """How many suggestions a member wants in 30 days, 0 to 3, and how many summons of all kinds together in 7 days, 1 to 3.
    No row: two, and one.
    """

    member = models.OneToOneField(Member, on_delete=models.CASCADE, related_name="nudge_allowance")
    per_month = models.PositiveSmallIntegerField(default=2)
    summons_per_week = models.PositiveSmallIntegerField(default=1)
    in_trials = models.BooleanField(default=True, db_default=True)  # False: never left out by lot

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(per_month__lte=3), name="nudges_allowance_range"),
            models.CheckConstraint(
                condition=Q(summons_per_week__gte=1, summons_per_week__lte=3), name="nudges_allowance_summons"
            ),
        ]


class GoalCheckIn(models.Model):
    """A member chose to be asked how it goes with a goal of theirs, so often. No row: never."""

    goal = models.OneToOneField(Goal, on_delete=models.CASCADE, related_name="check_in")
    every_weeks = models.PositiveSmallIntegerField()
    next_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(every_weeks__in=[2, 4, 8]), name="nudges_goalcheckin_rhythm"),
        ]


class Trial(models.Model):
    """One kind of mail is tried: by lot, a tenth of those who would get it get none."""

    kind = models.CharField(max_length=40)  # notices/kinds/
    began_at = models.DateTimeField(default=timezone.now)
    began_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind"], condition=Q(ended_at=None), name="nudges_trial_one_at_once"),
        ]
        indexes = [models.Index(fields=["kind", "-began_at"], name="nudges_trial_latest")]


class Assignment(models.Model):
    """A member's lot in a trial, drawn when the first mail of it would have gone to them. Never of a mask."""

    trial = models.ForeignKey(Trial, on_delete=models.CASCADE, related_name="assignments")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    message = models.ForeignKey(Message, on_delete=models.SET_NULL, null=True, related_name="+")
    is_held = models.BooleanField()
    at = models.DateTimeField(default=timezone.now)
    did = models.BooleanField(null=True)  # what was hoped for, within the fortnight; None: it is not over

    class Meta:
        constraints = [models.UniqueConstraint(fields=["trial", "member"], name="nudges_assignment_once")]
        indexes = [models.Index(fields=["at"], condition=Q(did=None), name="nudges_assignment_open")]


class Window(models.Model):
    """The seven days that one mailed suggestion occupies; the database refuses a second that overlaps."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    span = DateTimeRangeField()
    message = models.OneToOneField(Message, on_delete=models.CASCADE, related_name="window")

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="nudges_window_one_in_seven_days",
                expressions=[("member", RangeOperators.EQUAL), ("span", RangeOperators.OVERLAPS)],
            )
        ]


class Call(models.Model):
    """Somebody waits for a person: what they wrote, or a newcomer for a hello. The row goes when somebody has come."""

    topic = models.OneToOneField(Topic, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    newcomer = models.OneToOneField(Member, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    look_at = models.DateTimeField(db_index=True)  # when more people may be asked

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="nudges_call_about_one",
                condition=Q(topic__isnull=False, newcomer__isnull=True) | Q(topic__isnull=True, newcomer__isnull=False),
            )
        ]


class ByName(models.IntegerChoices):
    """Who chose somebody by name for a question: each may once, whoever they choose."""

    ASKER = 1
    MODERATOR = 2


class GreeterQuerySet(models.QuerySet["Greeter"]):
    def named(self) -> GreeterQuerySet:
        """Those whose name a newcomer sees now."""
        return self.filter(until=None)


class Greeter(models.Model):
    """Who is there for somebody new in their first days, by name; handed on where they cannot be. One at a time."""

    newcomer = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    path = models.ForeignKey(Journey, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")  # of both
    since = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(null=True, blank=True)
    words = models.CharField(max_length=Hello.WORDS_AT_MOST, blank=True)  # the newcomer's; the two alone read them
    wrote_at = models.DateTimeField(null=True, blank=True)

    objects = GreeterQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["newcomer"], condition=Q(until=None), name="nudges_greeter_one_at_a_time"),
            models.UniqueConstraint(fields=["newcomer", "member"], name="nudges_greeter_once"),
        ]
        indexes = [models.Index(fields=["member"], condition=Q(until=None), name="nudges_greeter_named")]


class Summons(models.Model):
    """A call to somebody who opted in, or a suggestion shown in the page: one thing to do, and why."""

    class Kind(models.TextChoices):
        GREET = "greet"  # about a newcomer
        ANSWER = "answer"  # about a waiting question
        STORY = "story"  # about a story or discussion of somebody new
        WAITING = "waiting"  # one waiting question, right after "this helped"
        ASK = "ask"  # about a waiting question, of somebody who was chosen by name

    class Outcome(models.TextChoices):
        OPEN = "open"
        DONE = "done"
        NOT_NOW = "not_now"
        LATER = "later"  # on a day that they chose it is open again
        PASSED = "passed"  # somebody else did it, or it is no longer needed
        RAN_OUT = "ran_out"  # a week went by without a reply

    kind = models.CharField(max_length=10, choices=Kind)
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="summons")
    newcomer = models.ForeignKey(Member, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    wave = models.PositiveSmallIntegerField(default=1)
    chosen_by = models.PositiveSmallIntegerField(null=True, blank=True, choices=ByName)  # of an ask by name
    why = models.CharField(max_length=280)  # in words, for the one who is asked
    at = models.DateTimeField(default=timezone.now)
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.OPEN)
    closed_at = models.DateTimeField(null=True, blank=True)
    again_at = models.DateTimeField(null=True, blank=True)  # the morning of the day on which they wanted to be reminded

    class Meta:
        verbose_name_plural = "summons"
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "member", "newcomer"],
                condition=Q(newcomer__isnull=False),
                name="nudges_summons_newcomer_once",
            ),
            models.UniqueConstraint(
                fields=["kind", "member", "topic"], condition=Q(topic__isnull=False), name="nudges_summons_topic_once"
            ),
            models.UniqueConstraint(
                fields=["topic", "chosen_by"],
                condition=Q(kind="ask"),
                nulls_distinct=False,
                name="nudges_summons_by_name_once",
            ),
        ]
        indexes = [
            models.Index(fields=["member", "-at"], name="nudges_summons_member"),
            models.Index(fields=["again_at"], condition=Q(outcome="later"), name="nudges_summons_later"),
            models.Index(fields=["newcomer"], condition=Q(newcomer__isnull=False), name="nudges_summons_newcomer"),
        ]


class Claim(models.Model):
    """Somebody is writing an answer and says so, under their name, for half an hour."""

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="claims")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    until = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["topic", "member"], name="nudges_claim_once")]


class Crisis(models.Model):
    """Set by a moderator on a post: pauses nudges to its author for 14 days, nothing else. The member sees it."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="crises")
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    post_id = models.BigIntegerField()
    at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField()
