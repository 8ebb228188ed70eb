"""This helped, thanks, and hellos."""

from __future__ import annotations

from django.urls import reverse

from activity.models import Event
from forum.actions.common import locked_post
from forum.models import HelpedMark, Post, Status
from members.models import Hello
from notices.actions.tell import take_back, tell
from recognition.models import Thanks


def helped(event: Event) -> None:
    """On answer.helped and answer.unhelped: the author of the answer hears of the mark while it stands."""
    post = Post.objects.filter(pk=event.target_id).first()
    if post is None:
        return
    post = locked_post(post)
    mark = HelpedMark.objects.select_related("member", "mask").filter(post=post).first()
    if mark is None or post.status != Status.VISIBLE:
        take_back(prefix=f"helped:{post.pk}:")
        return
    tell(
        to=post.author,
        kind="helped",
        dedupe_key=f"helped:{post.pk}",
        actor=mark.author,
        topic=post.topic,
        post=post,
    )


def thanked(event: Event) -> None:
    """On thanks.given and thanks.withdrawn: whoever wrote the post hears of the thanks while they stand."""
    related = ("member", "mask", "post__topic", "post__member", "post__mask")
    thanks = Thanks.objects.select_related(*related).filter(pk=event.target_id).first()
    if thanks is None:
        take_back(prefix=f"thanks:{event.target_id}:")
        return
    tell(
        to=thanks.post.author,
        kind="thanked",
        dedupe_key=f"thanks:{thanks.pk}",
        actor=thanks.author,
        topic=thanks.post.topic,
        post=thanks.post,
    )


def hello_answered(event: Event) -> None:
    """On hello.answered: whoever said hello."""
    hello = Hello.objects.select_related("newcomer", "author").filter(pk=event.target_id).first()
    if hello is not None:
        path = reverse("members:hello_answer", args=[hello.pk])
        key = f"hello_answered:{hello.pk}"
        tell(to=hello.author, kind="hello_answered", dedupe_key=key, actor=hello.newcomer, data={"path": path})


def greeted(event: Event) -> None:
    """On hello.said: the newcomer, at once, in the page; the mail of it is `nudges`' one welcome."""
    hello = Hello.objects.select_related("newcomer", "author").filter(pk=event.target_id).first()
    if hello is not None:
        tell(to=hello.newcomer, kind="hello", dedupe_key=f"hello:{hello.pk}", actor=hello.author)
