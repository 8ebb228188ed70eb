"""Members: people, imported authors, robots; and which of them others may find."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models.noted import note
from writing.domains import one_spelling
from writing.search_field import NamesField

BY_NAME, BY_HANDLE = "A", "B"  # weights in `Member.search`


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
    # Of a request's member (members/queries/second_lock.py): says whether they have shown their second lock; and whether
    # tending is closed to them because they have not.
    second_lock: ClassVar[Callable[[], bool] | None] = None
    tending_closed: ClassVar[bool] = False

    id: int
    handle = models.CharField(max_length=30, unique=True)
    # the handle folded so that look-alike names collide (members/lookalikes.py)
    handle_key = models.CharField(max_length=120, blank=True, editable=False)
    # the shown name folded likewise, so that nobody can go by another's name
    name_key = models.CharField(max_length=120, blank=True, editable=False)
    # what the shown name looks like, so that nobody can pass for another (members/lookalikes.py)
    name_look = models.CharField(max_length=120, blank=True, editable=False)
    search = NamesField(editable=False, null=True)  # what they are found by: the shown name and the handle
    email = models.EmailField(null=True, blank=True)  # noqa: DJ001  NULL where there is none, for the unique index
    display_name = models.CharField(max_length=60)
    hue = models.PositiveSmallIntegerField(default=20)
    face = models.CharField(max_length=22, blank=True, default="", db_default="")  # the name of a picture (uploads)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.PERSON)
    imported_from = models.CharField(max_length=200, blank=True)
    imported_profile_url = models.URLField(blank=True)

    introduction = models.CharField(max_length=280, blank=True)  # the line on "New here" cards
    bio = models.TextField(max_length=4000, blank=True)
    bio_html = models.TextField(blank=True, editable=False)
    location = models.CharField(max_length=80, blank=True)
    time_zone = models.CharField(max_length=64, default="UTC")
    language = models.CharField(max_length=10, default="en")  # in which they write
    # of the interface and of mails (members/queries/languages.py); "": the community's
    reads_in = models.CharField(max_length=10, blank=True, default="", db_default="")
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
    lock_asked_from = models.DateTimeField(null=True, blank=True)  # for a second lock: of an admin
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
            GinIndex(fields=["search"], name="members_search", fastupdate=False),
            models.Index(fields=["id"], condition=Q(search=None), name="members_unsearched"),
            GinIndex(fields=["can_help_with"], name="members_can_help_with", fastupdate=False),
        ]

    def __str__(self) -> str:
        return self.shown_name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """What a request may not do with an account is never written down as what the account may not do."""
        kept_out = self._is_admin
        if kept_out is not None:
            self.is_staff, self.is_superuser = kept_out
        if self.is_staff and self.lock_asked_from is None:
            self.lock_asked_from = timezone.now()
        super().save(*args, **kwargs)
        if kept_out is not None:
            self.keep_out()

    _is_admin: ClassVar[tuple[bool, bool] | None] = None  # of whom tending is closed to: what they are

    def keep_out(self) -> None:
        """For this request they are a member like any other."""
        vars(self).update(_is_admin=(self.is_staff, self.is_superuser), tending_closed=True)
        self.is_staff = self.is_superuser = False

    def __getstate__(self) -> dict[str, Any]:
        """A question about a request leaves with the request."""
        state: dict[str, Any] = dict(super().__getstate__())
        state.pop("second_lock", None)
        return state

    def search_words(self) -> list[tuple[str, str]]:
        return [(self.display_name, BY_NAME), (self.handle, BY_HANDLE)]

    @property
    def shown_name(self) -> str:
        note(self.pk)
        return str(_("A former member")) if self.is_former else self.display_name or self.handle

    def get_short_name(self) -> str:
        return self.shown_name.split(" ")[0]

    def get_absolute_url(self) -> str:
        return reverse("members:profile", args=[self.handle])

    # A stand-in for many readers is one (web/anybody.py). Templates ask each member, so each has an answer.
    is_anybody: ClassVar[bool] = False

    @property
    def has_page(self) -> bool:
        """Imported people, robots and the tombstone have no page of their own."""
        return self.kind == self.Kind.PERSON

    @property
    def is_former(self) -> bool:
        """Is it the one who stands for everybody who is gone?"""
        return self.kind == self.Kind.TOMBSTONE

    @property
    def is_person(self) -> bool:
        return self.kind == self.Kind.PERSON
