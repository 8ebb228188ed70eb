"""Topics, posts and comments: the asker, whoever is mentioned, whoever follows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.urls import reverse

from activity import locks
from activity.locks import take_turn
from activity.models import Event
from forum.models import Bookmark, Comment, Post, Scheduled, Space, Status, Topic
from forum.models.levels import Level
from forum.queries.levels import CHOSEN
from forum.queries.people import mentioned
from live import publish
from members.models import Member
from notices.actions import outbox
from notices.actions.tell import mail, noticed_at, tell
from notices.models import Choice, Notice

# Everybody who hears everything of the topic and has not heard of this post in another way: the shared key says so. Who
# follows a tag may not know of what is said among moderators.
TELL_FOLLOWERS = f"""
INSERT INTO notices_notice (member_id, kind, dedupe_key, actor_id, actor_mask_id, topic_id, post_id, data, at)
SELECT member.id, %(kind)s, %(key)s || ':m' || member.id, %(actor)s, %(actor_mask)s, %(topic)s, %(post)s, '{{}}', %(at)s
FROM ({CHOSEN}) AS follow
JOIN members_member AS member ON member.id = follow.member_id AND member.kind = 'person' AND member.is_active
WHERE follow.level = %(everything)s
  AND member.id IS DISTINCT FROM %(actor)s
  AND (%(among_all)s OR member.is_staff OR EXISTS (
    SELECT 1 FROM forum_appointment AS term WHERE term.member_id = member.id AND term.ended_at IS NULL
      AND now() >= term.starts_at AND now() < term.ends_at))
  AND NOT EXISTS (
    SELECT 1 FROM members_block AS block
    WHERE (block.blocker_id, block.blocked_id) IN ((member.id, %(actor)s), (%(actor)s, member.id))
  )
ORDER BY member.id
ON CONFLICT (dedupe_key) DO NOTHING
RETURNING id, member_id
"""  # noqa: S608  (ours, from end to end)


def asked(event: Event) -> None:
    """On topic.asked: whoever the opening post mentions, and whoever hears everything of its tags or its space."""
    post = _visible_post(event.data["post"])
    if post is not None:
        _tell_mentioned(post, mentioned(post))
        _tell_followers(post, "begun")


def written(event: Event) -> None:
    """On post.written: the asker, whoever it mentions, whoever follows; each of them once."""
    post = _visible_post(event.target_id)
    if post is None:
        return
    tell(
        to=post.topic.author,
        kind="answered",
        dedupe_key=f"post:{post.pk}",
        actor=post.author,
        topic=post.topic,
        post=post,
    )
    _tell_mentioned(post, mentioned(post))
    _tell_followers(post, "followed")


def edited(event: Event) -> None:
    """On post.edited: whoever is mentioned now and was not told of this post before."""
    post = _visible_post(event.target_id)
    if post is not None:
        _tell_mentioned(post, mentioned(post))


def shown_again(event: Event) -> None:
    """On post.released and post.restored: whom a change mentions that others read only now."""
    changed = Post.objects.filter(pk=event.target_id, edited_at__isnull=False)
    if event.target_kind == Post._meta.label_lower and changed.exists():
        edited(event)


def commented(event: Event) -> None:
    """On comment.written: the author of the post, and whoever it mentions."""
    related = ("member", "mask", "post__member", "post__mask", "post__topic")
    comment = Comment.objects.select_related(*related).filter(pk=event.target_id, status=Status.VISIBLE).first()
    if comment is None or comment.post.status != Status.VISIBLE:
        return
    post, key = comment.post, f"comment:{comment.pk}"
    about: dict[str, Any] = {"actor": comment.author, "topic": post.topic, "post": post, "comment": comment}
    tell(to=post.author, kind="commented", dedupe_key=key, **about)
    for member in _in_turn(mentioned(comment)):
        tell(to=member, kind="mentioned", dedupe_key=key, **about)


def reminded(event: Event) -> None:
    """On reminder.due: whoever saved the post. Not where it can no longer be read: then there is nothing to see."""
    bookmark = Bookmark.objects.select_related("member", "post__topic").filter(pk=event.target_id).first()
    if bookmark is None or bookmark.post.status != Status.VISIBLE:
        return
    key, post = f"reminder:{bookmark.pk}:{event.data['day']}", bookmark.post
    tell(to=bookmark.member, kind="reminder", dedupe_key=key, topic=post.topic, post=post)


def not_posted(event: Event) -> None:
    """On scheduled.refused: its writer, unless they have done something about it since."""
    row = Scheduled.objects.select_related("member").filter(pk=event.target_id).exclude(refused="").first()
    if row is not None:
        key, path = f"scheduled:{row.pk}:{event.data['at']}", reverse("forum:later", args=[row.pk])
        tell(to=row.member, kind="not_posted", dedupe_key=key, data={"path": path, "reason": row.refused})


def moved(event: Event) -> None:
    """On posts.moved: what was told about them leads to the topic in which they stand now."""
    for post in Post.objects.filter(pk__in=event.data["posts"]).order_by("pk"):
        locks.update(Notice.objects.filter(post=post).exclude(topic=post.topic_id), topic=post.topic_id)
    left = Topic.objects.filter(pk=event.data["from"], merged_into__isnull=False).first()
    if left is not None and left.merged_into_id is not None:
        outbox.lead_on(topic_id=left.pk, to=left.merged_into_id)


def unmasked(event: Event) -> None:
    """On mask.taken_off: what was told to and by the mask carries the name from now on."""
    mask, member_id = event.data["mask"], event.member_id
    locks.update(Notice.objects.filter(mask=mask), mask=None, member_id=member_id)
    locks.update(Notice.objects.filter(actor_mask=mask), actor_mask=None, actor_id=member_id)
    outbox.take_mask_off(mask_id=mask, member_id=member_id)


def _visible_post(post_id: int) -> Post | None:
    """What tells of one post, new or edited, takes turns: both write to the same people, not in the same order."""
    take_turn("notices.post", post_id)
    related = ("member", "mask", "topic__member", "topic__mask", "topic__space")
    post = Post.objects.select_related(*related).filter(pk=post_id, status=Status.VISIBLE).first()
    return post if post is not None and post.topic.status == Status.VISIBLE else None


def _in_turn(ids: Iterable[int]) -> list[Member]:
    """The living of them, always in one order, so that two handlers do not wait for each other."""
    return list(Member.objects.people().filter(pk__in=list(ids)).order_by("pk"))


def _tell_mentioned(post: Post, ids: list[int]) -> None:
    for member in _in_turn(ids):
        tell(
            to=member,
            kind="mentioned",
            dedupe_key=f"post:{post.pk}",
            actor=post.author,
            topic=post.topic,
            post=post,
        )


def _tell_followers(post: Post, kind: str) -> None:
    """Set-based: a topic may have thousands. Only the few who want it by mail are looked at one by one."""
    values: dict[str, Any] = {
        "kind": kind,
        "key": f"post:{post.pk}",
        "everything": Level.EVERYTHING,
        "among_all": post.topic.space.visibility != Space.Visibility.MODERATORS,
        "actor": post.member_id,
        "actor_mask": post.mask_id,
        "topic": post.topic_id,
        "topics": [post.topic_id],
        "post": post.pk,
        "at": noticed_at(post.author, post.author),
    }
    with connection.cursor() as cursor:
        cursor.execute(TELL_FOLLOWERS, values)
        told = {member_id: id for id, member_id in cursor.fetchall()}
    publish.told(told)
    wanting = Choice.objects.filter(member__in=told, kind=kind, by_mail=True).order_by("member_id")
    for member_id in wanting.values_list("member_id", flat=True):
        mail(Notice.objects.with_people().get(pk=told[member_id]))
