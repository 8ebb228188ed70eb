"""People: the member, their stages and goals, whom they block, and the community's own row."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, OuterRef, Q
from django.db.models.functions import Lower, Upper
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from writing.domains import one_spelling

_noted: ContextVar[set[int] | None] = ContextVar("noted_people", default=None)


@contextmanager
def noting_people() -> Iterator[set[int]]:
    """Collects the ids of all members whose name is asked for meanwhile: the people whom a page shows.

    A page that is kept in a cache depends on their rows; noted here, none can be forgotten.
    """
    people: set[int] = set()
    token = _noted.set(people)
    try:
        yield people
    finally:
        _noted.reset(token)


class MemberQuerySet(models.QuerySet["Member"]):
    def people(self) -> MemberQuerySet:
        """Living accounts: no imports, robots or the tombstone."""
        return self.filter(kind=Member.Kind.PERSON, is_active=True, approved_at__isnull=False)

    def listed(self) -> MemberQuerySet:
        """Those whom others may find: they let others, and have not said goodbye."""
        return self.people().filter(is_listed=True).exclude(stage=Member.Stage.LEFT)


class MemberManager(BaseUserManager["Member"]):
    def get_queryset(self) -> MemberQuerySet:
        return MemberQuerySet(self.model, using=self._db)

    def people(self) -> MemberQuerySet:
        return self.get_queryset().people()

    def listed(self) -> MemberQuerySet:
        return self.get_queryset().listed()

    def create_user(self, handle: str, email: str | None = None, password: str | None = None, **more: object) -> Member:
        member = self.model(handle=handle, email=one_spelling(email) if email else None, **more)
        member.display_name = member.display_name or handle
        member.set_password(password)
        member.save(using=self._db)
        return member

    def create_superuser(
        self, handle: str, email: str | None = None, password: str | None = None, **more: object
    ) -> Member:
        return self.create_user(
            handle, email, password, is_staff=True, is_superuser=True, approved_at=timezone.now(), **more
        )

    def get_by_natural_key(self, username: str | None) -> Member:
        return self.get(handle__iexact=username)


class Member(AbstractBaseUser, PermissionsMixin):
    """One account. `is_staff` makes an admin; moderators are appointed to spaces (`forum.Appointment`)."""

    class Kind(models.TextChoices):
        PERSON = "person"
        IMPORTED = "imported"  # came with an import: no credentials, no mail, claimable later
        ROBOT = "robot"
        TOMBSTONE = "tombstone"  # stands for every erased author

    class Stage(models.TextChoices):
        NEWCOMER = "newcomer", _("new here")
        MEMBER = "member", _("member")
        PURSUING = "pursuing", _("on the way")
        REACHED = "reached", _("reached the goal")
        ALUM = "alum", _("stayed on")
        MENTOR = "mentor", _("mentors here")
        EMERITUS = "emeritus", _("emeritus")
        RESTING = "resting", _("resting")
        LEFT = "left", _("left")

    is_mask: ClassVar[bool] = False

    id: int
    handle = models.CharField(max_length=30, unique=True)
    # the handle folded so that look-alike names collide (members/lookalikes.py)
    handle_key = models.CharField(max_length=120, blank=True, editable=False)
    # the shown name folded likewise, so that nobody can go by another's name
    name_key = models.CharField(max_length=120, blank=True, editable=False)
    # what the shown name looks like, so that nobody can pass for another (members/lookalikes.py)
    name_look = models.CharField(max_length=120, blank=True, editable=False)
    email = models.EmailField(null=True, blank=True)  # noqa: DJ001  NULL where there is none, for the unique index
    display_name = models.CharField(max_length=60)
    hue = models.PositiveSmallIntegerField(default=20)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.PERSON)
    imported_from = models.CharField(max_length=200, blank=True)
    imported_profile_url = models.URLField(blank=True)

    introduction = models.CharField(max_length=280, blank=True)  # the line on "New here" cards
    bio = models.TextField(max_length=4000, blank=True)
    bio_html = models.TextField(blank=True, editable=False)
    location = models.CharField(max_length=80, blank=True)
    time_zone = models.CharField(max_length=64, default="UTC")
    language = models.CharField(max_length=10, default="en")
    can_help_with = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    rather_not = ArrayField(models.CharField(max_length=40), default=list, blank=True)

    stage = models.CharField(max_length=10, choices=Stage, default=Stage.NEWCOMER)  # the newest StageChange
    is_listed = models.BooleanField(default=True)
    shows_stage = models.BooleanField(default=False)  # beside the name; mentors always
    # "New here" beside the name and among those who are greeted
    shows_new = models.BooleanField(default=True, db_default=True)
    shows_counts = models.BooleanField(default=False)  # sentences with a number of people on the profile

    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    joined_at = models.DateTimeField(default=timezone.now)
    approved_at = models.DateTimeField(null=True, blank=True)
    application = models.CharField(max_length=500, blank=True)  # why they want to join, where approval is asked
    applied_at = models.DateTimeField(null=True, blank=True)  # the address is confirmed, an admin has the word
    declined_at = models.DateTimeField(null=True, blank=True)
    declined_because = models.CharField(max_length=500, blank=True)  # one sentence, for the applicant
    last_seen_on = models.DateField(null=True, blank=True)  # a day, never a time

    objects: ClassVar[MemberManager] = MemberManager()

    USERNAME_FIELD = "handle"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["email"]

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("handle"), name="members_member_handle"),
            models.UniqueConstraint(F("handle_key"), condition=~Q(handle_key=""), name="members_member_handle_folded"),
            models.UniqueConstraint(
                F("name_key"), condition=~Q(name_key="") & Q(kind="person"), name="members_member_name_folded"
            ),
            models.UniqueConstraint(
                F("name_look"), condition=~Q(name_look="") & Q(kind="person"), name="members_member_name_look"
            ),
            models.UniqueConstraint(Lower("email"), name="members_member_email"),
            models.CheckConstraint(condition=Q(hue__lt=36), name="members_member_hue"),
            models.UniqueConstraint(F("kind"), condition=Q(kind="tombstone"), name="members_member_one_tombstone"),
        ]
        indexes = [
            models.Index(
                Lower("display_name"),
                F("id"),
                condition=Q(is_listed=True, kind="person"),
                name="members_directory",
            ),
            models.Index(fields=["-joined_at"], condition=Q(kind="person"), name="members_newest"),
            models.Index(fields=["stage", "id"], name="members_stage"),
            GinIndex(OpClass(Upper("display_name"), name="gin_trgm_ops"), name="members_name_trigram"),
            GinIndex(fields=["can_help_with"], name="members_can_help_with"),
        ]

    def __str__(self) -> str:
        return self.shown_name

    @property
    def shown_name(self) -> str:
        people = _noted.get()
        if people is not None:
            people.add(self.pk)
        return self.display_name or self.handle

    def get_full_name(self) -> str:
        return self.shown_name

    def get_short_name(self) -> str:
        return self.shown_name.split(" ")[0]

    def get_absolute_url(self) -> str:
        return reverse("members:profile", args=[self.handle])

    @property
    def has_page(self) -> bool:
        """Imported people, robots and the tombstone have no page of their own."""
        return self.kind == self.Kind.PERSON

    @property
    def is_person(self) -> bool:
        return self.kind == self.Kind.PERSON


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


class GoalQuerySet(models.QuerySet["Goal"]):
    def open(self) -> GoalQuerySet:
        return self.filter(reached_at__isnull=True, closed_at__isnull=True)

    def visible_to(self, viewer: Member | None, *, mentees: Collection[int] = ()) -> GoalQuerySet:
        """What `viewer` (None: a visitor) may know of; `mentees` are the members whom they walk with as a mentor.

        A goal that was closed is its owner's alone.
        """
        if viewer is None or not viewer.is_authenticated:
            return self.filter(visibility=Goal.Visibility.EVERYONE, closed_at__isnull=True)
        shown = Q(visibility__in=[Goal.Visibility.MEMBERS, Goal.Visibility.EVERYONE])
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


class Milestone(models.Model):
    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="milestones")
    title = models.CharField(max_length=80)
    note = models.CharField(max_length=280, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    reached_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["position", "id"]


class Hello(models.Model):
    """A few words of welcome from one member to a newcomer; shown on the newcomer's page."""

    WORDS_AT_MOST: ClassVar[int] = 500

    newcomer = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="hellos")
    author = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="hellos_said")
    words = models.CharField(max_length=WORDS_AT_MOST)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["newcomer", "author"], name="members_hello_once"),
            models.CheckConstraint(condition=~Q(newcomer=F("author")), name="members_hello_not_to_oneself"),
        ]


class BlockQuerySet(models.QuerySet["Block"]):
    def between(self, one: Member | OuterRef, other: Member | OuterRef) -> BlockQuerySet:
        """Of either of the two against the other."""
        return self.filter(Q(blocker=one, blocked=other) | Q(blocker=other, blocked=one))


class Block(models.Model):
    """`blocker` does not want to meet `blocked`. Compares named members only, never masks."""

    blocker = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="blocks_made")
    blocked = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="blocks_received")
    at = models.DateTimeField(default=timezone.now)

    objects = BlockQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["blocker", "blocked"], name="members_block_once"),
            models.CheckConstraint(condition=~Q(blocker=F("blocked")), name="members_block_not_oneself"),
        ]


class SuspensionQuerySet(models.QuerySet["Suspension"]):
    def in_force(self, now: datetime | None = None) -> SuspensionQuerySet:
        return self.filter(until__gt=now or timezone.now(), lifted_at__isnull=True)


class Suspension(models.Model):
    """A member may not write until then, and reads why."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="suspensions")
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500)
    at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = SuspensionQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["member", "-until"], name="members_suspension_latest")]
        constraints = [models.CheckConstraint(condition=Q(until__gt=F("at")), name="members_suspension_ends_later")]


class Community(models.Model):
    """The one row that says what this community is. Read through `members.queries.community()`."""

    class Registration(models.TextChoices):
        OPEN = "open", _("anybody may join")
        INVITATION = "invitation", _("by invitation")
        APPROVAL = "approval", _("an admin says yes first")

    name = models.CharField(max_length=60, default="Murmuration")
    headline = models.CharField(max_length=120, blank=True)  # the landing page's h1
    purpose = models.TextField(max_length=1000, blank=True)
    non_goals = models.TextField(max_length=1000, blank=True)  # what this place is not for
    agreement = ArrayField(models.CharField(max_length=280), default=list, blank=True)  # one line each
    agreement_version = models.PositiveIntegerField(default=1)
    host_name = models.CharField(max_length=80, blank=True)  # who runs the servers, labelled as host
    host_url = models.URLField(blank=True)
    privacy_note = models.TextField(max_length=4000, blank=True)
    urgent_help = models.TextField(max_length=4000, blank=True)  # Markdown: people who answer now
    urgent_help_html = models.TextField(blank=True, editable=False)
    registration = models.CharField(max_length=10, choices=Registration, default=Registration.OPEN)
    blocked_words = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    time_zone = models.CharField(max_length=64, default="UTC")
    set_up_at = models.DateTimeField(null=True, blank=True)
    # what was typed at set-up so far, by the name of the step; empty once the doors are open
    setup_draft = models.JSONField(default=dict, db_default={}, blank=True, editable=False)
    mail_worked_at = models.DateTimeField(null=True, blank=True, editable=False)  # a test mail was taken
    backed_up_at = models.DateTimeField(null=True, blank=True, editable=False)  # `note_backup` said so
    next_put_away_at = models.DateTimeField(null=True, blank=True, editable=False)  # an admin closed "What to do next"

    class Meta:
        verbose_name_plural = "community"
        constraints = [models.CheckConstraint(condition=Q(id=1), name="members_community_one_row")]

    def __str__(self) -> str:
        return self.name


class AgreementAcceptance(models.Model):
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="agreements")
    version = models.PositiveIntegerField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "version"], name="members_agreement_once")]


class CodeStep(models.Model):
    """The last half minute whose authenticator code a member used. It and all before it are over."""

    member = models.OneToOneField(Member, on_delete=models.CASCADE, primary_key=True, related_name="+")
    step = models.BigIntegerField()


class Invitation(models.Model):
    """A link that lets one person join; only its digest is kept."""

    token_digest = models.CharField(max_length=64, unique=True)
    created_by = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="invitations")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    note = models.CharField(max_length=200, blank=True)
    used_by = models.OneToOneField(
        Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="invited_with"
    )
    used_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    @property
    def is_over(self) -> bool:
        return self.expires_at <= timezone.now()


class SetupLink(models.Model):
    """The one-time link that makes the first admin; only its digest is kept."""

    token_digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    used_at = models.DateTimeField(null=True, blank=True)
