"""Writes many topics, posts, comments and marks at once, for importers. No ledger events; recount at the end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.db import connection, transaction
from django.db.models import F, QuerySet
from django.utils.text import slugify

from activity.locks import lock
from forum import words
from forum.actions.common import lock_topics
from forum.actions.searching import renew
from forum.models import Closing, Comment, HelpedMark, Post, Tag, Topic, TopicTag
from writing.search_text import vector


def tags_named(*, names: Iterable[str]) -> dict[str, Tag]:
    """name → tag, made where missing; a name that cannot be a tag is left out."""
    slugs = {name: slug for name in names if (slug := words.tag_slug(name)) and _fits(slug, words.tag_name(name))}
    new = {slug: words.tag_name(name) for name, slug in slugs.items()}
    Tag.objects.bulk_create([Tag(slug=slug, name=name) for slug, name in new.items()], ignore_conflicts=True)
    found = {tag.slug: tag for tag in Tag.objects.filter(slug__in=new)}
    return {name: found[slug] for name, slug in slugs.items()}


def _fits(*columns: str) -> bool:
    return max(map(len, columns)) <= words.LONGEST_TAG


@transaction.atomic
def create_topics(*, openings: Sequence[tuple[Topic, Post]], tags: Mapping[int, Sequence[Tag]]) -> list[Topic]:
    """Topics with their opening posts; `tags` by place in `openings`."""
    for topic, post in openings:
        topic.next_position = 1
        topic.slug = slugify(topic.title)[:80]
        topic.excerpt = words.excerpt(post.html)
    topics = Topic.objects.bulk_create([topic for topic, _post in openings])
    for topic, post in openings:
        post.topic, post.position = topic, 0
    Post.objects.bulk_create([post for _topic, post in openings])
    TopicTag.objects.bulk_create(
        [TopicTag(topic=topics[place], tag=tag) for place, several in tags.items() for tag in several],
        ignore_conflicts=True,
    )
    renew([topic.pk for topic in topics])
    return topics


@transaction.atomic
def create_answers(*, posts: Sequence[Post]) -> list[Post]:
    """Posts with `topic_id` set; each gets the next position of its topic, in the order given."""
    ids = {post.topic_id for post in posts}
    free = {topic.pk: topic.next_position for topic in lock(Topic.objects.filter(pk__in=ids))}
    for post in posts:
        post.position = free[post.topic_id]
        free[post.topic_id] += 1
    made = Post.objects.bulk_create(posts)
    Topic.objects.bulk_update([Topic(pk=pk, next_position=place) for pk, place in free.items()], ["next_position"])
    return made


@transaction.atomic
def create_comments(*, comments: Sequence[Comment]) -> list[Comment]:
    """Comments with `post_id` set."""
    _touch(Topic.objects.filter(posts__in={comment.post_id for comment in comments}))
    return Comment.objects.bulk_create(comments)


def _touch(topics: QuerySet[Topic]) -> None:
    """Locks them, and says that what their readers see has changed."""
    ids = list(topics.values_list("pk", flat=True).distinct())
    lock_topics(ids)
    Topic.objects.filter(pk__in=ids).update(version=F("version") + 1)


@transaction.atomic
def touch(*, topics: Sequence[int]) -> None:
    """Says of many topics that what their readers see has changed."""
    _touch(Topic.objects.filter(pk__in=topics))


@transaction.atomic
def create_marks(*, marks: Sequence[HelpedMark]) -> int:
    """Helped marks on answers that carry none yet; how many were new."""
    known = set(HelpedMark.objects.filter(post__in=[mark.post_id for mark in marks]).values_list("post_id", flat=True))
    new = [mark for mark in marks if mark.post_id not in known]
    lock_topics({mark.post.topic_id for mark in new})
    Post.objects.filter(pk__in=[mark.post_id for mark in new]).update(helped=True)
    HelpedMark.objects.bulk_create(new)
    return len(new)


@transaction.atomic
def close_topics(*, closings: Sequence[Closing]) -> int:
    """Closes the topics that are open; how many."""
    still_open = lock(Topic.objects.filter(pk__in=[one.topic_id for one in closings], closed_at=None).only("pk"))
    topics = {topic.pk for topic in still_open}
    new = [one for one in closings if one.topic_id in topics]
    Closing.objects.bulk_create(new)
    changed = [Topic(pk=one.topic_id, closed_at=one.at) for one in new]
    Topic.objects.bulk_update(changed, ["closed_at"])
    Topic.objects.filter(pk__in=topics).update(version=F("version") + 1)
    return len(new)


@transaction.atomic
def replace_texts(*, posts: Sequence[Post]) -> None:
    """Saves `body`, `html` and `text` of posts whose links were led elsewhere."""
    _touch(Topic.objects.filter(pk__in={post.topic_id for post in posts}))
    list(lock(Post.objects.filter(pk__in=[post.pk for post in posts]).only("pk")))
    for post in posts:
        post.search = vector(*post.search_words())
    Post.objects.bulk_update(posts, ["body", "html", "text", "search"])


@transaction.atomic
def replace_comments(*, comments: Sequence[Comment]) -> None:
    """Saves `body` and `html` of comments whose links were led elsewhere."""
    _touch(Topic.objects.filter(pk__in={comment.post.topic_id for comment in comments}))
    list(lock(Comment.objects.filter(pk__in=[comment.pk for comment in comments]).only("pk")))
    Comment.objects.bulk_update(comments, ["body", "html"])


RECOUNT = """
    WITH true_counts AS (
        SELECT topic.id,
               count(post.id) FILTER (WHERE post.position > 0) AS answers,
               count(post.id) FILTER (WHERE post.helped) AS helped,
               coalesce(max(post.created_at), topic.created_at) AS bumped
        FROM forum_topic topic LEFT JOIN forum_post post ON post.topic_id = topic.id AND post.status = 'visible'
        WHERE topic.id = ANY(%(topics)s) GROUP BY topic.id
    )
    UPDATE forum_topic topic
    SET answer_count = answers, helped_count = helped, bumped_at = bumped, version = topic.version + 1
    FROM true_counts
    WHERE topic.id = true_counts.id
      AND (topic.answer_count, topic.helped_count, topic.bumped_at) IS DISTINCT FROM (answers, helped, bumped)
"""
RECOUNT_COMMENTS = """
    UPDATE forum_post post SET comment_count = counted.number
    FROM (SELECT post.id, (SELECT count(*) FROM forum_comment comment
                           WHERE comment.post_id = post.id AND comment.status = 'visible') AS number
          FROM forum_post post WHERE post.topic_id = ANY(%(topics)s)) counted
    WHERE post.id = counted.id AND post.comment_count <> counted.number
"""


@transaction.atomic
def recount(*, topics: Sequence[int]) -> int:
    """Makes the counter columns of these topics true; how many topics were wrong."""
    lock_topics(topics)
    with connection.cursor() as cursor:
        cursor.execute(RECOUNT_COMMENTS, {"topics": list(topics)})
        cursor.execute(RECOUNT, {"topics": list(topics)})
        return cursor.rowcount
