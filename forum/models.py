"""Spaces, topics, posts, comments, and what readers keep about them."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache
from typing import ClassVar, TypeAlias

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from masks.models import Authored
from members.models import Goal, Member
from writing.search_field import SpelledField, WordsField

# A masked post waits this long, in the page and by mail, so that its author can take it back.
MASKED_GRACE = timedelta(minutes=2)


class Space(models.Model):
    """A part of the forum with its own purpose, visibility and moderators."""

    class Visibility(models.TextChoices):
        PUBLIC = "public", _("everyone may read what is marked for everyone")
        MEMBERS = "members", _("members only")
        MODERATORS = "moderators", _("moderators only")

    slug = models.SlugField(unique=True)
    title = models.CharField(max_length=60)
    purpose = models.CharField(max_length=280, blank=True)
    norms = models.TextField(max_length=600, blank=True)  # up to three lines above the box for answers
    norms_for_asking = models.TextField(max_length=600, blank=True, db_default="")  # beside the form of questions
    hue = models.PositiveSmallIntegerField(default=20)
    visibility = models.CharField(max_length=10, choices=Visibility, default=Visibility.MEMBERS)
    outside_help = models.TextField(max_length=2000, blank=True)  # Markdown: free, regulated services
    outside_help_html = models.TextField(blank=True, editable=False)
    is_sensitive = models.BooleanField(default=False)  # noindex, no-store, quick exit
    position = models.PositiveSmallIntegerField(default=0)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.CheckConstraint(condition=Q(hue__lt=36), name="forum_space_hue")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("forum:space", args=[self.slug])


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    def in_force(self, now: datetime | None = None) -> AppointmentQuerySet:
        now = now or timezone.now()
        return self.filter(starts_at__lte=now, ends_at__gt=now, ended_at__isnull=True)


class Appointment(models.Model):
    """A moderator tends a space for a term; the term always ends."""

    space = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="appointments")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="appointments")
    starts_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=200, blank=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["space", "member"], condition=Q(ended_at__isnull=True), name="forum_appointment_one_open"
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="forum_appointment_ends_later"),
        ]
        indexes = [models.Index(fields=["member", "-ends_at"], name="forum_appointment_member")]


class Tag(models.Model):
    slug = models.CharField(max_length=40, unique=True)  # `words.tag_slug` of its name
    # the slug from before signs counted ("c" of "C++"): its address still leads here, until another tag has it
    former_slug = models.CharField(max_length=40, blank=True, editable=False)
    name = models.CharField(max_length=40)

    class Meta:
        indexes = [
            models.Index(fields=["former_slug"], condition=~Q(former_slug=""), name="forum_tag_former"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("forum:tag", args=[self.slug])


class Status(models.TextChoices):
    """Of a topic, post or comment. Only `visible` is read by others."""

    VISIBLE = "visible"
    WAITING = "waiting"  # a masked row in its grace period
    HELD = "held"  # waits for a moderator, two hours at most
    HIDDEN = "hidden"  # by a moderator, with a reason
    DELETED = "deleted"  # by its author, restorable


# A question that nobody has answered and that somebody could: the words of the index that holds these alone.
WAITS_FOR_ANSWER = Q(kind="question", status="visible", answer_count=0, closed_at__isnull=True)


class TopicQuerySet(models.QuerySet["Topic"]):
    def waiting(self) -> TopicQuerySet:
        """Questions that wait for their first answer."""
        return self.filter(WAITS_FOR_ANSWER)

    def visible_to(self, viewer: Member | None, *, moderates: frozenset[int] = frozenset()) -> TopicQuerySet:
        """Topics that `viewer` (None: a visitor) may read in lists; `moderates` holds the ids of the spaces they tend."""
        shown = Q(status=Status.VISIBLE)
        if viewer is None or not viewer.is_authenticated or viewer.approved_at is None:
            return self.filter(shown, audience=Topic.Audience.EVERYONE, space__visibility=Space.Visibility.PUBLIC)
        if viewer.is_staff:
            return self.filter(status__in=[Status.VISIBLE, Status.HELD, Status.HIDDEN])  # not the wait of a mask
        open_spaces = Q(space__visibility__in=[Space.Visibility.PUBLIC, Space.Visibility.MEMBERS])
        if not moderates:
            return self.filter(shown & open_spaces)
        # whoever tends one space reads the moderators' spaces as well
        return self.filter(shown | Q(space_id__in=moderates, status__in=[Status.HELD, Status.HIDDEN]))


class Topic(Authored):
    class Kind(models.TextChoices):
        QUESTION = "question", _("question")
        DISCUSSION = "discussion", _("discussion")
        STORY = "story", _("story")

    class Audience(models.TextChoices):
        MEMBERS = "members", _("members only")
        EVERYONE = "everyone", _("everyone")

    space = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="topics")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.QUESTION)
    audience = models.CharField(max_length=10, choices=Audience, default=Audience.MEMBERS)
    title = models.CharField(max_length=160)
    slug = models.SlugField(max_length=80, blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.VISIBLE)
    created_at = models.DateTimeField(default=timezone.now)  # the hour only, of a masked topic
    bumped_at = models.DateTimeField(default=timezone.now)  # newest post; its hour if that one is masked
    next_position = models.PositiveIntegerField(default=0)  # given out under the topic's row lock
    answer_count = models.PositiveIntegerField(default=0)  # visible posts after the opening one
    helped_count = models.PositiveIntegerField(default=0)  # answers that carry the helped mark
    closed_at = models.DateTimeField(null=True, blank=True)  # mirrors Closing, for lists
    version = models.PositiveBigIntegerField(default=1)  # grows with every change that a reader could see
    excerpt = models.CharField(max_length=200, blank=True)
    tags = models.ManyToManyField(Tag, through="TopicTag", related_name="topics")
    letter_for = models.ForeignKey(Goal, on_delete=models.SET_NULL, null=True, blank=True, related_name="letters")
    search = WordsField(null=True, editable=False)  # title and tags
    spelled = SpelledField(of="title", max_length=320)

    objects = TopicQuerySet.as_manager()

    class Meta(Authored.Meta):
        indexes = [
            models.Index(fields=["-bumped_at", "-id"], name="forum_topic_latest"),
            models.Index(fields=["space", "-bumped_at", "-id"], name="forum_topic_space"),
            models.Index(
                fields=["-created_at", "-id"],
                condition=WAITS_FOR_ANSWER,
                name="forum_topic_unanswered",
            ),
            models.Index(
                fields=["-bumped_at", "-id"],
                condition=Q(audience="everyone", status="visible"),
                name="forum_topic_public",
            ),
            models.Index(
                fields=["member", "-created_at", "-id"], condition=Q(member__isnull=False), name="forum_topic_own"
            ),
            models.Index(fields=["mask"], condition=Q(mask__isnull=False), name="forum_topic_mask"),
            GinIndex(fields=["search"], name="forum_topic_search", fastupdate=False),
            GinIndex(fields=["spelled"], opclasses=["gin_trgm_ops"], name="forum_topic_spelled", fastupdate=False),
            models.Index(fields=["id"], condition=Q(search=None), name="forum_topic_unsearched"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return topic_address(self.pk, self.slug or "-")

    def search_words(self) -> list[tuple[str, str]]:
        tags = [] if self._state.adding else self.tags.all()
        return [(self.title, "A"), *((tag.name, "B") for tag in tags)]

    @property
    def is_question(self) -> bool:
        return self.kind == self.Kind.QUESTION

    @property
    def waits_for_answer(self) -> bool:
        """As `WAITS_FOR_ANSWER` has it."""
        return self.is_question and self.status == Status.VISIBLE and not self.answer_count and self.closed_at is None


@lru_cache(maxsize=256)  # a page asks seven times
def topic_address(pk: int, slug: str) -> str:
    return reverse("forum:topic", args=[pk, slug])


class TopicTag(models.Model):
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE)
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tag", "topic"], name="forum_topictag_once")]


class Closing(models.Model):
    """Why a topic is closed: it can be read, and nothing new is written in it. Opened again, the row is gone."""

    class Reason(models.TextChoices):
        DUPLICATE = "duplicate", _("a duplicate")
        OFF_TOPIC = "off_topic", _("off topic here")
        UNCLEAR = "unclear", _("unclear")
        BROAD = "broad", _("too broad")
        OPINION = "opinion", _("a matter of opinion")
        OTHER = "other", _("something else")

    MOST_WORDS: ClassVar[int] = 500

    topic = models.OneToOneField(Topic, on_delete=models.CASCADE, primary_key=True, related_name="closing")
    reason = models.CharField(max_length=10, choices=Reason)
    words = models.CharField(max_length=MOST_WORDS, blank=True)
    same_as = ArrayField(models.BigIntegerField(), default=list)  # topics that ask the same, whoever may read them
    same_at = ArrayField(models.URLField(), default=list)  # the same, asked elsewhere
    by = models.ForeignKey(
        Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )  # NULL: an import
    at = models.DateTimeField(default=timezone.now)


class Alike(models.Model):
    """The topics most like one, as they were found lately: to find them takes longer than all else on its page."""

    topic = models.OneToOneField(Topic, on_delete=models.CASCADE, primary_key=True, related_name="+")
    title = models.CharField(max_length=160)  # for which they were found; another title is looked up anew
    others = ArrayField(models.BigIntegerField(), default=list)  # ids, the most alike first, whoever may read them
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["at"], name="forum_alike_at")]


class Post(Authored):
    """What stands in a topic; position 0 opens it, every later one continues or answers it."""

    # the unique index of topic and position serves the key as well
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="posts", db_index=False)
    position = models.PositiveIntegerField()
    body = models.TextField()  # Markdown; the HTML itself where `is_html` (imports)
    is_html = models.BooleanField(default=False)
    html = models.TextField()  # safe, rendered on save
    text = models.TextField(blank=True)  # plain words, for search and excerpts
    renderer = models.PositiveSmallIntegerField(default=0)  # writing.RENDERER_VERSION that made `html`
    status = models.CharField(max_length=10, choices=Status, default=Status.VISIBLE)
    created_at = models.DateTimeField(default=timezone.now)  # the hour only, of a masked post
    visible_from = models.DateTimeField(null=True, blank=True)  # end of the grace period, emptied when it is over
    edited_at = models.DateTimeField(null=True, blank=True)
    revision_count = models.PositiveIntegerField(default=0)
    helped = models.BooleanField(default=False)  # mirrors HelpedMark, for lists
    comment_count = models.PositiveIntegerField(default=0)
    submit_key = models.UUIDField(null=True, blank=True, unique=True)  # one submit, one post
    source = models.JSONField(null=True, blank=True)  # imports: url, author, author_url, licence, licence_url
    search = WordsField(null=True, editable=False)  # of `text`

    class Meta(Authored.Meta):
        constraints = [
            *Authored.Meta.constraints,
            models.UniqueConstraint(fields=["topic", "position"], name="forum_post_position"),
        ]
        indexes = [
            models.Index(fields=["topic", "position"], condition=Q(helped=True), name="forum_post_helped"),
            models.Index(
                fields=["member", "-created_at", "-id"], condition=Q(member__isnull=False), name="forum_post_own"
            ),
            models.Index(fields=["mask"], condition=Q(mask__isnull=False), name="forum_post_mask"),
            models.Index(
                fields=["status", "created_at"], condition=~Q(status="visible"), name="forum_post_not_visible"
            ),
            GinIndex(fields=["search"], name="forum_post_search", fastupdate=False),
            models.Index(fields=["id"], condition=Q(search=None), name="forum_post_unsearched"),
        ]

    def __str__(self) -> str:
        return f"post {self.pk}"

    def get_absolute_url(self) -> str:
        return f"{self.topic.get_absolute_url()}?post={self.pk}#p{self.pk}"

    def search_words(self) -> list[tuple[str, str]]:
        return [(self.text, "D")]

    @property
    def is_opening(self) -> bool:
        return self.position == 0


class Comment(Authored):
    """A short remark under a post; one level."""

    MAX_LENGTH: ClassVar[int] = 1000

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="comments")
    body = models.CharField(max_length=MAX_LENGTH)
    html = models.TextField()
    renderer = models.PositiveSmallIntegerField(default=0)
    status = models.CharField(max_length=10, choices=Status, default=Status.VISIBLE)
    created_at = models.DateTimeField(default=timezone.now)
    visible_from = models.DateTimeField(null=True, blank=True)
    edited_at = models.DateTimeField(null=True, blank=True)
    submit_key = models.UUIDField(null=True, blank=True, unique=True)
    source = models.JSONField(null=True, blank=True)

    class Meta(Authored.Meta):
        indexes = [
            models.Index(fields=["post", "id"], name="forum_comment_post"),
            models.Index(
                fields=["status", "created_at"], condition=~Q(status="visible"), name="forum_comment_not_visible"
            ),
            models.Index(fields=["member", "-id"], condition=Q(member__isnull=False), name="forum_comment_own"),
        ]

    def __str__(self) -> str:
        return f"comment {self.pk}"


Row: TypeAlias = Post | Comment  # whatever somebody wrote in a topic


def post_of(row: Row) -> Post:
    """The post that it is, or stands under."""
    return row.post if isinstance(row, Comment) else row


class Revision(Authored):
    """One version of a post as it stood; number 1 is the original. The authored person is who wrote that version."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=160, blank=True)  # of the topic, for opening posts
    body = models.TextField()
    reason = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta(Authored.Meta):
        constraints = [
            *Authored.Meta.constraints,
            models.UniqueConstraint(fields=["post", "number"], name="forum_revision_number"),
        ]


class HelpedMark(Authored):
    """The asker's mark on an answer; several answers of a topic may carry one."""

    post = models.OneToOneField(Post, on_delete=models.CASCADE, related_name="helped_mark")
    what_changed = models.CharField(max_length=280, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta(Authored.Meta):
        pass


class Follow(models.Model):
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="follows")
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="follows")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "topic"], name="forum_follow_once")]
        indexes = [models.Index(fields=["topic", "member"], name="forum_follow_topic")]


class Bookmark(models.Model):
    """A post that a member saved; nobody else sees it."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="bookmarks")
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="bookmarks")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "post"], name="forum_bookmark_once")]
        indexes = [models.Index(fields=["member", "-at", "-id"], name="forum_bookmark_list")]


class ReadingMark(models.Model):
    """How far a member has read; never written in a topic where they wear a mask."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="reading_marks")
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="reading_marks")
    position = models.PositiveIntegerField(default=0)
    at = models.DateTimeField(default=timezone.now)  # the day only

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "topic"], name="forum_readingmark_once")]


class MutedMask(models.Model):
    """A reader who does not want to read one mask in its topic."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="muted_masks")
    mask = models.ForeignKey("masks.Mask", on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "mask"], name="forum_mutedmask_once")]


class Draft(models.Model):
    """Unposted words of a member. Masked ones hold no member: an HMAC tag for an owner and an encrypted box."""

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="drafts"
    )
    owner_tag = models.BinaryField(max_length=32, null=True, blank=True)
    context = models.CharField(max_length=60)  # "ask", "topic:123", "comment:456", "letter:7"
    title = models.CharField(max_length=160, blank=True)
    body = models.TextField(blank=True)
    data = models.JSONField(default=dict, blank=True)  # the other fields of the form
    box = models.BinaryField(null=True, blank=True)
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member", "context"], condition=Q(member__isnull=False), name="forum_draft_named"
            ),
            models.UniqueConstraint(
                fields=["owner_tag"], condition=Q(owner_tag__isnull=False), name="forum_draft_masked"
            ),
            models.CheckConstraint(
                condition=(Q(member__isnull=False) & Q(owner_tag__isnull=True) & Q(box__isnull=True))
                | (
                    Q(member__isnull=True)
                    & Q(owner_tag__isnull=False)
                    & Q(box__isnull=False)
                    & Q(title="")
                    & Q(body="")
                ),
                name="forum_draft_named_or_sealed",
            ),
        ]
        indexes = [models.Index(fields=["updated_at"], name="forum_draft_age")]
