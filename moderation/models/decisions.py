"""Reports, holds, and every decision a moderator takes."""

from __future__ import annotations

from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum.models import Comment, Post, Space
from masks.models import Authored, Mask
from members.models import Member


class Report(Authored):
    """Something's wrong here; the authored person says so. One open report per person and thing."""

    class Reason(models.TextChoices):
        DANGER = "danger", _("Someone may be in danger")
        SELLING = "selling", _("It is selling something")
        UNKIND = "unkind", _("Unkind or shaming")
        PRIVATE = "private", _("Shares private details")
        WRONG = "wrong", _("Wrong in a way that could cost money or health")
        OTHER = "other", _("Something else")

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="reports")
    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, null=True, blank=True, related_name="reports")
    reporter_tag = models.BinaryField(max_length=32)  # masks.sealed.giver_tag: one per person
    reason = models.CharField(max_length=10, choices=Reason)
    note = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField(default=timezone.now)
    decision = models.ForeignKey("Decision", on_delete=models.SET_NULL, null=True, blank=True, related_name="reports")

    class Meta(Authored.Meta):
        constraints = [
            *Authored.Meta.constraints,
            models.UniqueConstraint(
                fields=["post", "comment", "reporter_tag"],
                nulls_distinct=False,
                condition=Q(decision__isnull=True),
                name="moderation_report_once",
            ),
        ]
        indexes = [models.Index(fields=["at"], condition=Q(decision__isnull=True), name="moderation_report_open")]


class Hold(models.Model):
    """A first post or comment that waits for a person, two hours at most; then it frees itself."""

    post = models.OneToOneField(Post, on_delete=models.CASCADE, null=True, blank=True, related_name="hold")
    comment = models.OneToOneField(Comment, on_delete=models.CASCADE, null=True, blank=True, related_name="hold")
    reasons = ArrayField(models.CharField(max_length=120))
    at = models.DateTimeField(default=timezone.now)
    release_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = models.ForeignKey(
        Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )  # NULL: time

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(post__isnull=False, comment__isnull=True) | Q(post__isnull=True, comment__isnull=False),
                name="moderation_hold_one_thing",
            )
        ]
        indexes = [
            models.Index(fields=["release_at"], condition=Q(released_at__isnull=True), name="moderation_hold_due")
        ]


class Decision(models.Model):
    """One line of the log: who did what to which thing, and why. Public unless it names a person's account."""

    class Verb(models.TextChoices):
        HIDE = "hide", _("hid a post")
        RESTORE = "restore", _("restored a post")
        RELEASE = "release", _("let a held post through")
        KEEP = "keep", _("read a report and kept the post")
        MOVE = "move", _("moved a topic")
        RETAG = "retag", _("changed the tags of a topic")
        SPLIT = "split", _("made some answers a topic of their own")
        MERGE = "merge", _("made one topic of two")
        CLOSE = "close", _("closed a topic")
        REOPEN = "reopen", _("opened a topic again")
        RESTRICT = "restrict", _("closed a topic to one of its masks")
        WARN = "warn", _("had a word with somebody")
        SILENCE = "silence", _("asked somebody to be silent for a while")
        SUSPEND = "suspend", _("suspended an account")
        LIFT = "lift", _("lifted a suspension")
        APPOINT = "appoint", _("appointed a moderator")
        END_TERM = "end_term", _("ended a moderator's term")
        APPROVE = "approve", _("let somebody join")
        DECLINE = "decline", _("did not let somebody join")
        UPHOLD = "uphold", _("looked again, and left a post hidden")
        CRISIS = "crisis", _("paused our messages to somebody for two weeks")
        WORDS = "words", _("changed the words that call a moderator")
        REASONS = "reasons", _("changed the sentences that moderators are offered")
        UNDO = "undo", _("took a decision back")

    moderator = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    verb = models.CharField(max_length=10, choices=Verb)
    space = models.ForeignKey(Space, on_delete=models.SET_NULL, null=True, blank=True, related_name="decisions")
    post = models.ForeignKey(Post, on_delete=models.SET_NULL, null=True, blank=True, related_name="decisions")
    comment = models.ForeignKey(Comment, on_delete=models.SET_NULL, null=True, blank=True, related_name="decisions")
    member = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="decisions_about")
    mask = models.ForeignKey(Mask, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    reason = models.CharField(max_length=500)
    data = models.JSONField(default=dict, blank=True)  # {"from": space}, {"tags": [names]}, {"until": day}
    before = models.JSONField(default=dict, blank=True)  # how what it is about stood; an undo puts exactly that back
    at = models.DateTimeField(default=timezone.now)
    undone_by = models.OneToOneField("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="undoes")
    is_public = models.BooleanField(default=True)
    batch = models.UUIDField(null=True, blank=True, editable=False)  # of one act about several things
    # Was somebody in danger? Hard posts stay with whoever read them: after some of them the desk offers a rest.
    is_hard = models.BooleanField(default=False, db_default=False)

    class Meta:
        indexes = [
            models.Index(fields=["-at", "-id"], condition=Q(is_public=True), name="moderation_decision_log"),
            models.Index(fields=["batch"], condition=Q(batch__isnull=False), name="moderation_decision_batch"),
            models.Index(fields=["moderator", "-id"], name="moderation_decision_by"),
            models.Index(fields=["post", "-at"], name="moderation_decision_post"),
        ]


class SecondLook(Authored):
    """Whoever was decided about asks for another look, once per decision: at something hidden (`post` and `comment` say
    what), at a word to them, at a silence or suspension, at a topic closed to their mask, at a pause.
    """

    decision = models.OneToOneField(Decision, on_delete=models.CASCADE, related_name="second_look")
    post = models.ForeignKey(Post, on_delete=models.CASCADE, null=True, blank=True, related_name="second_looks")
    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, null=True, blank=True, related_name="second_looks")
    words = models.CharField(max_length=500)
    at = models.DateTimeField(default=timezone.now)  # the hour only, of a mask
    answer = models.ForeignKey(Decision, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta(Authored.Meta):
        indexes = [models.Index(fields=["at"], condition=Q(answer__isnull=True), name="moderation_secondlook_open")]


class DangerPhraseQuerySet(models.QuerySet["DangerPhrase"]):
    def in_force(self) -> DangerPhraseQuerySet:
        return self.filter(removed_at=None)


class DangerPhrase(models.Model):
    """Words that moderators chose: where they stand in what somebody wrote, somebody is called. Never said in public."""

    MOST_LETTERS = 80

    SPELLING_AT_MOST = 200

    words = models.CharField(max_length=MOST_LETTERS)
    spelling = models.CharField(max_length=SPELLING_AT_MOST)  # writing.phrases: the same for all ways of writing it
    space = models.ForeignKey(Space, on_delete=models.CASCADE, null=True, blank=True, related_name="+")  # NULL: all
    by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = DangerPhraseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["space", "spelling"],
                nulls_distinct=False,
                condition=Q(removed_at__isnull=True),
                name="moderation_dangerphrase_once",
            )
        ]


class AlarmQuerySet(models.QuerySet["Alarm"]):
    def standing(self) -> AlarmQuerySet:
        return self.filter(decision=None)

    def due(self, now: datetime) -> AlarmQuerySet:
        return self.standing().filter(next_at__lte=now)


class Alarm(models.Model):
    """Somebody may be in danger: who tends the place is called, one after the other, until it was seen.

    `next_at`: when the next one is called; NULL once it was seen or decided about. `phrases`: the numbers of the words
    that stand in it.
    """

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="alarms")
    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, null=True, blank=True, related_name="alarms")
    phrases = ArrayField(models.BigIntegerField(), default=list)
    at = models.DateTimeField(default=timezone.now)  # the hour only, where a mask wrote or reported it
    next_at = models.DateTimeField(null=True, blank=True)  # some minutes later by chance, where a mask has a part in it
    decision = models.ForeignKey(Decision, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    objects = AlarmQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["post", "comment"],
                nulls_distinct=False,
                condition=Q(decision__isnull=True),
                name="moderation_alarm_once",
            )
        ]
        indexes = [
            models.Index(fields=["next_at"], condition=Q(next_at__isnull=False), name="moderation_alarm_due"),
        ]


class Watcher(models.Model):
    """Who was called by an alarm, and who has seen what it is about."""

    alarm = models.ForeignKey(Alarm, on_delete=models.CASCADE, related_name="watchers")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    called_at = models.DateTimeField(null=True, blank=True)  # the hour only, of what a mask wrote; as `seen_at`
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["alarm", "member"], name="moderation_watcher_once")]
