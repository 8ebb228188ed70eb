"""Articles grown out of answers, with their author's consent at every step."""

from __future__ import annotations

from typing import ClassVar, NamedTuple

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum.models import Post
from masks.models import Authored
from members.models import Member


class Text(NamedTuple):
    """What somebody reads of an article, as it was typed."""

    title: str
    standfirst: str
    body: str


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

    CHANGES: ClassVar = [(state.value, state.label) for state in (State.DRAFT, State.PROPOSED, State.APPROVED)]

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
    # Of a published article: where its next text stands, as the states above; "" while none is being written. That text
    # is the newest revision. What readers see stays in the columns above until the author has approved the new one.
    change = models.CharField(max_length=10, choices=CHANGES, blank=True, default="")
    change_quotes = models.BooleanField(default=False)  # `quotes_asker` of the next text
    published_at = models.DateTimeField(null=True, blank=True)
    modified_at = models.DateTimeField(null=True, blank=True)  # when readers last got another text
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta(Authored.Meta):
        constraints = [
            *Authored.Meta.constraints,
            models.UniqueConstraint(fields=["post"], condition=~Q(state="withdrawn"), name="blog_article_one_per_post"),
            models.CheckConstraint(
                condition=Q(change="") | Q(state="published"), name="blog_article_change_is_of_one_out"
            ),
        ]
        indexes = [
            models.Index(fields=["-published_at", "-id"], condition=Q(state="published"), name="blog_article_latest")
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("blog:article", args=[self.slug])

    @property
    def stands(self) -> str:
        """Where the text stands that its writers work on: of a published article, its next one if there is one."""
        return self.change or self.state

    @property
    def text(self) -> Text:
        """The text that its writers work on."""
        if not self.change:
            return Text(self.title, self.standfirst, self.body)
        newest = self.revisions.get(number=self.revision_count)
        return Text(newest.title, newest.standfirst, newest.body)

    @property
    def text_quotes(self) -> bool:
        """Does that text quote or retell what the asker wrote?"""
        return self.change_quotes if self.change else self.quotes_asker


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

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="quote_consents")
    for_change = models.BooleanField(default=False)  # asked about the next text of a published article
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="+")
    passages = ArrayField(models.TextField(), default=list, blank=True)  # the asker's words as they were asked about
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    asked_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta(Authored.Meta):
        constraints = [
            *Authored.Meta.constraints,
            models.UniqueConstraint(fields=["article", "for_change"], name="blog_quoteconsent_one_for_each_text"),
        ]
