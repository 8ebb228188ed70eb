"""What the demo's people asked, answered, remarked, marked and thanked for."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from demo.actions.stage import Stage
from demo.content.script import Answer, Gratitude, Thread
from demo.content.threads import THREADS
from forum import actions as forum
from forum.actions.grace import release_waiting
from forum.models import Comment, Post, Topic
from recognition.actions.thanks import give


def talk(stage: Stage) -> None:
    for thread in THREADS:
        stage.threads[thread.key] = thread
        _ask(stage, thread)
        _appear()
        for number, answer in enumerate(thread.answers):
            _answer(stage, thread, number, answer)
        _thank(stage, _opening(stage, thread), thread.thanks)


def _ask(stage: Stage, thread: Thread) -> None:
    stage.topics[thread.key] = forum.ask(
        actor=stage.people[thread.author],
        space=stage.places[thread.space],
        kind=thread.kind,
        title=thread.title,
        body=thread.body,
        audience=Topic.Audience.EVERYONE if thread.everyone else Topic.Audience.MEMBERS,
        tags=list(thread.tags),
        masked=thread.masked,
        submit_key=None,
    )


def _opening(stage: Stage, thread: Thread) -> Post:
    return Post.objects.get(topic=stage.topics[thread.key], position=0)


def _answer(stage: Stage, thread: Thread, number: int, answer: Answer) -> None:
    topic = Topic.objects.get(pk=stage.topics[thread.key].pk)
    post = forum.answer(
        actor=stage.people[answer.author], topic=topic, body=answer.body, masked=answer.masked, submit_key=None
    )
    _appear()
    post = Post.objects.get(pk=post.pk)
    stage.answers[thread.key, number] = post
    for remark in answer.remarks:
        forum.comment(
            actor=stage.people[remark.author], post=post, body=remark.body, masked=remark.masked, submit_key=None
        )
        _appear()
    if answer.helped is not None:
        forum.mark_helped(actor=stage.people[thread.author], post=post, what_changed=answer.helped)
    _thank(stage, post, answer.thanks)


def _thank(stage: Stage, post: Post, several: tuple[Gratitude, ...]) -> None:
    for one in several:
        thanks = give(actor=stage.people[one.giver], post=post, words=one.words, note=one.note, masked=one.masked)
        if one.shown:
            thanks.note_shown = True
            thanks.save(update_fields=["note_shown"])


def _appear() -> None:
    """The two minutes of whoever writes without a name are over at once."""
    past = timezone.now() - timedelta(seconds=1)
    for kind in (Post, Comment):
        kind._default_manager.filter(visible_from__isnull=False).update(visible_from=past)
    release_waiting()
