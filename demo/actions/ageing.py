"""Moves what was just made to when the script says that it happened."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import F, Max

from blog.models import Article
from demo.actions.stage import Stage
from demo.content.people import AIMS, LETTERS
from demo.content.script import Aim, Thread
from demo.content.threads import STORIES
from forum.models import Appointment, Comment, Follow, HelpedMark, Post, Topic
from masks.hours import time_kept
from members.models import Goal, Member, Milestone, StageChange
from mentorship.models import ANSWER_WITHIN, CheckIn, Letter, Mentor, Mentorship, Request
from moderation.models import Decision, Hold
from notices.models import Notice
from recognition.models import Help, Thanks

THANKS_AFTER = timedelta(hours=1.5)
CALLED_AFTER = timedelta(hours=2)  # somebody is asked in on a question that nobody has answered
SEEN_AFTER = timedelta(days=2)  # older notices have been read
PAIR_SINCE = 16  # days
ASKED_SINCE = 7  # hours
TENDED_SINCE = 40  # days


def age(stage: Stage) -> None:
    for thread in stage.threads.values():
        _thread(stage, thread)
    for aim in AIMS:
        _aim(stage, aim)
    _pair(stage)
    for story in STORIES:
        at = stage.ago(hours=story.ago)
        Article.objects.filter(post=stage.answers[story.thread, story.answer]).update(published_at=at, updated_at=at)
    began = stage.ago(days=TENDED_SINCE)
    Decision.objects.filter(verb=Decision.Verb.APPOINT).update(at=began)
    Appointment.objects.update(starts_at=began)
    Notice.objects.filter(kind="appointed").update(at=began)
    _notices(stage)


def _thread(stage: Stage, thread: Thread) -> None:
    topic = Topic.objects.get(pk=stage.topics[thread.key].pk)
    opened = stage.ago(hours=thread.ago)
    _post(Post.objects.get(topic=topic, position=0), opened, opened)
    for number, answer in enumerate(thread.answers):
        at = stage.ago(hours=answer.ago)
        post = Post.objects.get(pk=stage.answers[thread.key, number].pk)
        _post(post, at, at)
        for comment, remark in zip(Comment.objects.filter(post=post).order_by("pk"), answer.remarks, strict=True):
            Comment.objects.filter(pk=comment.pk).update(
                created_at=time_kept(stage.ago(hours=remark.ago), masked=comment.is_masked)
            )
    newest = Post.objects.filter(topic=topic, status="visible").aggregate(at=Max("created_at"))["at"]
    Topic.objects.filter(pk=topic.pk).update(
        created_at=time_kept(opened, masked=topic.is_masked), bumped_at=newest or opened, version=F("version") + 1
    )
    Follow.objects.filter(topic=topic).update(at=opened)


def _post(post: Post, at: datetime, thanked_from: datetime) -> None:
    Post.objects.filter(pk=post.pk).update(created_at=time_kept(at, masked=post.is_masked))
    Hold.objects.filter(post=post).update(at=at)
    for place, thanks in enumerate(Thanks.objects.filter(post=post).order_by("pk"), start=1):
        given = min(thanked_from + THANKS_AFTER * place, thanks.at)
        Thanks.objects.filter(pk=thanks.pk).update(at=time_kept(given, masked=thanks.is_masked))
    for mark in HelpedMark.objects.filter(post=post):
        HelpedMark.objects.filter(pk=mark.pk).update(
            at=time_kept(min(at + THANKS_AFTER, mark.at), masked=mark.is_masked)
        )
    Help.objects.filter(post=post, helped_mask__isnull=True, helper_mask__isnull=True).update(at=at + THANKS_AFTER)


def _aim(stage: Stage, aim: Aim) -> None:
    goal = stage.goals[aim.member]
    began = stage.ago(days=aim.set)
    reached = stage.ago(days=aim.reached) if aim.reached is not None else None
    Goal.objects.filter(pk=goal.pk).update(
        set_at=began, reached_at=reached, asked_to_stay_at=reached and reached + timedelta(days=1)
    )
    for milestone, (_title, when) in zip(goal.milestones.all(), aim.milestones, strict=True):
        if when is not None:
            Milestone.objects.filter(pk=milestone.pk).update(reached_at=stage.ago(days=when))
    steps = {
        Member.Stage.PURSUING: began,
        Member.Stage.REACHED: reached,
        Member.Stage.ALUM: reached and reached + timedelta(days=1),
        Member.Stage.MENTOR: reached and reached + timedelta(days=30),
    }
    for after, at in steps.items():
        if at is not None:
            StageChange.objects.filter(member=goal.member, after=after).update(at=at)
            if after == Member.Stage.MENTOR:
                Mentor.objects.filter(member=goal.member).update(opted_in_at=at, briefing_read_at=at)


def _pair(stage: Stage) -> None:
    """The pair since a while, its first check-in done with the second letter; the newest request since this morning."""
    since = stage.ago(days=PAIR_SINCE)
    for request in Request.objects.all():
        at = since if request.answered_at else stage.ago(hours=ASKED_SINCE)
        answered = since + timedelta(hours=5) if request.answered_at else None
        Request.objects.filter(pk=request.pk).update(at=at, answered_at=answered, answer_by=at + ANSWER_WITHIN)
        Notice.objects.filter(kind="mentor_requested", actor=request.mentee).update(at=at)
    Notice.objects.filter(kind="mentor_accepted").update(at=since + timedelta(hours=5))
    Mentorship.objects.update(started_at=since + timedelta(hours=5))
    CheckIn.objects.update(due_on=F("due_on") - timedelta(days=PAIR_SINCE))
    for letter, line in zip(Letter.objects.order_by("pk"), LETTERS, strict=True):
        at = stage.ago(days=line.ago)
        Letter.objects.filter(pk=letter.pk).update(at=at)
        CheckIn.objects.filter(letters=letter, done_at__isnull=False).update(done_at=at)
        newest = Notice.objects.filter(kind="mentorship_letter", actor=letter.author).order_by("-pk")[:1]
        Notice.objects.filter(pk__in=newest).update(at=at)


def _notices(stage: Stage) -> None:
    """As old as what they tell of; the older ones have been read."""
    for notice in Notice.objects.select_related("post", "comment", "topic"):
        of = notice.comment or notice.post
        if of is not None and not notice.is_masked:
            Notice.objects.filter(pk=notice.pk).update(at=of.created_at)
        elif of is None and notice.topic is not None and not notice.is_masked:
            Notice.objects.filter(pk=notice.pk).update(at=notice.topic.created_at + CALLED_AFTER)
    Notice.objects.filter(at__lt=stage.now - SEEN_AFTER).update(read_at=F("at"))
