"""Topics: who may read them, which wait for an answer, why they are closed."""

from __future__ import annotations

from functools import lru_cache
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from forum.models.spaces import Space, Tag
from masks.models import Authored
from members.models import Goal, Member
from writing.search_field import SpelledField, WordsField


class Status(models.TextChoices):
    """Of a topic, post or comment. Only `visible` is read by others."""

    VISIBLE = "visible"
    WAITING = "waiting"  # a masked row in its grace period
    HELD = "held"  # waits for a moderator, two hours at most
    HIDDEN = "hidden"  # by a moderator, with a reason
    DELETED = "deleted"  # by its author, restorable
    MERGED = "merged"  # of a topic alone: all that stood in it stands in `merged_into`


# A question that nobody has answered and that somebody could: the words of the index that holds these alone.
WAITS_FOR_ANSWER = Q(kind="question", status="visible", answer_count=0, closed_at__isnull=True)


class TopicQuerySet(models.QuerySet["Topic"]):
    def waiting(self) -> TopicQuerySet:
        """Questions that wait for their first answer."""
        return self.filter(WAITS_FOR_ANSWER)

    def visible_to(self, viewer: Member | None, *, tended: frozenset[int] = frozenset()) -> TopicQuerySet:
        """Topics that `viewer` (None: a visitor) may read in lists; `tended` holds the ids of the spaces they tend."""
        shown = Q(status=Status.VISIBLE)
        if viewer is None or not viewer.is_authenticated or viewer.approved_at is None:
            return self.filter(shown, audience=Topic.Audience.EVERYONE, space__visibility=Space.Visibility.PUBLIC)
        if viewer.is_staff:
            return self.filter(status__in=[Status.VISIBLE, Status.HELD, Status.HIDDEN])  # not the wait of a mask
        open_spaces = Q(space__visibility__in=[Space.Visibility.PUBLIC, Space.Visibility.MEMBERS])
        if not tended:
            return self.filter(shown & open_spaces)
        # whoever tends one space reads the moderators' spaces as well
        return self.filter(shown | Q(space_id__in=tended, status__in=[Status.HELD, Status.HIDDEN]))


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
    merged_into = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )  # where its address leads
    letter_for = models.ForeignKey(Goal, on_delete=models.SET_NULL, null=True, blank=True, related_name="letters")
    # in which it is written, where the community writes in several (`Community.topic_languages`); "": in its own
    lang = models.CharField(max_length=10, blank=True, default="", db_default="")
    search = WordsField(null=True, editable=False)  # title and tags
    spelled = SpelledField(of="title", max_length=320)

    tongue: str = ""  # `lang`, or the community's own: set where a page of it is made (forum/views/topics.py)

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
            models.Index(fields=["merged_into"], condition=Q(merged_into__isnull=False), name="forum_topic_merged"),
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
        OTHER = "other", pgettext_lazy("why a topic is closed", "something else")

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
