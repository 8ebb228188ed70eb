"""What open pages hear of topics (live/): that there is something to ask for, never what or from whom."""

from __future__ import annotations

from activity.models import Event
from forum.models import Post, Status
from live import publish


def answered(event: Event) -> None:
    """On post.written, which is when others can read it: after the grace of a masked one."""
    post = Post.objects.select_related("topic").filter(pk=event.target_id, status=Status.VISIBLE).first()
    if post is not None and post.topic.status == Status.VISIBLE:
        publish.answered(post.topic_id, post.pk)


def moved(event: Event) -> None:
    """On posts.moved: the page of the topic that they left shows what is not in it any more."""
    publish.end_topic(event.data["from"])


def seen_by_others(event: Event) -> None:
    """On post.held, post.hidden, topic.moved and space.changed: who listens may not be who may read it now."""
    if event.verb == "space.changed":
        # One that was written down by an earlier version does not say it.
        if event.data.get("read_by_others", True):
            publish.end_all()
    elif event.verb == "topic.moved":
        publish.end_topic(event.target_id)
    elif event.target_kind == Post._meta.label_lower and Post.objects.filter(pk=event.target_id, position=0).exists():
        publish.end_topic(event.data["topic"])
