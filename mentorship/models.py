"""Mentors, requests, the pairs that walk together, and what they write to each other."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models import Goal, Journey, Member, Suspension

# A mentor confirms within this time, or the request passes on: whoever asks has a need now.
ANSWER_WITHIN = timedelta(hours=72)


class MentorQuerySet(models.QuerySet["Mentor"]):
    def walking(self) -> MentorQuerySet:
        """Mentors now: opted in and not ended, whether or not they take somebody new."""
        return self.filter(ended_at__isnull=True)

    def taking(self, now: datetime | None = None) -> MentorQuerySet:
        """Those who may be asked: in their term, not paused, with a living account that is not away."""
        now = now or timezone.now()
        suspended = Suspension.objects.in_force(now).filter(member=OuterRef("member"))
        return self.walking().filter(
            ~Exists(suspended),
            paused_at__isnull=True,
            term_ends_at__gt=now,
            member__is_active=True,
            member__kind=Member.Kind.PERSON,
            member__stage=Member.Stage.MENTOR,
        )

    def with_pairs(self) -> MentorQuerySet:
        """Annotates `pairs`: how many people they walk with now."""
        return self.annotate(pairs=Count("mentorships", filter=Q(mentorships__ended_at__isnull=True), distinct=True))


class Mentor(models.Model):
    """An alum who opted in as a mentor: briefing read, capacity chosen, a term that ends."""

    member = models.OneToOneField(Member, on_delete=models.CASCADE, related_name="mentor")
    journeys = models.ManyToManyField(Journey, related_name="mentors", blank=True)
    words = models.CharField(max_length=280, blank=True)  # in their own words
    topics = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    languages = ArrayField(models.CharField(max_length=10), default=list, blank=True)
    capacity = models.PositiveSmallIntegerField(default=1)  # people at once, 1 to 3
    briefing_read_at = models.DateTimeField()
    opted_in_at = models.DateTimeField(default=timezone.now)
    term_ends_at = models.DateTimeField()
    paused_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = MentorQuerySet.as_manager()

    pairs: int  # only of rows that `with_pairs` has read

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(capacity__gte=1, capacity__lte=3), name="mentorship_mentor_capacity")
        ]


class Request(models.Model):
    """A member asks one mentor; open for 72 hours, then it passes on."""

    class State(models.TextChoices):
        ASKED = "asked"
        ACCEPTED = "accepted"
        DECLINED = "declined"
        PASSED_ON = "passed_on"  # no answer in time, or the last place taken; the member may ask the next one
        WITHDRAWN = "withdrawn"

    class Often(models.TextChoices):
        WEEKLY = "weekly", _("weekly")
        FORTNIGHTLY = "fortnightly", _("every two weeks")
        WHEN_NEEDED = "needed", _("when I need it")

    mentee = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="mentor_requests")
    mentor = models.ForeignKey(Mentor, on_delete=models.CASCADE, related_name="requests")
    journey = models.ForeignKey(Journey, on_delete=models.PROTECT, related_name="+")
    goal = models.ForeignKey(Goal, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    words = models.TextField(max_length=1000)
    often = models.CharField(max_length=12, choices=Often, default=Often.FORTNIGHTLY)
    reasons = ArrayField(
        models.CharField(max_length=200), default=list
    )  # why this mentor was suggested; for the mentee alone
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    at = models.DateTimeField(default=timezone.now)
    answer_by = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=500, blank=True)
    suggested = models.ForeignKey(
        Mentor, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )  # somebody else whom the mentor thought of when they said no

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["mentee", "journey"], condition=Q(state="asked"), name="mentorship_request_one_open"
            ),
        ]
        indexes = [
            models.Index(fields=["answer_by"], condition=Q(state="asked"), name="mentorship_request_due"),
            models.Index(fields=["mentor", "state", "at"], name="mentorship_request_mentor"),
        ]

    @property
    def ran_out(self) -> bool:
        """Of one that passed on: were its three days over? Otherwise somebody else took the last place."""
        return self.answered_at is not None and self.answered_at >= self.answer_by


class Wish(models.Model):
    """A member would like the weekly draw to find them a mentor. Open until somebody walks with them, or they end it."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="+")
    journey = models.ForeignKey(Journey, on_delete=models.PROTECT, related_name="+")
    words = models.TextField(max_length=1000)
    often = models.CharField(max_length=12, choices=Request.Often, default=Request.Often.FORTNIGHTLY)
    at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "wishes"
        constraints = [
            models.UniqueConstraint(
                fields=["member", "journey"], condition=Q(ended_at__isnull=True), name="mentorship_wish_one_open"
            )
        ]


class Batch(models.Model):
    """The draw of one week and one path, recorded so that it can be gone through again: `match.draw` with this seed."""

    week = models.DateField()  # its Monday
    journey = models.ForeignKey(Journey, on_delete=models.CASCADE, related_name="+")
    seed = models.BigIntegerField()
    places = models.PositiveIntegerField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name_plural = "batches"
        constraints = [models.UniqueConstraint(fields=["week", "journey"], name="mentorship_batch_once")]


class Draw(models.Model):
    """What one week's draw brought one wish."""

    class Outcome(models.TextChoices):
        DRAWN = "drawn"  # the mentor is asked next
        ASKED = "asked"
        NO_PLACE = "no_place"  # more people than places: the lot
        NOBODY_FITS = "nobody_fits"  # no mentor who can: language, hours, or all of them were asked before
        FELL_THROUGH = "fell_through"  # the place was gone when the mentor was to be asked
        SILENT = "silent"  # the mentor said yes, and wrote nothing for three days

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="draws")
    wish = models.ForeignKey(Wish, on_delete=models.CASCADE, related_name="draws")
    lot = models.PositiveIntegerField()  # the how-manieth the lot drew
    mentor = models.ForeignKey(Mentor, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    reasons = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    outcome = models.CharField(max_length=12, choices=Outcome)
    request = models.OneToOneField(Request, on_delete=models.SET_NULL, null=True, blank=True, related_name="draw")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "wish"], name="mentorship_draw_once")]
        indexes = [models.Index(fields=["batch"], condition=Q(outcome="drawn"), name="mentorship_draw_to_ask")]


class Mentorship(models.Model):
    """A pair. Each pair sees only its own page; either ends it without giving a reason."""

    request = models.OneToOneField(Request, on_delete=models.PROTECT, related_name="mentorship")
    mentor = models.ForeignKey(Mentor, on_delete=models.PROTECT, related_name="mentorships")
    mentee = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="mentorships")
    journey = models.ForeignKey(Journey, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["mentor", "mentee"], condition=Q(ended_at__isnull=True), name="mentorship_pair_once"
            ),
        ]


class CheckIn(models.Model):
    """One agreed moment to write; the first four are the trial."""

    mentorship = models.ForeignKey(Mentorship, on_delete=models.CASCADE, related_name="check_ins")
    number = models.PositiveSmallIntegerField()
    due_on = models.DateField()
    done_at = models.DateTimeField(null=True, blank=True)
    feeling = models.CharField(max_length=80, blank=True)  # the mentee's own word
    step = models.CharField(max_length=80, blank=True)  # marked by the mentor…
    step_confirmed_at = models.DateTimeField(null=True, blank=True)  # …and confirmed by the mentee

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mentorship", "number"], name="mentorship_checkin_number")]


class Letter(models.Model):
    """One message between the two; nobody else reads it."""

    mentorship = models.ForeignKey(Mentorship, on_delete=models.CASCADE, related_name="letters")
    author = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    check_in = models.ForeignKey(CheckIn, on_delete=models.SET_NULL, null=True, blank=True, related_name="letters")
    body = models.TextField(max_length=8000)
    html = models.TextField()
    at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)
    submit_key = models.UUIDField(null=True, blank=True, unique=True)

    class Meta:
        indexes = [models.Index(fields=["mentorship", "-id"], name="mentorship_letter_latest")]


class Worry(models.Model):
    """One of a pair tells the moderators what worries them. Only these words reach them, never the letters."""

    mentorship = models.ForeignKey(Mentorship, on_delete=models.CASCADE, related_name="worries")
    by = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    words = models.TextField(max_length=1000)
    at = models.DateTimeField(default=timezone.now)
    seen_by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "worries"
        indexes = [models.Index(fields=["at"], condition=Q(seen_at__isnull=True), name="mentorship_worry_open")]


class Guide(models.Model):
    """How to begin on a path, by those who walked it. Version 0 has no words yet."""

    journey = models.OneToOneField(Journey, on_delete=models.CASCADE, related_name="guide")
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(default=timezone.now)


class GuideVersion(models.Model):
    """One version, and who wrote it; none is ever removed."""

    guide = models.ForeignKey(Guide, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    text = models.TextField()
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["guide", "number"], name="mentorship_guide_version_once")]
