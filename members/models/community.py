"""What the community is, and how people come in."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models.people import Member


class Community(models.Model):
    """The one row that says what this community is. Read through `members.queries.community()`."""

    class Registration(models.TextChoices):
        OPEN = "open", _("anybody may join")
        INVITATION = "invitation", _("by invitation")
        APPROVAL = "approval", _("an admin says yes first")

    class Hue(models.IntegerChoices):
        """Of actions and links, in steps of 10 degrees: those that nobody takes for harm, recognition or what was reached."""

        OLIVE = 10, _("olive")
        MOSS = 12, _("moss")
        PINE = 18, _("pine")
        LAGOON = 20, _("lagoon")
        SLATE = 23, _("slate")
        BLUE = 25, _("blue")
        INDIGO = 27, _("indigo")
        VIOLET = 29, _("violet")
        PLUM = 31, _("plum")
        BERRY = 33, _("berry")
        ROSE = 35, _("rose")

    name = models.CharField(max_length=60, default="Murmuration")
    hue = models.PositiveSmallIntegerField(choices=Hue, null=True, blank=True)  # none: the colour that it came with
    # the picture (`uploads`) beside the name; none: the bird
    logo = models.CharField(max_length=22, blank=True, default="", db_default="", editable=False)
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
    formulas = models.BooleanField(default=False, db_default=False)  # TeX between dollars is drawn
    # what the posts of now were rendered with; the nightly task follows the switch
    formulas_drawn = models.BooleanField(default=False, db_default=False, editable=False)
    # of the interface, for whoever chose none; "": LANGUAGE_CODE (members/queries/languages.py)
    language = models.CharField(max_length=10, blank=True, default="", db_default="")
    # in which topics may be written beside the community's own; with none there is nothing to choose
    topic_languages = ArrayField(models.CharField(max_length=10), default=list, db_default=[], blank=True)
    # whose endings the words of all topics and posts are found by, beside the English; the task of the night follows
    searched_in = ArrayField(models.CharField(max_length=20), default=list, db_default=[], blank=True, editable=False)
    set_up_at = models.DateTimeField(null=True, blank=True)
    # what was typed at set-up so far, by the name of the step; empty once the doors are open
    second_lock_from = models.DateTimeField(
        default=timezone.now, editable=False
    )  # since when stewards are asked for one
    setup_draft = models.JSONField(default=dict, db_default={}, blank=True, editable=False)
    mail_worked_at = models.DateTimeField(null=True, blank=True, editable=False)  # a test mail was taken
    backed_up_at = models.DateTimeField(null=True, blank=True, editable=False)  # `note_backup` said so
    # put back from a backup: what it would have suggested meanwhile may have been suggested already
    suggestions_rest_until = models.DateTimeField(null=True, blank=True, editable=False)
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
