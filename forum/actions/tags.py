"""The tags of a topic."""

from __future__ import annotations

from forum import words
from forum.actions.searching import renew
from forum.models import Tag, Topic, TopicTag


def tags_of(topic: Topic) -> list[int]:
    """The numbers of its tags, in the order in which they were given."""
    return list(TopicTag.objects.filter(topic=topic).order_by("pk").values_list("tag", flat=True))


def set_again(topic: Topic, numbers: list[int]) -> None:
    """Gives the topic the tags that `tags_of` said, in that order; one that is gone stays gone."""
    there = set(Tag.objects.filter(pk__in=numbers).values_list("pk", flat=True))
    TopicTag.objects.filter(topic=topic).delete()
    TopicTag.objects.bulk_create([TopicTag(topic=topic, tag_id=pk) for pk in numbers if pk in there])
    renew([topic.pk])


def set_tags(topic: Topic, tagged: list[words.Tagged]) -> None:
    """Gives the topic these tags and no other, making those that are new."""
    Tag.objects.bulk_create(
        # in one order, so that two askers who make the same new tags do not wait for each other
        [Tag(slug=tag.slug, name=tag.name) for tag in sorted(tagged, key=lambda tag: tag.slug)],
        ignore_conflicts=True,
    )
    wanted = set(Tag.objects.filter(slug__in=[tag.slug for tag in tagged]).values_list("pk", flat=True))
    TopicTag.objects.filter(topic=topic).exclude(tag__in=wanted).delete()
    links = [TopicTag(topic=topic, tag_id=pk) for pk in sorted(wanted)]
    TopicTag.objects.bulk_create(links, ignore_conflicts=True)
    renew([topic.pk])
