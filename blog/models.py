"""Articles grown out of answers, with their author's consent at every step."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum.models import Post
from masks.models import Authored
from members.models import Member


class Byline(models.TextChoices):
    NAME = "name", _("with my name")
    MASK = "mask", _("with the name I wear in the topic")
    OTHER = "other", _("with another by-line")


class ArticleInvitation(Authored):
    """A moderator's invitation to the author of an answer; the authored person is the one invited."""

    class State(models.TextChoices):
        INVITED = "invited"
        ACCEPTED = "accepted"
        LATER = "later"  # may be asked again after 90 days
        NO = "no"  # never again for this answer
        WITHDRAWN = "withdrawn"

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="invitations")
    invited_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=280)
    message = models.TextField(max_length=2000, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.INVITED)
    byline = models.CharField(max_length=10, choices=Byline, blank=True)
    byline_words = models.CharField(max_length=60, blank=True)  # for Byline.OTHER
    at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta(Authored.Meta):
        constraints = [
            *Authored.Meta.constraints,
            models.UniqueConstraint(
                fields=["post"],
                condition=Q(state__in=["invited", "accepted", "no"]),
                name="blog_invitation_one_standing",
            ),
        ]
        indexes = [models.Index(fields=["post", "-at"], name="blog_invitation_post")]


class Article(Authored):
    class State(models.TextChoices):
        DRAFT = "draft"  # being written and edited
        PROPOSED = "proposed"  # an editor has sent this text to the author
        APPROVED = "approved"  # the author has approved exactly `approved_revision`
        PUBLISHED = "published"
        WITHDRAWN = "withdrawn"  # taken down by its author

    invitation = models.OneToOneField(ArticleInvitation, on_delete=models.PROTECT, related_name="article")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="articles")
    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=160)
    standfirst = models.CharField(max_length=280, blank=True)
    body = models.TextField()
    html = models.TextField(blank=True)
    renderer = models.PositiveSmallIntegerField(default=0)
    byline = models.CharField(max_length=10, choices=Byline, default=Byline.NAME)
    byline_words = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    revision_count = models.PositiveIntegerField(default=0)
    approved_revision = models.PositiveIntegerField(null=True, blank=True)
    quotes_asker = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)
    published_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta(Authored.Meta):
        constraints = [
            *Authored.Meta.constraints,
            models.UniqueConstraint(fields=["post"], condition=~Q(state="withdrawn"), name="blog_article_one_per_post"),
        ]
        indexes = [
            models.Index(fields=["-published_at", "-id"], condition=Q(state="published"), name="blog_article_latest")
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("blog:article", args=[self.slug])


class ArticleRevision(Authored):
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=160)
    standfirst = models.CharField(max_length=280, blank=True)
    body = models.TextField()
    note = models.CharField(max_length=280, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta(Authored.Meta):
        constraints = [
            *Authored.Meta.constraints,
            models.UniqueConstraint(fields=["article", "number"], name="blog_revision_number"),
        ]


class QuoteConsent(Authored):
    """The asker's word on whether an article may quote them; the authored person is the asker."""

    class State(models.TextChoices):
        ASKED = "asked"
        GIVEN = "given"
        REFUSED = "refused"

    article = models.OneToOneField(Article, on_delete=models.CASCADE, related_name="quote_consent")
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="+")
    passages = ArrayField(models.TextField(), default=list, blank=True)  # the asker's words as they were asked about
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    asked_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta(Authored.Meta):
        pass
